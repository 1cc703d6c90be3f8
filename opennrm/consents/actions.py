"""Recording what was said about consent, and ending it. Each is one step of a transaction that the caller entered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.models import Case
from opennrm.cases.telling import tell
from opennrm.country.consents import ConsentPurpose, Withdrawal
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.events import Event
from opennrm.foundation.refusals import Refused

from . import access, events, queries, rules
from .models import Consent, ForPurpose
from .states import Answer, End, Form, Giver


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """To whom something goes: a service, an agency, every agency of a kind, or somebody who is named in `words`."""

    service_id: UUID | None = None
    agency_id: UUID | None = None
    kind: str = ""
    words: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.service_id or self.agency_id or self.kind or self.words.strip())

    @property
    def to(self) -> rules.To:
        """The same, as the rules compare it."""
        return rules.To(service=str(self.service_id or ""), agency=str(self.agency_id or ""), kind=self.kind)


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What one giver answered. `signer` says who did so for the state or a court."""

    giver: str
    answer: str
    guardian_id: UUID | None = None
    signer: str = ""


@dataclass(frozen=True, kw_only=True)
class Explained:
    """How it was explained: in which form and language, with which version of which sheet."""

    form: str
    language: str
    sheet: str = ""


def record(
    case_id: UUID, *, purpose: str, recipient: Recipient, scopes: Collection[str] = (), sayings: Sequence[Saying],
    explained: Explained, conditions: Collection[str] = (), limits: str = "", last_day: date | None = None,
    page: UUID, asked: queries.Asked | None = None, by: Actor, at: datetime,
) -> list[Consent]:  # fmt: skip
    """Record what was answered to one question, for whoever leads the case. A newer answer takes the place of an older.

    :param scopes: the parts of the case that the recipient sees.
    :param last_day: until when it was agreed; as long as the country allows without one. It never goes on for longer,
        nor beyond the day before the child is of age, unless it is the child's own consent.
    :param page: made when the form was shown; the same form sent twice records once.
    :param asked: whose agreement is needed, if that was found out already.
    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    :raises Refused: an answer has to be corrected; the message says which.
    """
    case = access.case_to_record(by, case_id, lock=True)
    together = access.id_of_page("asking", case_id, page, by=by)
    if sent := list(access.consents_of(by, case_id).filter(together=together)):
        return sent
    asked = asked or queries.what_is_needed(by, case, purpose, at=at)
    _refuse_unless_possible(purpose, recipient, sayings, explained, asked)
    today = queries.today(at)
    agreed = _agreed_until(purpose, today, wished=last_day)
    until = rules.last_day_of(asked.need, first_day=today, agreed=agreed, of_age=asked.of_age_on)
    about: dict[str, Any] = {"letter": asked.need.letter, "of_age_on": asked.of_age_on, **asdict(explained)}
    about |= {"starts_on": today, "ends_on": until, "agreed_until": agreed, "together": together}
    about |= {"conditions": sorted(conditions), "scopes": sorted(scopes)}
    made = [_draw_up(case, purpose, recipient, each, about, limits, by=by, at=at) for each in sayings]
    for consent in made:
        _replace_older(consent, recipient, by=by, at=at)
        consent.save(from_action=True, force_insert=True)
    event = events.GIVEN if all(each.answer == Answer.YES for each in made) else events.NOT_GIVEN
    tell_of(event, made[0], by=by, at=at)
    return made


def _agreed_until(purpose: str, today: date, *, wished: date | None) -> date:
    if wished is not None and wished < today:
        raise Refused(_("Choose a day that is not in the past."), field="last_day")
    return rules.agreed_until(pack().consents.purposes[purpose], first_day=today, wished=wished)


def _refuse_unless_possible(
    purpose: str,
    recipient: Recipient,
    sayings: Sequence[Saying],
    explained: Explained,
    asked: queries.Asked,
) -> None:
    if not asked.need.is_allowed_at_all:
        raise Refused(_("This is not allowed at the child's age, whatever anybody says."), field="purpose")
    if not recipient.is_named:
        raise Refused(_("Say to whom it is agreed."), field="recipient")
    if explained.form not in Form.values or explained.language not in pack().listed("languages"):
        raise Refused(_("Choose how it was explained, and in which language."), field="form")
    safe = {each.pk for each in asked.safe}
    for each in sayings:
        if each.giver not in Giver.values or each.answer not in Answer.values:
            raise Refused(_("Choose one of the answers in the list."))
        if each.giver == Giver.GUARDIAN and each.guardian_id not in safe:
            raise Refused(_("Only a guardian who is recorded as safe is asked."), field="guardian")
        if each.giver in (Giver.STATE, Giver.COURT) and not each.signer.strip():
            raise Refused(_("Enter who decided."), field="signer")
    if not sayings:
        raise Refused(_("Enter what was said."))


