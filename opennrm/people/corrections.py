"""Correcting who a child is and how to reach them, by whoever leads the case. What stood there before is kept."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as cases
from opennrm.cases import corrections
from opennrm.cases.corrections import Change, Values
from opennrm.cases.events import CORRECTED
from opennrm.cases.models import Case, CaseCorrection
from opennrm.cases.telling import tell
from opennrm.country import citizenships
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.partial_dates import PartialDate
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import Refused
from opennrm.foundation.sealing import Seal

from . import access, around, events, known, rules, search_index, tokens
from .known import Known
from .models import Contact, ContactCorrection, Person, PersonCorrection

IDENTITY = (
    "given_names", "family_name", "other_names", "birth_date", "citizenships", "document_number", "school", "guardian",
)  # fmt: skip
CONTACT = ("address", "telephone", "safe_to_contact", "is_current")
MEETS_BY = frozenset({"age", "area"})
"""What of the facts other records of the same child meet this one by."""
FULL_NAME = ("given_names", "family_name", "other_names")


class NameBefore(StrEnum):
    """Whose name it was that stands there before a name is corrected."""

    OF_THE_CHILD = "of_the_child"
    """The child was called so, or it was another spelling: the child is still found by it."""
    OF_SOMEBODY_ELSE = "of_somebody_else"
    """Nobody finds the child by it any more."""


class ContactIncomplete(Refused):
    """Neither an address nor a telephone number is left."""


class BirthNotPossible(Refused):
    """Nobody alive can have been born then."""


def identity_of(seal: Seal, person: Person) -> dict[str, Any]:
    """What can be corrected of who a person is, opened. Whoever shows it records that."""
    texts = {
        name: plain(seal.open_field(person, name), lines=False) for name in IDENTITY if name in Person.SEALED
    }
    # The order in which they were chosen says nothing.
    return {**texts, "citizenships": sorted(person.citizenships)}


def contact_of(seal: Seal, contact: Contact) -> dict[str, Any]:
    """What can be corrected of how to reach a person, opened. Whoever shows it records that."""
    return {
        "address": plain(seal.open_field(contact, "address"), lines=True),
        "telephone": plain(seal.open_field(contact, "telephone"), lines=False),
        "safe_to_contact": contact.safe_to_contact,
        "is_current": contact.ended_at is None,
    }


def correct_identity(
    case_id: UUID, *, given: Values, name_before: str, reason: str, seen: int, by: Actor, at: datetime
) -> set[str]:
    """Correct who the child is; returns the names of the fields that changed. The age follows the date of birth.

    :param given: everything on the form, by the names in `IDENTITY`.
    :param name_before: whose name it was that stood there, one of `NameBefore`; needed only if a name changes.
    :param seen: the version that the form was made from.
    :raises NotThere: there is nobody whom `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises Refused: the message says what to correct.
    :raises ChangedMeanwhile: somebody else has corrected the same, to something else.
    """
    case = _case_to_correct(by, case_id)
    person, seal = access.child_of(by, case_id), cases.seal(by, case_id)
    now = identity_of(seal, person)
    made = corrections.of_subject(by, PersonCorrection, person.pk, seal)
    stated = {**given, "citizenships": sorted(given["citizenships"])}
    changes = corrections.changes_of(now, stated, made, seen=seen)
    reason = corrections.require_reason(reason)
    _require_citizenships(stated["citizenships"])
    day = at.astimezone(pack().zone).date()
    born = _birth_date(changes, on=day)
    old, found_by = _texts(seal, person), keys_of_child(case, person, seal, by)
    was_another = _name_was_anothers(now, changes, name_before)
    _put(seal, person, changes, born, old=old, forget=was_another, at=at)
    details: dict[str, Any] = {"reason": reason, "seal": seal, "by": by, "at": at}
    row = PersonCorrection.make(case, at, subject_id=person.pk)
    corrections.write_down(row, changes, **details)
    row.save(from_action=True, force_insert=True)
    age = rules.age_on(day, born) if born else None
    if age not in (None, case.age):
        # Without the reason: more people see the age than the date of birth.
        corrections.correct_facts(case, {"age": (case.age, age)}, **{**details, "reason": ""})
        _tell(CORRECTED, case, ["age"], subject=case, by=by, at=at)
    _tell(events.PERSON_CORRECTED, case, changes, subject=person, by=by, at=at)
    _find_by_what_stands_now(case, person, seal, by, before=found_by)
    return set(changes)


def correct_facts(
    case_id: UUID, *, given: Values, reason: str, seen: int, by: Actor, at: datetime
) -> set[str]:
    """Correct what everybody who sees the case reads of the child; returns the names of the fields that changed.

    :param given: everything on the form, by the names in `cases.corrections.FACTS`.
    :param seen: the version that the form was made from.
    :raises NotThere: there is no such case for `by`.
    :raises NotAllowed: `by` does not lead it.
    :raises Refused: the message says what to correct.
    :raises ChangedMeanwhile: somebody else has corrected the same, to something else.
    """
    case = cases.case(by, case_id, as_="lead", lock=True, even_closed=True, even_waiting=True)
    seal = cases.seal(by, case_id)
    made = corrections.of_subject(by, CaseCorrection, case.pk, seal)
    stated = {**given, "languages": sorted(given["languages"])}
    changes = corrections.changes_of(corrections.facts_of(case), stated, made, seen=seen)
    reason = corrections.require_reason(reason)
    person = access.child_of(by, case_id)
    moves = not MEETS_BY.isdisjoint(changes)
    found_by = keys_of_child(case, person, seal, by) if moves else set()
    corrections.correct_facts(case, changes, reason=reason, seal=seal, by=by, at=at)
    same = [name for name in ("sex", "languages") if name in changes]
    for name in same:
        setattr(person, name, changes[name][1])
    mark_changed(person, *same, at=at)
    _tell(CORRECTED, case, changes, subject=case, by=by, at=at)
    if moves:
        _find_by_what_stands_now(case, person, seal, by, before=found_by)
    return set(changes)


def correct_contact(
    case_id: UUID, contact_id: UUID, *, given: Values, reason: str, seen: int, by: Actor, at: datetime
) -> set[str]:
    """Correct how to reach the child, or say that it is no longer right; returns the names of the fields that changed.

    :param given: everything on the form, by the names in `CONTACT`.
    :param seen: the version that the form was made from.
    :raises NotThere: there is none that `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises Refused: the message says what to correct.
    :raises ChangedMeanwhile: somebody else has corrected the same, to something else.
    """
    case = _case_to_correct(by, case_id)
    contact = fetch(Contact.objects.visible_to(by).select_related("person"), pk=contact_id, case_id=case_id)
    seal = cases.seal(by, case_id)
    now = contact_of(seal, contact)
    made = corrections.of_subject(by, ContactCorrection, contact.pk, seal)
    changes = corrections.changes_of(now, given, made, seen=seen)
    reason = corrections.require_reason(reason)
    _refuse_emptied(now, given)
    _require_safety(given["safe_to_contact"])
    found_by = keys_of_child(case, contact.person, seal, by)
    for name in ("address", "telephone"):
        seal.close_field(contact, name, changes.get(name, (None, now[name]))[1])
    contact.safe_to_contact = changes.get("safe_to_contact", (None, now["safe_to_contact"]))[1]
    if "is_current" in changes:
        contact.ended_at = None if changes["is_current"][1] else at
    contact.save(from_action=True, update_fields=["address", "telephone", "safe_to_contact", "ended_at"])
    mark_changed(contact.person, at=at)
    row = ContactCorrection.make(case, at, subject_id=contact.pk)
    corrections.write_down(row, changes, reason=reason, seal=seal, by=by, at=at)
    row.save(from_action=True, force_insert=True)
    _tell(events.CONTACT_CORRECTED, case, changes, subject=contact, by=by, at=at)
    if "telephone" in changes:
        _find_by_what_stands_now(case, contact.person, seal, by, before=found_by)
    return set(changes)


def add_contact(
    case_id: UUID, *, address: str, telephone: str, safe_to_contact: str, by: Actor, at: datetime
) -> Contact:
    """Add another way to reach the child.

    :raises NotThere: there is nobody whom `by` may see.
    :raises NotAllowed: `by` does not lead the case, or their role opens no identities.
    :raises ContactIncomplete: neither an address nor a telephone number was given.
    """
    case = _case_to_change(by, case_id)
    person, seal = access.child_of(by, case_id), cases.seal(by, case_id)
    if not address.strip() and not telephone.strip():
        raise ContactIncomplete(_("Enter an address or a telephone number."), field="address")
    _require_safety(safe_to_contact)
    found_by = keys_of_child(case, person, seal, by)
    contact = Contact.make(case, at, person=person, safe_to_contact=safe_to_contact, recorded_at=at)
    seal.close_field(contact, "address", address.strip())
    seal.close_field(contact, "telephone", telephone.strip())
    contact.save(from_action=True, force_insert=True)
    mark_changed(person, at=at)
    tell(events.CONTACT_ADDED, case.pk, subject=contact, by=by, at=at, right=cases.right_of(by, case))
    _find_by_what_stands_now(case, person, seal, by, before=found_by)
    return contact


def mark_changed(person: Person, *fields: str, at: datetime) -> None:
    """Save these fields of a person, and that something by which records are compared has changed."""
    person.changed_at = at
    person.save(from_action=True, update_fields=[*fields, "changed_at"])


def _case_to_correct(by: Actor, case_id: UUID) -> Case:
    # What is recorded has to be right for as long as it is kept, and so after the case is closed too.
    return _case_to_change(by, case_id, even_closed=True)


def _case_to_change(by: Actor, case_id: UUID, *, even_closed: bool = False) -> Case:
    case = cases.case(by, case_id, as_="lead", lock=True, even_closed=even_closed, even_waiting=True)
    access.require_opening(by)
    return case


def _refuse_emptied(now: Values, given: Values) -> None:
    if (now["address"] or now["telephone"]) and not (given["address"] or given["telephone"]):
        raise ContactIncomplete(
            _(
                "Enter an address or a telephone number. If it is no longer right, leave it as it is and say so below."
            ),
            field="address",
        )


def _require_safety(answer: str) -> None:
    if answer not in rules.SAFETY:
        raise Refused(_("Choose one of the options shown."), field="safe_to_contact")


def _require_citizenships(codes: Collection[str]) -> None:
    """They are not sealed: nothing but what is listed gets there."""
    if not set(codes) <= set(pack().listed("citizenships")):
        raise Refused(_("Choose one of the options shown."), field="citizenships")
    if not citizenships.go_together(codes):
        raise Refused(_("Choose “Stateless” or “Not known” alone, or leave it out."), field="citizenships")


def _put(
    seal: Seal,
    person: Person,
    changes: Mapping[str, Change],
    born: PartialDate | None,
    *,
    old: Mapping[str, str],
    forget: bool,
    at: datetime,
) -> None:
    for name, (_before, after) in changes.items():
        if name == "citizenships":
            person.citizenships = after
        else:
            seal.close_field(person, name, after)
    if "birth_date" in changes:
        person.age_is_estimated = born is None or not born.is_exact
    if set(changes) & set(FULL_NAME):
        seal.close_field(person, "former_names", _former_names(old, _texts(seal, person), forget=forget))
    person.changed_at = at
    person.save(from_action=True, update_fields=[*changes, "former_names", "age_is_estimated", "changed_at"])


def _texts(seal: Seal, person: Person) -> dict[str, str]:
    return {name: seal.open_field(person, name) for name in Person.SEALED}


def _telephones(seal: Seal, person: Person, by: Actor) -> list[str]:
    contacts = Contact.objects.visible_to(by).filter(person=person)
    return [seal.open_field(contact, "telephone") for contact in contacts.only("telephone")]


def _name_was_anothers(now: Values, changes: Mapping[str, Change], name_before: str) -> bool:
    """Whether the name that stood there was somebody else's.

    :raises Refused: a name is replaced, and nobody said whose it was.
    """
    replaced = [name for name in FULL_NAME if name in changes and now[name]]
    if replaced and name_before not in list(NameBefore):
        raise Refused(_("Say whether the child is also known by the earlier name."), field="name_before")
    return bool(replaced) and name_before == NameBefore.OF_SOMEBODY_ELSE


def _former_names(old: Mapping[str, str], new: Mapping[str, str], *, forget: bool) -> str:
    """The names by which the child was recorded before, one a line, without those that stand there now."""
    kept = old["former_names"].splitlines()
    before = [" ".join(filter(None, (old["given_names"], old["family_name"]))), old["other_names"]]
    now = {" ".join(filter(None, (new["given_names"], new["family_name"]))), new["other_names"], ""}
    return "\n".join(dict.fromkeys(name for name in (*kept, *([] if forget else before)) if name not in now))


def _birth_date(changes: Mapping[str, Change], *, on: date) -> PartialDate | None:
    """The date of birth as it is corrected; None where it is not, or where nobody knows it any more.

    :raises BirthNotPossible: nobody alive can have been born then.
    """
    written = changes["birth_date"][1] if "birth_date" in changes else ""
    born = PartialDate.fromisoformat(written) if written else None
    if born and not rules.is_possible_birth(born, on=on):
        raise BirthNotPossible(_("Nobody alive can have been born then. Check the date."), field="birth_date")
    return born


def _find_by_what_stands_now(
    case: Case, person: Person, seal: Seal, by: Actor, *, before: Collection[tokens.Key]
) -> None:
    """Let searches find the child by what stands there now. Last, because others who add children wait from here on."""
    search_index.follow(person, case, before=before, after=keys_of_child(case, person, seal, by))


def keys_of_child(case: Case, person: Person, seal: Seal, by: Actor) -> set[tokens.Key]:
    """Everything that a child is found by, with the people around them."""
    own = known.keys_of_child(known_of(case, person, seal, _telephones(seal, person, by)))
    return own | around.keys_of_all(by, case.pk, seal)


def known_of(case: Case, person: Person, seal: Seal, telephone_texts: Iterable[str]) -> Known:
    """What is known of a child, opened. Whoever shows anything of it records that."""
    return Known(
        texts=_texts(seal, person),
        telephones=tuple(telephone_texts),
        sex=case.sex,
        area=case.area,
        age=case.age,
        on=person.recorded_at.date(),
    )


def _tell(
    event: Event, case: Case, fields: Any, *, subject: Case | Person | Contact, by: Actor, at: datetime
) -> None:
    detail = {"fields": " ".join(sorted(fields)), "corrections": str(case.pk)}
    tell(event, case.pk, subject=subject, by=by, at=at, right=cases.right_of(by, case), detail=detail)
