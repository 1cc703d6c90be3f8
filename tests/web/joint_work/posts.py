"""What a browser sends to the pages of joint work."""

from datetime import date, timedelta

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _day(days: int) -> dict[str, int]:
    day: date = timezone.localdate(timezone=pack().zone) + timedelta(days=days)
    return {"last_day_day": day.day, "last_day_month": day.month, "last_day_year": day.year}


def _request(cast: Cast) -> Fields:
    lead_kind = cast.people["lead_assigned"].membership.agency.kind
    bases = pack().sharing_to_take_part(lead_kind, "police", "investigation").legal_bases
    token = "00000000-0000-4000-8000-000000000002"
    return {
        "basis": bases[0],
        "scopes": ["screening"],
        "summary": "We would like to plan together.",
        "form_token": token,
        "then": "send",
        **_day(20),
    }


def _reason(name: str):
    return lambda cast: {"reason": code_of(pack().codes(name)), "words": "Nobody is free."}


LEAD_403 = {"lead_assigned": 403, "lead_supervisor": 403}
POSTS = {
    "joint-work-ask": Post(
        fields=_request,
        records=("case.viewed", "age.reckoned", "age.reckoned", "clock.started", "joint_work.asked"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "joint-work-accept": Post(records=("clock.stopped", "joint_work.accepted"), otherwise=LEAD_403),
    "joint-work-decline": Post(
        fields=_reason("joint_refusals"),
        records=("clock.stopped", "joint_work.declined"),
        otherwise=LEAD_403,
    ),
    "joint-work-withdraw": Post(
        records=("clock.stopped", "joint_work.withdrawn"), otherwise={"invited": 403}
    ),
    "joint-work-extend": Post(
        fields=lambda cast: {"reason": code_of(pack().codes("joint_extensions")), **_day(180)},
        records=("joint_work.extended",),
        otherwise={"taking_part": 403},
    ),
    "joint-work-end": Post(
        fields=_reason("joint_ends"),
        records=("joint_work.ended",),
        records_of={"taking_part": ("joint_work.left",)},
    ),
}
