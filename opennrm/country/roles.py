"""The roles that people hold in an agency, and what each role may do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from opennrm.country.toml_table import Table

SEES_PEOPLE = frozenset({"identity_open", "case_view", "case_search", "case_audit_view", "audit_view"})
"""Permissions that open names, cases or the audit: nobody gets them by a password alone."""


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role. `second_factor` says that nobody signs in with it by a password alone."""

    code: str
    title: str
    description: str
    permissions: frozenset[str]
    second_factor: bool


def read(tables: list[Table], known_permissions: Collection[str]) -> Mapping[str, Role]:
    """Read the tables [[roles]].

    :param known_permissions: the names of the permissions there are.
    """
    used: set[str] = set()
    roles = [_role(table, used, known_permissions) for table in tables]
    return MappingProxyType({role.code: role for role in roles})


def _role(table: Table, used: set[str], known_permissions: Collection[str]) -> Role:
    role = Role(
        code=table.unused_code(used),
        title=table.text("title"),
        description=table.text("description"),
        permissions=frozenset(table.known_codes("permissions", known_permissions)),
        second_factor=table.flag("second_factor"),
    )
    if (opened := sorted(role.permissions & SEES_PEOPLE)) and table.peek("second_factor") is False:
        message = f"The role “{role.code}” opens people's data ({', '.join(opened)}) without a second factor."
        table.refuse("second_factor", message, "Write second_factor = true, or remove these permissions.")
    table.refuse_unknown_keys()
    return role
