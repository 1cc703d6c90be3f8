"""The second door: the one connection that may change who can sign in, and for whom they work.

The role that serves pages reads these tables and changes none of them, so that whatever is injected there gives
nobody a password, a second factor or a role. A change runs in a short transaction of its own, which enters the
database exactly as the request, or the command, around it did; its audit event is written in the same one.

A request thus makes two commits, this one first. Neither connection can wait for a row that the other holds: the
first may lock none of these rows but by a foreign key, and a change here never locks a key.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from .policies import policy
from .refusals import NotAllowed

ALIAS = "auth"
ENTER_SESSION = "SELECT * FROM sec.enter(%s, %s)"
ENTER_AS = "SELECT * FROM sec.enter_as(%s, %s, %s)"


@dataclass(frozen=True)
class WayIn:
    """How a transaction was entered: by a session's token, or for a named account."""

    is_by_session: bool
    given: tuple[str | None, ...]

    def enter(self, cursor: CursorWrapper) -> tuple | None:
        """Enter the database in this way; returns what it answers at the door."""
        if self.is_by_session:
            cursor.execute(ENTER_SESSION, self.given)
        else:
            cursor.execute(ENTER_AS, self.given)
        return cursor.fetchone()


_way_in: ContextVar[WayIn | None] = ContextVar("way_in", default=None)
_is_open: ContextVar[bool] = ContextVar("is_open", default=False)


class NobodyEntered(RuntimeError):
    """A change of accounts outside a request or a command, so that nobody could be named for it."""


def remember(way: WayIn | None) -> None:
    """Keep how this transaction was entered; None for a way that does not lead through the second door."""
    _way_in.set(way)


def token_renewed(before: str | None, after: str | None) -> None:
    """The session by which this transaction was entered goes on under another token."""
    way = _way_in.get()
    if way is not None and way.is_by_session and before is not None and way.given[0] == before:
        _way_in.set(replace(way, given=(after, *way.given[1:])))


def connection_in_use() -> BaseDatabaseWrapper:
    """The connection on which the work in hand is written: that of the second door while it is open."""
    return connections[ALIAS] if _is_open.get() else connection


@contextmanager
def second_door() -> Iterator[None]:
    """One transaction that may change accounts, memberships and how people sign in; committed at its end.

    :raises NobodyEntered: the transaction around it was entered by no session and for no account.
    :raises NotAllowed: whoever asks was signed out in the meantime.
    """
    if _is_open.get():
        with transaction.atomic(using=ALIAS):
            yield
        return
    account_id, way = _who_asks()
    with transaction.atomic(using=ALIAS):
        _enter(account_id, way)
        before = _is_open.set(True)
        try:
            yield
        finally:
            _is_open.reset(before)


def _who_asks() -> tuple[UUID | None, WayIn]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.ok(), nullif(current_setting('opennrm.account', true), '')::uuid")
        is_valid, account_id = cursor.fetchone()
    way = _way_in.get()
    if not is_valid or way is None:
        raise NobodyEntered("Enter by a session or for an account before you change accounts.")
    return account_id, way


def _enter(account_id: UUID | None, way: WayIn) -> None:
    with connections[ALIAS].cursor() as cursor:
        # PostgreSQL cannot see that two connections of one request wait for each other; nothing here may wait long.
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        row = way.enter(cursor)
    if (row[0] if row else None) != account_id:
        raise NotAllowed("Your session has ended. Sign in again.")


class Router:
    """Sends each write to the connection that may make it, and reads to where the work in hand is written."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str | None:
        if _came_otherwise(hints):
            return None
        return connection_in_use().alias if _grants(model) >= {"SELECT"} else DEFAULT_DB_ALIAS

    def db_for_write(self, model: type[models.Model], **hints: Any) -> str | None:
        if _grants(model) >= {"SELECT"}:
            return ALIAS
        if _came_otherwise(hints):
            return None
        return connection_in_use().alias if _grants(model) else DEFAULT_DB_ALIAS

    def allow_relation(self, first: models.Model, second: models.Model, **hints: Any) -> bool:
        """One database, by whichever connection a row was read."""
        return True


def _grants(model: type[models.Model]) -> frozenset[str]:
    return policy().second_door.get(model._meta.db_table, frozenset())


def _came_otherwise(hints: dict[str, Any]) -> bool:
    """Whether the row that leads here was read by a connection that is neither of the two."""
    instance = hints.get("instance")
    return instance is not None and instance._state.db not in (None, DEFAULT_DB_ALIAS, ALIAS)
