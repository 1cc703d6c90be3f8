"""Row-level security, generated from one readable file (opennrm/policy.toml).

The comparison with `current_setting(...)` stands bare, so that the planner sees its value and can use the
index; the check of the signature is wrapped, so that it runs once a statement. There are no restrictive
policies: they would keep the index from being used. Measured in bench/.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

POLICY_FILE = Path(__file__).parent.parent / "policy.toml"
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

    @property
    def grants(self) -> str:
        """What the application may do with its rows, as far as the policies go along."""
        if self.is_added_by_door:
            return "SELECT"
        return f"SELECT, INSERT, UPDATE{', DELETE' if self.may_delete else ''}"

    @property
    def hangs_on_case(self) -> bool:
        """Whether a row is about a case, and is added only by somebody who takes part in it."""
        return self.case_column == "case_id"


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
    """The whole file."""

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


@cache
def policy() -> Policy:
    """Read the policy file."""
    content = tomllib.loads(POLICY_FILE.read_text())
    return Policy(
        guarded=tuple(
            GuardedTable(
                name,
                options.get("case", ""),
                options.get("delete", False),
                tuple(options.get("changes", ())),
                options.get("added_by_door", False),
            )
            for name, options in content["guarded"].items()
        ),
        open=tuple(
            OpenTable(name, options["grants"], options["why"], tuple(options.get("changes", ())))
            for name, options in content["open"].items()
        ),
        audit=tuple(content["audit"]),
        doors={role: tuple(names) for role, names in content["doors"].items()},
        unique=content["unique"],
        second_door={name: frozenset(grants.split(", ")) for name, grants in content["second_door"].items()},
        sequences=content["sequences"],
    )


def _overlap(column: str) -> str:
    return f"{column} && {MINE} AND (SELECT sec.ok())"


def _protect(name: str) -> Iterator[str]:
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    for action in ("read", "add", "change", "remove"):
        yield f"DROP POLICY IF EXISTS {action} ON {name}"


def _guard(table: GuardedTable) -> Iterator[str]:
    name = table.name
    yield from _protect(name)
    takes_part = f" AND (SELECT sec.takes_part({name}.case_id))" if table.hangs_on_case else ""
    yield f"CREATE POLICY read ON {name} FOR SELECT TO {SUBJECTS} USING ({_overlap('readers')})"
    yield f"CREATE POLICY add ON {name} FOR INSERT TO {SUBJECTS} WITH CHECK ({_overlap('writers')}{takes_part})"
    yield (
        f"CREATE POLICY change ON {name} FOR UPDATE TO {SUBJECTS} "
        f"USING ({_overlap('writers')}) WITH CHECK ({_overlap('writers')}{takes_part})"
    )
    if table.may_delete:
        yield f"CREATE POLICY remove ON {name} FOR DELETE TO {SUBJECTS} USING ({_overlap('writers')})"
    yield (
        f"CREATE OR REPLACE TRIGGER name_lead BEFORE INSERT OR UPDATE OF readers, writers ON {name} "
        f"FOR EACH ROW EXECUTE FUNCTION sec.name_lead({table.case_column})"
    )
    if table.case_column:
        # A case that changes hands has its rows name whoever leads it now.
        yield f"GRANT SELECT, UPDATE (readers, writers) ON {name} TO opennrm_sec"
    if table.is_added_by_door:
        yield f"GRANT SELECT, INSERT ON {name} TO opennrm_sec"
    yield f"REVOKE ALL ON {name} FROM opennrm_app"
    yield _grant(name, table.grants, table.changes)


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
    """The SQL that brings a database in line with the file; running it again changes nothing."""
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
