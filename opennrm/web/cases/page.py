"""Everything that the page of one case shows, gathered through what each context lets this actor see."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opennrm.cases import access, deadlines
from opennrm.cases import documents as case_documents
from opennrm.cases.bound import CaseBound
from opennrm.cases.models import Case
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.cases.states import FromList
from opennrm.concerns import access as concern_access
from opennrm.concerns import messages
from opennrm.concerns.answers import YEARS_AROUND
from opennrm.contexts import facts
from opennrm.country.titles import title_of, titles_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.partial_dates import PartialDate
from opennrm.foundation.together import together
from opennrm.linkage import queries as linkage
from opennrm.people import access as people_access
from opennrm.people import rules
from opennrm.people.models import Person
from opennrm.people.permissions import CASE_SEARCH
from opennrm.web.cases import overview
from opennrm.web.cases.files import named
from opennrm.web.parts import CaseButtons, ShownCase, gathered


def contents(actor: Actor, case: Case, *, at: datetime) -> dict[str, Any]:
    """The variables of cases/show.html: what each context adds to the page, and what every case has."""
    due = deadlines.of_case(actor, case, at=at)
    running = [each for each in due if not each.clock.stopped_at and not each.clock.paused_at]
    none_of = access.without_rows(actor, case, _models_asked())
    first_due = {case.pk: running[0]} if running else {}
    (row,) = overview.rows_with(actor, [case], first_due, none_of=none_of)
    shown = ShownCase(
        actor=actor,
        case=case,
        leads=access.leads(actor, case),
        step=row.step,
        known=row.known,
        deadlines=due,
        none_of=none_of,
        at=at,
    )
    sections = gathered().case_sections
    shown = replace(shown, lists=_lists(shown))
    added: dict[str, Any] = {}
    for section in sections:
        added |= section.contents(shown)
    buttons = [button for each in _usable_buttons(case) for button in each.buttons(shown)]
    return {
        **added,
        "case": case,
        "row": row,
        "leads": shown.leads,
        "shows_urgency": actor.may(IDENTITY_OPEN) and (shown.leads or bool(row.dangers)),
        "may_open_identity": actor.may(IDENTITY_OPEN) and shown.has(Person),
        "buttons": sorted(buttons, key=lambda button: not button.is_next),
        "sections": [section.template for section in sections if not section.beside],
        "sections_beside": [section.template for section in sections if section.beside],
        "now": at,
        "back": {"url": reverse("case-list"), "text": _("Cases")},
    }


def _lists(shown: ShownCase) -> dict[str, list[Any]]:
    """The rows that all sections list, with one query."""
    wanted: dict[str, Any] = {}
    for section in gathered().case_sections:
        wanted |= section.lists(shown)
    asked = {name: rows for name, rows in wanted.items() if shown.has(rows.model)}
    return {name: [] for name in wanted} | together(asked)


def _usable_buttons(case: Case) -> list[CaseButtons]:
    is_waiting = case.from_list == FromList.WAITING
    return [
        each
        for each in gathered().case_buttons
        if (each.when_waiting if is_waiting else each.when_closed or case.closed_at is None)
    ]


@cache
def _models_asked() -> list[type[CaseBound]]:
    """The models that facts and sections name, and that of the child, each once."""
    of_facts = [each.rows for each in facts() if each.rows is not None]
    return list(
        dict.fromkeys(
            [Person, *of_facts, *(model for section in gathered().case_sections for model in section.rows)]
        )
    )


def sealed_contents(actor: Actor, case_id: UUID, *, at: datetime) -> dict[str, Any]:
    """The variables of cases/identity.html. Opening them is recorded.

    :raises NotThere: there is no such case for this actor, or their part covers nobody.
    """
    case = access.case(actor, case_id, event=None)
    opened = people_access.open_identity(actor, case_id, at=at)
    is_shown = concern_access.shows_concern(actor, case_id)
    concern = concern_access.open_concern(actor, case_id, at=at) if is_shown else None
    documents = named(case_documents.titles_of(actor, case))
    leads = access.leads(actor, case)
    written = messages.open_for_lead(actor, case, at=at) if leads else None
    shown = {
        "case": case,
        "identity": opened,
        "also_known_as": linkage.also_known_as(actor, case_id),
        "birth_does_not_fit": _contradicts(opened.birth_date, case.age, on=timezone.localdate(at)),
        "concern": concern,
        "documents": documents,
        "leads": leads,
        "written": written.rows if written else [],
        "has_more_written": bool(written and written.next),
        "looks_for_duplicates": actor.may(CASE_SEARCH),
    }
    return {**shown, **(_in_words(concern) if concern else {})}


def _contradicts(written: str, age: int | None, *, on: date) -> bool:
    """Whether the age of the case cannot be that of somebody born then."""
    if not written or age is None:
        return False
    born = PartialDate.fromisoformat(written)
    if (ages := rules.ages_on(on, born)) is None:
        return False
    # The age was true when it was recorded, and a child gets older.
    slack = YEARS_AROUND if born.about else 0
    return not ages[0] - slack - 1 <= age <= ages[1] + slack


def _in_words(concern: concern_access.OpenConcern) -> dict[str, Any]:
    """The codes of what was reported, as people read them."""
    return {
        "kinds": titles_of("concern_kinds", concern.kinds),
        "dangers": _danger_words(concern.urgent_dangers),
        "told_by": title_of("sources", concern.told_by),
        "area": title_of("areas", concern.area),
    }


def _danger_words(codes: Iterable[str]) -> list[str]:
    return titles_of("urgent_dangers", codes)
