"""The names of the children of many cases at once, for a list that leaves the product."""

from collections.abc import Collection
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain

from .access import require_opening
from .models import Person


def export_names(actor: Actor, listed: Collection[Case], *, purpose: str) -> dict[UUID, str]:
    """The names of the children of these cases, as far as the actor's parts cover them, in five queries.

    That each was exported, and for which purpose, is recorded in its case.

    :raises NotAllowed: the actor's role opens no identities.
    """
    require_opening(actor)
    ids = [case.pk for case in listed]
    seals = cases.seals(actor, ids)
    found = Person.objects.visible_to(actor).filter(case_id__any_of=ids).order_by("-recorded_at", "-id")
    # The child is the first person of a case: of several, the last one here.
    children = {person.case_id: person for person in found if person.case_id in seals}
    names = {}
    for case_id, person in children.items():
        texts = (
            plain(seals[case_id].open_field(person, field), lines=False)
            for field in ("given_names", "family_name")
        )
        names[case_id] = " ".join(filter(None, texts))
    rights = cases.rights_of(actor, [case for case in listed if case.pk in names])
    opened = [(case, rights[case.pk]) for case in listed if case.pk in names]
    audit.record_each("identity.exported", opened, detail={"purpose": purpose})
    return names
