"""What consent adds to My work, the page of a case and printed summaries."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.consents import access, queries
from opennrm.consents.models import Consent
from opennrm.consents.permissions import CONSENT_CONFIRM, CONSENT_RECORD, OBJECTION_DECIDE
from opennrm.consents.states import Giver
from opennrm.web.consents import printed, work
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Lists, Parts, ShownCase, Subject, Work

MOST = 5
"""As many as the page of a case shows."""


def _listed(shown: ShownCase) -> Lists:
    if not shown.leads or not shown.actor.may(CONSENT_RECORD):
        return {}
    holding = access.consents_of(shown.actor, shown.case.pk).in_force(queries.today(shown.at))
    of_child = holding.filter(given_by=Giver.CHILD).newest_first()
    named = "service__name", "agency__name"
    return {"consents": of_child.showing("purpose", "answer", "ends_on", "recorded_at", *named)[:MOST]}


def _consents(shown: ShownCase) -> Mapping[str, Any]:
    found = shown.lists.get("consents")
    return {"shows_consents": found is not None, "consents": found}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(CONSENT_RECORD):
        return []
    url = reverse("consent-choose", args=[shown.case.pk])
    return [CaseButton(label=_("Record what was agreed"), url=url)]


PARTS = Parts(
    print_sections=printed.SECTIONS,
    work=[
        Work(
            order=12,
            may=(CONSENT_CONFIRM,),
            sections=work.to_confirm,
            waits=lambda actor, at: [access.to_confirm(actor)],
        ),
        Work(
            order=12,
            may=(OBJECTION_DECIDE,),
            sections=work.to_decide,
            waits=lambda actor, at: [access.to_decide(actor)],
        ),
    ],
    case_sections=[
        CaseSection(
            order=33, template="consents/_of_case.html", contents=_consents, lists=_listed, rows=[Consent]
        )
    ],
    case_buttons=[CaseButtons(order=43, buttons=_buttons)],
    subjects={
        "end_notice": Subject(page="end-notice"),
        "objection": Subject(page="objection-decide"),
    },
    guide={
        "": "consent#who-has-to-agree",
        "consent-new": "consent#recording-an-answer",
        "consent-withdraw": "consent#when-an-agreement-ends",
        "end-notice": "agency#confirming-that-nothing-is-used-any-more",
        "objection-decide": "agency#deciding-about-an-objection",
    },
)
