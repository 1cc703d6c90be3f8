"""Pages on which an agency is chosen, and asked to take part in a case."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases.models import Case
from opennrm.country.titles import title_of
from opennrm.joint_work import access, actions, agreement
from opennrm.joint_work.permissions import JOINT_WORK_ASK
from opennrm.joint_work.terms import CannotAsk, Terms, candidates, terms_for
from opennrm.web.design import dates
from opennrm.web.design.wizard import Answer, Answered, Stage, stage_of
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.joint_work.forms import AskForm
from opennrm.web.referrals.words import summary_of
from opennrm.web.refusals import on_refusal, refusals_on, shows
from opennrm.web.request import Request, posted
from opennrm.web.templatetags.design import moment


@requires(JOINT_WORK_ASK)
@require_safe
def choose(request: Request, case_id: UUID) -> HttpResponse:
    """Which agencies can take part in the case, for what; and why the others cannot."""
    case = access.case_to_share(request.actor, case_id)
    found = candidates(case)
    context = {
        "case": case,
        "can": [each for each in found if each.purposes],
        "cannot": [each for each in found if not each.purposes],
    }
    return render(request, "joint_work/choose.html", context)


def _show_the_earlier_one(
    request: Request, refusal: actions.AlreadyAsked, **_address: object
) -> HttpResponse:
    messages.info(request, str(refusal))
    return redirect("joint-work-show", refusal.joint_work.pk)


@requires(JOINT_WORK_ASK)
@require_http_methods(["GET", "HEAD", "POST"])
@on_refusal(actions.AlreadyAsked, _show_the_earlier_one)
@on_refusal(CannotAsk, shows("joint_work/cannot.html"))
def ask(request: Request, case_id: UUID, agency_id: UUID, purpose: str) -> HttpResponse:
    """Ask one agency for one purpose: on which basis, what it will see, until when; then check, and send."""
    case = access.case_to_share(request.actor, case_id)
    agency = access.agency_to_ask(agency_id)
    terms = terms_for(case, agency, purpose, at=timezone.now())
    form = _form(request, terms)
    stage = stage_of(request, form)
    context = {"case": case, "agency": agency, "purpose": purpose, "summary": summary_of(case), "form": form}
    context["consent_purpose"] = agreement.purpose_to_ask_about(purpose)
    if stage is Stage.SENDING:
        with refusals_on(form):
            return _send(request, case, agency.pk, purpose, form)
    if stage is Stage.CHECKING:
        context["answered"] = [Answered(answers=_to_check(agency.name, purpose, terms, form))]
        return render(request, "joint_work/check.html", context)
    return form_page(request, "joint_work/ask.html", form, context)


def _form(request: Request, terms: Terms) -> AskForm:
    return AskForm(
        posted(request),
        bases=terms.legal_bases,
        scopes=terms.scopes,
        last_day=terms.last_day,
        initial={"form_token": uuid.uuid4()},
    )


def _send(request: Request, case: Case, agency_id: UUID, purpose: str, form: AskForm) -> HttpResponse:
    given = {"scopes": [], **form.cleaned_data}
    work = actions.ask(
        case.pk, agency_id=agency_id, purpose=purpose, by=request.actor, at=timezone.now(), **given
    )
    messages.success(request, _("The agency has been asked. It sees nothing of the case until it accepts."))
    return redirect("joint-work-show", work.pk)


def _to_check(agency: str, purpose: str, terms: Terms, form: AskForm) -> list[Answer]:
    given = form.cleaned_data
    return [
        Answer(label=_("Agency"), value=agency),
        Answer(label=_("Purpose"), value=title_of("joint_purposes", purpose)),
        Answer(label=_("Legal basis"), value=given["basis"]),
        Answer(label=_("It will see"), value="; ".join(form.shown())),
        Answer(label=_("Last day"), value=dates.in_words(given["last_day"])),
        Answer(label=_("What it needs to know"), value=given["summary"]),
        Answer(label=_("Answer expected by"), value=moment(terms.times.due_at)),
    ]
