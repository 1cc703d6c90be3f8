"""What a browser sends to each address that takes a form, filled in right; and what then happens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from opennrm.cases.models import Clock
from opennrm.concerns.models import ConcernDraft
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.referrals.models import ChildView
from tests.walls.cast import Cast, picture, presuming_answers

Fields = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Post:
    """A form that is filled in right, and what comes of it where somebody may send it."""

    fields: Callable[[Cast], Fields] = lambda cast: {}
    status: int = 302
    records: tuple[str, ...] = ()
    """Exactly the events that it appends, in their order."""
    after: str = ""
    """The form that has to be sent before it, where the case has not come so far."""
    records_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The events for a relation, or a referral, where they differ."""
    otherwise: Mapping[str, int] = field(default_factory=dict)
    """The status for a relation, or a referral, to which the page is open and the step is not. Nothing happens then."""

    def status_for(self, relation: str, referral: str) -> tuple[int, tuple[str, ...]]:
        """What somebody gets who may open the page, and what that records."""
        for key in (relation, referral):
            if key in self.otherwise:
                return self.otherwise[key], ()
            if key in self.records_of:
                return self.status, self.records_of[key]
        return self.status, self.records


def _code(codes: Mapping[str, Any]) -> str:
    return next(iter(codes))


def _today() -> dict[str, int]:
    today = timezone.localdate(timezone=pack().zone)
    return {"decided_on_day": today.day, "decided_on_month": today.month, "decided_on_year": today.year}


def _decision(cast: Cast) -> Fields:
    return {"to": "confirmed", "seen": "presumed", "reasons": "Seen and heard by two of us.", **_today()}


def _draft(cast: Cast) -> ConcernDraft:
    return ConcernDraft.objects.using("setup").get(pk=cast.ids["draft_id"])


def _where(cast: Cast) -> Fields:
    return {
        "area": pack().areas[0].code,
        "place": "Behind the market",
        "version": _draft(cast).version,
        "page": "p",
    }


def _file(cast: Cast) -> Fields:
    return {"file": SimpleUploadedFile("street.jpg", picture("olive"), "image/jpeg")}


def _pause(cast: Cast) -> Fields:
    clock = Clock.objects.using("setup").get(pk=cast.ids["clock_id"])
    return {
        "reason": pack().clocks[clock.rule].pause_reasons[0].code,
        "note": "Asked the school on Monday.",
    }


def _readers(cast: Cast) -> Fields:
    return {"agencies": [cast.people["lead_assigned"].membership.agency_id]}


def _referral(cast: Cast) -> Fields:
    service = Service.objects.using("setup").select_related("agency").get(pk=cast.ids["willing_service_id"])
    lead_kind = cast.people["lead_assigned"].membership.agency.kind
    bases = pack().sharing_for(lead_kind, service.agency.kind, service.kind, "accepted").legal_bases
    token = "00000000-0000-4000-8000-000000000001"
    return {"basis": bases[0], "child_agrees": ChildView.AGREES, "note": "", "form_token": token, "send": ""}


def _service(cast: Cast) -> Fields:
    return {
        "name": "A house", "kind": _code(pack().codes("service_kinds")), "age_from": 0, "age_to": 17, "is_active": "on",
        "version": _version(cast),
    }  # fmt: skip


def _version(cast: Cast) -> int:
    return Service.objects.using("setup").get(pk=cast.ids["service_id"]).version


def _invitation(cast: Cast) -> Fields:
    return {"name": "Somebody New", "email": "new@example.org", "role": "caseworker"}


def _agency(cast: Cast) -> Fields:
    return {
        "code": "NEW-HOUSE",
        "name": "A new house",
        "kind": "shelter",
        "is_active": "on",
        "seen_version": 1,
    }


ESTIMATE = {
    "title": "Two lists", "pasted": "a,b,count\n1,0,40\n0,1,30\n1,1,10\n", "method": "independence", "replications": 20,
    "threshold": 0.02, "seed": 1,
}  # fmt: skip

