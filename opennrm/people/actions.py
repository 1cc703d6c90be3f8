"""Receiving a concern: a draft becomes a case, with everything about the child sealed."""

from datetime import datetime, timedelta
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases import documents, drafts, receipts
from opennrm.cases.actions import intake_roles, open_case, standing_roles
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case, Concern, Receipt
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.foundation.notices import notify
from opennrm.foundation.sealing import Seal

from . import answers as reading
from . import search_index, tokens
from .answers import UNKNOWN, Answers
from .models import Contact, Person


def receive_concern(draft_id: UUID, *, by: Actor, at: datetime) -> Receipt:
    """Send a draft to the agency that leads new cases; sent twice, it gives the same receipt again.

    :raises ConcernDraft.DoesNotExist: it is not the actor's own, or there is none.
    :raises Incomplete: something required is missing, or was not understood.
    :raises NoLeadAgency: nobody is there to receive it; the draft is kept.
    """
    draft = drafts.draft_of(by, draft_id, lock=True)
    if draft.submitted_at is not None:
        return receipts.receipt_of(by, draft.pk)
    seal = cases.seal(by, draft.pk)
    content = drafts.content_of(seal, draft)
    local_day = at.astimezone(pack().zone).date()
    answers = reading.read(content.answers, content.typed, pack=pack(), on=local_day)
    case, receipt = open_case(
        draft.pk,
        by=by,
        at=at,
        area=answers.area,
        is_urgent=bool(answers.urgent_dangers),
        sex=answers.sex,
        age=answers.age,
        languages=answers.languages,
    )
    concern = _record_concern(case, answers, seal, by=by, at=at)
    child = _record_child(case, answers, seal, at=at)
    documents.adopt(case, seal, readers=cases.readers_of(case, "documents", at=at), by=by)
    drafts.finish(draft, at=at)
    _tell_lead_agency(case, by=by, at=at)
    audit.record("concern.received", subject=concern, right="reporter")
    search_index.add(child, case, tokens.keys_of_person(answers.texts, answers.telephones))
    return receipt


def _record_concern(case: Case, answers: Answers, seal: Seal, *, by: Actor, at: datetime) -> Concern:
    concern = Concern(
        case=case,
        kinds=answers.kinds,
        urgent_dangers=answers.urgent_dangers,
        told_by=answers.told_by,
        area=answers.area,
        reporter_safe_to_contact=answers.reporter_safe_to_contact,
        reported_at=at,
        reported_by_id=by.membership_id,
        readers=cases.readers_of(case, Concern.SCOPE, at=at),
        writers=[LEAD],
    )
    for name in ("other_kind", "place", "occurred", "account", "reporter_contact"):
        seal.close_field(concern, name, answers.text(name))
    concern.save(from_action=True, force_insert=True)
    return concern


def _record_child(case: Case, answers: Answers, seal: Seal, *, at: datetime) -> Person:
    """Record the child even if nothing is known yet: what is learned later needs a place."""
    person = Person(
        case=case,
        age_is_estimated=answers.age_is_estimated,
        sex=answers.sex,
        languages=answers.languages,
        recorded_at=at,
        readers=cases.readers_of(case, Person.SCOPE, at=at),
        writers=[LEAD],
    )
    for name in Person.SEALED:
        seal.close_field(person, name, answers.text(name))
    person.save(from_action=True, force_insert=True)
    first, *others = answers.telephones or [""]
    # That it is not safe to write there matters also where nobody gave an address.
    if answers.safe_to_contact != UNKNOWN or answers.text("address") or first:
        _record_contact(person, case, answers, seal, at=at, address=answers.text("address"), telephone=first)
    for place, other in enumerate(others, start=1):
        # A moment later each, so that they are shown in the order in which they were written.
        later = at + timedelta(microseconds=place)
        _record_contact(person, case, answers, seal, at=later, telephone=other)
    return person


def _record_contact(
    person: Person, case: Case, answers: Answers, seal: Seal, *, at: datetime, **texts: str
) -> None:
    contact = Contact(
        case=case,
        person=person,
        safe_to_contact=answers.safe_to_contact,
        recorded_at=at,
        readers=cases.readers_of(case, Contact.SCOPE, at=at),
        writers=[LEAD],
    )
    for name in Contact.SEALED:
        seal.close_field(contact, name, texts.get(name, ""))
    contact.save(from_action=True, force_insert=True)


def _tell_lead_agency(case: Case, *, by: Actor, at: datetime) -> None:
    """Those who look into concerns hear of every new one, those who stand above them of an urgent one too."""
    everybody = intake_roles()
    first = [role for role in everybody if role not in standing_roles()]
    teams = {role: team_principal(case.lead_agency_id, role) for role in everybody}
    for role in everybody if case.is_urgent else first or everybody:
        notify(
            teams[role], "concern.new", subject_id=case.pk, settled_by=teams.values(), by=by, at=at
        )  # fmt: skip
