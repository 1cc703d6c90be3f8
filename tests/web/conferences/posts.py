"""What a browser sends to the pages of case conferences."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _day(name: str, in_days: int) -> Fields:
    day: date = timezone.localdate(timezone=pack().zone) + timedelta(days=in_days)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _when(in_days: int) -> Fields:
    return {**_day("on", in_days), "time": "2:30 pm", "way": "video", "place": "", "page": uuid4()}


def _agreed(cast: Cast) -> Fields:
    kind = code_of(pack().codes("task_kinds"))
    return {"text": "Ask the school.", "owner": "lead", "kind": kind, "page": uuid4(), **_day("due_on", 5)}


def _guest(cast: Cast) -> Fields:
    discipline = code_of(pack().codes("disciplines"))
    return {"who": "The school nurse", "discipline": discipline, "agency": "another", "page": uuid4()}


POSTS = {
    "conference-new": Post(
        fields=lambda cast: {**_when(4), "chair": "lead"},
        records=("case.viewed", "conference.planned"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "conference-move": Post(
        fields=lambda cast: {**_when(9), "reason": "The nurse is away.", "moves": 1},
        records=("conference.opened", "conference.moved"),
    ),
    "conference-cancel": Post(
        fields=lambda cast: {"reason": "It is settled."},
        records=("conference.opened", "conference.cancelled"),
    ),
    "conference-invite": Post(fields=_guest, records=("conference.opened", "conference.participant_added")),
    "conference-agenda": Post(
        fields=lambda cast: {"text": "Where she can stay", "page": uuid4()},
        records=("conference.opened", "conference.agenda_added"),
    ),
    "conference-agenda-drop": Post(records=("conference.agenda_dropped",)),
    "conference-held": Post(
        fields=lambda cast: {
            f"attendance_{cast.ids[name]}": "attended" for name in ("participant_id", "guest_id")
        },
        records=("conference.opened", "conference.held"),
    ),
    "conference-minutes": Post(
        fields=lambda cast: {
            "text": "We agreed to wait.", "reason": "A word was missing.", "version": 2, "page": uuid4(),
        },
        records=("conference.opened", "conference.minutes_corrected"),
    ),
    "conference-minutes-autosave": Post(
        fields=lambda cast: {"text": "We agreed", "page": uuid4()},
        status=204,
        records=("minutes_draft.saved",),
    ),
    "conference-minutes-discard": Post(records=("minutes_draft.discarded",)),
    "conference-ask": Post(records=()),
    "conference-answer": Post(
        fields=lambda cast: {
            f"coming_{cast.ids['guest_id']}": "yes", "words": "I come by bus.", "moves": 1, "page": uuid4(),
        },
        records=("conference.invitation_opened", "conference.answered"),
    ),
    "conference-propose": Post(
        fields=lambda cast: {"text": "Who talks with the school", "page": uuid4()},
        records=("conference.invitation_opened", "conference.proposed"),
    ),
    "conference-report": Post(
        fields=lambda cast: {"words": "We have asked the school."},
        records=("conference.invitation_opened", "conference.reported"),
    ),
    "conference-agree": Post(
        fields=_agreed, records=("conference.opened", "task.made", "conference.action_agreed")
    ),
}  # fmt: skip
