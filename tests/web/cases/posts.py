"""What a browser sends to the pages of cases."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from opennrm.cases import risk
from opennrm.cases.models import Clock
from opennrm.country.pack import pack
from tests.cases.papers import as_jpeg
from tests.walls.cast import Cast
from tests.walls.post import Fields, Post, code_of


def _pause(cast: Cast) -> Fields:
    clock = Clock.objects.using("setup").get(pk=cast.ids["clock_id"])
    return {
        "reason": pack().clocks[clock.rule].pause_reasons[0].code,
        "note": "Asked the school on Monday.",
    }


def _today(name: str) -> dict[str, int]:
    today = timezone.localdate(timezone=pack().zone)
    return {f"{name}_day": today.day, f"{name}_month": today.month, f"{name}_year": today.year}


def _document(_cast: Cast) -> Fields:
    file = SimpleUploadedFile("photo.jpg", as_jpeg("olive"), content_type="image/jpeg")
    return {"kind": code_of(pack().codes("document_kinds")), "title": "", "file": file}


OTHERS = dict.fromkeys(
    ("service_accepted", "deciding", "taking_part", "host", "facilitator", "interviewer"), 403
)
"""They see the case, and do not lead it."""
POSTS = {
    "case-search": Post(
        # Both names: one word of chance may sound like the name of another child.
        fields=lambda cast: {"words": f"{cast.canaries.given_names} {cast.canaries.family_name}"},
        status=200,
        records=("search.made",),
        records_of=dict.fromkeys(("lead_assigned", "lead_supervisor"), ("search.made", "identity.found")),
    ),
    "case-assign": Post(
        fields=lambda cast: {"to": cast.people["lead_colleague"].membership.pk},
        records=("case.assigned",),
        otherwise={"lead_assigned": 403, **OTHERS},
    ),
    "case-assign-undo": Post(
        after="case-assign",
        records=("case.assignment_undone",),
        otherwise={"lead_assigned": 409, **OTHERS},
    ),
    "caseload-show": Post(
        fields=lambda cast: {
            "case_ids": [cast.case.pk],
            "to": [cast.people["lead_colleague"].membership.pk],
        },
        records=("case.assigned",),
    ),
    "case-take": Post(
        records=("case.assigned",),
        otherwise={"lead_assigned": 409, **OTHERS},
    ),
    "case-identity": Post(
        status=200,
        records=("identity.opened", "concern.opened", "documents.listed", "messages.opened"),
        records_of={"service_accepted": ("identity.opened",)},
    ),
    "document-open": Post(status=200, records=("document.opened",)),
    "case-risk": Post(
        fields=lambda cast: {
            "level": risk.highest(),
            "reason": "The same as before.",
            **_today("assessed_on"),
        },
        records=("risk.assessed",),
        otherwise=OTHERS,
    ),
    "document-download": Post(status=200, records=("document.downloaded",)),
    "document-add": Post(fields=_document, records=("document.added",), otherwise=OTHERS),
    "document-remove": Post(
        fields=lambda cast: {"reason": "It belongs to another child."},
        records=("document.removed",),
        otherwise=OTHERS,
    ),
    "document-restore": Post(records=("document.restored",), otherwise=OTHERS),
    "clock-pause": Post(
        fields=_pause,
        records=("clock.viewed", "clock.paused"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "clock-resume": Post(
        after="clock-pause",
        records=("clock.viewed", "clock.resumed"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
}
