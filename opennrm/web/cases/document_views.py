"""Pages of the documents of a case: the list, one document and where it comes from, looking at it, adding, removing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access, document_changes, documents, history
from opennrm.cases.permissions import CASE_AUDIT_VIEW, CASE_VIEW, IDENTITY_OPEN
from opennrm.foundation.looking import sheet_of
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.cases import files
from opennrm.web.cases.forms import DocumentForm, RemovalForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted, small_number


@requires(CASE_VIEW)
@require_safe
def list_all(request: Request, case_id: UUID) -> HttpResponse:
    """The documents of a case, the newest first, or those that were added by mistake."""
    removed = request.GET.get("show") == "removed"
    case, page = documents.page(request.actor, case_id, removed=removed, mark=page_asked(request))
    context = {
        "case": case,
        "documents": files.named(page.rows),
        "page": page,
        "removed": removed,
        "leads": access.leads(request.actor, case),
        "may_add": access.leads(request.actor, case) and request.actor.may(IDENTITY_OPEN),
    }
    return render(request, "cases/documents.html", context)


@requires(CASE_VIEW)
@require_safe
def show(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """One document under a name that says nothing, where it comes from, and who opened it."""
    case, custody = documents.custody_of(request.actor, case_id, document_id)
    leads = access.leads(request.actor, case)
    context = {
        **files.shown(case, custody),
        "may_open": request.actor.may(IDENTITY_OPEN),
        "may_remove": leads and request.actor.may(IDENTITY_OPEN),
        "shows_openings": leads and request.actor.may(CASE_AUDIT_VIEW),
        "openings": files.openings(history.openings_of(request.actor, case, document_id)),
    }
    return render(request, "cases/document.html", context)


@requires(CASE_VIEW)
@button("document-show", "case_id", "document_id", undone=gettext_lazy("The document was not opened."))
def look(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Look at a page of a document. Asked for by POST, so that no link or reload opens it unseen."""
    page = small_number(request.POST.get("page", "")) or 1
    opened = documents.open_document(request.actor, case_id, document_id, page=page)
    sheet = sheet_of(opened.content, opened.entry.media_type, page=page)
    context = {
        "case_id": case_id,
        "file": opened.entry,
        "name": files.name_of(opened.entry),
        "kind": files.kind_of(opened.entry),
        "fingerprint": opened.fingerprint,
        "picture": files.address_of_picture(sheet),
        "refused": sheet.refused,
        "page": page,
        "pages": sheet.pages,
    }
    return render(request, "cases/document_open.html", context)


@requires(CASE_VIEW)
@button("document-show", "case_id", "document_id", undone=gettext_lazy("The document was not downloaded."))
def download(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Download a document, as it was kept."""
    opened = documents.open_document(request.actor, case_id, document_id, downloads=True)
    headers = {
        "Content-Disposition": f'attachment; filename="{files.download_name(opened.entry)}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(opened.content, content_type=opened.entry.media_type, headers=headers)


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, case_id: UUID) -> HttpResponse:
    """Add a document to a case."""
    case = document_changes.case_to_add_to(request.actor, case_id)
    form = DocumentForm.sent(request) if request.method == "POST" else DocumentForm()
    if form.is_bound and form.is_valid():
        with refusals_on(form, field="file"):
            document = document_changes.add(
                case_id,
                kind=form.cleaned_data["kind"],
                title=form.cleaned_data["title"],
                file=form.harmless(),
                by=request.actor,
                at=timezone.now(),
            )
            messages.success(request, _("The document was added."))
            return redirect("document-show", case_id, document.pk)
    status = form.status_when_refused if form.is_bound else 200
    return render(request, "cases/document_add.html", {"case": case, "form": form}, status=status)


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Mark a document as added by mistake, and say why."""
    case, document = document_changes.document_to_remove(request.actor, case_id, document_id)
    form = RemovalForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            document_changes.remove(
                case_id, document_id, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
            messages.success(request, _("The document is now under “Added by mistake”. You can put it back."))
            return redirect("document-show", case_id, document_id)
    context = {"case": case, "document": document, "name": files.name_of(document)}
    return form_page(request, "cases/document_remove.html", form, context)


@requires(IDENTITY_OPEN)
@button("document-show", "case_id", "document_id", undone=gettext_lazy("The document was not put back."))
def restore(request: Request, case_id: UUID, document_id: UUID) -> HttpResponse:
    """Put a document back that was marked as added by mistake."""
    document_changes.restore(case_id, document_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The document is back in the case."))
    return redirect("document-show", case_id, document_id)
