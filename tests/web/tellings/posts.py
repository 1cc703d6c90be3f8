"""What a browser sends to the pages of what a child was told."""

from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _telling(cast: Cast) -> Fields:
    today = timezone.localdate(timezone=pack().zone)
    return {
        "moment": "before_sharing",
        "happened_on_day": today.day,
        "happened_on_month": today.month,
        "happened_on_year": today.year,
        "time": "",
        "told_by": "",
        "language": code_of(pack().listed("languages")),
        "ways": ["spoken", "sheet"],
        "level": "9-12",
        "understood": "said_back",
        "questions": "May my aunt know?",
        "page": uuid4(),
    }


def _correction(cast: Cast) -> Fields:
    return {**_telling(cast), "reason": "I had chosen the wrong day."}


POSTS = {
    "telling-new": Post(fields=_telling, records=("telling.written",)),
    "telling-correct": Post(
        fields=_correction,
        records=("tellings.opened", "telling.corrected"),
        otherwise={"service_accepted": 403, "host": 403, "facilitator": 403, "interviewer": 403},
    ),
}
