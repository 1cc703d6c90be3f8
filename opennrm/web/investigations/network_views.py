"""The network around a suspect: drawn, as a table, searched and exported to a locked file."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from opennrm.foundation.locked_files import locked_archive
from opennrm.investigations import access, exporting, network
from opennrm.investigations.drawing import draw
from opennrm.investigations.network import Network
from opennrm.investigations.permissions import INVESTIGATE, NETWORK_EXPORT
from opennrm.people.rules import words
from opennrm.web.agencies.confirmation import confirmed_by_factor
from opennrm.web.agencies.throttling import says_when
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.investigations.words import KINDS
from opennrm.web.lists.export_forms import FileForm
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Request, suspect_id: UUID) -> HttpResponse:
    """Who shares something with a suspect. What is searched for is marked, and is in no address."""
    found = network.around(request.actor, suspect_id)
    text = request.POST.get("text", "").strip()[:200]
    marked = _marked(found, text)
    context = {
        "suspect_id": suspect_id,
        "centre": found.nodes[found.centre],
        "network": found,
        "drawing": draw(list(found.nodes.values()), found.edges),
        "rows": _rows(found, marked),
        "marked": marked,
        "text": text,
        "may_export": request.actor.may(NETWORK_EXPORT),
    }
    return render(request, "investigations/network.html", context)


def _marked(found: Network, text: str) -> set[str]:
    """The nodes in which every word of a search occurs; none without any."""
    wanted = words(text)
    if not wanted:
        return set()
    return {
        key
        for key, node in found.nodes.items()
        if all(word in " ".join(words(node.label)) for word in wanted)
    }


def _rows(found: Network, marked: set[str]) -> list[dict[str, Any]]:
    """The table below the drawing: first what a search has marked."""
    rows = [
        {
            "node": node,
            "kind": KINDS[node.kind],
            "links": found.linked_to(key),
            "is_marked": key in marked,
            "suspect_id": key.partition(":")[2] if node.kind == "suspect" else "",
            "investigations": found.investigations.get(key, []),
        }
        for key, node in found.nodes.items()
    ]
    return sorted(rows, key=lambda row: not row["is_marked"])


@requires(NETWORK_EXPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed_by_factor
@says_when
def export(request: Request, suspect_id: UUID) -> HttpResponse:
    """Get the network around a suspect as a locked file: tables as CSV, and GraphML for programs that draw."""
    row = access.suspect(request.actor, suspect_id)
    form = FileForm(posted(request), request=request)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if form.is_counted():
                return _file(request, suspect_id, form.cleaned_data["password"])
    return form_page(request, "investigations/export.html", form, {"suspect": row})


def _file(request: Request, suspect_id: UUID, password: str) -> HttpResponse:
    now = timezone.now()
    files = exporting.files_of(suspect_id, by=request.actor, at=now)
    name = f"network-{timezone.localdate(now).isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(locked_archive(files, password), content_type="application/zip", headers=headers)
