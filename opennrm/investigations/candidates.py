"""Who may be meant: suspects whom somebody knows of already, and people who were named in cases that they see.

What is found is offered to whoever investigates, before a suspect is recorded. A suspect is not made twice.
"""

from dataclasses import dataclass
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.foundation.actor import Actor
from opennrm.people import around, tokens
from opennrm.people import rules as people_rules
from opennrm.people.finding import Search
from opennrm.people.models import SuspectedPerson

from . import access, links, suspect_index
from .access import OpenSuspect

MOST_SHOWN = 10
"""As many are shown, those who fit best: each that is shown is recorded."""
MOST_NAMED = 500
"""As many people who were named in cases are opened for a search, the newest first."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A suspect who fits what was typed, from 60 to 100."""

    suspect: OpenSuspect
    score: int


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody who was named in a case that the actor sees."""

    case_id: UUID
    reference: str
    person_id: UUID
    name: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """Who may be meant, the likeliest first."""

    suspects: list[Candidate]
    named: list[Named]


def find(actor: Actor, text: str, *, without: UUID | None = None) -> Found:
    """Who may be meant by a name, a paper or a telephone. One event records who is shown, never what was typed.

    :param without: a suspect who is not to be among them.
    :raises NotAllowed: the actor's role does not investigate.
    """
    access.require_investigating(actor)
    search = Search.of(text)
    if not search.keys:
        return Found(suspects=[], named=[])
    by_thing = links.suspects_with(actor, text)
    ids = {*suspect_index.candidates(actor, search.keys), *by_thing} - {without}
    opened = access.unrecorded(access.suspects(actor).filter(pk__any_of=ids))
    scored = [
        Candidate(suspect=each, score=100 if each.suspect.pk in by_thing else _score(search, each))
        for each in opened
    ]
    fitting = [each for each in scored if each.score >= people_rules.GOOD_ENOUGH]
    fitting.sort(key=lambda each: (-each.score, each.suspect.name, each.suspect.suspect.pk))
    shown, named = fitting[:MOST_SHOWN], _named(actor, search)[:MOST_SHOWN]
    audit.record(
        "suspects.checked",
        detail={
            "suspects": [str(each.suspect.suspect.pk) for each in shown],
            "people": [str(each.person_id) for each in named],
        },
    )
    return Found(suspects=shown, named=named)


def _score(search: Search, each: OpenSuspect) -> int:
    if search.numbers and search.fits_numbers(each.texts["document_number"], []):
        return 100
    names = {name: each.texts[name] for name in tokens.NAMES}
    return search.fits_names(names) if search.is_for_names else 0


def _named(actor: Actor, search: Search) -> list[Named]:
    """People who were named in cases in which the actor has a part that covers them: few, opened in memory."""
    if not actor.may(IDENTITY_OPEN) or not search.is_for_names:
        return []
    rows = SuspectedPerson.objects.visible_to(actor).filter(ended_at=None).order_by("-recorded_at", "id")
    people = list(rows[:MOST_NAMED])
    case_ids = {person.case_id for person in people}
    seals = cases.seals(actor, case_ids)
    references = dict(cases.visible_to(actor).filter(pk__any_of=case_ids).values_list("pk", "reference"))
    found = []
    for person in people:
        if person.case_id not in seals or person.case_id not in references:
            continue
        texts = around.texts_of(seals[person.case_id], person)
        score = search.fits_names(
            {"given_names": texts["name"], "family_name": "", "other_names": texts["other_names"]}
        )
        if score >= people_rules.GOOD_ENOUGH:
            named = Named(
                case_id=person.case_id,
                reference=references[person.case_id],
                person_id=person.pk,
                name=texts["name"] or texts["other_names"],
            )
            found.append((-score, named.reference, named))
    return [named for _score, _reference, named in sorted(found, key=lambda each: each[:2])]
