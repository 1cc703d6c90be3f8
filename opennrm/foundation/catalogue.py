"""What the live database really allows, compared with the policy file: every difference is one sentence.

Read from the catalogue alone, so that any role may look. Nothing here trusts that the walls were put up by
the statements of `policies`: somebody may have changed them since.
"""

from collections.abc import Iterator
from typing import Any

import psycopg

from .policies import GuardedTable, Policy, policy
from .surroundings import SERVING, Surroundings

MEMBERSHIPS = {"opennrm_worker": {"opennrm_app"}, "opennrm_operator": {"opennrm_app"}}
AGAIN = "Run `opennrm migrate` to put it right."

# As PostgreSQL writes back what `policies` says.
MINE = "(NULLIF(current_setting('opennrm.principals'::text, true), ''::text))::integer[]"
OK = "( SELECT sec.ok() AS ok)"
READERS = f"((readers && {MINE}) AND {OK})"
WRITERS = f"((writers && {MINE}) AND {OK})"
BOTH = f"((readers && {MINE}) AND (readers_too && {MINE}) AND {OK})"
TAKING_PART = "( SELECT sec.takes_part({table}.case_id) AS takes_part)"
WRITING = "( SELECT sec.may_write({table}.case_id) AS may_write)"
BY_DOOR = f"((CURRENT_USER = 'opennrm_sec'::name) OR {WRITING})"

# What the worker alone adds to or carries out.
ELSEWHERE = {
    "opennrm_worker": {
        "agencies_letter": {"UPDATE", "DELETE"},
        "audit_batch": {"INSERT"},
        "audit_leaf": {"INSERT"},
    }
}
SUBJECTS = ["opennrm_app", "opennrm_sec"]
# Whatever is changed through the second door is recorded there.
RECORDING = ["opennrm_app", "opennrm_auth", "opennrm_sec"]
# The key that signs contexts, and the one before: nobody may read them, and they show no row of a table.
COPIES_OF_NOTHING = {("sec", "signing_key"), ("sec", "former_signing_key")}


def _written(table: GuardedTable, step: str, in_open_case: str) -> str:
    if not table.hangs_on_case:
        return WRITERS
    by_whom = TAKING_PART if step in table.even_closed else in_open_case
    return f"((writers && {MINE}) AND {OK} AND {by_whom.format(table=table.name)})"


