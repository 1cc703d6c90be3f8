"""Whose agreement something needs, and whether what was said is enough. Pure Python; the table is the country's."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from dateutil.relativedelta import relativedelta

from opennrm.country.consents import Cell, Condition, ConsentPurpose, Need, Unit

CHILD, GUARDIAN, STATE, COURT = "child", "guardian", "state", "court"
YES, NO = "yes", "no"
SAFE = "safe"
OVERRIDES = frozenset({"vital_interest", "court_order"})
"""The bases on which a supervisor can decide against a child's no."""
BLOCKING = frozenset({Condition.BEST_INTERESTS, Condition.DETERMINATION})
"""The conditions that have to be met first. The others only remind somebody."""


@dataclass(frozen=True, kw_only=True)
class Needed:
    """What one child needs for one purpose now: who has to say yes, and what has to be so besides.

    :param letter: as the table of the country has it, with the guardian or the state chosen: "A+G" or "A+S".
    :param signers: who has to say yes. A court may say so in place of the state.
    """

    letter: str
    signers: frozenset[str]
    conditions: frozenset[Condition] = frozenset()

    @property
    def is_allowed_at_all(self) -> bool:
        return self.letter != Need.NEVER

    @property
    def ends_when_of_age(self) -> bool:
        """Whether what was agreed ends on the day on which the child comes of age: all but their own consent."""
        return self.letter != Need.OWN


def needed(cell: Cell, standings: Collection[str]) -> Needed:
    """Whose agreement a cell asks for, of a child whose guardians stand like this.

    Only a safe guardian is asked. Without one it is for the state or a court.
    """
    by_guardian = SAFE in standings
    second = "G" if by_guardian else "S"
    letter = {
        Need.GUARDIAN_OR_STATE: second,
        Need.ASSENT_AND_GUARDIAN_OR_STATE: f"A+{second}",
    }.get(cell.need, cell.need.value)
    return Needed(letter=letter, signers=signers_of(letter), conditions=cell.conditions)


def signers_of(letter: str) -> frozenset[str]:
    """Who has to say yes, by a letter with the guardian or the state already chosen."""
    of_part = {"A": CHILD, "C": CHILD, "W": CHILD, "G": GUARDIAN, "S": STATE}
    return frozenset(of_part[part] for part in letter.split("+") if part in of_part)


@dataclass(frozen=True, kw_only=True)
class To:
    """To whom something goes. A consent to a service does not cover another one of the same agency."""

    service: str = ""
    agency: str = ""
    kind: str = ""

    def covers(self, asked: "To") -> bool:
        """Whether what was agreed for these covers the one that is asked for."""
        if self.service:
            return self.service == asked.service
        if self.agency:
            return self.agency == asked.agency
        if self.kind:
            return self.kind == asked.kind
        # What was agreed for somebody who is only named covers no agency here.
        return asked == To()


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer, as far as the decision has to know it. `letter`: what the country asked for then."""

    giver: str
    answer: str
    to: To
    first_day: date
    last_day: date
    letter: str = ""
    is_open: bool = True
    scopes: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class OnLaw:
    """One legal basis, as far as the decision has to know it. `against_no`: a supervisor chose it knowing of a no."""

    basis: str
    to: To
    first_day: date
    last_day: date
    is_open: bool = True
    against_no: bool = False
    scopes: frozenset[str] = frozenset()


def needed_then(said: Iterable[Said], to: To) -> Needed:
    """What the country asked for when somebody last said yes to this recipient; the newest answers first."""
    letters = (each.letter for each in said if each.answer == YES and each.to.covers(to))
    letter = next(letters, Need.OWN.value)
    return Needed(letter=letter, signers=signers_of(letter))


class Why(StrEnum):
    """On what something may be done, or why not."""

    NONE_NEEDED = auto()
    CONSENT = auto()
    LEGAL_BASIS = auto()
    NEVER = auto()
    CHILD_SAYS_NO = auto()
    ASK = auto()
    CONDITION = auto()


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Whether something may be done now, on what, and until when; or what is missing.

    :param basis: which legal basis, if it is one.
    :param last_day: the last day of what allows it; None where nothing ends by itself.
    :param missing: who has still to be asked.
    :param conditions: what has to be so first.
    """

    allowed: bool
    why: Why
    basis: str = ""
    last_day: date | None = None
    missing: frozenset[str] = frozenset()
    conditions: frozenset[Condition] = frozenset()


