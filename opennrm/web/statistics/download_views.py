"""An estimate as a file: data for programs, a table, and a document to print."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from opennrm.statistics import access
from opennrm.statistics.disclosure import Result
from opennrm.statistics.permissions import ESTIMATE_RUN, ESTIMATE_VIEW
from opennrm.web.guards import requires
from opennrm.web.refusals import leads_to, on_refusal
from opennrm.web.request import Request
from opennrm.web.statistics import files

Writer = Callable[[Result], bytes]
unfinished_leads_to_its_page = on_refusal(access.NotFinished, leads_to("estimate-show", "run_id"))


@requires(ESTIMATE_RUN)
@require_safe
@unfinished_leads_to_its_page
def as_json(request: Request, run_id: UUID) -> HttpResponse:
    """The result as one JSON object."""
    return _of_run(request, run_id, files.as_json, "estimate.json", "application/json")


@requires(ESTIMATE_RUN)
@require_safe
@unfinished_leads_to_its_page
def as_csv(request: Request, run_id: UUID) -> HttpResponse:
    """The result as a table of comma-separated values."""
    return _of_run(request, run_id, files.as_csv, "estimate.csv", "text/csv; charset=utf-8")


@requires(ESTIMATE_RUN)
@require_safe
@unfinished_leads_to_its_page
def as_pdf(request: Request, run_id: UUID) -> HttpResponse:
    """The result as a document to print."""
    return _of_run(request, run_id, files.as_pdf, "estimate.pdf", "application/pdf")


@requires(ESTIMATE_VIEW)
@require_safe
def shared_as_json(request: Request, shared_id: UUID) -> HttpResponse:
    """A shared result as one JSON object."""
    return _of_shared(request, shared_id, files.as_json, "estimate.json", "application/json")


@requires(ESTIMATE_VIEW)
@require_safe
def shared_as_csv(request: Request, shared_id: UUID) -> HttpResponse:
    """A shared result as a table of comma-separated values."""
    return _of_shared(request, shared_id, files.as_csv, "estimate.csv", "text/csv; charset=utf-8")


@requires(ESTIMATE_VIEW)
@require_safe
def shared_as_pdf(request: Request, shared_id: UUID) -> HttpResponse:
    """A shared result as a document to print."""
    return _of_shared(request, shared_id, files.as_pdf, "estimate.pdf", "application/pdf")


def _of_run(request: Request, run_id: UUID, write: Writer, name: str, media_type: str) -> HttpResponse:
    run = access.run_to_read(request.actor, run_id)
    result = access.open_result(request.actor, run, kind="estimate.downloaded")
    return _file(write(result), name, media_type)


def _of_shared(request: Request, shared_id: UUID, write: Writer, name: str, media_type: str) -> HttpResponse:
    shared = access.shared_to_read(request.actor, shared_id)
    result = access.open_result(request.actor, shared, kind="estimate.downloaded")
    return _file(write(result), name, media_type)


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": disposition})
