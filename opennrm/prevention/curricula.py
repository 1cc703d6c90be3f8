"""Everything that changes curricula. A curriculum is never changed: a new version replaces it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused

from . import access
from .models import Curriculum
from .permissions import CURRICULUM_KEEP

FACTS = (
    "title", "hours", "audience", "topics", "certificate_kind", "validity_months", "pass_mark", "is_refresher",
)  # fmt: skip
"""What is said of a curriculum."""


def add(*, code: str, by: Actor, at: datetime, **facts: Any) -> Curriculum:
    """Enter a curriculum of the actor's own agency. `facts` are those of `FACTS`.

    :raises NotAllowed: the actor's role keeps no curricula.
    :raises Refused: the agency has one of this code, or what is said cannot all be true.
    """
    if by.agency_id is None or not by.may(CURRICULUM_KEEP):
        raise NotAllowed(_("Your role does not keep curricula."))
    if Curriculum.objects.filter(agency_id=by.agency_id, code=code).exists():
        raise Refused(_("Your agency has a curriculum with this code. Choose another code."), field="code")
    return _save(Curriculum(agency_id=by.agency_id, code=code, version=1), facts, "curriculum.added")


def replace(curriculum_id: UUID, *, by: Actor, at: datetime, **facts: Any) -> Curriculum:
    """Put a new version in the place of a curriculum. Trainings keep the version by which they were held.

    :raises NotThere: there is none in use.
    :raises NotAllowed: it is another agency's.
    :raises Refused: what is said cannot all be true.
    """
    old = access.curriculum_to_keep(by, curriculum_id)
    old.replaced_at = at
    old.save(from_action=True, update_fields=["replaced_at"])
    new = Curriculum(agency_id=old.agency_id, code=old.code, version=old.version + 1)
    return _save(new, facts, "curriculum.replaced")


def _save(curriculum: Curriculum, facts: dict[str, Any], event: str) -> Curriculum:
    if unknown := set(facts) - set(FACTS):
        raise TypeError(f"A curriculum has no {', '.join(sorted(unknown))} to state.")
    for name, value in facts.items():
        setattr(curriculum, name, value)
    kind = curriculum.certificate_kind
    if kind and kind not in pack().codes("certificate_kinds"):
        raise Refused(_("Choose the certificate from the list."), field="certificate_kind")
    if kind and not curriculum.validity_months:
        raise Refused(_("Enter for how many months the certificate counts."), field="validity_months")
    curriculum.save(from_action=True, force_insert=True)
    audit.record(event, subject=curriculum, detail={"version": curriculum.version})
    return curriculum
