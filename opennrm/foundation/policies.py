"""Row-level security, generated from a readable file of each context (opennrm/<context>/policy.toml).

The files make the database's policies and grants; the first wall (`GuardedQuerySet.visible_to`) is the same comparison.
Their tables:

- `[guarded]`: the rows carry `readers` and `writers`, arrays of principals. A row is seen by whoever holds one of its
  readers, and changed by whoever holds one of its writers.

  - `case`: the column that says of which case a row is; `case_id` unless it is given, and empty for a row of no case.
    Rows of a case may name 0: whoever leads the case, now and later. Where it is `case_id`, a row can be added, or
    moved to a case, only by somebody who takes part in that case.
  - `even_closed`: what can be done with rows of a closed case: "add", "change", or both. Without it a closed case stays
    as it is, for everybody but the doors that move its lead.
  - `delete = true`: writers may also remove rows; nothing else is ever removed.
  - `added_by_door = true`: rows are added by a door alone; nobody else adds, changes or removes one. With
    `delete = true` a door removes them too.
  - `outlives_case = true`: rows of a case that is erased are kept. Without it the door that erases a case deletes them.
  - `erased_by_door = true`: rows that go with a case, although no column says so; the door that erases it finds them.
  - `changes`: the only columns that a writer may change; what was told, decided or agreed stays as it was.
  - `both`: the table of which a row ties two rows, by its columns `low_id` and `high_id`. It takes `readers` from the
    one and `readers_too` from the other, and is seen by whoever holds a reader of each. Whoever sees both may add one;
    nobody changes or removes one.

- `[open]`: tables without a case in them: what the application may do there, and why their rows need no policy.
- `[second_door]`: what the second door's role may do, and nothing else. It alone changes who can sign in, for whom they
  work and in which role, and it knows the sessions. It sees no row of a case. The application may at most read these.
- `[audit]`: seen by auditors and, of a case, by its lead; anything that happens may be added.
- `[doors]`: the functions of the schema that knows sessions and principals, and which role may call them. Whatever is
  not listed can be called by no role that signs in; opennrm_worker and opennrm_operator may call the application's too.
- `[jobs_read]`: jobs of the system that read rows of these guarded tables, whoever else may; each is among the readers.
- `[unique]`: unique indexes on guarded tables. Their error could tell that a hidden row exists; why each cannot.
- `[sequences]`: from which the application may take numbers. Numbers that count up tell how many there are; why these
  tell of nobody.

The comparison with `current_setting(...)` stands bare, so that the planner sees its value and can use the
index; the check of the signature is wrapped, so that it runs once a statement. There are no restrictive
policies: they would keep the index from being used. Measured in bench/.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

PACKAGE = Path(__file__).parent.parent
POLICY_FILE = "policy.toml"
TABLES = ("guarded", "open", "second_door", "audit", "doors", "jobs_read", "unique", "sequences")
MINE = "NULLIF(current_setting('opennrm.principals', true), '')::integer[]"
SUBJECTS = "opennrm_app, opennrm_sec"


@dataclass(frozen=True)
class GuardedTable:
    """A table whose rows carry readers and writers."""

    name: str
    case_column: str
    """The column that says of which case a row is; empty: it is of none."""
    may_delete: bool
    changes: tuple[str, ...]
    """The columns that writers may change; empty: all of them."""
    is_added_by_door: bool
    """Whether rows are added by a door alone, and the application only reads them."""
    even_closed: tuple[str, ...] = ()
    """What can be done with rows of a closed case: "add", "change"."""
    both: str = ""
    """The table of which a row ties two rows; empty: it ties none."""
    read_by_job: str = ""
    """The job of the system that reads every row."""
    outlives_case: bool = False
    """Whether the rows of a case that is erased are kept."""
    erased_by_door: bool = False
    """Whether the door that erases a case finds the rows here that go with it."""

    @property
    def grants(self) -> str:
        """What the application may do with its rows, as far as the policies go along."""
        if self.is_added_by_door:
            return "SELECT"
        if self.both:
            return "SELECT, INSERT"
        return f"SELECT, INSERT, UPDATE{', DELETE' if self.may_delete else ''}"

    @property
    def hangs_on_case(self) -> bool:
        """Whether a row is about a case, and is added only by somebody who takes part in it."""
        return self.case_column == "case_id"

    @property
    def goes_with_case(self) -> bool:
        """Whether the door that erases a case deletes its rows here."""
        return self.erased_by_door or (self.hangs_on_case and not self.outlives_case)

    @property
    def triggers(self) -> set[tuple[str, str]]:
        """The triggers that keep who sees its rows as it should be: of which table, and by which name."""
        if self.both:
            return {(self.name, "follow_both"), (self.both, "pass_on_readers")}
        return {(self.name, "name_lead")} | ({(self.name, "also_read")} if self.read_by_job else set())


@dataclass(frozen=True)
class OpenTable:
    """A table without a case in it, and what the application may do there."""

    name: str
    grants: str
    why: str
    changes: tuple[str, ...] = ()
    """The columns that the application may change; empty: all of them."""


@dataclass(frozen=True)
class Policy:
    """All files together."""

    guarded: tuple[GuardedTable, ...]
    open: tuple[OpenTable, ...]
    audit: tuple[str, ...]
    doors: dict[str, tuple[str, ...]]
    unique: dict[str, str]
    second_door: dict[str, frozenset[str]]
    """What opennrm_auth may do, by table."""
    sequences: dict[str, str]

    @property
    def protected(self) -> frozenset[str]:
        """Every table that must have row-level security."""
        return frozenset(table.name for table in self.guarded) | frozenset(self.audit)

    @property
    def changes(self) -> dict[str, frozenset[str]]:
        """The columns that may be changed, of each table where that is not all of them."""
        tables: list[GuardedTable | OpenTable] = [*self.guarded, *self.open]
        return {table.name: frozenset(table.changes) for table in tables if table.changes}


def policy_files() -> list[Path]:
    """The policy files of the contexts that have one, lowest context first."""
    files = [PACKAGE / context / POLICY_FILE for context in settings.CONTEXTS]
    return [file for file in files if file.is_file()]


def _merged() -> dict[str, dict[str, Any]]:
    content: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
    for file in policy_files():
        for table, rows in tomllib.loads(file.read_text()).items():
            if table == "doors":
                for role, names in rows.items():
                    content[table][role] = content[table].get(role, ()) + tuple(names)
            elif table not in TABLES or content[table].keys() & rows.keys():
                raise ValueError(
                    f"{file} has a table [{table}] that is unknown, or rows that another file has too."
                )
            else:
                content[table] |= rows
    return content


@cache
def policy() -> Policy:
    """Read the policy files.

    :raises ValueError: a file has a table that is unknown, or a row that another context has too.
    """
    content = _merged()
    jobs = {table: job for job, tables in content["jobs_read"].items() for table in tables}
    return Policy(
        guarded=tuple(
            GuardedTable(
                name,
                options.get("case", "case_id"),
                options.get("delete", False),
                tuple(options.get("changes", ())),
                options.get("added_by_door", False),
                tuple(options.get("even_closed", ())),
                options.get("both", ""),
                jobs.get(name, ""),
                options.get("outlives_case", False),
                options.get("erased_by_door", False),
            )
            for name, options in content["guarded"].items()
        ),
        open=tuple(
            OpenTable(name, options["grants"], options["why"], tuple(options.get("changes", ())))
            for name, options in content["open"].items()
        ),
        audit=tuple(content["audit"]),
        doors=content["doors"],
        unique=content["unique"],
        second_door={name: frozenset(grants.split(", ")) for name, grants in content["second_door"].items()},
        sequences=content["sequences"],
    )


def _overlap(column: str) -> str:
    return f"{column} && {MINE} AND (SELECT sec.ok())"


def _protect(name: str) -> Iterator[str]:
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    for action in ("read", "add", "change", "remove", "erase"):
        yield f"DROP POLICY IF EXISTS {action} ON {name}"


def _let_erase(table: GuardedTable, visible: str) -> Iterator[str]:
    if table.goes_with_case:
        yield f"CREATE POLICY erase ON {table.name} FOR DELETE TO opennrm_sec USING ({visible})"
        yield f"GRANT SELECT, DELETE ON {table.name} TO opennrm_sec"
    elif table.may_delete and table.is_added_by_door:
        yield f"GRANT DELETE ON {table.name} TO opennrm_sec"
    else:
        yield f"REVOKE DELETE ON {table.name} FROM opennrm_sec"


def _guard_by_both(table: GuardedTable) -> Iterator[str]:
    name = table.name
    yield from _protect(name)
    sees_both = f"readers && {MINE} AND readers_too && {MINE} AND (SELECT sec.ok())"
    yield f"CREATE POLICY read ON {name} FOR SELECT TO {SUBJECTS} USING ({sees_both})"
    yield f"CREATE POLICY add ON {name} FOR INSERT TO {SUBJECTS} WITH CHECK ({sees_both})"
    yield f"CREATE POLICY change ON {name} FOR UPDATE TO opennrm_sec USING ({sees_both}) WITH CHECK ({sees_both})"
    yield (
        f"CREATE OR REPLACE TRIGGER follow_both BEFORE INSERT ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION sec.follow_both({table.both}, '{table.read_by_job}')"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER pass_on_readers AFTER UPDATE OF readers ON {table.both} "
        f"FOR EACH ROW WHEN (OLD.readers IS DISTINCT FROM NEW.readers) "
        f"EXECUTE FUNCTION sec.pass_on_readers({name}, '{table.read_by_job}')"
    )
    yield f"GRANT SELECT, UPDATE (readers, readers_too) ON {name} TO opennrm_sec"
    yield from _let_erase(table, sees_both)
    yield f"REVOKE ALL ON {name} FROM opennrm_app"
    yield _grant(name, table.grants, table.changes)


def _guard(table: GuardedTable) -> Iterator[str]:
    if table.both:
        yield from _guard_by_both(table)
        return
    name = table.name
    yield from _protect(name)
    yield f"CREATE POLICY read ON {name} FOR SELECT TO {SUBJECTS} USING ({_overlap('readers')})"
    yield f"CREATE POLICY add ON {name} FOR INSERT TO {SUBJECTS} WITH CHECK ({_written(table, 'add')})"
    yield (
        f"CREATE POLICY change ON {name} FOR UPDATE TO {SUBJECTS} "
        f"USING ({_overlap('writers')}) WITH CHECK ({_written(table, 'change')})"
    )
    if table.may_delete:
        yield f"CREATE POLICY remove ON {name} FOR DELETE TO {SUBJECTS} USING ({_overlap('writers')})"
    yield (
        f"CREATE OR REPLACE TRIGGER name_lead BEFORE INSERT OR UPDATE OF readers, writers ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION sec.name_lead({table.case_column})"
    )
    if table.read_by_job:
        yield (
            f"CREATE OR REPLACE TRIGGER also_read BEFORE INSERT OR UPDATE OF readers ON {name} "
            f"FOR EACH ROW EXECUTE FUNCTION sec.also_read('{table.read_by_job}')"
        )
    if table.case_column:
        # A case that changes hands has its rows name whoever leads it now.
        yield f"GRANT SELECT, UPDATE (readers, writers) ON {name} TO opennrm_sec"
    yield from _let_erase(table, _overlap("readers"))
    if table.is_added_by_door:
        yield f"GRANT SELECT, INSERT ON {name} TO opennrm_sec"
    yield f"REVOKE ALL ON {name} FROM opennrm_app"
    yield _grant(name, table.grants, table.changes)


def _written(table: GuardedTable, step: str) -> str:
    """Of a row as it is added or changed: who may write it, and whether its case is still written in."""
    if not table.hangs_on_case:
        return _overlap("writers")
    if step in table.even_closed:
        return f"{_overlap('writers')} AND (SELECT sec.takes_part({table.name}.case_id))"
    may_write = f"(SELECT sec.may_write({table.name}.case_id))"
    # Giving a closed case to somebody else changes who reads its rows, and nothing else of them.
    by_door = f"(CURRENT_USER = 'opennrm_sec' OR {may_write})"
    return f"{_overlap('writers')} AND {by_door if step == 'change' else may_write}"


def _grant(name: str, grants: str, changes: tuple[str, ...]) -> str:
    limited = grants.replace("UPDATE", f"UPDATE ({', '.join(changes)})") if changes else grants
    return f"GRANT {limited} ON {name} TO opennrm_app"


def _audit(name: str) -> Iterator[str]:
    yield from _protect(name)
    yield f"CREATE POLICY read ON {name} FOR SELECT TO {SUBJECTS} USING ({_overlap('readers')})"
    yield (
        f"CREATE POLICY add ON {name} FOR INSERT TO {SUBJECTS}, opennrm_auth WITH CHECK ((SELECT sec.ok()))"
    )


def statements() -> list[str]:
    """The SQL that brings a database in line with the files; running it again changes nothing."""
    made: list[str] = []
    for guarded in policy().guarded:
        made += _guard(guarded)
    for table in policy().audit:
        made += _audit(table)
    for unguarded in policy().open:
        made += [
            f"REVOKE ALL ON {unguarded.name} FROM opennrm_app",
            _grant(unguarded.name, unguarded.grants, unguarded.changes),
        ]
    for name, grants in policy().second_door.items():
        made += [
            f"REVOKE ALL ON {name} FROM opennrm_auth",
            f"GRANT {', '.join(sorted(grants))} ON {name} TO opennrm_auth",
        ]
    made += [
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM opennrm_app, opennrm_worker, opennrm_operator, opennrm_auth",
        f"GRANT USAGE ON SEQUENCE {', '.join(policy().sequences)} TO opennrm_app",
    ]
    return made