def decide(
    need: Needed, said: Iterable[Said], on_law: Iterable[OnLaw], *, to: To, scopes: Collection[str], on: date
) -> Decision:
    """Whether something may be done on a day, for this recipient and these parts of the case.

    :param said: the answers to the purpose, of any recipient; the newest first.
    :param on_law: the legal bases of the purpose, of any recipient.
    """
    if not need.is_allowed_at_all:
        return Decision(allowed=False, why=Why.NEVER)
    bases = [each for each in on_law if _holds(each, to, on) and each.scopes >= set(scopes)]
    answers = _newest(each for each in said if _holds(each, to, on))
    if need.letter == Need.NONE:
        return Decision(allowed=True, why=Why.NONE_NEEDED)
    if CHILD in answers and answers[CHILD].answer == NO:
        against = [each for each in bases if each.basis in OVERRIDES and each.against_no]
        return _by_law(against) if against else Decision(allowed=False, why=Why.CHILD_SAYS_NO)
    if (agreed := _agreed(need, answers, set(scopes))).allowed or not bases:
        return agreed
    return _by_law(bases)


def _holds(row: Said | OnLaw, to: To, on: date) -> bool:
    return row.is_open and row.first_day <= on <= row.last_day and row.to.covers(to)


def _newest(said: Iterable[Said]) -> dict[str, Said]:
    """The newest answer of each giver."""
    answers: dict[str, Said] = {}
    for each in said:
        answers.setdefault(each.giver, each)
    return answers


def _by_law(bases: Collection[OnLaw]) -> Decision:
    longest = max(bases, key=lambda each: each.last_day)
    return Decision(allowed=True, why=Why.LEGAL_BASIS, basis=longest.basis, last_day=longest.last_day)


def _agreed(need: Needed, answers: dict[str, Said], scopes: set[str]) -> Decision:
    """Whether everybody whose agreement is needed has said yes to all of this."""
    if STATE in need.signers and STATE not in answers and COURT in answers:
        answers = {**answers, STATE: answers[COURT]}
    yes = {giver: each for giver, each in answers.items() if each.answer == YES and each.scopes >= scopes}
    if missing := need.signers - yes.keys():
        return Decision(allowed=False, why=Why.ASK, missing=missing)
    counted = [yes[signer] for signer in need.signers]
    met = {condition for each in counted for condition in each.conditions}
    if unmet := frozenset(need.conditions & BLOCKING - met):
        return Decision(allowed=False, why=Why.CONDITION, conditions=unmet)
    return Decision(allowed=True, why=Why.CONSENT, last_day=min(each.last_day for each in counted))


def longest_until(purpose: ConsentPurpose, first_day: date) -> date:
    """The last day of a consent that begins on this day and goes on as long as the country allows."""
    if purpose.unit is Unit.MONTHS:
        return first_day + relativedelta(months=purpose.lasts)
    return first_day + timedelta(days=purpose.lasts)


def of_age_on(latest_birth: date | None, years: int) -> date | None:
    """The day on which somebody comes of age, if they were born as late as is possible; None if nobody knows."""
    return None if latest_birth is None else latest_birth + relativedelta(years=years)


def agreed_until(purpose: ConsentPurpose, *, first_day: date, wished: date | None) -> date:
    """The last day that was agreed, whenever the child comes of age: as wished, and never after the longest time."""
    longest = longest_until(purpose, first_day)
    return longest if wished is None else min(longest, wished)


def last_day_of(need: Needed, *, first_day: date, agreed: date, of_age: date | None) -> date:
    """The last day of a consent: never after what was agreed, nor after the last day before the child is of age."""
    if of_age is None or not need.ends_when_of_age or of_age <= first_day:
        return agreed
    return min(agreed, of_age - timedelta(days=1))


def last_day_by_corrected_birth(letter: str, *, agreed: date, of_age: date | None) -> date:
    """The last day of a consent that was given already, once the date of birth is known better.

    It may be over: the child was of age before anybody knew.
    """
    if of_age is None or letter == Need.OWN:
        return agreed
    return min(agreed, of_age - timedelta(days=1))


def ends_by_birthday(last_day: date, of_age: date | None) -> bool:
    """Whether it is the birthday that ends what ends after this day."""
    return of_age is not None and last_day == of_age - timedelta(days=1)
