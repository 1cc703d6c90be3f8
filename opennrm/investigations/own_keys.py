"""Keys of one row alone. What a suspect's key seals opens nothing of a case, and no case's key opens a suspect."""

from typing import Any

from opennrm.foundation import keys
from opennrm.foundation.sealing import Seal, new_data_key

from .models import ChildSuspectRequest, Disclosure, Investigation, NonPunishment, Suspect, Thing

Keyed = Investigation | Suspect | Thing | ChildSuspectRequest | NonPunishment | Disclosure
"""A row with a sealed key of its own."""


def new_seal(row: Keyed) -> Seal:
    """Give a row that is about to be saved a new key, and return what seals by it."""
    data_key = new_data_key()
    row.wrapped = keys.keeper().wrap(data_key, bound_to=_bound(row))
    return Seal(row.pk, data_key)


def seal_of(row: Keyed) -> Seal:
    """What opens and seals by the key of a row that has one.

    :raises KeyProblem: the master key is not the one that wrapped it.
    """
    return Seal(row.pk, keys.keeper().unwrap(bytes(row.wrapped), bound_to=_bound(row)))


def _bound(row: Any) -> str:
    return f"investigations {row.pk}"
