"""What investigations add to My work, the navigation and the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.investigations import disclosures, impunity
from opennrm.investigations.models import Arrest, Disclosure, NonPunishment
from opennrm.investigations.permissions import (
    CHILD_SUSPECT_AGREE,
    INVESTIGATE,
    INVESTIGATION_PROSECUTE,
    NON_PUNISHMENT_DECIDE,
    NON_PUNISHMENT_FLAG,
)
from opennrm.web.investigations import work
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

_COLUMNS = ("act", "state", "origin", "flagged_at", "case_id")


def _listed(shown: ShownCase) -> Lists:
    found = {
        "arrests": impunity.arrests(shown.actor, shown.case.pk).showing("act", "arrested_at", "case_id"),
        "disclosed": disclosures.standing(shown.actor, shown.case.pk, at=shown.at).showing(
            "until", "case_id"
        ),
    }
    if shown.actor.may(NON_PUNISHMENT_FLAG) or shown.actor.may(NON_PUNISHMENT_DECIDE):
        found["non_punishment"] = impunity.of_case(shown.actor, shown.case.pk).showing(*_COLUMNS)
    return found


def _contents(shown: ShownCase) -> Mapping[str, Any]:
    lists = shown.lists
    return {
        "arrests": lists["arrests"],
        "non_punishment": lists.get("non_punishment", []),
        "disclosed": lists["disclosed"],
        "flags_here": not shown.leads
        and shown.actor.may(NON_PUNISHMENT_FLAG)
        and shown.case.closed_at is None,
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.may_change or not shown.actor.may(NON_PUNISHMENT_FLAG):
        return []
    case_id = shown.case.pk
    return [
        CaseButton(label=_("Record that the child was arrested"), url=reverse("arrest-new", args=[case_id])),
        CaseButton(
            label=_("Ask that the child is not punished"), url=reverse("non-punishment-new", args=[case_id])
        ),
    ]


PARTS = Parts(
    navigation=[
        NavigationLink(
            order=46,
            may=(INVESTIGATE, INVESTIGATION_PROSECUTE),
            page="investigations",
            label=gettext_lazy("Investigations"),
        ),
        NavigationLink(order=47, may=(INVESTIGATE,), page="known-suspects", label=gettext_lazy("Suspects")),
    ],
    work=[
        Work(order=30, may=(INVESTIGATE, INVESTIGATION_PROSECUTE), sections=work.investigations),
        Work(order=31, may=(CHILD_SUSPECT_AGREE,), sections=work.child_suspects, waits=work.requests_wait),
        Work(order=32, may=(NON_PUNISHMENT_DECIDE,), sections=work.non_punishment, waits=work.questions_wait),
    ],
    case_sections=[
        CaseSection(
            order=47,
            template="investigations/_of_case.html",
            contents=_contents,
            lists=_listed,
            rows=[Arrest, NonPunishment, Disclosure],
        )
    ],
    case_buttons=[CaseButtons(order=60, buttons=_buttons)],
    subjects={
        "investigation": Subject(page="investigation"),
        "child_suspect": Subject(page="child-suspect"),
        "non_punishment": Subject(page="non-punishment", readable=impunity.readable),
    },
    guide={
        "": "investigator#investigations",
        "known-suspects": "investigator#suspects",
        "known-suspect-find": "investigator#suspects",
        "known-suspect-new": "investigator#suspects",
        "known-suspect-involve": "investigator#suspects",
        "known-suspect": "investigator#suspects",
        "known-suspect-correct": "investigator#suspects",
        "known-suspect-status-new": "investigator#suspects",
        "known-suspect-link-new": "investigator#the-network",
        "known-suspect-network": "investigator#the-network",
        "known-suspect-network-export": "investigator#the-network",
        "known-suspect-disclose": "investigator#showing-one-name",
        "disclosed-names": "investigator#showing-one-name",
        "child-suspect": "investigator#a-child-who-is-suspected",
        "arrest-new": "investigator#a-child-who-was-arrested",
        "non-punishment-new": "investigator#a-child-who-was-arrested",
        "non-punishment": "investigator#a-child-who-was-arrested",
        "non-punishment-ask": "investigator#a-child-who-was-arrested",
        "non-punishment-decide": "investigator#a-child-who-was-arrested",
    },
)
