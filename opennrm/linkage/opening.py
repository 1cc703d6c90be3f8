"""The records that the matcher compares: it alone opens those of every agency, in memory, and shows them to nobody."""

import hashlib
import hmac
from collections.abc import Collection, Iterable
from uuid import UUID

from opennrm.foundation import keys
from opennrm.foundation.actor import Actor
from opennrm.people import comparable
from opennrm.people.comparable import Child, Kept
from opennrm.people.models import Person

from .opened import Opened, model, named_once

_HALF = 16
"""Bytes of a digest of what is compared, and of one of the keys."""


def sealed(actor: Actor, person_ids: Collection[UUID]) -> list[Kept]:
    """These persons, as far as the matcher sees them."""
    return comparable.kept(actor, Person.objects.visible_to(actor).filter(pk__any_of=person_ids))


def opened(rows: Iterable[Kept]) -> dict[UUID, Opened]:
    """Those of these records that can be opened, by their persons."""
    named = named_once()
    return {row.person_id: Opened(Child(row, row.wrapped), named) for row in rows if row.wrapped is not None}


def digest(row: Kept) -> bytes:
    """Changes whenever anything that is compared is written, or somebody else leads the case. It opens nothing."""
    facts = row.facts
    parts = [
        str(row.person_id), model().version, str(row.wrapped is not None), str(facts.lead_agency_id), facts.area,
        facts.sex, str(facts.age),
    ]  # fmt: skip
    written = [*row.texts, *(telephone for _, telephone in row.telephones)]
    return _keyed("what is compared", [*parts, *(each.hex() if each else "" for each in written)])


def digest_of_keys(record: Opened) -> bytes:
    """Changes whenever the record is met by other keys."""
    return _keyed("keys", sorted(f"{kind} {form}" for kind, form in record.keys))


def _keyed(purpose: str, parts: Iterable[str]) -> bytes:
    secret = keys.keeper().derive(f"linkage: {purpose}")
    return hmac.digest(secret, "\0".join(parts).encode(), hashlib.sha256)[:_HALF]
