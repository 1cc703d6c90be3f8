"""The key of a case: made before the case, when somebody begins to write what becomes one, and destroyed for good."""

from uuid import UUID

from opennrm.foundation import sealing
from opennrm.foundation.actor import Actor

from .models import CaseKey


def make(case_id: UUID, *, holders: list[int]) -> None:
    """Make the key of what is going to be a case. `holders` are the principals that may use and destroy it."""
    wrapped = sealing.wrap_key(case_id, sealing.new_data_key())
    key = CaseKey(id=case_id, wrapped=wrapped, readers=holders, writers=holders)
    key.save(from_action=True, force_insert=True)


def destroy(case_id: UUID) -> None:
    """Destroy a key: what it sealed is unreadable from now on, in backups too. That there was one stays known."""
    CaseKey.objects.filter(pk=case_id).update(wrapped=None, from_action=True)


def is_destroyed(actor: Actor, case_id: UUID) -> bool:
    """Whether there was a key of this id that the actor held."""
    return CaseKey.objects.visible_to(actor).filter(pk=case_id, wrapped=None).exists()
