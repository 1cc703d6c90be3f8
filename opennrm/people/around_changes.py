"""Whoever leads a case records who else has to do with the child, corrects it, and says that it holds no more."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as cases
from opennrm.cases import corrections
from opennrm.cases.bound import LEAD
from opennrm.cases.corrections import Change, Values
from opennrm.cases.models import Case
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.partial_dates import PartialDate
from opennrm.foundation.refusals import Refused
from opennrm.foundation.sealing import Seal

from . import access, around, events, rules, search_index
from .around import Kind
from .corrections import keys_of_child
from .models import PersonAround, PersonAroundCorrection, RelatedPerson, SuspectedPerson
from .tokens import Key

FOUND_BY = {"name", "other_names", "telephone"}
"""By what a search finds the child of somebody around them."""
MOST = 50
"""Of each kind in a case: the page of the case reads them all."""


class PersonIncomplete(Refused):
    """Nothing says who is meant."""


class TooManyPeople(Refused):
    """The case has as many people of this kind as one case may have."""


def add(kind: Kind, case_id: UUID, *, given: Values, page: UUID, by: Actor, at: datetime) -> PersonAround:
    """Add somebody around the child, or somebody who is said to be involved.

    :param given: everything on the form, by the names in `SEALED` and `FACTS` of the kind.
    :param page: of each showing of the page another one: the same sent twice from one page makes one person.
    :raises NotThere: there is no such case for `by`.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises Refused: the message says what to correct.
    """
    case = cases.case(by, case_id, as_="lead", may=IDENTITY_OPEN, lock=True, even_waiting=True)
    of_case = kind._default_manager.visible_to(by).filter(case_id=case_id)
    person_id = _id_for(kind, case_id, given, page, by=by)
    if added := of_case.filter(pk=person_id).first():
        return added
    if of_case.count() >= MOST:
        raise TooManyPeople(_("This case has %d people of this kind. No more can be added.") % MOST)
    refuse_impossible(kind, given, at=at)
    person = _new(kind, case, person_id, by=by, at=at)
    seal = cases.seal(by, case_id)
    found_by = keys_of_child(case, access.child_of(by, case_id), seal, by)
    _put(person, given, seal, at=at)
    person.save(from_action=True, force_insert=True)
    is_unsafe = given.get("safe_to_contact") == "no"
    if kind is not RelatedPerson:
        event = events.SUSPECTED_ADDED
    else:
        event = events.RELATED_ADDED_NOT_SAFE if is_unsafe else events.RELATED_ADDED
    _tell(event, case, person, by=by, at=at)
    if isinstance(person, RelatedPerson):
        _let_find(case, seal, by, before=found_by)
    return person


def correct(
    kind: Kind,
    case_id: UUID,
    person_id: UUID,
    *,
    given: Values,
    reason: str,
    seen: int,
    by: Actor,
    at: datetime,
) -> set[str]:
    """Correct what is recorded of one of them; returns the names of the fields that changed.

    :param given: everything on the form, with `is_current`: whether it still holds.
    :param seen: the version that the form was made from.
    :raises NotThere: there is nobody like this in the case whom `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises Refused: the message says what to correct.
    :raises ChangedMeanwhile: somebody else has corrected the same, to something else.
    """
    case, person, seal = _to_change(kind, case_id, person_id, by)
    found_by = keys_of_child(case, access.child_of(by, case_id), seal, by)
    now = around.values_of(seal, person)
    made = corrections.of_subject(by, around.CORRECTIONS[kind], person.pk, seal)
    changes = corrections.changes_of(now, given, made, seen=seen)
    reason = corrections.require_reason(reason)
    after = {name: change[1] for name, change in changes.items()}
    refuse_impossible(kind, {**now, **after}, at=at, now=now)
    _write(case, person, changes, reason=reason, seal=seal, by=by, at=at)
    if kind is not RelatedPerson:
        event = events.SUSPECTED_CORRECTED
    else:
        is_unsafe = after.get("safe_to_contact") == "no"
        event = events.RELATED_CORRECTED_NOT_SAFE if is_unsafe else events.RELATED_CORRECTED
    _tell(event, case, person, fields=" ".join(sorted(changes)), by=by, at=at)
    if isinstance(person, RelatedPerson) and not FOUND_BY.isdisjoint(changes):
        _let_find(case, seal, by, before=found_by)
    return set(changes)


def end(kind: Kind, case_id: UUID, person_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Say that somebody has nothing to do with the child any more, or is no longer said to be involved.

    Who was ended already stays so. A correction can take it back.

    :raises NotThere: there is nobody like this in the case whom `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises NoReason: nobody said why.
    """
    case, person, seal = _to_change(kind, case_id, person_id, by)
    if person.ended_at is not None:
        return
    reason = corrections.require_reason(reason)
    _write(case, person, {"is_current": (True, False)}, reason=reason, seal=seal, by=by, at=at)
    event = events.RELATED_ENDED if kind is RelatedPerson else events.SUSPECTED_ENDED
    _tell(event, case, person, by=by, at=at)


def _to_change(kind: Kind, case_id: UUID, person_id: UUID, by: Actor) -> tuple[Case, Any, Seal]:
    # What is recorded has to be right for as long as it is kept.
    case = cases.case(
        by, case_id, as_="lead", may=IDENTITY_OPEN, lock=True, even_closed=True, even_waiting=True
    )
    person = fetch(kind._default_manager.visible_to(by), pk=person_id, case_id=case_id)
    return case, person, cases.seal(by, case_id)


def _id_for(kind: Kind, case_id: UUID, given: Values, page: UUID, *, by: Actor) -> UUID:
    """The id to which these answers of this page lead. Made with a key, so that nobody can choose one."""
    said = [
        str(case_id),
        str(by.membership_id),
        str(page),
        *(given[name] for name in (*kind.FACTS, *kind.SEALED)),
    ]
    return sealing.id_of(kind.__name__, json.dumps(said))


def _put(person: PersonAround, given: Values, seal: Seal, *, at: datetime) -> list[str]:
    """Fill in what was given; returns the columns that this changes."""
    columns = []
    for name, value in given.items():
        if name in person.SEALED:
            seal.close_field(person, name, value.strip())
        elif name in person.FACTS:
            setattr(person, name, value)
        else:
            person.ended_at, name = (None if value else at), "ended_at"
        columns.append(name)
    return columns


def _new(kind: Kind, case: Case, person_id: UUID, *, by: Actor, at: datetime) -> PersonAround:
    return kind.make(case, at, pk=person_id, recorded_at=at, recorded_by_id=by.membership_id)


def _new_correction(case: Case, person: PersonAround, *, at: datetime) -> PersonAroundCorrection:
    kind = RelatedPerson if isinstance(person, RelatedPerson) else SuspectedPerson
    return around.CORRECTIONS[kind].make(case, at, subject_id=person.pk)


def _write(
    case: Case,
    person: PersonAround,
    changes: Mapping[str, Change],
    *,
    reason: str,
    seal: Seal,
    by: Actor,
    at: datetime,
) -> None:
    columns = _put(person, {name: after for name, (_before, after) in changes.items()}, seal, at=at)
    person.save(from_action=True, update_fields=columns)
    row = _new_correction(case, person, at=at)
    corrections.write_down(row, changes, reason=reason, seal=seal, by=by, at=at)
    row.save(from_action=True, force_insert=True)


def refuse_impossible(kind: Kind, given: Values, *, at: datetime, now: Values | None = None) -> None:
    """Columns that are not sealed take nothing but codes; and something has to say who is meant.

    :param now: what stands in the record that is corrected: it keeps a code that the pack no longer has.
    """
    known = {
        "role": {*pack().codes(kind.ROLES)},
        "relation": {"", *pack().codes("relations")},
        "is_child": {*rules.SAFETY},
        "safe_to_contact": {*rules.SAFETY},
        "told_by": {*pack().codes("sources")},
    }
    for name in kind.FACTS:
        if given[name] not in known[name] | ({now[name]} if now else set()):
            raise Refused(_("Choose one of the options shown."), field=name)
    if not any(given[name].strip() for name in ("relation", "name", "other_names", "description")):
        raise PersonIncomplete(
            _("Say who this is: give a name, a relation to the child, or a description."), field="name"
        )
    if "told_on" in kind.SEALED and not given["told_on"]:
        raise PersonIncomplete(_("Say when this was said. A month or a year is enough."), field="told_on")
    _refuse_wrong_birth(given, at=at)


def _refuse_wrong_birth(given: Values, *, at: datetime) -> None:
    if not given["birth_date"]:
        return
    born, today = PartialDate.fromisoformat(given["birth_date"]), at.astimezone(pack().zone).date()
    if not rules.is_possible_birth(born, on=today):
        raise Refused(_("Nobody alive can have been born then. Check the date."), field="birth_date")
    ages, limit = rules.ages_on(today, born), pack().thresholds.child_under_age
    if ages and (
        (given["is_child"] == "yes" and ages[0] >= limit) or (given["is_child"] == "no" and ages[1] < limit)
    ):
        raise Refused(_("This does not fit the date of birth. Correct one of them."), field="is_child")


def _let_find(case: Case, seal: Seal, by: Actor, *, before: Collection[Key]) -> None:
    """Let searches find the child by the people around them. Last, because others who add children wait from here."""
    child = access.child_of(by, case.pk)
    search_index.follow(child, case, before=before, after=keys_of_child(case, child, seal, by))


def _tell(
    event: Event, case: Case, person: PersonAround, *, by: Actor, at: datetime, fields: str = ""
) -> None:
    """Those read of it in the story whose part covers such people."""
    readers = cases.covered_in_story(case.pk, person.SCOPE, at=at) - {LEAD}
    detail = {"roles": person.ROLES, "role": person.role, "corrections": str(case.pk), "fields": fields}
    tell(
        event,
        case.pk,
        subject=person,
        by=by,
        at=at,
        right=cases.right_of(by, case),
        detail=detail,
        matter=Matter(id=person.pk, relations={events.HELPERS: lambda: _helpers(case, person, at=at)}),
        seen_by=sorted(readers),
        to_others=True,
    )


def _helpers(case: Case, person: PersonAround, *, at: datetime) -> set[int]:
    return set(cases.covered(case.pk, person.SCOPE, at=at)) - {LEAD}
