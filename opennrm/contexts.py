"""The contexts, in one list, and what they bring of their own. Gathered here and nowhere else, when it is asked for.

A context that brings nothing of a kind has no such module.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opennrm.agencies.holdings import Holding
    from opennrm.cases.consequences import Consequence
    from opennrm.cases.next_steps import Facts, Rule
    from opennrm.cases.obstacles import Obstacles
    from opennrm.country.vocabulary import Vocabulary
    from opennrm.foundation.events import Event, NoticeKind
    from opennrm.foundation.figures import Figures
    from opennrm.foundation.jobs import Job

CONTEXTS = (
    "foundation",
    "audit",
    "agencies",
    "directory",
    "cases",
    "tasks",
    "people",
    "consents",
    "tellings",
    "concerns",
    "linkage",
    "screening",
    "notes",
    "custody",
    "referrals",
    "handovers",
    "joint_work",
    "conferences",
    "spaces",
    "interviews",
    "closing",
    "imports",
    "retention",
    "printing",
    "lists",
    "overview",
    "statistics",
)
"""Every context that keeps something, lowest first."""


def _brought(module: str, name: str) -> Iterator[Any]:
    """Everything that stands in the tuple `name` of this module of each context, lowest context first."""
    for context in CONTEXTS:
        path = f"opennrm.{context}.{module}"
        if find_spec(path) is not None:
            yield from getattr(import_module(path), name, ())


@cache
def events() -> "Mapping[str, Event]":
    """Every event that a context declares, by its kind."""
    return MappingProxyType({event.kind: event for event in _brought("events", "EVENTS")})


@cache
def notices() -> "Mapping[str, NoticeKind]":
    """Every kind of notice that a context declares, by its kind."""
    return MappingProxyType({notice.kind: notice for notice in _brought("events", "NOTICES")})


@cache
def jobs() -> "Mapping[str, Job]":
    """Everything that the worker does, by the name of its task."""
    return MappingProxyType({job.name: job for job in _brought("jobs", "JOBS")})


@cache
def facts() -> "tuple[Facts, ...]":
    """What the contexts know of cases that the next step depends on."""
    return tuple(_brought("next_steps", "FACTS"))


@cache
def figures() -> "tuple[Figures, ...]":
    """What the contexts count for whoever supervises an agency."""
    return tuple(_brought("figures", "FIGURES"))


@cache
def step_rules() -> "tuple[Rule, ...]":
    """When which step is the next one in a case."""
    return tuple(_brought("next_steps", "RULES"))


@cache
def consequences() -> "tuple[Consequence, ...]":
    """What also follows from an event of a case, in the contexts above it."""
    return tuple(_brought("consequences", "CONSEQUENCES"))


@cache
def obstacles() -> "tuple[Obstacles, ...]":
    """What stands in the way of closing a case."""
    return tuple(_brought("obstacles", "OBSTACLES"))


@cache
def holdings() -> "tuple[Holding, ...]":
    """What somebody, or an agency, can have in hand, in the order in which pages tell it."""
    return tuple(sorted(_brought("holdings", "HOLDINGS"), key=lambda holding: holding.order))


@cache
def vocabulary() -> "Vocabulary":
    """The words of the product that a country pack may use. Needs no settings."""
    from opennrm.country.vocabulary import Vocabulary

    clocks = [event for event in events().values() if event.clock]
    scopes = sorted(_brought("vocabulary", "SCOPES"), key=lambda scope: scope.order)
    named = (event.clock for event in clocks)
    decisions = dict(_brought("vocabulary", "DECISION_EVENTS"))
    return Vocabulary(
        permissions=frozenset(_brought("permissions", "PERMISSIONS")),
        scopes=MappingProxyType({scope.name: scope.words for scope in scopes}),
        clock_events=tuple(dict.fromkeys([*named, *decisions])),
        matter_events=frozenset(event.clock for event in clocks if event.is_of_matter),
        decision_events=MappingProxyType(decisions),
        needed_to_decide=tuple(_brought("vocabulary", "NEEDED_TO_DECIDE")),
        code_lists=tuple(_brought("vocabulary", "CODE_LISTS")),
    )
