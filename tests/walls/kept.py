"""A database that finds back to how it was, after something was done to it for good."""

import psycopg
from django.conf import settings

from tests import databases

SESSIONS = "public.agencies_session"


class Kept:
    """Every row and recording, as it stands when this is made. Made by the superuser, who is held back by nothing."""

    def __init__(self, superuser: psycopg.Connection) -> None:
        self._superuser = superuser
        self._copies = {name: f"kept_{number}" for number, name in enumerate(databases.tables(superuser))}
        for name, copy in self._copies.items():
            superuser.execute(f"DROP TABLE IF EXISTS pg_temp.{copy}")
            superuser.execute(f"CREATE TEMPORARY TABLE {copy} AS SELECT * FROM {name}")
        self._digests = self._digest()
        self._store = {path: path.read_bytes() for path in settings.CUSTODY_STORE.glob("??/*")}
        self._found: list[str] | None = None

    def _digest(self) -> dict[str, str]:
        each = (
            f"SELECT '{name}', md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {name} t"
            for name in self._copies
        )
        return dict(self._superuser.execute(" UNION ALL ".join(each)).fetchall())

    def changed(self) -> list[str]:
        """The tables that differ from how they were; when somebody last asked for a page is not looked at.

        `restore` puts these back, so nothing may be changed between the two.
        """
        self._found = self._differing()
        return [name for name in self._found if name != SESSIONS]

    def _differing(self) -> list[str]:
        now = self._digest()
        return [name for name, digest in self._digests.items() if now[name] != digest]

    def restore(self) -> None:
        """Put every row back, and what was removed from the store of recordings, which no database puts back."""
        for path, content in self._store.items():
            if not path.exists():
                path.write_bytes(content)
        tables = self._differing() if self._found is None else self._found
        self._found = None
        with self._superuser.transaction():
            self._superuser.execute("SET LOCAL session_replication_role = replica")
            for name in tables:
                self._superuser.execute(f"DELETE FROM {name}")
                self._superuser.execute(
                    f"INSERT INTO {name} OVERRIDING SYSTEM VALUE SELECT * FROM {self._copies[name]}"
                )
