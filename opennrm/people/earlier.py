"""Opening what can be corrected of a child, and what stood there before. Each opening is recorded."""

from typing import Any
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases import corrections
from opennrm.cases.bound import Correction
from opennrm.cases.corrections import OpenCorrection
from opennrm.cases.models import Case, CaseCorrection
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor

from .access import child_of, require_opening
from .around import CORRECTIONS
from .corrections import contact_of, identity_of
from .models import Contact, ContactCorrection, Person, PersonCorrection

KINDS: tuple[type[Correction], ...] = (
    CaseCorrection,
    PersonCorrection,
    ContactCorrection,
    *CORRECTIONS.values(),
)
"""Every correction of whoever a case is about."""


def identity_to_correct(actor: Actor, case_id: UUID) -> tuple[dict[str, Any], int]:
    """Open who the child is, to correct it; and how often it was corrected.

    :raises NotThere: there is nobody whom the actor's part covers.
    :raises NotAllowed: the actor's role opens no identities.
    """
    person = child_of(actor, case_id)
    require_opening(actor)
    stands = identity_of(cases.seal(actor, case_id), person)
    opened = [name for name in (*Person.SEALED, "citizenships") if stands.get(name)]
    right = cases.right_in(actor, case_id)
    audit.record("identity.opened", subject=person, right=right, detail={"fields": opened})
    return stands, corrections.version_of(actor, PersonCorrection, person.pk)


def contact_to_correct(actor: Actor, case_id: UUID, contact_id: UUID) -> tuple[dict[str, Any], int]:
    """Open one way to reach the child, to correct it; and how often it was corrected.

    :raises NotThere: there is none in this case that the actor's part covers.
    :raises NotAllowed: the actor's role opens no identities.
    """
    contact = fetch(Contact.objects.visible_to(actor), pk=contact_id, case_id=case_id)
    require_opening(actor)
    stands = contact_of(cases.seal(actor, case_id), contact)
    right = cases.right_in(actor, case_id)
    audit.record("identity.opened", subject=contact, right=right, detail={"fields": ["contacts"]})
    return stands, corrections.version_of(actor, ContactCorrection, contact.pk)


def open_corrections(actor: Actor, case: Case) -> list[OpenCorrection]:
    """Every correction that the actor's part covers, of the child and of who else has to do with them; newest first.

    :raises NotAllowed: the actor's role opens no identities, and a correction may name somebody.
    """
    require_opening(actor)
    seal = cases.seal(actor, case.pk)
    found = [each for kind in KINDS for each in corrections.of_case(actor, kind, case.pk, seal)]
    if found:
        right = cases.right_of(actor, case)
        audit.record("corrections.opened", subject=case, right=right, detail={"count": len(found)})
    return sorted(found, key=lambda correction: correction.corrected_at, reverse=True)


def has_corrections(actor: Actor, case_id: UUID) -> bool:
    """Whether the actor's part covers a correction in this case. Opens nothing."""
    return any(kind._default_manager.visible_to(actor).filter(case_id=case_id).exists() for kind in KINDS)
