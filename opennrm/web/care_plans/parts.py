"""What care adds to the page of a case, My work and the links of stories and notices."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.care_plans import access, following_up
from opennrm.care_plans.models import Plan
from opennrm.care_plans.permissions import CARE_AGREE, CARE_VIEW, CARE_WRITE
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.web.care_plans import figures, work
from opennrm.web.guide.places import by_role
from opennrm.web.parts import (
    CaseButton,
    CaseButtons,
    CaseSection,
    Lists,
    NavigationLink,
    Parts,
    ShownCase,
    Subject,
    Work,
)


def _listed(shown: ShownCase) -> Lists:
    if not shown.leads or not shown.actor.may(CARE_VIEW):
        return {}
    return {"care_plans": access.plans(shown.actor, shown.case.pk).showing("number", "state")[:1]}


def _care(shown: ShownCase) -> Mapping[str, Any]:
    plans = shown.lists.get("care_plans")
    return {"shows_care": plans is not None, "care_plan": next(iter(plans or []), None)}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(CARE_WRITE):
        return []
    return [CaseButton(label=_("Care of the child"), url=reverse("care-of-case", args=[shown.case.pk]))]


PARTS = Parts(
    figures=figures.FIGURES,
    navigation=[
        NavigationLink(order=57, may=(CASE_ASSIGN,), page="care-figures", label=gettext_lazy("Care"))
    ],
    work=[
        Work(
            order=23,
            may=(CARE_AGREE,),
            sections=work.to_agree,
            waits=lambda actor, at: [access.to_agree(actor)],
        ),
        Work(
            order=23,
            may=(CARE_WRITE,),
            sections=work.to_do,
            waits=lambda actor, at: [access.due_actions(actor, work.until(at))],
        ),
        Work(
            order=34,
            may=(CARE_WRITE,),
            sections=work.to_follow_up,
            waits=lambda actor, at: [following_up.due_of(actor, work.until(at))],
        ),
    ],
    case_sections=[
        CaseSection(order=34, template="care_plans/_of_case.html", contents=_care, lists=_listed, rows=[Plan])
    ],
    case_buttons=[CaseButtons(order=30, buttons=_buttons, when_closed=True)],
    subjects={
        "care": Subject(page="care-of-case"),
        "plan": Subject(page="plan-show"),
        "deliveries": Subject(page="deliveries-of-case"),
        "leaving_care": Subject(page="leaving-care"),
        "follow_ups": Subject(page="follow-ups"),
        "referral_care": Subject(page="care-for-service"),
    },
    guide={
        "": by_role(caseworker="care#the-care-of-a-child", others="care#for-services"),
        "care-figures": "care#the-figures-of-a-year",
        "plan-decide": "care#agreeing-to-a-plan",
        "plan-end": "care#ending-a-plan",
        "leaving-care": "care#leaving-care",
        "leaving-care-step": "care#leaving-care",
        "follow-ups": "care#asking-how-the-child-is",
        "follow-up-try": "care#asking-how-the-child-is",
        "follow-up-reach": "care#asking-how-the-child-is",
        "follow-up-give-up": "care#asking-how-the-child-is",
        "therapy-notes": "care#notes-of-therapy",
        "deliveries-of-case": "care#what-services-gave",
        "delivery-new": "care#what-services-gave",
    },
)
