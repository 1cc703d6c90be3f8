"""Opening who a child is. Each opening is recorded, with the names of what was opened."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.models import Case
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.foundation.actor import Actor
from opennrm.foundation.partial_dates import PartialDate
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotAllowed, NotThere

from . import rules
from .models import Contact, Person


@dataclass(frozen=True, kw_only=True)
class OpenContact:
    """How to reach a person; `safe_to_contact` is yes, no or unknown."""

    id: UUID
    address: str
    telephone: str
    safe_to_contact: str
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who the child is, as far as known. A text that is not known is empty.

    `birth_date` is the text of a `PartialDate`. `nationality` is what was written before citizenship was asked.
    `contacts` is empty where the part covers none.
    """

    person_id: UUID
    given_names: str
    family_name: str
    other_names: str
    former_names: str
    birth_date: str
    document_number: str
    school: str
    guardian: str
    nationality: str
    citizenships: list[str]
    age_is_estimated: bool
    sex: str
    languages: list[str]
    contacts: list[OpenContact]


def may_open_identity(actor: Actor, case_id: UUID) -> bool:
    """Whether there is a child whose identity the actor's role and part cover. Opens nothing."""
    covered = Person.objects.visible_to(actor).filter(case_id=case_id)
    return actor.may(IDENTITY_OPEN) and covered.exists()


def child_of(actor: Actor, case_id: UUID) -> Person:
    """The child of a case, sealed.

    :raises NotThere: there is nobody whom the actor's part covers.
    """
    person = Person.objects.visible_to(actor).filter(case_id=case_id).order_by("recorded_at", "id").first()
    if person is None:
        raise NotThere
    return person


def open_identity(actor: Actor, case_id: UUID, *, at: datetime) -> Identity:
    """Open who the child of a case is.

    :raises NotThere: there is nobody whom the actor's part covers.
    :raises NotAllowed: the actor's role opens no identities.
    """
    person = child_of(actor, case_id)
    require_opening(actor)
    seal = cases.seal(actor, case_id)
    # Cleaned again on the way out: what was recorded before texts were cleaned on the way in must reach no page either.
    texts = {
        name: plain(seal.open_field(person, name), lines=name == "former_names") for name in Person.SEALED
    }
    contacts = [
        OpenContact(
            id=contact.pk,
            ended_at=contact.ended_at,
            address=plain(seal.open_field(contact, "address"), lines=True),
            telephone=plain(seal.open_field(contact, "telephone"), lines=False),
            safe_to_contact=contact.safe_to_contact,
        )
        for contact in Contact.objects.visible_to(actor)
        .filter(person_id=person.pk)
        .order_by(F("ended_at").desc(nulls_first=True), "recorded_at", "id")
    ]
    beside = {"citizenships": person.citizenships, "contacts": contacts}
    opened = [name for name, shown in {**texts, **beside}.items() if shown]
    audit.record(
        "identity.opened", subject=person, right=cases.right_in(actor, case_id), detail={"fields": opened}
    )
    return Identity(
        person_id=person.pk,
        age_is_estimated=person.age_is_estimated,
        sex=person.sex,
        languages=person.languages,
        citizenships=person.citizenships,
        contacts=contacts,
        **texts,
    )


def age_on(actor: Actor, case: Case, day: date) -> tuple[int | None, bool]:
    """How old the child of a case is on a day, in years, and whether that is only estimated.

    It is reckoned from the date of birth where that is known exactly and the actor may open it, which is recorded. The
    actor is shown no more than the years. Otherwise it is the age of the case, which is an estimate.
    """
    if may_open_identity(actor, case.pk):
        person = child_of(actor, case.pk)
        if not person.age_is_estimated and person.birth_date is not None:
            born = PartialDate.fromisoformat(cases.seal(actor, case.pk).open_field(person, "birth_date"))
            audit.record("age.reckoned", subject=person, right=cases.right_of(actor, case))
            return rules.age_on(day, born), False
    return case.age, True


def youngest_on(actor: Actor, case: Case, day: date) -> tuple[int | None, date | None]:
    """How old the child of a case is at least on a day, and the latest day on which they can have been born.

    Where only the year or the month is known the youngest that the child can be counts, as for every protection.
    Without a date of birth it is the age of the case, and no day. What is reckoned is recorded, and no date is shown.
    """
    if may_open_identity(actor, case.pk):
        person = child_of(actor, case.pk)
        if person.birth_date is not None:
            born = PartialDate.fromisoformat(cases.seal(actor, case.pk).open_field(person, "birth_date"))
            audit.record("age.reckoned", subject=person, right=cases.right_of(actor, case))
            if born.latest is not None:
                return rules.age_on(day, born), born.latest
    return case.age, None


def require_opening(actor: Actor) -> None:
    if not actor.may(IDENTITY_OPEN):
        raise NotAllowed("Your role does not open identities.")
