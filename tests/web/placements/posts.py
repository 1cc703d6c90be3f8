"""What a browser sends to the pages of placements."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _day(name: str, in_days: int) -> Fields:
    day = timezone.localdate(timezone=pack().zone) + timedelta(days=in_days)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def _now() -> Fields:
    # The last minute that is over, so that it is neither before the child moved in nor in the future.
    at = timezone.localtime(timezone=pack().zone)
    return {"on_day": at.day, "on_month": at.month, "on_year": at.year, "time": f"{at:%H:%M}"}


def _place() -> Fields:
    codes = pack().codes
    return {
        "kind": code_of(codes("placement_kinds")), "basis": code_of(codes("placement_bases")),
        "provider": "The Ainsley family", "siblings": "none", "view": "I like it.",
    }  # fmt: skip


def _why(name: str) -> Fields:
    return {name: code_of(pack().codes("placement_ends"))}


def _corrected(cast: Cast) -> Fields:
    return {**_now(), **_place(), "reason": "The family moved later.", "version": 1}


_OPENED, _VIEWED = ("placement.opened",), ("case.viewed",)
_ENDED, _TASK = ("clock.stopped", "placement.ended"), "task.made_by_rule"
_MOVED = (*_ENDED, "clock.started", "placement.began", _TASK)
_REFUSED = {"deciding": 403, "taking_part": 403}

POSTS = {
    "placement-new": Post(
        fields=lambda cast: {**_place(), **_now(), **_why("ended_because"), "page": uuid4()},
        records=(*_VIEWED, *_MOVED),
        otherwise=_REFUSED,
    ),
    "placement-plan": Post(
        fields=lambda cast: {**_place(), **_day("planned_from", 4), "page": uuid4()},
        records=(*_VIEWED, "placement.planned"),
        otherwise=_REFUSED,
    ),
    "placement-begin": Post(
        fields=lambda cast: {**_now(), **_why("ended_because")},
        records=(*_OPENED, *_MOVED),
    ),
    "placement-cancel": Post(
        fields=lambda cast: {"reason": "The family moved."}, records=(*_OPENED, "placement.cancelled")
    ),
    "placement-end": Post(
        fields=lambda cast: {**_now(), **_why("because")}, records=(*_OPENED, *_ENDED, "placement.gap", _TASK)
    ),
    "placement-missing": Post(
        fields=lambda cast: {**_now(), "words": "By the window."},
        records=(*_OPENED, *_ENDED, "placement.missing", _TASK),
    ),
    # The child of the cast has come back already.
    "placement-back": Post(fields=lambda cast: {**_now(), "where": "same"}, status=409),
    "placement-visit": Post(
        fields=lambda cast: {**_now(), "seen_alone": "yes", "page": uuid4()},
        records=(
            *_OPENED, "clock.stopped", "placement.visited_alone", "clock.started", "placement.next_visit",
        ),
    ),
    # It begins later than was recorded, which leaves a gap.
    "placement-correct": Post(
        fields=_corrected, records=(*_OPENED, "placement.corrected", "placement.gap", _TASK)
    ),
}  # fmt: skip
