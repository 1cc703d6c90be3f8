"""Pages of cases: one case, what is sealed in it, search."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access
from opennrm.cases.permissions import CASE_VIEW, IDENTITY_OPEN
from opennrm.foundation.pages import page_of
from opennrm.linkage import probes
from opennrm.linkage import queries as linkage
from opennrm.people import queries
from opennrm.people.permissions import CASE_SEARCH
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.cases import page as case_page
from opennrm.web.cases import story
from opennrm.web.cases.forms import SearchForm
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import leads_to, on_refusal, refusals_on
from opennrm.web.request import Request, posted

ENTRIES_A_PAGE = 50


@requires(CASE_VIEW)
@require_safe
@on_refusal(access.CaseErased, leads_to("case-erased", "case_id"))
def show(request: Request, case_id: UUID) -> HttpResponse:
    """One case: its story, who takes part, its clocks, referrals and screenings."""
    case = access.case(request.actor, case_id)
    return render(request, "cases/show.html", case_page.contents(request.actor, case, at=timezone.now()))


@requires(CASE_VIEW)
@require_safe
def told(request: Request, case_id: UUID) -> HttpResponse:
    """Everything that has happened in a case, page by page."""
    case = access.case(request.actor, case_id)
    page = page_of(
        story.entries_of(request.actor, case_id), story.ORDER, page_asked(request), size=ENTRIES_A_PAGE
    )
    context = {"case": case, "page": page, "story": story.tell(page.rows, reader=request.actor)}
    return render(request, "cases/told.html", context)


@requires(IDENTITY_OPEN)
@button("case-show", "case_id", undone=gettext_lazy("The name and contact details were not shown."))
def identity(request: Request, case_id: UUID) -> HttpResponse:
    """Show what identifies the child. Asked for by POST, so that no link or reload opens it unseen."""
    context = case_page.sealed_contents(request.actor, case_id, at=timezone.now())
    return render(request, "cases/identity.html", context)


@requires(CASE_SEARCH)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: Request) -> HttpResponse:
    """Find a child or a case among those that I see."""
    form = SearchForm(posted(request))
    found, same_child = None, {}
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, field="words"):
            found = queries.search(request.actor, form.cleaned_data["words"], at=timezone.now())
            probes.note(form.cleaned_data["words"], at=timezone.now())
            same_child = linkage.elsewhere_of(request.actor, [hit.case.pk for hit in found.hits])
    hits = [(hit, same_child.get(hit.case.pk)) for hit in found.hits] if found else []
    return form_page(request, "cases/search.html", form, {"found": found, "hits": hits})
