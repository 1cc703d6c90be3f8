"""What was agreed in a case, with what was written about it: opened for whoever leads the case, which is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from opennrm.cases.models import Case
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.sealing import Seal
from opennrm.people.models import RelatedPerson

from . import access, queries
from .actions import withdrawal_of
from .models import Consent, ForPurpose, Guardian, LegalBasis, Objection
from .rules import GUARDIAN
from .states import Answer, Giver


@dataclass(frozen=True, kw_only=True)
class Voice:
    """What one giver answered. `who`: the guardian, or who decided for the state or a court."""

    consent: Consent
    who: str


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """The answers of one asking: for what, to whom, until when, and what they leave out."""

    first: Consent
    to: str
    limits: str
    voices: tuple[Voice, ...]
    holds: bool

    @property
    def purpose(self) -> str:
        return title_of("consent_purposes", self.first.purpose)

    @property
    def is_yes(self) -> bool:
        return all(voice.consent.answer == Answer.YES for voice in self.voices)

    @property
    def can_be_withdrawn(self) -> bool:
        return self.holds and self.is_yes and withdrawal_of(self.first.purpose) == "possible"


@dataclass(frozen=True, kw_only=True)
class OnLaw:
    """What is done without consent."""

    basis: LegalBasis
    to: str
    reason: str
    holds: bool

    @property
    def purpose(self) -> str:
        return title_of("consent_purposes", self.basis.purpose)


@dataclass(frozen=True, kw_only=True)
class Opened:
    """Everything about consent in a case, the newest first."""

    agreements: tuple[Agreement, ...]
    on_law: tuple[OnLaw, ...]
    guardians: tuple[tuple[Guardian, str], ...]
    objections: tuple[tuple[Objection, str], ...]

    @property
    def holding(self) -> list[Agreement]:
        return [each for each in self.agreements if each.holds]

    @property
    def over(self) -> list[Agreement]:
        return [each for each in self.agreements if not each.holds]


def open_all(actor: Actor, case: Case, *, at: datetime) -> Opened:
    """Open what was said about consent in a case, for whoever leads it.

    :raises NotThere: the actor has no part that covers anything sealed.
    """
    seal, today = access.open_words(actor, case.pk), queries.today(at)
    guardians = access.guardians_of(actor, case.pk).order_by("ended_at", "-recorded_at", "id")
    names = {each.pk: _name(actor, seal, each) for each in guardians}
    related = "service__agency", "agency", "guardian", "explained_by__account"
    said = access.consents_of(actor, case.pk).select_related(*related).newest_first()
    bases = access.bases_of(actor, case.pk).select_related("service__agency", "agency").newest_first()
    return Opened(
        agreements=_agreements(seal, said, names, today),
        on_law=tuple(
            OnLaw(
                basis=each,
                to=to_whom(seal, each),
                reason=_text(seal, each, "reason"),
                holds=holds(each, today),
            )
            for each in bases
        ),
        guardians=tuple((each, names[each.pk]) for each in guardians),
        objections=tuple(
            (each, _text(seal, each, "words"))
            for each in access.objections_of(actor, case.pk).order_by("-recorded_at", "id")
        ),
    )


def names_of_safe(actor: Actor, case: Case, asked: queries.Asked) -> dict[UUID, str]:
    """What the guardians are called who may be asked; nothing is opened where there is none."""
    if not asked.safe or GUARDIAN not in asked.need.signers:
        return {}
    seal = access.open_words(actor, case.pk)
    return {each.pk: _name(actor, seal, each) for each in asked.safe}


def _agreements(
    seal: Seal, said: Iterable[Consent], names: dict[UUID, str], today: date
) -> tuple[Agreement, ...]:
    together: dict[UUID, list[Consent]] = {}
    for each in said:
        together.setdefault(each.together, []).append(each)
    return tuple(_agreement(seal, rows, names, today) for rows in together.values())


def _agreement(seal: Seal, rows: list[Consent], names: dict[UUID, str], today: date) -> Agreement:
    rows = sorted(rows, key=lambda each: list(Giver.values).index(each.given_by))
    voices = [
        Voice(
            consent=each,
            who=names.get(each.guardian_id, "") if each.guardian_id else _text(seal, each, "signer"),
        )
        for each in rows
    ]
    return Agreement(
        first=rows[0],
        to=to_whom(seal, rows[0]),
        limits=_text(seal, rows[0], "limits"),
        voices=tuple(voices),
        holds=all(holds(each, today) for each in rows),
    )


def holds(row: ForPurpose, today: date) -> bool:
    """Whether it is in force on this day, also where no job has written its end down yet."""
    return row.ended_at is None and row.starts_on <= today <= row.ends_on


def to_whom(seal: Seal, row: ForPurpose) -> str:
    """To whom something goes, in words."""
    if row.service is not None:
        return f"{row.service.name}, {row.service.agency.name}"
    if row.agency is not None:
        return row.agency.name
    return title_of("agency_kinds", row.agency_kind) if row.agency_kind else _text(seal, row, "recipient")


def _name(actor: Actor, seal: Seal, guardian: Guardian) -> str:
    if guardian.person_id is None:
        return _text(seal, guardian, "name")
    person = RelatedPerson.objects.visible_to(actor).filter(pk=guardian.person_id).first()
    return plain(seal.open_field(person, "name"), lines=False) if person else ""


def _text(seal: Seal, row: ForPurpose | Guardian | Objection, field: str) -> str:
    return plain(seal.open_field(row, field), lines=True)