POSTS: dict[str, Post] = {
    "notices": Post(),
    "account-invite": Post(fields=_invitation, records=("invitation.made", "letter.posted")),
    "invitation-renew": Post(records=("invitation.renewed", "letter.posted")),
    "invitation-revoke": Post(records=("invitation.revoked",)),
    "account-deactivate": Post(records=("account.deactivated",)),
    "account-activate": Post(after="account-deactivate", records=("account.activated",)),
    # The account of the cast has none, which the page says.
    "account-take-second-factor": Post(
        fields=lambda cast: {"reason": "lost", "recognised": "on"}, status=200
    ),
    # Whoever has given a membership does not confirm it.
    "membership-confirm": Post(records=("membership.confirmed",), otherwise={"lead_administrator": 403}),
    "membership-refuse": Post(records=("membership.refused",), otherwise={"lead_administrator": 403}),
    "membership-end": Post(records=("membership.ended",)),
    "membership-change-role": Post(
        fields=lambda cast: {"role": "supervisor"}, records=("membership.added", "membership.role_changed")
    ),
    "agency-new": Post(fields=_agency),
    "agency-edit": Post(fields=_agency),
    "agency-invite": Post(fields=_invitation),
    "concern-start": Post(fields=lambda cast: {"page": "first-showing"}, records=("draft.started",)),
    "concern-step": Post(fields=_where, records=("draft.opened", "draft.saved")),
    "concern-autosave": Post(fields=_where, status=204, records=("draft.saved",)),
    "concern-attachment-add": Post(fields=_file, records=("attachment.added",)),
    "concern-attachment-remove": Post(records=("attachment.removed",)),
    "concern-submit": Post(records=("case.opened", "clock.started", "clock.started", "concern.received")),
    "concern-discard": Post(records=("draft.discarded",)),
    "case-search": Post(
        fields=lambda cast: {"words": cast.canaries.given_names},
        status=200,
        records=("search.made",),
        records_of=dict.fromkeys(("lead_assigned", "lead_supervisor"), ("search.made", "identity.found")),
    ),
    "case-assign": Post(
        fields=lambda cast: {"member": cast.people["lead_colleague"].membership.pk},
        records=("case.assigned",),
        otherwise={"lead_assigned": 403, "service_accepted": 403, "deciding": 403},
    ),
    "case-take": Post(
        records=("case.assigned",), otherwise={"lead_assigned": 409, "service_accepted": 403, "deciding": 403}
    ),
    "case-identity": Post(
        status=200,
        records=("identity.opened", "concern.opened", "documents.listed"),
        records_of={"service_accepted": ("identity.opened",)},
    ),
    "document-open": Post(status=200, records=("document.opened",)),
    "screening-start": Post(
        fields=lambda cast: {"instrument": "child_screening"},
        records=("case.viewed", "screening.begun"),
        otherwise={"deciding": 403},
    ),
    "screening-section": Post(
        after="screening-start",
        fields=lambda cast: presuming_answers(),
        records=("case.viewed", "screening_draft.opened", "screening.section_saved"),
        otherwise={"deciding": 403},
    ),
    "screening-finish": Post(
        after="screening-start", records=("screening.completed",), otherwise={"deciding": 403}
    ),
    "screening-discard": Post(
        after="screening-start", records=("screening.discarded",), otherwise={"deciding": 403}
    ),
    # A supervisor alone confirms.
    "decision-new": Post(
        fields=_decision,
        records=("case.viewed", "clock.stopped", "identification.decided", "decision_request.decided"),
        otherwise={"lead_assigned": 403},
    ),
    # Another agency has been asked already.
    "decision-ask": Post(
        fields=lambda cast: {"agency": cast.people["deciding"].membership.agency_id},
        status=409,
        otherwise={"deciding": 403},
    ),
    "decision-withdraw": Post(records=("decision_request.withdrawn",), otherwise={"deciding": 403}),
    "clock-pause": Post(fields=_pause, records=("clock.viewed", "clock.paused"), otherwise={"deciding": 403}),
    "clock-resume": Post(
        after="clock-pause", records=("clock.viewed", "clock.resumed"), otherwise={"deciding": 403}
    ),
    "referral-new": Post(
        fields=_referral,
        records=("case.viewed", "clock.started", "referral.sent"),
        otherwise={"deciding": 403},
    ),
    "referral-accept": Post(
        fields=lambda cast: {"takes_place": "on", "asked": "places"},
        records=("service.place_taken", "clock.stopped", "referral.accepted"),
        otherwise={"accepted": 409},
    ),
    "referral-decline": Post(
        fields=lambda cast: {"reason": _code(pack().codes("decline_reasons"))},
        records=("service.decline_noted", "clock.stopped", "referral.declined"),
        otherwise={"accepted": 409},
    ),
    "referral-withdraw": Post(
        fields=lambda cast: {"reason": _code(pack().codes("withdraw_reasons"))},
        records=("clock.stopped", "referral.withdrawn"),
        records_of={"accepted": ("referral.withdrawn",)},
        otherwise={"declined": 409, "expired": 409, "completed": 409},
    ),
    "referral-no-show": Post(
        fields=lambda cast: {"note": "Nobody came."}, records=("referral.no_show",), otherwise={"asked": 409}
    ),
    "referral-complete": Post(
        fields=lambda cast: {"outcome": _code(pack().codes("outcomes"))},
        records=("referral.completed",),
        otherwise={"asked": 409},
    ),
    "service-new": Post(fields=_service, records=("service.added",)),
    "service-edit": Post(fields=_service, records=("service.edited",)),
    "service-confirm": Post(
        fields=lambda cast: {"places_free": 1, "version": _version(cast)}, records=("service.confirmed",)
    ),
    "estimate-new": Post(fields=lambda cast: ESTIMATE, records=("estimate.requested",)),
    # The one of the cast is done.
    "estimate-cancel": Post(status=409),
    "estimate-again": Post(status=409),
    "estimate-delete": Post(records=("estimate.deleted",)),
    "estimate-share": Post(fields=_readers, records=("estimate.shared",)),
    "audit-list": Post(fields=lambda cast: {"person": cast.people["lead_assigned"].email}),
}
