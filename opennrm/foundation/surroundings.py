"""What the database around our tables allows to the roles that serve: every difference is one sentence.

The walls stand on names that mean what we mean by them, and on a connection that keeps nothing of one person for the
next. Whoever can make a temporary table, or a function, or a large object, has a place for both.
"""

from collections.abc import Callable, Iterator

SERVING = ("opennrm_app", "opennrm_worker", "opennrm_operator", "opennrm_auth")
AS_SUPERUSER = "To put it right, run `opennrm prepare-database` with DATABASE_ADMIN_URL set."

_ALIKE = {"track_activities": "off", "search_path": "pg_catalog, public, pg_temp", "TimeZone": "UTC"}
_FOR_PAGES = {
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "30s",
}
_FOR_LONG_WORK = {
    "statement_timeout": "5min",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "1min",
}
SETTINGS = {
    "opennrm_app": _ALIKE | _FOR_PAGES,
    "opennrm_auth": _ALIKE | _FOR_PAGES,
    "opennrm_worker": _ALIKE | _FOR_LONG_WORK,
    "opennrm_operator": _ALIKE | _FOR_LONG_WORK,
}
"""What a connection of each role begins with, as PostgreSQL shows it (foundation/sql/roles.sql)."""


class Surroundings:
    """Asks by `rows(statement, **parameters)`, which returns all rows of the answer."""

    def __init__(self, rows: Callable[..., list[tuple]]) -> None:
        self._rows = rows

    def problems(self) -> Iterator[str]:
        """Every difference, each with what to do."""
        for check in (
            self._settings, self._overridden, self._parameters, self._database, self._schemas, self._languages,
            self._functions,
        ):  # fmt: skip
            yield from check()

    def _settings(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT rolname, coalesce(rolconfig, '{}') FROM pg_catalog.pg_roles WHERE rolname = ANY(%(roles)s)",
            roles=list(SERVING),
        )
        found = {
            role: {name.lower(): value for name, _, value in (entry.partition("=") for entry in entries)}
            for role, entries in rows
        }
        for role, wanted in SETTINGS.items():
            wrong = [name for name, value in wanted.items() if found[role].get(name.lower()) != value]
            if wrong:
                yield f"The role {role} starts with wrong values for {', '.join(wrong)}. {AS_SUPERUSER}"

    def _overridden(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, split_part(s.entry, '=', 1) FROM pg_catalog.pg_db_role_setting d "
            "JOIN pg_catalog.pg_roles r ON r.oid = d.setrole AND r.rolname = ANY(%(roles)s) "
            "JOIN pg_catalog.pg_database b ON b.oid = d.setdatabase AND b.datname = current_database(), "
            "unnest(d.setconfig) AS s(entry) WHERE lower(split_part(s.entry, '=', 1)) = ANY(%(names)s) ORDER BY 1, 2",
            roles=list(SERVING),
            names=sorted({name.lower() for wanted in SETTINGS.values() for name in wanted}),
        )
        for role, name in rows:
            yield (
                f"In this database the role {role} starts with a different {name}. As a superuser: "
                f"ALTER ROLE {role} IN DATABASE (this one) RESET {name};"
            )

    def _parameters(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, p.parname FROM pg_catalog.pg_parameter_acl p JOIN pg_catalog.pg_roles r "
            "ON r.rolname = ANY(%(roles)s) WHERE has_parameter_privilege(r.oid, p.parname, 'SET') ORDER BY 1, 2",
            roles=list(SERVING),
        )
        for role, name in rows:
            yield (
                f"The role {role} may set {name}, which only a superuser should do. As a superuser: "
                f"REVOKE SET ON PARAMETER {name} FROM {role}, PUBLIC;"
            )

    def _database(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, p.privilege FROM pg_catalog.pg_roles r, unnest(ARRAY['CREATE', 'TEMPORARY']) "
            "AS p(privilege) WHERE r.rolname = ANY(%(roles)s) "
            "AND has_database_privilege(r.oid, current_database(), p.privilege) ORDER BY 1, 2",
            roles=[*SERVING, "opennrm_sec"],
        )
        for role, privilege in rows:
            if (role, privilege) != ("opennrm_sec", "TEMPORARY"):
                made = "temporary tables" if privilege == "TEMPORARY" else "schemas"
                yield f"The role {role} may create {made} in this database. {AS_SUPERUSER}"
        if ("opennrm_sec", "TEMPORARY") not in rows:
            yield f"The role opennrm_sec may not renew the key that signs contexts. {AS_SUPERUSER}"

    def _schemas(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, n.nspname FROM pg_catalog.pg_namespace n JOIN pg_catalog.pg_roles r "
            "ON r.rolname = ANY(%(roles)s) WHERE n.nspname !~ '^pg_(toast_)?temp_' "
            "AND has_schema_privilege(r.oid, n.oid, 'CREATE') ORDER BY 1, 2",
            roles=list(SERVING),
        )
        for role, schema in rows:
            yield f"The role {role} may create tables and functions in the schema {schema}. {AS_SUPERUSER}"

    def _languages(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, l.lanname FROM pg_catalog.pg_language l JOIN pg_catalog.pg_roles r "
            "ON r.rolname = ANY(%(roles)s) WHERE l.lanname NOT IN ('internal', 'c', 'sql') "
            "AND has_language_privilege(r.oid, l.oid, 'USAGE') ORDER BY 1, 2",
            roles=list(SERVING),
        )
        for role, language in rows:
            advice = AS_SUPERUSER
            if language != "plpgsql":
                advice = f"As a superuser: REVOKE USAGE ON LANGUAGE {language} FROM {role}, PUBLIC;"
            yield f"The role {role} may run programs in {language}. {advice}"

    def _functions(self) -> Iterator[str]:
        rows = self._rows(
            "SELECT r.rolname, array_agg(DISTINCT p.proname::text ORDER BY p.proname::text) FROM pg_catalog.pg_proc p "
            "JOIN pg_catalog.pg_roles r ON r.rolname = ANY(%(roles)s) "
            "WHERE p.pronamespace = 'pg_catalog'::regnamespace AND (p.proname ~ '^(lo_.*|loread|lowrite)$' "
            "OR p.proname ~ '^pg_stat_get_' AND p.proargtypes[0] = 'oid'::regtype AND p.pronargs = 1 "
            "OR p.proname = ANY(%(sizes)s)) AND has_function_privilege(r.oid, p.oid, 'EXECUTE') GROUP BY 1 ORDER BY 1",
            roles=list(SERVING),
            sizes=[
                "pg_relation_size", "pg_table_size", "pg_indexes_size", "pg_total_relation_size",
                "pg_database_size", "pg_tablespace_size", "pg_sequence_last_value",
            ],
        )  # fmt: skip
        for role, functions in rows:
            more = f" and {len(functions) - 3} more" if len(functions) > 3 else ""
            yield (
                f"The role {role} may call {', '.join(functions[:3])}{more}. These functions store data outside "
                f"every policy, or reveal how many rows there are. {AS_SUPERUSER}"
            )
