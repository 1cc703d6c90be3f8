"""Whether something may be done or shared now, and on what: asked here by every context that shares something."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.people.access import youngest_on

from . import access, rules
from .models import Consent, ForPurpose, Guardian, LegalBasis
from .rules import Decision, Needed, OnLaw, Said, To
from .states import Answer


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What one child needs for one purpose, and what the page that asks has to show.

    :param age: how old the child is at least; None if nobody knows.
    :param of_age_on: the day on which the child comes of age, if that is known.
    :param safe: the guardians who may be asked.
    :param others: the guardians who may not, whom nobody asks or tells.
    """

    need: Needed
    age: int | None
    of_age_on: date | None
    safe: tuple[Guardian, ...]
    others: tuple[Guardian, ...]


def today(at: datetime) -> date:
    """The day that it is in the country."""
    return at.astimezone(pack().zone).date()


def to_service(service: Service) -> To:
    """A service as a recipient. What was agreed with its agency, or with all of that kind, covers it too."""
    return To(service=str(service.pk), agency=str(service.agency_id), kind=service.agency.kind)


def to_agency(agency_id: UUID, kind: str) -> To:
    """An agency as a recipient. What was agreed with all of that kind covers it too."""
    return To(agency=str(agency_id), kind=kind)


def what_is_needed(actor: Actor, case: Case, purpose: str, *, at: datetime) -> Asked:
    """Whose agreement the child of a case needs for a purpose now, for whoever leads the case."""
    age, latest = youngest_on(actor, case, today(at))
    guardians = list(access.guardians_of(actor, case.pk).open().order_by("recorded_at", "id"))
    cell = pack().consents.cell(purpose, age)
    return Asked(
        need=rules.needed(cell, {each.standing for each in guardians}),
        age=age,
        of_age_on=rules.of_age_on(latest, pack().thresholds.child_under_age),
        safe=tuple(each for each in guardians if each.standing == rules.SAFE),
        others=tuple(each for each in guardians if each.standing != rules.SAFE),
    )


def may_be_done(
    actor: Actor, case: Case, purpose: str, *, to: To, scopes: Collection[str] = (), at: datetime
) -> Decision:
    """Whether something new may be done for this purpose, with this recipient and these parts of the case.

    For whoever leads the case; see `still_stands` for what goes on already.
    """
    need = what_is_needed(actor, case, purpose, at=at).need
    return _decide(actor, case.pk, purpose, need, to=to, scopes=scopes, on=today(at))


def decide(
    actor: Actor,
    case_id: UUID,
    purpose: str,
    need: Needed,
    *,
    to: To,
    scopes: Collection[str] = (),
    at: datetime,
) -> Decision:
    """The same for whoever has asked already what is needed."""
    return _decide(actor, case_id, purpose, need, to=to, scopes=scopes, on=today(at))


def still_stands(
    actor: Actor, case_id: UUID, purpose: str, *, to: To, scopes: Collection[str] = (), on: date
) -> Decision:
    """Whether what is done already may go on, by what was asked for when it began. It opens nothing that is sealed.

    Also for the watch, which sees what was said about consent and nothing of the child.
    """
    said = access.consents_of(actor, case_id).in_force(on).filter(purpose=purpose, answer=Answer.YES)
    need = rules.needed_then(map(_said, said.newest_first()), to)
    return _decide(actor, case_id, purpose, need, to=to, scopes=scopes, on=on)


def _decide(
    actor: Actor, case_id: UUID, purpose: str, need: Needed, *, to: To, scopes: Collection[str], on: date
) -> Decision:
    said = access.consents_of(actor, case_id).open().filter(purpose=purpose).newest_first()
    bases = access.bases_of(actor, case_id).open().filter(purpose=purpose)
    return rules.decide(need, map(_said, said), map(_on_law, bases), to=to, scopes=scopes, on=on)


def last_end(actor: Actor, case_id: UUID, purpose: str, *, to: To) -> str:
    """Why the newest agreement for this purpose and recipient ended; empty if none has."""
    ended = access.consents_of(actor, case_id).filter(purpose=purpose, ended_at__isnull=False)
    return next(
        (each.ended_because for each in ended.order_by("-ended_at", "-id") if _to(each).covers(to)), ""
    )


def _to(row: ForPurpose) -> To:
    return To(service=str(row.service_id or ""), agency=str(row.agency_id or ""), kind=row.agency_kind)


def _said(consent: Consent) -> Said:
    return Said(
        giver=consent.given_by,
        answer=consent.answer,
        to=_to(consent),
        first_day=consent.starts_on,
        last_day=consent.ends_on,
        scopes=frozenset(consent.scopes),
        conditions=frozenset(consent.conditions),
        letter=consent.letter,
    )


def _on_law(basis: LegalBasis) -> OnLaw:
    return OnLaw(
        basis=basis.basis,
        to=_to(basis),
        first_day=basis.starts_on,
        last_day=basis.ends_on,
        against_no=basis.against_no,
        scopes=frozenset(basis.scopes),
    )
