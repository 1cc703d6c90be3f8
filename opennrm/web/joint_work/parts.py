"""What joint work adds to other pages, and to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.joint_work import access
from opennrm.joint_work.models import JointWork
from opennrm.joint_work.permissions import JOINT_WORK_ANSWER, JOINT_WORK_ASK
from opennrm.joint_work.states import State
from opennrm.web.joint_work import printed, work
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Lists, Parts, ShownCase, Subject, Work

NEWEST = 10


def _listed(shown: ShownCase) -> Lists:
    found = access.visible_to(shown.actor).of_case(shown.case.pk)
    found = found.showing("purpose", "state", "until", "ended_at", "to_agency__name")
    return {"joint_work": found.order_by("-asked_at", "id")[:NEWEST]}


def _joint_work(shown: ShownCase) -> Mapping[str, Any]:
    due = {each.clock.subject_id: each for each in shown.deadlines if each.clock.stopped_at is None}
    return {"joint_work": [(each, due.get(each.pk)) for each in shown.lists["joint_work"]]}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not (shown.leads and shown.actor.may(JOINT_WORK_ASK)):
        return []
    url = reverse("joint-work-choose", args=[shown.case.pk])
    found = [CaseButton(label=_("Ask an agency to take part"), url=url)]
    if shown.step == "joint_work_ends":
        ends_first = next(work for work in shown.known["joint_work"] if work.state == State.TAKING_PART)
        url = reverse("joint-work-show", args=[ends_first.pk])
        found.append(CaseButton(label=_("See what the agency does and until when"), url=url, is_next=True))
    return found


PARTS = Parts(
    print_sections=printed.SECTIONS,
    work=[
        Work(
            order=25,
            may=(JOINT_WORK_ANSWER,),
            sections=work.sections,
            waits=lambda actor, at: [access.to_answer(actor), access.going_on_with(actor)],
        )
    ],
    case_sections=[
        CaseSection(
            order=42,
            template="joint_work/_of_case.html",
            contents=_joint_work,
            lists=_listed,
            rows=[JointWork],
        )
    ],
    case_buttons=[CaseButtons(order=55, buttons=_buttons)],
    subjects={"joint_work": Subject(page="joint-work-show", readable=access.readable)},
    guide={
        "": "caseworker#agencies-that-take-part",
        "joint-work-accept": "agency#when-your-agency-is-asked-to-take-part",
        "joint-work-decline": "agency#when-your-agency-is-asked-to-take-part",
    },
)
