"""What referrals add to other pages, and to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.referrals import access
from opennrm.referrals.models import Referral
from opennrm.referrals.permissions import REFERRAL_ANSWER, REFERRAL_SEND
from opennrm.web.guide.places import by_role
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Lists, Parts, ShownCase, Subject, Work
from opennrm.web.referrals import figures, printed, work


def _listed(shown: ShownCase) -> Lists:
    referrals = access.visible_to(shown.actor).filter(case_id=shown.case.pk)
    found = referrals.showing("number", "state", "sent_at", "service__name", "receiver__name")
    return {"referrals": found.order_by("-sent_at", "id")}


def _referrals(shown: ShownCase) -> Mapping[str, Any]:
    running = [each for each in shown.deadlines if each.clock.stopped_at is None]
    due = {each.clock.subject_id: each for each in reversed(running)}
    return {"referrals": [(referral, due.get(referral.pk)) for referral in shown.lists["referrals"]]}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(REFERRAL_SEND):
        return []
    url = reverse("referral-choose", args=[shown.case.pk])
    return [CaseButton(label=_("Refer to a service"), url=url, is_next=shown.step == "refer")]


PARTS = Parts(
    print_sections=printed.SECTIONS,
    figures=figures.FIGURES,
    work=[Work(order=10, may=(REFERRAL_ANSWER,), sections=work.asked_and_helping)],
    case_sections=[
        CaseSection(
            order=40, template="referrals/_of_case.html", contents=_referrals, lists=_listed, rows=[Referral]
        )
    ],
    case_buttons=[CaseButtons(order=30, buttons=_buttons)],
    subjects={"referral": Subject(page="referral-show")},
    guide={
        "": by_role(caseworker="caseworker#referring-to-a-service", others="service#answering-a-request"),
        "referral-complete": "service#while-you-help-and-when-your-help-ends",
        "referral-no-show": "service#while-you-help-and-when-your-help-ends",
    },
)
