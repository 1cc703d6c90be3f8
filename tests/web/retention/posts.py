"""What a browser sends to the pages of keeping and erasing cases."""

from datetime import date, timedelta

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _hold(cast: Cast) -> Fields:
    day: date = timezone.localdate(timezone=pack().zone) + timedelta(days=20)
    return {
        "reason": code_of(pack().codes("hold_reasons")),
        "review_on_day": day.day,
        "review_on_month": day.month,
        "review_on_year": day.year,
    }


POSTS = {
    "erasure-ask": Post(fields=lambda cast: {"is_sure": "on"}, records=("case.viewed", "erasure.asked")),
    "erasure-show": Post(
        fields=lambda cast: {"decision": "refuse", "reason": code_of(pack().codes("erasure_refusals"))},
        records=("erasure.viewed", "erasure.refused"),
        otherwise={"lead_supervisor": 403},
    ),
    "erasure-withdraw": Post(
        records=("erasure.withdrawn",), records_of={"data_officer": ("erasure.stopped",)}
    ),
    "hold-set": Post(fields=_hold, records=("case.viewed", "hold.set")),
    "hold-review": Post(
        fields=lambda cast: {"decision": "lift", "reason": code_of(pack().codes("hold_ends"))},
        records=("case.viewed", "hold.lifted"),
    ),
}
