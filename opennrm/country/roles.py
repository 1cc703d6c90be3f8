"""The roles that people hold in an agency, and what each role may do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from opennrm.country.toml_table import Table
from opennrm.foundation.permissions import Permission

BESIDE_THE_DESK = frozenset({"work_view"})
"""All that a role may do besides deciding about pairs of records of different agencies."""


@dataclass(frozen=True, kw_only=True)
class Role:
    """One role. `second_factor` says that nobody signs in with it by a password alone."""

    code: str
    title: str
    description: str
    permissions: frozenset[Permission]
    second_factor: bool


def read(tables: list[Table], known_permissions: Collection[Permission]) -> Mapping[str, Role]:
    """Read the tables [[roles]].

    :param known_permissions: the permissions there are.
    """
    used: set[str] = set()
    roles = [_role(table, used, known_permissions) for table in tables]
    return MappingProxyType({role.code: role for role in roles})


def _role(table: Table, used: set[str], known_permissions: Collection[Permission]) -> Role:
    named = table.known_codes("permissions", known_permissions)
    role = Role(
        code=table.unused_code(used),
        title=table.text("title"),
        description=table.text("description"),
        permissions=frozenset(permission for permission in known_permissions if permission in named),
        second_factor=table.flag("second_factor"),
    )
    opened = sorted(permission for permission in role.permissions if permission.opens_people)
    if opened and table.peek("second_factor") is False:
        message = f"The role “{role.code}” opens people's data ({', '.join(opened)}) without a second factor."
        table.refuse("second_factor", message, "Write second_factor = true, or remove these permissions.")
    _refuse_more_than_the_desk(table, role)
    table.refuse_unknown_keys()
    return role


def _refuse_more_than_the_desk(table: Table, role: Role) -> None:
    """Whoever reads sheets of the linkage desk leads no case, searches none, and counts nothing."""
    if not any(permission.decides_links for permission in role.permissions):
        return
    others = sorted(
        permission
        for permission in role.permissions
        if not permission.decides_links and permission not in BESIDE_THE_DESK
    )
    if others:
        message = (
            f"The role “{role.code}” works at the linkage desk, and may also do this: {', '.join(others)}."
        )
        table.refuse("permissions", message, "Make two roles, for two people.")
