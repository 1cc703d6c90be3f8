"""What linkage adds to the page of a case."""

from collections.abc import Mapping
from typing import Any

from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.people.models import Person
from opennrm.people.permissions import CASE_SEARCH
from opennrm.web.linkage import figures, printed
from opennrm.web.parts import CaseSection, Parts, ShownCase


def _duplicates(shown: ShownCase) -> Mapping[str, Any]:
    may_look = shown.actor.may(CASE_SEARCH) and shown.actor.may(IDENTITY_OPEN)
    return {"looks_for_duplicates": may_look and shown.has(Person)}


def _elsewhere(shown: ShownCase) -> Mapping[str, Any]:
    return {"elsewhere": shown.known["same_child"]}


PARTS = Parts(
    print_sections=printed.SECTIONS,
    figures=figures.FIGURES,
    case_sections=[
        CaseSection(order=4, template="linkage/_elsewhere.html", contents=_elsewhere),
        CaseSection(order=5, template="linkage/_of_case.html", contents=_duplicates, rows=[Person]),
    ],
    guide={"": "caseworker#the-same-child-twice"},
)
