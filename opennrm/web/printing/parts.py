"""What printed summaries add to the page of a case, and to links."""

from collections.abc import Mapping
from typing import Any

from opennrm.printing import access
from opennrm.printing.models import Printout
from opennrm.web.guide.places import by_role
from opennrm.web.parts import CaseSection, Lists, Parts, ShownCase, Subject
from opennrm.web.printing import words

NEWEST = 3
"""As many printed summaries as the page of a case shows."""


def _listed(shown: ShownCase) -> Lists:
    if not access.may_print(shown.actor, shown.case, leads=shown.leads):
        return {}
    own = "number", "purpose", "sections", "has_names", "has_texts", "printed_at"
    names = "printed_by__account__name", "printed_by__agency__name"
    newest = access.printouts_of(shown.actor, shown.case.pk).newest_first().showing(*own, *names)
    return {"printouts": newest[: NEWEST + 1]}


def _printouts(shown: ShownCase) -> Mapping[str, Any]:
    found = shown.lists.get("printouts")
    if found is None:
        return {"may_print": False}
    return {
        "may_print": True,
        "printouts": [words.of_list(printout) for printout in found[:NEWEST]],
        "has_more_printouts": len(found) > NEWEST,
    }


PARTS = Parts(
    case_sections=[
        CaseSection(
            order=85, template="printing/_of_case.html", contents=_printouts, lists=_listed, rows=[Printout]
        )
    ],
    subjects={"printout": Subject(page="printout-show", within_case=True, readable=access.readable)},
    guide={"": by_role(caseworker="caseworker#printing-a-summary", others="agency#notes-and-summaries")},
)
