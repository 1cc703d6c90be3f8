"""What a browser sends to the pages of handovers."""

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _asked(cast: Cast) -> Fields:
    return {
        "agency": str(cast.people["receiving"].membership.agency_id),
        "reason": code_of(pack().codes("handover_reasons")),
        "summary": "The child lives there now.",
        "form_token": "00000000-0000-4000-8000-000000000002",
        "then": "send",
    }


POSTS = {
    "handover-ask": Post(
        fields=_asked,
        after="handover-withdraw",
        records=("case.viewed", "clock.started", "handover.asked"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "handover-accept": Post(
        records=("clock.stopped", "handover.accepted", "case.handed_over"), otherwise={"lead_supervisor": 403}
    ),
    "handover-refuse": Post(
        fields=lambda cast: {"reason": code_of(pack().codes("handover_refusals")), "words": ""},
        records=("clock.stopped", "handover.refused"),
        otherwise={"lead_supervisor": 403},
    ),
    "handover-withdraw": Post(records=("clock.stopped", "handover.withdrawn"), otherwise={"receiving": 403}),
}