def _draw_up(
    case: Case,
    purpose: str,
    recipient: Recipient,
    saying: Saying,
    about: dict[str, Any],
    limits: str,
    *,
    by: Actor,
    at: datetime,
) -> Consent:
    watch = [system_principal(clocks.WATCH)]
    consent = Consent.make(
        case,
        at,
        readers=watch,
        writers=watch,
        purpose=purpose,
        service_id=recipient.service_id,
        agency_id=recipient.agency_id,
        agency_kind=recipient.kind,
        given_by=saying.giver,
        guardian_id=saying.guardian_id,
        answer=saying.answer,
        explained_by_id=by.membership_id,
        recorded_at=at,
        recorded_by_id=by.membership_id,
        **about,
    )
    seal = case_access.seal(by, case.pk)
    for field, text in (("recipient", recipient.words), ("signer", saying.signer), ("limits", limits)):
        seal.close_field(consent, field, text.strip())
    return consent


def _replace_older(consent: Consent, recipient: Recipient, *, by: Actor, at: datetime) -> None:
    """End the answers of the same giver to the same question: an old one must never stand beside a newer."""
    if not (recipient.service_id or recipient.agency_id or recipient.kind):
        return
    older = (
        access.consents_of(by, consent.case_id)
        .open()
        .filter(
            purpose=consent.purpose,
            given_by=consent.given_by,
            service_id=recipient.service_id,
            agency_id=recipient.agency_id,
            agency_kind=recipient.kind,
        )
    )
    end_rows(older.select_for_update(of=("self",)), End.ANSWERED_ANEW, by=by, at=at)


def withdraw(consent_id: UUID, *, words: str = "", by: Actor, at: datetime) -> Consent:
    """Record that somebody withdrew what they had agreed to. What relied on it ends in the same transaction.

    :param words: what they said; sealed. Nobody has to give a reason.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    :raises Refused: it has ended already, or cannot be withdrawn.
    """
    consent = access.consent_to_end(by, consent_id)
    if consent.ended_at is not None:
        raise Refused(_("This has ended already."))
    if withdrawal_of(consent.purpose) is Withdrawal.IMPOSSIBLE:
        raise Refused(_("This cannot be withdrawn. Tell the child why."))
    seal = case_access.seal(by, consent.case_id)
    seal.close_field(consent, "ended_words", words.strip())
    consent.save(from_action=True, update_fields=["ended_words"])
    end_rows([consent], End.WITHDRAWN, by=by, at=at)
    tell_of(events.WITHDRAWN, consent, by=by, at=at, end=End.WITHDRAWN)
    return consent


def withdrawal_of(purpose: str) -> Withdrawal:
    """Whether what was agreed for a purpose can be withdrawn; a purpose that the country no longer has can."""
    found: ConsentPurpose | None = pack().consents.purposes.get(purpose)
    return found.withdrawal if found else Withdrawal.POSSIBLE


def end_for(case_id: UUID, purpose: str, recipient: Recipient, end: End, *, by: Actor, at: datetime) -> None:
    """End what was agreed for a purpose with this recipient, because what it was for is done. Tells nobody."""
    agreed = (
        access.consents_of(by, case_id)
        .open()
        .filter(purpose=purpose, service_id=recipient.service_id, agency_id=recipient.agency_id)
    )
    end_rows(agreed.select_for_update(of=("self",)), end, by=by, at=at)


def end_rows(rows: Iterable[ForPurpose], end: End, *, by: Actor, at: datetime) -> None:
    """End consents or legal bases that the caller has locked."""
    for row in rows:
        row.ended_at, row.ended_by_id, row.ended_because = at, by.membership_id, end
        row.save(from_action=True, update_fields=["ended_at", "ended_by", "ended_because"])


def one_of_each(rows: Iterable[Consent]) -> list[Consent]:
    """One of the answers of each asking: what happened to all of them is told once."""
    found: dict[UUID, Consent] = {}
    for each in rows:
        found.setdefault(each.together, each)
    return list(found.values())


def tell_of(event: Event, row: ForPurpose, *, by: Actor, at: datetime, **detail: str) -> None:
    """Tell what happened to a consent or a legal basis: to its lead alone, and to the watch that did it."""
    tell(
        event,
        row.case_id,
        subject=row,
        by=by,
        at=at,
        right=case_access.right_in(by, row.case_id),
        detail={"purpose": row.purpose, **{name: str(value) for name, value in detail.items()}},
        seen_by=() if by.membership_id else by.principals,
    )
