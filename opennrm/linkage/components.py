"""Which records are of one child, by what people said of pairs of them. Pure Python.

Nothing is ever merged. The standing verdict of two records is the newest that nobody took back. Those that say "the
same child" tie records, and all that are tied, however long the chain, are one identity. A standing "different
children" within one identity is a conflict: it is shown with the ties that contradict it, and changes nothing.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from .states import Says

Ends = tuple[UUID, UUID]
"""Two persons, the one with the lesser id first."""


class Said(Protocol):
    """What somebody said of two records, as `Verdict` keeps it."""

    @property
    def id(self) -> UUID: ...
    @property
    def low_id(self) -> UUID: ...
    @property
    def high_id(self) -> UUID: ...
    @property
    def says(self) -> str: ...
    @property
    def takes_back_id(self) -> UUID | None: ...
    @property
    def judged_at(self) -> datetime: ...


AnySaid = TypeVar("AnySaid", bound=Said)
Kept = TypeVar("Kept")
"""The same without a bound: mypy would check it before Django's plugin knows the fields of a model."""


@dataclass(frozen=True)
class Conflict(Generic[Kept]):
    """That two records are held to be of different children, and the shortest path of ties that contradicts it.

    The path leads from the lesser of the two to the other one.
    """

    refusal: Kept
    path: tuple[Kept, ...]


@dataclass(frozen=True)
class Component(Generic[Kept]):
    """All records of one child, as far as they are tied: at least two. Its identity is the least of their ids."""

    identity: UUID
    persons: frozenset[UUID]
    ties: tuple[Kept, ...]
    conflicts: tuple[Conflict[Kept], ...]


def ends_of(said: Said) -> Ends:
    """The two records that were judged."""
    return said.low_id, said.high_id


def standing(said: Iterable[AnySaid]) -> dict[Ends, AnySaid]:
    """For every two records the verdict that stands, in whatever order they come."""
    found = list(said)
    taken_back = {each.takes_back_id for each in found}
    stands: dict[Ends, AnySaid] = {}
    for each in sorted(found, key=lambda each: (each.judged_at, each.id)):
        if each.says != Says.TAKEN_BACK and each.id not in taken_back:
            stands[ends_of(each)] = each
    return stands


def components(stands: Mapping[Ends, AnySaid]) -> list[Component[AnySaid]]:
    """The identities of more than one record, by their ids."""
    ties = {ends: each for ends, each in stands.items() if each.says == Says.SAME}
    refusals = {ends: each for ends, each in stands.items() if each.says == Says.DIFFERENT}
    beside: dict[UUID, dict[UUID, AnySaid]] = defaultdict(dict)
    for (low, high), tie in sorted(ties.items()):
        beside[low][high] = beside[high][low] = tie
    found, seen = [], set[UUID]()
    for person in sorted(beside):
        if person in seen:
            continue
        together = _reached(person, beside)
        seen |= together
        conflicts = tuple(
            Conflict(refusals[ends], _path(*ends, beside)) for ends in sorted(refusals) if together >= {*ends}
        )
        within = tuple(ties[ends] for ends in sorted(ties) if ends[0] in together)
        found.append(Component(person, frozenset(together), within, conflicts))
    return found


def identities(found: Iterable[Component[Kept]]) -> dict[UUID, tuple[UUID, bool]]:
    """For every record that is tied to another one its identity, and whether that is in conflict."""
    return {
        person: (component.identity, bool(component.conflicts))
        for component in found
        for person in component.persons
    }


def _reached(start: UUID, beside: Mapping[UUID, Mapping[UUID, AnySaid]]) -> Set[UUID]:
    reached, waiting = {start}, [start]
    while waiting:
        further = beside[waiting.pop()].keys() - reached
        reached |= further
        waiting += further
    return reached


def _path(start: UUID, end: UUID, beside: Mapping[UUID, Mapping[UUID, AnySaid]]) -> tuple[AnySaid, ...]:
    """The shortest path of ties; of several the one through the lesser ids."""
    paths: dict[UUID, tuple[AnySaid, ...]] = {start: ()}
    waiting = deque([start])
    while end not in paths:
        here = waiting.popleft()
        for there in sorted(beside[here].keys() - paths.keys()):
            paths[there] = (*paths[here], beside[here][there])
            waiting.append(there)
    return paths[end]
