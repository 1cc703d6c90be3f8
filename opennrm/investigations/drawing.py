"""How a network is laid out: three columns of nodes, in an order in which few lines cross. Pure Python.

Suspects stand in the middle. They are linked to case references on the left, and to things on the right, and never to
each other: so a drawing needs no other places, and is the same each time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

LINE = 34
"""Between two nodes of a column, in units of the drawing."""
MARGIN = 40
COLUMN_WIDTH = 330
_SWEEPS = 6


class Column(IntEnum):
    """Where a node stands."""

    CASES = 0
    SUSPECTS = 1
    THINGS = 2


@dataclass(frozen=True)
class Node:
    """Something in a network. `kind` is "suspect", "case", "investigation" or one of `LinkKind`."""

    key: str
    kind: str
    column: Column
    label: str


@dataclass(frozen=True)
class Placed:
    """A node and where it stands."""

    node: Node
    x: int
    y: int


@dataclass(frozen=True)
class Line:
    """A line between two places."""

    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn, and how large it is."""

    nodes: list[Placed]
    lines: list[Line]
    width: int
    height: int


def draw(nodes: Sequence[Node], edges: Iterable[tuple[str, str]]) -> Drawing:
    """Lay a network out. The order of `nodes` decides where nothing else does."""
    edges = sorted(set(edges))
    columns = _ordered(nodes, edges)
    tallest = max((len(column) for column in columns.values()), default=0)
    height = 2 * MARGIN + LINE * max(tallest, 1)
    places: dict[str, Placed] = {}
    for column, members in columns.items():
        top = (height - LINE * len(members)) // 2
        for number, node in enumerate(members):
            x, y = MARGIN + COLUMN_WIDTH * column, top + LINE * number + LINE // 2
            places[node.key] = Placed(node, x, y)
    lines = [
        Line(places[one].x, places[one].y, places[other].x, places[other].y)
        for one, other in edges
        if one in places and other in places
    ]
    return Drawing(list(places.values()), lines, width=2 * MARGIN + COLUMN_WIDTH * len(Column), height=height)


def _ordered(nodes: Sequence[Node], edges: Iterable[tuple[str, str]]) -> dict[Column, list[Node]]:
    """Each column in the order of the mean place of its neighbours, looked at from one side and from the other."""
    columns = {column: [node for node in nodes if node.column == column] for column in Column}
    near: Mapping[str, set[str]] = defaultdict(set)
    for one, other in edges:
        near[one].add(other)
        near[other].add(one)
    for sweep in range(_SWEEPS):
        moving = (Column.SUSPECTS,) if sweep % 2 else (Column.CASES, Column.THINGS)
        rank = {
            node.key: place / len(column) for column in columns.values() for place, node in enumerate(column)
        }
        for column in moving:
            columns[column].sort(
                key=lambda node: (_mean(rank, near[node.key], rank[node.key]), rank[node.key])
            )
    return columns


def _mean(rank: Mapping[str, float], keys: Iterable[str], otherwise: float) -> float:
    found = [rank[key] for key in keys if key in rank]
    return sum(found) / len(found) if found else otherwise