class Catalogue:
    """The catalogue of one database, and what is wrong in it."""

    def __init__(self, connection: psycopg.Connection, expected: Policy | None = None) -> None:
        self._connection = connection
        self._policy = expected or policy()

    def _rows(self, statement: str, **parameters: Any) -> list[tuple]:
        with self._connection.cursor() as cursor:
            return cursor.execute(statement, parameters).fetchall()

    def problems(self) -> list[str]:
        """Every difference, each with what to do; empty when all walls stand."""
        present = {name for (name,) in self._rows("SELECT rolname FROM pg_roles")}
        absent = [role for role in (*SERVING, "opennrm_sec", "opennrm_owner") if role not in present]
        if absent:
            return [
                f"The database has no role {', '.join(absent)}. Run `opennrm prepare-database` as a superuser."
            ]
        checks = (
            self._attributes, self._memberships, self._ownership, self._protection, self._privileges, self._columns,
            self._policies, self._views, self._functions, self._doors, self._oracles, self._sequences, self._cascades,
            self._triggers, Surroundings(self._rows).problems,
        )  # fmt: skip
        return [problem for check in checks for problem in check()]

    def _attributes(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY(%(roles)s) AND (rolsuper OR rolbypassrls "
            "OR rolcreaterole OR rolcreatedb OR rolreplication) ORDER BY rolname",
            roles=[*SERVING, "opennrm_sec", "opennrm_owner"],
        )
        for (role,) in rows:
            yield (
                f"The role {role} may bypass policies or create roles. As a superuser: ALTER ROLE {role} "
                "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB NOREPLICATION;"
            )

    def _memberships(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT m.rolname, r.rolname FROM pg_roles m, pg_roles r WHERE m.rolname = ANY(%(roles)s) "
            "AND r.oid <> m.oid AND pg_has_role(m.oid, r.oid, 'MEMBER') ORDER BY 1, 2",
            roles=[*SERVING, "opennrm_sec", "opennrm_owner"],
        )
        for role, other in rows:
            if other not in MEMBERSHIPS.get(role, set()):
                yield f"The role {role} may become {other}. As a superuser: REVOKE {other} FROM {role};"

    def _ownership(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n "
            "ON n.oid = c.relnamespace JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = ANY(%(roles)s) "
            "UNION ALL SELECT r.rolname, p.oid::regprocedure::text FROM pg_proc p "
            "JOIN pg_roles r ON r.oid = p.proowner WHERE r.rolname = ANY(%(roles)s) "
            "UNION ALL SELECT r.rolname, 'schema ' || n.nspname FROM pg_namespace n "
            "JOIN pg_roles r ON r.oid = n.nspowner WHERE r.rolname = ANY(%(roles)s) AND n.nspname NOT LIKE 'pg\\_t%%'",
            roles=list(SERVING),
        )
        for role, owned in rows:
            yield f"The role {role} owns {owned}, and an owner may do anything to it. Give it to opennrm_owner."

    def _protection(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity FROM pg_class c JOIN pg_namespace n "
            "ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'"
        )
        found = {name: (enabled, forced) for name, enabled, forced in rows}
        for table in sorted(self._policy.protected):
            if table not in found:
                yield f"The table {table} of policy.toml does not exist. {AGAIN}"
            elif found[table] != (True, True):
                yield f"Row-level security of {table} is not enabled and forced. {AGAIN}"

    def _allowed(self, role: str) -> dict[str, set[str]]:
        allowed: dict[str, set[str]] = {
            table: set(grants) for table, grants in ELSEWHERE.get(role, {}).items()
        }
        if role == "opennrm_auth":
            return {table: set(grants) for table, grants in self._policy.second_door.items()}
        for guarded in self._policy.guarded:
            allowed[guarded.name] = set(guarded.grants.split(", "))
        for name in self._policy.audit:
            allowed[name] = {"SELECT", "INSERT"}
        for table in self._policy.open:
            allowed.setdefault(table.name, set()).update(table.grants.split(", "))
        return allowed

    def _privileges(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, n.nspname, c.relname, p.privilege FROM pg_class c "
            "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles r ON r.rolname = ANY(%(roles)s) "
            "CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) "
            "AS p(privilege) WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^(pg_|information_schema)' "
            "AND CASE WHEN p.privilege IN ('DELETE', 'TRUNCATE', 'TRIGGER') "
            "THEN has_table_privilege(r.oid, c.oid, p.privilege) "
            "ELSE has_any_column_privilege(r.oid, c.oid, p.privilege) END ORDER BY 1, 2, 3, 4",
            roles=list(SERVING),
        )
        held: dict[str, dict[str, set[str]]] = {role: {} for role in SERVING}
        for role, schema, table, privilege in rows:
            name = table if schema == "public" else f"{schema}.{table}"
            held[role].setdefault(name, set()).add(privilege)
        for role in SERVING:
            yield from self._compare(role, held[role], self._allowed(role))

    def _compare(self, role: str, held: dict[str, set[str]], allowed: dict[str, set[str]]) -> Iterator[str]:
        for table in sorted({*held, *allowed}):
            more = sorted(held.get(table, set()) - allowed.get(table, set()))
            less = sorted(allowed.get(table, set()) - held.get(table, set()))
            if more:
                yield (
                    f"The role {role} may {', '.join(more)} {table}, which policy.toml does not allow. "
                    "Guard the table, or list it as open with a reason, or: "
                    f"REVOKE {', '.join(more)} ON {table} FROM {role};"
                )
            if less:
                yield f"The role {role} may not {', '.join(less)} {table}, which policy.toml allows. {AGAIN}"

    def _columns(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, c.relname, array_agg(a.attname::text ORDER BY a.attname) FROM pg_class c "
            "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
            "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' "
            "JOIN pg_roles r ON r.rolname = ANY(%(roles)s) WHERE c.relname = ANY(%(tables)s) "
            "AND has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE') GROUP BY 1, 2 ORDER BY 1, 2",
            roles=list(SERVING),
            tables=list(self._policy.changes),
        )
        for role, table, columns in rows:
            if more := sorted(set(columns) - self._policy.changes[table]):
                yield (
                    f"The role {role} may change {', '.join(more)} of {table}, which policy.toml does not list "
                    f"under changes. {AGAIN}"
                )

    def _expected_policies(self) -> dict[tuple[str, str], tuple[str, str | None, str | None]]:
        made: dict[tuple[str, str], tuple[str, str | None, str | None]] = {}
        for table in self._policy.guarded:
            if table.both:
                made[table.name, "read"] = ("r", BOTH, None)
                made[table.name, "add"] = ("a", None, BOTH)
                made[table.name, "change"] = ("w", BOTH, BOTH)
                if table.goes_with_case:
                    made[table.name, "erase"] = ("d", BOTH, None)
                continue
            made[table.name, "read"] = ("r", READERS, None)
            made[table.name, "add"] = ("a", None, _written(table, "add", WRITING))
            made[table.name, "change"] = ("w", WRITERS, _written(table, "change", BY_DOOR))
            if table.may_delete:
                made[table.name, "remove"] = ("d", WRITERS, None)
            if table.goes_with_case:
                made[table.name, "erase"] = ("d", READERS, None)
        for name in self._policy.audit:
            made[name, "read"] = ("r", READERS, None)
            made[name, "add"] = ("a", None, OK)
        return made

    def _policies(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT c.relname, p.polname, p.polpermissive, p.polcmd::text, "
            "ARRAY(SELECT rolname::text FROM pg_roles WHERE oid = ANY(p.polroles) ORDER BY 1), "
            "pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid) "
            "FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY 1, 2"
        )
        expected = self._expected_policies()
        seen = set()
        for table, name, is_permissive, command, roles, using, check in rows:
            seen.add((table, name))
            if not is_permissive:
                yield f"The policy {name} of {table} is restrictive, which keeps the index from being used. {AGAIN}"
            elif (table, name) not in expected:
                yield f"The policy {name} of {table} is not from policy.toml. Run: DROP POLICY {name} ON {table};"
            elif (command, using, check) != expected[table, name] or roles != self._subjects(table, name):
                yield f"The policy {name} of {table} is not what policy.toml makes. {AGAIN}"
        for table, name in sorted(expected.keys() - seen):
            yield f"The policy {name} of {table} is missing. {AGAIN}"

    def _subjects(self, table: str, name: str) -> list[str]:
        if name == "erase":
            return ["opennrm_sec"]
        if name == "change" and table in {guarded.name for guarded in self._policy.guarded if guarded.both}:
            return ["opennrm_sec"]
        return RECORDING if (table, name) in {(audit, "add") for audit in self._policy.audit} else SUBJECTS

    def _views(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname !~ '^(pg_|information_schema)' "
            "AND (c.relkind = 'm' OR (c.relkind = 'v' AND NOT coalesce(c.reloptions::text, '') "
            "~ 'security_invoker=(true|on|1)')) ORDER BY 1, 2"
        )
        for schema, view in rows:
            if (schema, view) not in COPIES_OF_NOTHING:
                yield (
                    f"The view {view} shows rows past the policies. "
                    "Create it WITH (security_invoker = true), and not as a materialized view."
                )

    def _functions(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT p.oid::regprocedure::text, n.nspname, r.rolname, coalesce(p.proconfig::text, '') FROM pg_proc p "
            "JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_roles r ON r.oid = p.proowner "
            "WHERE p.prosecdef AND n.nspname !~ '^(pg_|information_schema)' ORDER BY 1"
        )
        for function, schema, owner, settings in rows:
            if "search_path=pg_catalog, pg_temp" not in settings:
                yield f"The function {function} runs as its owner without a pinned search_path. {AGAIN}"
            if (schema, owner) != ("sec", "opennrm_sec"):
                yield f"The function {function} runs as {owner}. Only functions in the schema sec may do that."

    def _doors(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace "
            "JOIN pg_roles r ON r.rolname = ANY(%(roles)s) WHERE n.nspname = 'sec' "
            "AND has_function_privilege(r.oid, p.oid, 'EXECUTE') ORDER BY 1, 2",
            roles=list(SERVING),
        )
        held = {role: {name for owner, name in rows if owner == role} for role in SERVING}
        for role in SERVING:
            allowed = set(self._policy.doors[role])
            for other in MEMBERSHIPS.get(role, set()):
                allowed |= set(self._policy.doors[other])
            for name in sorted(held[role] - allowed):
                yield f"The role {role} may call sec.{name}, which policy.toml does not list under [doors]."
            for name in sorted(allowed - held[role]):
                yield f"The role {role} may not call sec.{name}, which policy.toml lists under [doors]. {AGAIN}"

    def _oracles(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT c.relname, i.indexrelid::regclass::text FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
            "WHERE c.relrowsecurity AND i.indisunique AND NOT i.indisprimary ORDER BY 1, 2"
        )
        for table, index in rows:
            if index not in self._policy.unique:
                yield (
                    f"The index {index} is unique, so its error reveals that a hidden row of {table} exists. "
                    "Drop it, or explain under [unique] in policy.toml why it does not."
                )
        rows = self._rows(
            "SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relrowsecurity "
            "AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%%') ORDER BY 1, 2"
        )
        for table, column in rows:
            yield f"{table}.{column} counts up, which reveals how many hidden rows there are. Use a random identifier."

    def _sequences(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, c.relname, p.privilege FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "JOIN pg_roles r ON r.rolname = ANY(%(roles)s), unnest(ARRAY['USAGE', 'SELECT', 'UPDATE']) AS p(privilege) "
            "WHERE c.relkind = 'S' AND n.nspname !~ '^(pg_|information_schema)' "
            "AND has_sequence_privilege(r.oid, c.oid, p.privilege) ORDER BY 1, 2, 3",
            roles=list(SERVING),
        )
        for role, sequence, privilege in rows:
            if role == "opennrm_auth" or privilege != "USAGE" or sequence not in self._policy.sequences:
                yield (
                    f"The role {role} may {privilege} {sequence}, which counts up and so reveals how many "
                    f"there are. {AGAIN}"
                )

    def _cascades(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT k.conname, k.conrelid::regclass::text FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid "
            "WHERE k.contype = 'f' AND k.confdeltype IN ('c', 'n', 'd') AND c.relrowsecurity ORDER BY 1"
        )
        for name, table in rows:
            yield f"The foreign key {name} deletes rows of {table} that nobody may see. Make it NO ACTION."

    def _triggers(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgenabled IN ('O', 'A') AND NOT t.tgisinternal"
        )
        expected = {("audit_event", "stamp_event"), ("cases_case", "stay_closed")}
        expected |= {
            ("agencies_membership", name) for name in ("check_confirmation", "provide_for_membership")
        }
        expected |= {trigger for table in self._policy.guarded for trigger in table.triggers}
        for table in ("audit_event", "audit_batch", "audit_leaf"):
            expected |= {(table, "refuse_change"), (table, "refuse_truncate")}
        for table, trigger in sorted(expected - set(rows)):
            yield f"The trigger {trigger} of {table} is missing or switched off. {AGAIN}"

    def dump(self) -> str:
        """The live policies as text, one a line, for a person to review and a test to compare."""
        rows = self._rows(
            "SELECT format('%%s: %%s for %%s to %%s using (%%s) check (%%s)', c.relname, p.polname, p.polcmd::text, "
            "array_to_string(ARRAY(SELECT rolname::text FROM pg_roles WHERE oid = ANY(p.polroles) ORDER BY 1), ', '), "
            "coalesce(pg_get_expr(p.polqual, p.polrelid), ''), coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')) "
            "FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid ORDER BY c.relname, p.polname"
        )
        return "".join(f"{line}\n" for (line,) in rows)
