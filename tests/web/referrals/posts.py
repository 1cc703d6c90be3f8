"""What a browser sends to the pages of referrals."""

from opennrm.country.pack import pack
from opennrm.directory.models import Service
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _referral(cast: Cast) -> Fields:
    service = Service.objects.using("setup").select_related("agency").get(pk=cast.ids["willing_service_id"])
    lead_kind = cast.people["lead_assigned"].membership.agency.kind
    bases = pack().sharing_for(lead_kind, service.agency.kind, service.kind, "accepted").legal_bases
    token = "00000000-0000-4000-8000-000000000001"
    return {
        "basis": bases[0],
        "child": "yes",
        "second": f"guardian:{cast.ids['guardian_id']}",
        "note": "",
        "form_token": token,
        "then": "send",
    }


POSTS = {
    "referral-new": Post(
        fields=_referral,
        records=("case.viewed", "age.reckoned", "consent.opened", "consent.given", "clock.started", "referral.sent"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "referral-accept": Post(
        fields=lambda cast: {"takes_place": "on", "asked": "places"},
        records=("service.place_taken", "clock.stopped", "referral.accepted", "task.made_by_rule"),
        otherwise={"accepted": 409},
    ),
    "referral-decline": Post(
        fields=lambda cast: {"reason": code_of(pack().codes("decline_reasons"))},
        records=("service.decline_noted", "clock.stopped", "referral.declined", "task.made_by_rule"),
        otherwise={"accepted": 409},
    ),
    "referral-withdraw": Post(
        fields=lambda cast: {"reason": code_of(pack().codes("withdraw_reasons"))},
        records=("clock.stopped", "referral.withdrawn"),
        records_of={"accepted": ("referral.withdrawn",)},
        otherwise={"declined": 409, "expired": 409, "completed": 409},
    ),
    "referral-no-show": Post(
        fields=lambda cast: {"note": "Nobody came."}, records=("referral.no_show",), otherwise={"asked": 409}
    ),
    "referral-complete": Post(
        fields=lambda cast: {"outcome": code_of(pack().codes("outcomes"))},
        records=("referral.completed",),
        otherwise={"asked": 409},
    ),
}
