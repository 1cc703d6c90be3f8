"""What screenings and decisions add to other pages, and to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.country.identification import Meaning
from opennrm.country.pack import pack
from opennrm.country.titles import titles_of
from opennrm.screening import access, exploitation
from opennrm.screening.models import Decision, Screening
from opennrm.screening.next_steps import Stand
from opennrm.screening.permissions import DECISION_MAKE, DECISION_VIEW, SCREENING_DO, SCREENING_VIEW
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Lists, Parts, ShownCase, Subject, Work
from opennrm.web.screening import printed, work


def _listed(shown: ShownCase) -> Lists:
    screenings = Screening.objects.visible_to(shown.actor).filter(case_id=shown.case.pk)
    decisions = Decision.objects.visible_to(shown.actor).filter(case_id=shown.case.pk)
    return {
        "screenings": screenings.showing("done_at", "done_by__account__name").order_by("-done_at", "id"),
        "decisions": decisions.showing("to_state", "decided_on", "decided_by__account__name").order_by(
            "-recorded_at", "id"
        ),
    }


def _records(shown: ShownCase) -> Mapping[str, Any]:
    return {
        "screenings": shown.lists["screenings"],
        "decisions": shown.lists["decisions"],
        "reads_decisions": shown.actor.may(DECISION_VIEW),
    }


def _exploitation_listed(shown: ShownCase) -> Lists:
    standing = access.exploitation_of(shown.actor, shown.case.pk).standing()
    return {"exploitation": standing.showing("form")} if shown.actor.may(SCREENING_VIEW) else {}


def _exploitation(shown: ShownCase) -> Mapping[str, Any]:
    if not shown.actor.may(SCREENING_VIEW):
        return {"shows_exploitation": False}
    forms = exploitation.in_order(row.form for row in shown.lists["exploitation"])
    stand: Stand = shown.known["identification"]
    return {
        "shows_exploitation": bool(forms) or shown.leads,
        "forms_of_exploitation": titles_of("exploitation_types", forms),
        "misses_exploitation": stand.state.counts_as in (Meaning.PRESUMED, Meaning.CONFIRMED),
        "records_exploitation": shown.may_change and shown.actor.may(SCREENING_DO),
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    found = []
    if shown.leads and shown.actor.may(SCREENING_DO):
        is_screened = shown.known["identification"].is_screened
        label = _("Screen again") if is_screened else _("Screen the child")
        url = reverse("screening-start", args=[shown.case.pk])
        found.append(CaseButton(label=label, url=url, is_next=shown.step == "screen"))
    return found + _decision_buttons(shown)


def _decision_buttons(shown: ShownCase) -> list[CaseButton]:
    stand: Stand = shown.known["identification"]
    part = access.deciding_part(shown.actor, shown.case, stand.asked)
    if part is None:
        return []
    found, state = [], stand.state.code
    if shown.actor.may(DECISION_MAKE) and access.steps_open_to(shown.actor, state, part):
        url = reverse("decision-new", args=[shown.case.pk])
        found.append(CaseButton(label=_("Record a decision"), url=url, is_next=shown.step == "decide"))
    others = pack().identification.roles_to_ask(state)
    if shown.leads and others and access.may_ask(shown.actor):
        label = _("See the request for a decision") if stand.asked is not None else _("Ask for a decision")
        found.append(CaseButton(label=label, url=reverse("decision-ask", args=[shown.case.pk])))
    return found


PARTS = Parts(
    print_sections=printed.SECTIONS,
    work=[Work(order=20, may=(DECISION_MAKE,), sections=work.to_decide)],
    case_sections=[
        CaseSection(
            order=48,
            template="screening/_exploitation_of_case.html",
            contents=_exploitation,
            lists=_exploitation_listed,
        ),
        CaseSection(order=50, template="screening/_of_case.html", contents=_records, lists=_listed),
    ],
    case_buttons=[CaseButtons(order=20, buttons=_buttons)],
    subjects={
        "screening": Subject(page="screening-show", within_case=True, readable=access.readable_where_told),
        "decision": Subject(
            page="decision-list", is_in_list_of_case=True, readable=access.readable_decisions
        ),
        "exploitation": Subject(page="exploitation-list", readable=access.readable_where_told),
        "decision_request": Subject(page="decision-ask"),
        "decision_to_make": Subject(page="decision-new"),
    },
    guide={
        "": "caseworker#screening",
        "exploitation-list": "caseworker#how-the-child-is-exploited",
        "exploitation-add": "caseworker#how-the-child-is-exploited",
        "exploitation-withdraw": "caseworker#how-the-child-is-exploited",
        "decision-list": "caseworker#recording-a-decision",
        "decision-new": "caseworker#recording-a-decision",
        "decision-ask": "caseworker#asking-another-agency-for-a-decision",
        "decision-withdraw": "caseworker#asking-another-agency-for-a-decision",
    },
)
