"""The key of one verdict, pair or question alone: it opens nothing of a case, and what it seals goes with it."""

from opennrm.foundation import keys
from opennrm.foundation.sealing import Seal, new_data_key

from .models import LinkRequest, OurEncoding, OutsideMatch, OverlapTable, Pair, Verdict

Keyed = Verdict | Pair | LinkRequest | OverlapTable | OurEncoding | OutsideMatch
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


def _bound(row: Keyed) -> str:
    return f"linkage {row.pk}"
