"""Reading about recordings: one's own, those of a case, one with its ledger, and its ledger on paper."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.cases import access as case_access
from opennrm.cases.permissions import CASE_VIEW
from opennrm.country.pack import pack
from opennrm.custody import access, queries, redaction
from opennrm.custody.permissions import COPY_ORDER, COPY_VIEW, CUSTODY_KEEP
from opennrm.custody.states import State
from opennrm.foundation.pages import page_of
from opennrm.web.addresses import page_asked
from opennrm.web.custody.occasions import reference_of_interview
from opennrm.web.custody.words import gap_lines, in_times, lines
from opennrm.web.guards import requires
from opennrm.web.request import Request

A_PAGE = 25


@requires(CUSTODY_KEEP, COPY_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """The recordings that one keeps, and the copies that were made for one's office."""
    by = request.actor
    page = page_of(access.kept_by(by), ("-announced_at", "id"), page_asked(request), size=A_PAGE)
    context = {
        "page": page,
        "keeps": by.may(CUSTODY_KEEP),
        "views": by.may(COPY_VIEW),
        "cases": access.cases_to_keep_in(by)[:A_PAGE],
        "copies": access.copies_for(by).newest_first()[:A_PAGE],
    }
    return render(request, "custody/index.html", context)


@requires(CASE_VIEW, CUSTODY_KEEP, COPY_ORDER)
@require_safe
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """The recordings of a case, the newest first."""
    case = case_access.case(request.actor, case_id)
    found = access.visible_to(request.actor).of_case(case_id).select_related("custodian__agency")
    page = page_of(found, ("-announced_at", "id"), page_asked(request), size=A_PAGE)
    may_add = access.keeps_in(request.actor, case)
    context = {"case": case, "page": page, "may_add": may_add, "opens_case": request.actor.may(CASE_VIEW)}
    return render(request, "custody/of_case.html", context)


@requires(CASE_VIEW, CUSTODY_KEEP, COPY_ORDER)
@require_safe
def show(request: Request, recording_id: UUID) -> HttpResponse:
    """One recording: where it stands, who keeps it, its copies, and its ledger."""
    return render(request, "custody/show.html", opened_for(request, recording_id))


@requires(CASE_VIEW, CUSTODY_KEEP, COPY_ORDER)
@require_safe
def printed(request: Request, recording_id: UUID) -> HttpResponse:
    """The ledger of a recording for a court, without the name of a child."""
    context = opened_for(request, recording_id, event="recording.printed")
    return render(request, "custody/printed.html", {**context, "time_zone": pack().time_zone})


def opened_for(request: Request, recording_id: UUID, *, event: str = "recording.opened") -> dict[str, Any]:
    """The variables of every page about one recording."""
    opened = queries.open_recording(request.actor, recording_id, at=timezone.now(), event=event)
    recording = opened.recording
    return {
        "opened": opened,
        "recording": recording,
        "case": opened.case,
        "is_arriving": recording.state == State.ARRIVING,
        "is_sealed": recording.state == State.SEALED,
        "percent": 100 * recording.received // recording.bytes if recording.bytes else 0,
        "ledger": lines(opened.ledger),
        "interview": reference_of_interview(recording.occasion),
        "gaps": gap_lines(recording.gaps),
        "copies": [(each, in_times(each.seen), _looked(each)) for each in opened.copies],
        "can_redact": redaction.is_possible(),
        "may_order": opened.may_order or opened.is_custodian,
        "may_find": (opened.may_order or opened.is_custodian) and recording.mismatch_at is not None,
    }


def _looked(each: queries.OpenedCopy) -> list[tuple[Any, str]]:
    return [(looked, in_times(looked.ranges)) for looked in each.lookings]


@requires(CUSTODY_KEEP)
@require_safe
def undertaking(request: Request, copy_id: UUID) -> HttpResponse:
    """The receipt and undertaking for a copy, to be signed on paper."""
    _recording, found = queries.opened_copy(request.actor, copy_id, at=timezone.now())
    context = {"each": found, "copy": found.copy, "time_zone": pack().time_zone}
    return render(request, "custody/undertaking.html", context)
