"""State tables are complete, lead to rest, and are drawn in docs/states as they are."""

import re
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

import pytest
from django.db.models import TextChoices

from opennrm.cli.diagrams import documents, stale_documents
from opennrm.foundation.state_table import as_mermaid, terminal
from tests.architecture.committed import name_of
from tests.architecture.source import python_of


@dataclass(frozen=True)
class Table:
    """One table of a module: `TRANSITIONS`, or where a context has several, each under a name that ends in `_STEPS`."""

    module: ModuleType
    name: str

    @property
    def TRANSITIONS(self) -> dict[str, set[str]]:
        return getattr(self.module, self.name)

    @property
    def TURNS(self) -> dict[str, str]:
        return getattr(self.module, "TURNS", {})


TABLES = [
    Table(module, name)
    for path in python_of("opennrm")
    if path.name == "states.py"
    for module in [import_module(name_of(path).removesuffix(".py").replace("/", "."))]
    for name in vars(module)
    if name == "TRANSITIONS" or name.endswith("_STEPS")
]
every_table = pytest.mark.parametrize(
    "table", TABLES, ids=lambda table: f"{table.module.__name__}.{table.name}"
)


def states_of(table: Table) -> type[TextChoices]:
    """The states that a table is about."""
    return type(next(iter(table.TRANSITIONS)))


def initial(table: Table) -> str:
    """Where every record begins: the state that is written first."""
    return next(iter(states_of(table)))


def reachable(table: Table, start: str) -> set[str]:
    """The states that can be reached from a state, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        following = table.TRANSITIONS[waiting.pop()] - found
        found |= following
        waiting += following
    return found


@every_table
def test_every_state_stands_in_its_table(table: Table) -> None:
    states = set(states_of(table))
    assert set(table.TRANSITIONS) == states
    assert all(following <= states for following in table.TRANSITIONS.values())


@every_table
def test_every_state_can_be_reached(table: Table) -> None:
    assert reachable(table, initial(table)) == set(states_of(table))


@every_table
def test_every_state_leads_to_rest(table: Table) -> None:
    """Rest is a state that nothing leaves, or one in which it is nobody's turn."""
    resting = terminal(table.TRANSITIONS) | {state for state, turn in table.TURNS.items() if turn == "nobody"}
    assert resting
    assert [state for state in states_of(table) if not reachable(table, state) & resting] == []


@every_table
def test_every_state_says_whose_turn_it_is(table: Table) -> None:
    if table.TURNS:
        assert set(table.TURNS) == set(states_of(table))
        assert all(table.TURNS[state] == "nobody" for state in terminal(table.TRANSITIONS))


@every_table
def test_every_table_is_drawn(table: Table) -> None:
    drawing = as_mermaid(table.TRANSITIONS, initial=initial(table))
    assert any(drawing in document for document in documents().values())


def test_the_drawings_are_current() -> None:
    assert sorted(stale_documents()) == [], "Run `opennrm state-diagrams`, and commit what it writes."


def test_every_context_with_states_keeps_them_in_one_place() -> None:
    scattered = [
        name_of(path)
        for path in python_of("opennrm")
        if path.name != "states.py"
        and re.search(r"(TRANSITIONS|_STEPS: dict\[str, set\[str\]\]) =", path.read_text())
    ]
    assert scattered == []
    assert len(TABLES) >= 3
