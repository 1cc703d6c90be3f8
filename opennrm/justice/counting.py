"""Persons, cases, counts and victims: four figures of one proceeding or of all. No database, no present time."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from datetime import date

from .rules import Term, to_serve


@dataclass(frozen=True, kw_only=True)
class CountFact:
    """What figures need to know of one count.

    `person` is the same for everything that one person or company is accused of. `convicted_on` is when a court first
    found the accused guilty, and stays if that is quashed later. `begun_on` is when the accused was first charged.
    """

    count: Hashable
    person: Hashable
    case: Hashable
    victims: frozenset[Hashable] = frozenset()
    is_natural: bool = True
    sex: str = "U"
    citizenships: tuple[str, ...] = ()
    basis: str = ""
    is_trafficking_law: bool = False
    has_trafficking_facts: bool = True
    charged_on: date
    ended_on: date | None = None
    convicted_on: date | None = None
    acquitted_on: date | None = None
    quashed_on: date | None = None
    months: int = 0
    after: Hashable = None
    is_unsuspended: bool = False
    tags: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, kw_only=True)
class Four:
    """One thing in four units, never to be added to each other."""

    persons: int
    cases: int
    counts: int
    victims: int


@dataclass(frozen=True, kw_only=True)
class Period:
    """From the first day to the last one, both included."""

    first: date
    last: date

    def has(self, day: date | None) -> bool:
        """Whether a day lies in it; never, if there is none."""
        return day is not None and self.first <= day <= self.last


def four(facts: Collection[CountFact]) -> Four:
    """How many persons, cases, counts and victims these counts are of."""
    return Four(
        persons=len({fact.person for fact in facts}),
        cases=len({fact.case for fact in facts}),
        counts=len({fact.count for fact in facts}),
        victims=len({victim for fact in facts for victim in fact.victims}),
    )


def charged(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """The counts that were added in the period on trafficking facts, or under the trafficking law."""
    return [fact for fact in facts if period.has(fact.charged_on) and _is_ours(fact)]


def charged_under_trafficking_law(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """PR02."""
    return [fact for fact in charged(facts, period) if fact.is_trafficking_law]


def charged_under_other_laws(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """PR03: trafficking facts, for persons who are not charged under the trafficking law in the same case."""
    both = {(fact.person, fact.case) for fact in facts if fact.is_trafficking_law}
    found = [fact for fact in charged(facts, period) if not fact.is_trafficking_law]
    return [fact for fact in found if (fact.person, fact.case) not in both]


def new_prosecutions(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """The counts of persons whose first charge in a case was in the period."""
    first = _first_charges(facts)
    return [fact for fact in facts if _is_ours(fact) and period.has(first[fact.person, fact.case])]


def continuing_prosecutions(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """The counts that were still open when the period began, of persons who were first charged before it."""
    first = _first_charges(facts)
    return [
        fact
        for fact in facts
        if _is_ours(fact)
        and first[fact.person, fact.case] < period.first
        and fact.charged_on <= period.last
        and (fact.ended_on is None or fact.ended_on >= period.first)
    ]


def convicted(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """PR04: convictions at first instance, also where they were quashed later."""
    return [fact for fact in facts if period.has(fact.convicted_on) and _is_ours(fact)]


def acquitted(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """The counts on which a court found the accused not guilty."""
    return [fact for fact in facts if period.has(fact.acquitted_on) and _is_ours(fact)]


def quashed(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """The convictions that a court of appeal quashed in the period, whenever they were."""
    return [fact for fact in facts if period.has(fact.quashed_on) and _is_ours(fact)]


def standing_convictions(facts: Collection[CountFact], period: Period) -> list[CountFact]:
    """The convictions of the period that are not quashed by now: a figure beside the first one, never instead of it."""
    return [fact for fact in convicted(facts, period) if fact.quashed_on is None]


def unsuspended(facts: Collection[CountFact]) -> set[Hashable]:
    """The persons among these counts with a term of imprisonment that is served."""
    return {fact.person for fact in facts if fact.is_unsuspended}


def natural_by_sex(facts: Collection[CountFact]) -> dict[str, int]:
    """How many natural persons there are of each sex, each once."""
    persons = {fact.person: fact.sex for fact in facts if fact.is_natural}
    return {sex: list(persons.values()).count(sex) for sex in sorted(set(persons.values()))}


def legal_persons(facts: Collection[CountFact]) -> int:
    """How many companies and organisations there are, each once."""
    return len({fact.person for fact in facts if not fact.is_natural})


def months_to_serve(facts: Collection[CountFact]) -> int:
    """How long the terms of one person on these counts take together."""
    return to_serve([_term(fact) for fact in facts if fact.is_unsuspended])


def longest_term(facts: Collection[CountFact]) -> int:
    """The longest single term that is served on any of these counts."""
    return max((fact.months for fact in facts if fact.is_unsuspended), default=0)


def _term(fact: CountFact) -> Term:
    return Term(count=fact.count, months=fact.months, after=fact.after)


def _is_ours(fact: CountFact) -> bool:
    return fact.is_trafficking_law or fact.has_trafficking_facts


def _first_charges(facts: Collection[CountFact]) -> dict[tuple[Hashable, Hashable], date]:
    first: dict[tuple[Hashable, Hashable], date] = {}
    for fact in facts:
        if _is_ours(fact):
            key = (fact.person, fact.case)
            first[key] = min(fact.charged_on, first.get(key, fact.charged_on))
    return first
