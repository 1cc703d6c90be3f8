"""Scenes with which many tests begin: made once by the product's own actions, then put back as they were."""

import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from django.conf import settings

from opennrm.country.pack import Pack, pack
from tests import databases

if TYPE_CHECKING:
    from tests.world import World

Scene = TypeVar("Scene")
KEPT_SECONDS = 240
"""Then it is made again: nobody in a scene is signed out for having done nothing, and "an hour ago" stays true."""


@dataclass(frozen=True)
class Kept:
    """A scene, the world around it, and every row that the two have in the database."""

    world: "World"
    scene: Any
    rows: dict[str, bytes]
    country: Pack
    made_at: float

    def is_fresh(self) -> bool:
        return self.country is pack() and time.monotonic() - self.made_at < KEPT_SECONDS


_kept: dict[Callable[..., Any], Kept] = {}


def begin(world: "World", make: "Callable[[World], Scene]") -> Scene:
    """What `make` makes in an empty world. In a world where something is already, it is always made.

    Whoever gets it may change it, as everybody gets their own copy.
    """
    if not world.is_empty():
        return make(world)
    found = _kept.get(make)
    if found is None or not found.is_fresh():
        scene = make(world)
        kept_world, kept_scene = deepcopy((world, scene))
        _kept[make] = Kept(kept_world, kept_scene, _rows(), pack(), time.monotonic())
        return scene
    _put_back(found.rows)
    known = {id(found.world): world}
    vars(world).update({name: deepcopy(value, known) for name, value in vars(found.world).items()})
    return deepcopy(found.scene, known)


@cache
def _behind() -> psycopg.Connection:
    return databases.superuser(settings.WORKER_DATABASE)


def _rows() -> dict[str, bytes]:
    connection = _behind()
    rows = {}
    for table in databases.filled(connection):
        with connection.cursor().copy(f"COPY ({databases.made_by_tests(table)}) TO STDOUT") as copy:
            rows[table] = b"".join(bytes(part) for part in copy)
    return rows


def _put_back(rows: dict[str, bytes]) -> None:
    connection = _behind()
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, lines in rows.items():
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(lines)
