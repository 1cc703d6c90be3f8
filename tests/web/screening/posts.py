"""What a browser sends to the pages of screenings and decisions."""

from uuid import uuid4

from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.invented.screening import signs
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post


def _today() -> dict[str, int]:
    today = timezone.localdate(timezone=pack().zone)
    return {"decided_on_day": today.day, "decided_on_month": today.month, "decided_on_year": today.year}


def _decision(cast: Cast) -> Fields:
    return {"to": "confirmed", "seen": "presumed", "reasons": "Seen and heard by two of us.", **_today()}


def _learned() -> dict[str, int]:
    return {name.replace("decided", "learned"): value for name, value in _today().items()}


def _exploitation(cast: Cast) -> Fields:
    return {"exploitation": ["forced_begging"], "learned_from": "child", "page": str(uuid4()), **_learned()}


POSTS = {
    "screening-start": Post(
        fields=lambda cast: {"instrument": "child_screening"},
        records=("case.viewed", "screening.begun"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "screening-section": Post(
        after="screening-start",
        fields=lambda cast: signs(),
        records=("case.viewed", "screening_draft.opened", "screening.section_saved"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "screening-finish": Post(
        after="screening-start",
        records=("screening.completed",),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "screening-discard": Post(
        after="screening-start",
        records=("screening.discarded",),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "exploitation-add": Post(
        fields=_exploitation,
        records=("case.viewed", "exploitation.recorded"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "exploitation-withdraw": Post(
        fields=lambda cast: {"reason": "It was about another child."},
        records=("case.viewed", "exploitation.withdrawn"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    # A supervisor alone confirms.
    "decision-new": Post(
        fields=_decision,
        records=(
            "case.viewed",
            "age.reckoned",
            "clock.stopped",
            "identification.decided",
            "task.made_by_rule",
            "decision_request.decided",
        ),
        records_of={
            # Who was asked does not see when the child was born.
            "deciding": (
                "case.viewed",
                "clock.stopped",
                "identification.decided",
                "task.made_by_rule",
                "decision_request.decided",
            )
        },
        otherwise={"lead_assigned": 403, "taking_part": 403},
    ),
    # Another agency has been asked already.
    "decision-ask": Post(
        fields=lambda cast: {"agency": cast.people["deciding"].membership.agency_id},
        status=409,
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "decision-withdraw": Post(
        records=("decision_request.withdrawn",), otherwise={"deciding": 403, "taking_part": 403}
    ),
}
