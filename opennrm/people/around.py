"""Who else has to do with a child: people around them, and people who are said to be involved."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases import corrections
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.sealing import Seal

from . import tokens
from .access import require_opening
from .models import (
    PersonAround,
    PersonAroundCorrection,
    RelatedPerson,
    RelatedPersonCorrection,
    SuspectedPerson,
    SuspectedPersonCorrection,
)
from .tokens import Key

Kind = type[RelatedPerson] | type[SuspectedPerson]
CORRECTIONS: dict[Kind, type[PersonAroundCorrection]] = {
    RelatedPerson: RelatedPersonCorrection,
    SuspectedPerson: SuspectedPersonCorrection,
}
_SEVERAL_LINES = {"description", "address", "note"}


@dataclass(frozen=True, kw_only=True)
class OpenPerson:
    """Somebody besides the child, opened: `texts` by the names of the sealed fields, empty where nobody knows."""

    person: Any
    texts: Mapping[str, str]


def listed(actor: Actor, kind: Kind, case_id: UUID) -> list[Any]:
    """Those of a case whom the actor's part covers, without what is sealed: first those of whom it still holds."""
    found = kind._default_manager.visible_to(actor).filter(case_id=case_id)
    return _in_order(kind, found.defer(*kind.SEALED))


def _in_order(kind: Kind, people: Iterable[Any]) -> list[Any]:
    """In the order in which the pack lists their roles."""
    order = {code: place for place, code in enumerate(pack().codes(kind.ROLES))}
    return sorted(
        people,
        key=lambda each: (
            each.ended_at is not None,
            order.get(each.role, len(order)),
            each.recorded_at,
            each.pk,
        ),
    )


def open_all(actor: Actor, case_id: UUID) -> tuple[Case, list[OpenPerson], list[OpenPerson]]:
    """Open everybody besides the child whom the actor's part covers, and record it.

    Returns the case, those around the child, and those who are said to be involved.

    :raises NotThere: there is no such case for this actor, or their part covers nobody in it.
    :raises NotAllowed: the actor's role opens no identities.
    """
    case = cases.case(actor, case_id, event=None)
    rows = {kind: _rows(actor, kind, case_id) for kind in CORRECTIONS}
    if not any(rows.values()) and not cases.leads(actor, case):
        raise NotThere
    require_opening(actor)
    seal = cases.seal(actor, case_id)
    if people := [str(each.pk) for found in rows.values() for each in found]:
        right = cases.right_of(actor, case)
        audit.record("people_around.opened", subject=case, right=right, detail={"people": people})
    related, suspected = (
        [OpenPerson(person=each, texts=texts_of(seal, each)) for each in found] for found in rows.values()
    )
    return case, related, suspected


def _rows(actor: Actor, kind: Kind, case_id: UUID) -> list[Any]:
    found = kind._default_manager.visible_to(actor).filter(case_id=case_id)
    return _in_order(kind, found.select_related("recorded_by__account", "recorded_by__agency"))


def to_correct(actor: Actor, kind: Kind, case_id: UUID, person_id: UUID) -> tuple[dict[str, Any], int]:
    """Open one of them, to correct them; and how often they were corrected.

    :raises NotThere: there is nobody like this in the case whom the actor's part covers.
    :raises NotAllowed: the actor's role opens no identities.
    """
    person = fetch(kind._default_manager.visible_to(actor), pk=person_id, case_id=case_id)
    require_opening(actor)
    stands = values_of(cases.seal(actor, case_id), person)
    right = cases.right_in(actor, case_id)
    audit.record("people_around.opened", subject=person, right=right, detail={"people": [str(person.pk)]})
    return stands, corrections.version_of(actor, CORRECTIONS[kind], person.pk)


def one(actor: Actor, kind: Kind, case_id: UUID, person_id: UUID) -> Any:
    """One of them, of whom nothing that is sealed is fetched.

    :raises NotThere: there is nobody like this in the case whom the actor's part covers.
    """
    return fetch(kind._default_manager.visible_to(actor).defer(*kind.SEALED), pk=person_id, case_id=case_id)


def texts_of(seal: Seal, person: PersonAround) -> dict[str, str]:
    """What is sealed of a person, opened. Whoever shows it records that."""
    return {
        name: plain(seal.open_field(person, name), lines=name in _SEVERAL_LINES) for name in person.SEALED
    }


def values_of(seal: Seal, person: PersonAround) -> dict[str, Any]:
    """What can be corrected of a person, opened. Whoever shows it records that."""
    facts = {name: getattr(person, name) for name in person.FACTS}
    return {**facts, **texts_of(seal, person), "is_current": person.ended_at is None}


def keys_of(seal: Seal, person: RelatedPerson) -> set[Key]:
    """What somebody around a child can be found by; the child is found with them."""
    names = "\n".join(seal.open_field(person, name) for name in ("name", "other_names"))
    return tokens.keys_of_person({"former_names": names}, [seal.open_field(person, "telephone")])


def keys_of_all(actor: Actor, case_id: UUID, seal: Seal) -> set[Key]:
    """The same of everybody around the child of a case."""
    rows = RelatedPerson.objects.visible_to(actor).filter(case_id=case_id)
    return {key for row in rows.only("name", "other_names", "telephone") for key in keys_of(seal, row)}
