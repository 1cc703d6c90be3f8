"""What the country pack says of roles, brought to where the database sees it: on the memberships."""

from collections.abc import Collection

from django.db import transaction

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.country.roles import Role
from opennrm.foundation.context import enter_session
from opennrm.foundation.permissions import Permission
from opennrm.foundation.second_door import second_door

from .models import Membership

NO_ROLE = {
    "second_factor_required": True,
    "reads_audit": False,
    "decides_links": False,
    "books_spaces": False,
    "keeps_recordings": False,
    "sees_cases": True,
    "takes_new_cases": False,
    "supervises": False,
}


def flags_of(role: Role) -> dict[str, bool]:
    """What a membership in this role keeps of it."""
    supervises = any(permission.supervises for permission in role.permissions)
    return {
        "second_factor_required": role.second_factor,
        "reads_audit": any(permission.reads_audit for permission in role.permissions),
        "decides_links": any(permission.decides_links for permission in role.permissions),
        "books_spaces": any(permission.books_spaces for permission in role.permissions),
        "keeps_recordings": any(permission.keeps_recordings for permission in role.permissions),
        "sees_cases": any(permission.opens_cases for permission in role.permissions),
        # Whoever supervises sees all cases already.
        "takes_new_cases": any(permission.takes_new_cases for permission in role.permissions)
        and not supervises,
        "supervises": supervises,
    }


def confirming(by: Collection[Permission] | None = None) -> list[str]:
    """The codes of the roles whose holders may confirm what somebody else has given.

    :param by: only those that may do so by one of these permissions.
    """
    return [
        role.code
        for role in pack().roles.values()
        if any(permission.confirms and (by is None or permission in by) for permission in role.permissions)
    ]


def bring_in_line() -> int:
    """Let every membership demand and give what the pack says of its role now; returns how many changed.

    Called when a process starts, so that a changed pack binds everybody at their next request. A role that the
    pack no longer has carries no permission, and demands everything.
    """
    changed: dict[str, int] = {}
    with transaction.atomic():
        enter_session("", origin="start of a process")
        _change_what_differs(changed)
    return sum(changed.values())


def _change_what_differs(changed: dict[str, int]) -> None:
    with second_door():
        current = Membership.objects.filter(ended_at=None)
        for code in sorted(set(current.values_list("role", flat=True))):
            role = pack().roles.get(code)
            flags = flags_of(role) if role else NO_ROLE
            differing = current.filter(role=code).exclude(**flags)
            if number := differing.update(**flags, from_action=True):
                changed[code] = number
        if changed:
            audit.record("memberships.brought_in_line", detail={"roles": changed})
