"""Scenes with which many tests begin: made once a run by the product's own actions, then put back as they were."""

import fcntl
import io
import pickle
import shutil
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from django.conf import settings
from django.utils import timezone

from opennrm.country.pack import pack
from tests import databases

if TYPE_CHECKING:
    from tests.world import World

Scene = TypeVar("Scene")
Key = tuple[Callable[..., Any], str]
KEPT_SECONDS = 420
"""Then it is made again: nobody in a scene is signed out for having done nothing, and "an hour ago" stays true."""


@dataclass(frozen=True)
class Kept:
    """A scene with the world around it, every row that the two have in the database, and where numbers go on."""

    scene: bytes
    rows: dict[str, bytes]
    last_numbers: dict[str, int]
    made_at: float
    days: list[str]

    def is_fresh(self) -> bool:
        """Whether it was made lately, and today: what was due today still is."""
        return self.days == _days() and 0 <= time.monotonic() - self.made_at < KEPT_SECONDS


class _Pickler(pickle.Pickler):
    """Keeps a scene without its world, which is another one for each test."""

    def __init__(self, file: io.BytesIO, world: "World") -> None:
        super().__init__(file)
        self._world = world

    def persistent_id(self, value: Any) -> str | None:
        return "world" if value is self._world else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, world: "World") -> None:
        super().__init__(file)
        self._world = world

    def persistent_load(self, _name: str) -> "World":
        return self._world


_kept: dict[Key, Kept] = {}


def begin(world: "World", make: "Callable[[World], Scene]") -> Scene:
    """What `make` makes in an empty world. In a world where something is already, it is always made.

    Whoever gets it may change it, as everybody gets their own copy. The workers of a run share what one of them made.
    """
    if not world.is_empty():
        return make(world)
    key = make, str(settings.COUNTRY_PACK)
    found = _kept.get(key)
    if found is None or not found.is_fresh():
        path = _path(key)
        # Whoever else needs it waits for it, which takes no longer than making it again.
        with open(path.with_suffix(".lock"), "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            found = _found(path)
            if found is None:
                scene = make(world)
                _kept[key] = _keep(world, scene, path)
                return scene
        _kept[key] = found
    _put_back(found)
    known, scene = _Unpickler(io.BytesIO(found.scene), world).load()
    vars(world).update(known)
    return scene


def _path(key: Key) -> Path:
    """Where the workers of this run keep a scene; those of earlier runs are taken away."""
    folder = settings.STATE / "kept" / databases.RUN
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
    make, country = key
    return folder / f"{make.__module__}.{make.__qualname__}.{zlib.crc32(country.encode()):08x}"


def _found(path: Path) -> Kept | None:
    """What another worker has made, unless that was too long ago."""
    if not path.exists():
        return None
    found: Kept = pickle.loads(path.read_bytes())
    return found if found.is_fresh() else None


def _keep(world: "World", scene: Any, path: Path) -> Kept:
    written = io.BytesIO()
    _Pickler(written, world).dump((vars(world), scene))
    kept = Kept(written.getvalue(), _rows(), _last_numbers(), time.monotonic(), _days())
    path.write_bytes(pickle.dumps(kept))
    return kept


def _days() -> list[str]:
    """Today, where the product reckons days: in the country, and in the server's own time."""
    now = timezone.now()
    return [str(now.date()), str(timezone.localdate(now, pack().zone))]


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


def _last_numbers() -> dict[str, int]:
    """The last number that each sequence gave, so that another database gives no number twice."""
    found = _behind().execute(
        "SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences WHERE last_value > 0"
    )
    return dict(found.fetchall())


def _put_back(kept: Kept) -> None:
    connection = _behind()
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, lines in kept.rows.items():
            with connection.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(lines)
        connection.execute(
            " UNION ALL ".join(
                f"SELECT setval('{name}', greatest(last_value, {last})) FROM {name}"
                for name, last in kept.last_numbers.items()
            )
        )
