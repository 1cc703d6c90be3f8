"""What tellings add to other pages, and to the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.tellings import access, queries
from opennrm.tellings.models import Telling
from opennrm.tellings.permissions import TELLING_VIEW, TELLING_WRITE
from opennrm.web.guide.places import by_role
from opennrm.web.parts import CaseButton, CaseButtons, CaseSection, Lists, Parts, ShownCase, Subject
from opennrm.web.tellings import printed, words

NEWEST = 3
"""As many as the page of a case shows."""


def _listed(shown: ShownCase) -> Lists:
    if not shown.actor.may(TELLING_VIEW):
        return {}
    found = access.tellings_of(shown.actor, shown.case.pk).that_count().showing(*words.SHOWN)
    due = {
        "told": queries.heard(shown.case, by=shown.actor),
        "tasks_to_tell": queries.tasks_to_tell(shown.case, by=shown.actor),
    }
    return {"tellings": found[:NEWEST], **(due if shown.may_change else {})}


def _tellings(shown: ShownCase) -> Mapping[str, Any]:
    standing = access.standing_of(shown.actor, shown.case) if shown.actor.may(TELLING_VIEW) else None
    if standing is None:
        return {"shows_tellings": False}
    due = queries.still_due(shown.lists["told"], shown.lists["tasks_to_tell"]) if shown.may_change else []
    return {
        "shows_tellings": True,
        "tellings": [words.in_words(row) for row in shown.lists["tellings"]],
        "tellings_due": [words.due_in_words(each) for each in due],
        # Whoever leads the case finds the button under "Next", where a phone shows it first.
        "writes_tellings_here": not standing.leads and shown.actor.may(TELLING_WRITE),
    }


def _buttons(shown: ShownCase) -> list[CaseButton]:
    if not shown.leads or not shown.actor.may(TELLING_WRITE):
        return []
    return [
        CaseButton(
            label=_("Write down what the child was told"), url=reverse("telling-new", args=[shown.case.pk])
        )
    ]


PARTS = Parts(
    print_sections=printed.SECTIONS,
    case_sections=[
        CaseSection(
            order=44, template="tellings/_of_case.html", contents=_tellings, lists=_listed, rows=[Telling]
        )
    ],
    case_buttons=[CaseButtons(order=26, buttons=_buttons, when_closed=True)],
    subjects={
        "telling": Subject(
            page="telling-list", within_case=True, is_in_list_of_case=True, readable=access.readable
        )
    },
    guide={
        "": by_role(caseworker="caseworker#what-the-child-is-told", others="agency#what-the-child-is-told")
    },
)
