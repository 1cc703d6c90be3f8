"""Identification decisions: where the child's identification stands, and the next decision on it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as case_access
from opennrm.country.identification import DecidingPart, Meaning
from opennrm.country.pack import pack
from opennrm.country.titles import titles_of
from opennrm.screening import access, actions, exploitation
from opennrm.screening.models import Decision
from opennrm.screening.permissions import DECISION_MAKE, DECISION_VIEW, SCREENING_DO
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request
from opennrm.web.screening.forms import DecisionForm


@requires(DECISION_MAKE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Where the identification stands, what was decided so far, and the next decision."""
    found = access.case_to_decide_on(request.actor, case_id)
    if request.method == "POST":
        return _decide(request, found)
    return _page(request, found, form=None)


def _decide(request: Request, found: access.ToDecide) -> HttpResponse:
    form = _form(found, request.POST)
    # Whether the role may, and whether it is still possible, the action tells apart: 403 and 409.
    form.offer(pack().identification.states.values())
    if form.is_valid():
        with refusals_on(form):
            decision = actions.decide(found.case.pk, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("Decided: %(state)s.") % {"state": _(decision.after.title)})
            _suggest_exploitation(request, found, decision)
            return _leave(request, found)
    return _page(request, found, form=form)


def _records_exploitation(request: Request, found: access.ToDecide) -> bool:
    return found.part is DecidingPart.LEAD and request.actor.may(SCREENING_DO)


def _suggest_exploitation(request: Request, found: access.ToDecide, decision: Decision) -> None:
    """A child who is a victim is exploited in some form: say so where none is recorded, and refuse nothing."""
    if (
        decision.after.counts_as in (Meaning.PRESUMED, Meaning.CONFIRMED)
        and _records_exploitation(request, found)
        and not exploitation.forms_of(request.actor, found.case.pk)
    ):
        messages.info(
            request, _("No form of exploitation is recorded yet. Record it on this page when you know it.")
        )


def _leave(request: Request, found: access.ToDecide) -> HttpResponse:
    """Where to go on after the decision: whoever was asked for it no longer sees the case."""
    if found.part is DecidingPart.LEAD:
        return redirect("case-show", found.case.pk)
    messages.info(
        request,
        _("We have told the agency that leads the case. Your team can no longer see this case."),
    )
    return redirect("home")


def _form(found: access.ToDecide, data) -> DecisionForm:
    return DecisionForm(
        data,
        seen=found.identification.state,
        opened_on=timezone.localdate(found.case.opened_at, timezone=pack().zone),
        today=timezone.localdate(timezone=pack().zone),
    )


def _page(request: Request, found: access.ToDecide, *, form: DecisionForm | None) -> HttpResponse:
    stands = found.identification.stands
    procedure = pack().identification
    open_decisions = found.open_to(request.actor)
    form = form or _form(found, None)
    form.offer(open_decisions)
    can_be_asked = found.part is DecidingPart.LEAD and bool(procedure.roles_to_ask(stands.code))
    forms = exploitation.forms_of(request.actor, found.case.pk)
    context = {
        "case": found.case,
        "identification": found.identification,
        "is_open": bool(open_decisions),
        "others_may": [procedure.state(step.to).title for step in procedure.steps_from(stands.code)],
        "can_be_asked": can_be_asked and access.may_ask(request.actor),
        "decisions": access.open_decisions(request.actor, found.case),
        "shows_finder": True,
        "forms_of_exploitation": titles_of("exploitation_types", forms),
        "suggests_exploitation": bool(open_decisions) and _records_exploitation(request, found),
        "newest_screening": access.screenings_of(request.actor, found.case.pk).first(),
    }
    return form_page(request, "screening/decision.html", form, context)


@requires(DECISION_VIEW)
@require_safe
def index(request: Request, case_id: UUID) -> HttpResponse:
    """Every decision on the identification of a child, with its reasons."""
    case = access.case_with_decisions(request.actor, case_id)
    context = {
        "case": case,
        "decisions": access.open_decisions(request.actor, case),
        # Who reported a child is nothing for the services that help them.
        "shows_finder": case_access.leads(request.actor, case),
    }
    return render(request, "screening/decisions.html", context)
