"""Children who belong together: adding a child to a case's incident, tying two cases, and ending a tie."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.cases import access as cases
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.concerns import access, children, ties
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.web.concerns.child_forms import AddChildForm, TieEndForm, TieForm
from opennrm.web.concerns.steps import WIZARD
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(CONCERN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def child_add(request: Request, case_id: UUID) -> HttpResponse:
    """Begin the report of a further child of the same incident."""
    actor = request.actor
    case = cases.case(actor, case_id, as_="lead", event=None)
    shows_report = actor.may(IDENTITY_OPEN) and access.shows_concern(actor, case_id)
    initial = {"page": secrets.token_urlsafe(12)}
    form = AddChildForm(posted(request), shows_report=shows_report, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            draft = children.begin_from(
                case_id,
                tie=given["tie"],
                copied=given.get("copied", []),
                step=WIZARD.first,
                by=actor,
                at=timezone.now(),
                token=given["page"],
            )
            return redirect(WIZARD.address(WIZARD.first, draft.pk))
    return form_page(request, "concerns/child_add.html", form, {"case": case})


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def ties_of_case(request: Request, case_id: UUID) -> HttpResponse:
    """The cases that a case is or was tied to, and a form to tie it to another one."""
    actor = request.actor
    case = cases.case(actor, case_id, as_="lead", event=None)
    form = TieForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            ties.tie(case_id, **form.cleaned_data, by=actor, at=timezone.now())
            messages.success(request, _("The two cases are tied."))
            return redirect("case-show", case_id)
    found = ties.open_ties(actor, case)
    context = {
        "case": case,
        "present": [each for each in found if each.ended_at is None],
        "over": [each for each in found if each.ended_at is not None],
    }
    return form_page(request, "concerns/ties.html", form, context)


@requires(IDENTITY_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, case_id: UUID, tie_id: UUID) -> HttpResponse:
    """End a tie to another case, with the reason."""
    case, _tie, leads_both = ties.tie_to_end(request.actor, case_id, tie_id)
    form = TieEndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            ties.end(case_id, tie_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("The tie has been ended."))
            return redirect("case-show", case_id)
    return form_page(request, "concerns/tie_end.html", form, {"case": case, "leads_both": leads_both})
