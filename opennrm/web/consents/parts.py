"""What consent adds to My work, the page of a case and printed summaries."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opennrm.consents import access, queries
from opennrm.consents.models import Consent
from opennrm.consents.permissions import CONSENT_CONFIRM, CONSENT_RECORD, OBJECTION_DECIDE
from opennrm.consents.states import Giver
from opennrm.web.consents import printed, work
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Parts, ShownCase, Subject, Work

MOST = 5
"""As many as the page of a case shows."""


def _consents(shown: ShownCase) -> Mapping[str, Any]:
    if not shown.leads or not shown.actor.may(CONSENT_RECORD):
        return {"shows_consents": False}
    holding = access.consents_of(shown.actor, shown.case.pk).in_force(queries.today(timezone.now()))
    of_child = holding.filter(given_by=Giver.CHILD).select_related("service", "agency").newest_first()
    return {"shows_consents": True, "consents": list(of_child[:MOST]) if shown.has(Consent) else []}


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(CONSENT_RECORD):
        return []
    url = reverse("consent-choose", args=[shown.case.pk])
    return [CaseButton(label=_("Record what was agreed"), url=url)]


PARTS = Parts(
    print_sections=printed.SECTIONS,
    work=[
        Work(order=12, may=(CONSENT_CONFIRM,), sections=work.to_confirm),
        Work(order=12, may=(OBJECTION_DECIDE,), sections=work.to_decide),
    ],
    case_sections=[
        CaseSection(order=33, template="consents/_of_case.html", contents=_consents, rows=[Consent])
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
