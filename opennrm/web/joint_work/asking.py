"""Pages on which an agency is chosen, and asked to take part in a case."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies.models import Agency
from opennrm.cases.models import Case
from opennrm.consents import queries, words
from opennrm.country.sharing import WHOLE
from opennrm.country.titles import title_of
from opennrm.joint_work import access, actions, agreement
from opennrm.joint_work.permissions import JOINT_WORK_ASK
from opennrm.joint_work.terms import CannotAsk, Terms, candidates, terms_for
from opennrm.web.consents.standing import Standing, agreed_in_words, standing_of
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
    standing = _standing(request, case, agency, purpose)
    form = _form(request, standing, terms)
    stage = stage_of(request, form)
    context = {"case": case, "agency": agency, "purpose": purpose, "summary": summary_of(case), "form": form}
    context["standing"] = standing
    if stage is Stage.SENDING:
        with refusals_on(form):
            return _send(request, standing, agency, purpose, form)
    if stage is Stage.CHECKING:
        context["answered"] = [Answered(answers=_to_check(agency.name, purpose, terms, form))]
        return render(request, "joint_work/check.html", context)
    return form_page(request, "joint_work/ask.html", form, context)


def _standing(request: Request, case: Case, agency: Agency, purpose: str) -> Standing:
    # Whether it is agreed already depends on what the agency is to see, as far as that is chosen.
    return standing_of(
        request.actor,
        case,
        agreement.purpose_of(purpose),
        recipient=agreement.recipient_of(agency),
        to=queries.to_agency(agency.pk, agency.kind),
        scopes={WHOLE, *request.POST.getlist("scopes")},
    )


def _form(request: Request, standing: Standing, terms: Terms) -> AskForm:
    return AskForm(
        posted(request),
        bases=terms.legal_bases,
        scopes=terms.scopes,
        last_day=terms.last_day,
        initial={"form_token": uuid.uuid4()},
        **standing.options,
    )


def _send(request: Request, standing: Standing, agency: Agency, purpose: str, form: AskForm) -> HttpResponse:
    case, at = standing.case, timezone.now()
    decision = standing.record(form, page=form.cleaned_data["form_token"], by=request.actor, at=at)
    if not decision.allowed:
        # What was said is kept: it was an answer, also where nobody may be asked.
        messages.warning(
            request, _("Nobody was asked. The answer was recorded.") + " " + words.why_not(decision)
        )
        return redirect("consents-of-case", case.pk)
    work = actions.ask(
        case.pk, agency_id=agency.pk, purpose=purpose, by=request.actor, at=at, **form.request()
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
        *agreed_in_words(form),
        Answer(label=_("What it needs to know"), value=given["summary"]),
        Answer(label=_("Answer expected by"), value=moment(terms.times.due_at)),
    ]
