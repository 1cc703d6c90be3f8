"""What the country pack says of roles, brought to where the database sees it: on the memberships."""

from collections.abc import Collection

from django.db import transaction

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.country.roles import Role
from opennrm.foundation.context import enter_session
from opennrm.foundation.second_door import second_door

from .models import Membership
from .permissions import CONFIRMS, Permission, sees_cases

NO_ROLE = {
    "second_factor_required": True,
    "reads_audit": False,
    "sees_cases": True,
    "takes_new_cases": False,
    "supervises": False,
}


def flags_of(role: Role) -> dict[str, bool]:
    """What a membership in this role keeps of it."""
    return {
        "second_factor_required": role.second_factor,
        "reads_audit": Permission.AUDIT_VIEW in role.permissions,
        "sees_cases": sees_cases(role.permissions),
        # Whoever may give cases away sees them all; of the others, whoever may screen takes a case that nobody has.
        "takes_new_cases": Permission.SCREENING_DO in role.permissions
        and Permission.CASE_ASSIGN not in role.permissions,
        "supervises": Permission.CASE_ASSIGN in role.permissions,
    }


def confirming(permissions: Collection[str] = CONFIRMS) -> list[str]:
    """The codes of the roles whose holders may confirm what somebody else has given."""
    return [role.code for role in pack().roles.values() if not role.permissions.isdisjoint(permissions)]


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
