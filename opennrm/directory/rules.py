"""Whether a service fits a child, and why. Pure: nothing here reads the present time or a database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

STALE_AFTER = timedelta(days=14)
"""After this long nobody should rely any more on what a service last said about its places."""

NOT_KNOWN = "not_known"
"""The code by which every pack's list of sexes says that it is not known."""


class Subject(StrEnum):
    """What a reason is about, in the order in which to tell it."""

    KIND = "kind"
    AGE = "age"
    SEX = "sex"
    AREA = "area"
    LANGUAGE = "language"
    PLACES = "places"
    CONFIRMED = "confirmed"


class Verdict(StrEnum):
    """Which way a reason points. What is not known speaks neither way."""

    FOR = "for"
    AGAINST = "against"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for or against a service, or that nobody knows."""

    subject: Subject
    verdict: Verdict


@dataclass(frozen=True)
class Fit:
    """Whether a service fits, with every reason."""

    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Nothing speaks against the service."""
        return not self.against()

    def against(self, *, but: Iterable[Subject] = ()) -> tuple[Reason, ...]:
        """What speaks against the service, apart from the subjects in `but`."""
        left_out = set(but)
        return tuple(
            reason
            for reason in self.reasons
            if reason.verdict is Verdict.AGAINST and reason.subject not in left_out
        )

    def verdict_on(self, subject: Subject) -> Verdict:
        """Which way the reason about this subject points."""
        return next(reason.verdict for reason in self.reasons if reason.subject is subject)


@dataclass(frozen=True, kw_only=True)
class Child:
    """What is known of a child that matters to a service; an empty value is not known."""

    age: int | None = None
    sex: str = ""
    area: str = ""
    languages: Sequence[str] = ()


class Offer(Protocol):
    """What a service says of itself. Without areas it serves the whole country, without sexes every child."""

    @property
    def name(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def areas(self) -> Sequence[str]: ...

    @property
    def age_from(self) -> int: ...

    @property
    def age_to(self) -> int: ...

    @property
    def sexes(self) -> Sequence[str]: ...

    @property
    def languages(self) -> Sequence[str]: ...

    @property
    def places_free(self) -> int | None: ...

    @property
    def confirmed_at(self) -> datetime | None: ...


def is_stale(confirmed_at: datetime | None, *, at: datetime) -> bool:
    """Whether what a service said about its places is too old to rely on; never said counts as too old."""
    return confirmed_at is None or at - confirmed_at > STALE_AFTER


def fit(service: Offer, child: Child, *, kind: str = "", at: datetime) -> Fit:
    """Tell whether a service fits a child who needs `kind` of help; without a kind, any will do.

    A fact that nobody knows never excludes: neither an unknown age nor an old word about free places.
    """
    verdicts = {
        Subject.KIND: _match(kind, [service.kind]),
        Subject.AGE: _says(None if child.age is None else service.age_from <= child.age <= service.age_to),
        Subject.SEX: Verdict.FOR if not service.sexes else _match(_known(child.sex), service.sexes),
        Subject.AREA: Verdict.FOR if not service.areas else _match(child.area, service.areas),
        Subject.LANGUAGE: _language(child.languages, service.languages),
        Subject.PLACES: _places(service, at),
        Subject.CONFIRMED: Verdict.UNKNOWN if is_stale(service.confirmed_at, at=at) else Verdict.FOR,
    }
    return Fit(tuple(Reason(subject, verdict) for subject, verdict in verdicts.items()))


def rank(service: Offer, found: Fit) -> tuple[bool, bool, bool, str]:
    """Where a service stands in a list: first what fits, then known free places, then what is fresh."""
    return (
        not found.fits,
        found.verdict_on(Subject.PLACES) is not Verdict.FOR,
        found.verdict_on(Subject.CONFIRMED) is not Verdict.FOR,
        service.name.casefold(),
    )


def _says(answer: bool | None) -> Verdict:
    if answer is None:
        return Verdict.UNKNOWN
    return Verdict.FOR if answer else Verdict.AGAINST


def _match(wanted: str, offered: Iterable[str]) -> Verdict:
    return _says(wanted in set(offered) if wanted else None)


def _known(sex: str) -> str:
    return "" if sex == NOT_KNOWN else sex


def _language(spoken: Sequence[str], offered: Sequence[str]) -> Verdict:
    return _says(bool(set(spoken) & set(offered)) if spoken and offered else None)


def _places(service: Offer, at: datetime) -> Verdict:
    if service.places_free is None or is_stale(service.confirmed_at, at=at):
        return Verdict.UNKNOWN
    return _says(service.places_free > 0)
