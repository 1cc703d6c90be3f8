"""What linkage adds to the page of a case."""

from collections.abc import Mapping
from typing import Any

from opennrm.people import access
from opennrm.people.permissions import CASE_SEARCH
from opennrm.web.linkage import figures, printed
from opennrm.web.parts import CaseSection, Parts, ShownCase


def _duplicates(shown: ShownCase) -> Mapping[str, Any]:
    may_search = shown.actor.may(CASE_SEARCH)
    return {"looks_for_duplicates": may_search and access.may_open_identity(shown.actor, shown.case.pk)}


def _elsewhere(shown: ShownCase) -> Mapping[str, Any]:
    return {"elsewhere": shown.known["same_child"]}


PARTS = Parts(
    print_sections=printed.SECTIONS,
    figures=figures.FIGURES,
    case_sections=[
        CaseSection(order=4, template="linkage/_elsewhere.html", contents=_elsewhere),
        CaseSection(order=5, template="linkage/_of_case.html", contents=_duplicates),
    ],
    guide={"": "caseworker#the-same-child-twice"},
)
