"""What the times and places of a child's interviews have to respect, and who takes no part in them, in words."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.interviews import access, restrictions, team
from opennrm.interviews.models import Restriction
from opennrm.web.interviews.forms import said_of


def listed(actor: Actor, case_id: UUID) -> list[dict[str, Any]]:
    """Everything that stands, each with the reference of another case only if the actor sees that one."""
    rows = list(restrictions.of_case(actor, case_id).select_related("space"))
    cases = Case.objects.visible_to(actor).filter(
        pk__in=[row.other_case_id for row in rows if row.other_case_id]
    )
    references = dict(cases.values_list("pk", "reference")) if rows else {}
    return [{"id": row.pk, "says": _words(row, references)} for row in rows]


def _words(row: Restriction, references: dict[UUID, str]) -> str:
    if row.space is not None:
        return _("Not in this space: {space}").format(space=row.space.title)
    if row.minutes is not None:
        return ngettext(
            "Travels for {minutes} minute at most", "Travels for {minutes} minutes at most", row.minutes
        ).format(minutes=row.minutes)
    reference = references.get(row.other_case_id) if row.other_case_id else None
    if reference is None:
        return _("Must not meet another child, whose case you do not see")
    return _("Must not meet the child of case {reference}").format(reference=reference)


def not_available(actor: Actor, case_id: UUID) -> list[dict[str, Any]]:
    """Who has nothing to do with the interviews of a child, by name only where the actor sees the name."""
    rows = list(access.conflicts_of(actor, case_id))
    known = team.around(actor, case_id) if rows else {}
    others = {each.membership_id: said_of(each) for each in team.unnamed(case_id, known)} if rows else {}
    return [
        {
            "id": row.pk,
            "who": known[row.official_id].account.name
            if row.official_id in known
            else others.get(row.official_id, _("Somebody of another agency")),
            "is_own": row.declared_by_id == actor.membership_id,
            "why": row.get_kind_display(),
        }
        for row in rows
    ]
