"""Lists that were chosen and read stay in the page, sealed, while something else in the form is mended.

A browser never sends a file twice by itself. Only whoever chose it can use it, within twelve hours.
"""

import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag

from opennrm.foundation import keys
from opennrm.statistics.hidden_population import Reading
from opennrm.statistics.questions import lists_as_data, notes_of, table_of

LIMIT_CHARACTERS = 400_000
"""Above what twelve lists with all their combinations need."""
KEPT_SECONDS = 12 * 3600
PURPOSE = "estimate lists"


@dataclass(frozen=True)
class KeptLists:
    """A file that was read, under the name that it had."""

    name: str
    reading: Reading

    @property
    def people(self) -> int:
        return self.reading.table.observed

    @property
    def lists(self) -> int:
        return self.reading.table.lists


def keep(kept: KeptLists, *, holder: UUID | None) -> str:
    """Seal a file for whoever chose it."""
    content = {
        "name": kept.name,
        **lists_as_data(kept.reading.table),
        "notes": [asdict(note) for note in kept.reading.notes],
        "kept_at": time.time(),
    }
    sealed = keys.seal_for(PURPOSE, json.dumps(content).encode(), bound_to=_bound(holder))
    return urlsafe_b64encode(sealed).decode()


def reopen(sealed: str, *, holder: UUID | None) -> KeptLists | None:
    """The file again; None if somebody else chose it, it was changed, or it was kept for too long."""
    if len(sealed) > LIMIT_CHARACTERS:
        return None
    try:
        raw = urlsafe_b64decode(sealed.encode())
        opened = keys.open_for(PURPOSE, raw, bound_to=_bound(holder))
    except (ValueError, InvalidTag):
        return None
    content = json.loads(opened)
    if time.time() - content["kept_at"] > KEPT_SECONDS:
        return None
    return KeptLists(content["name"], Reading(table_of(content), notes_of(content)))


def _bound(holder: UUID | None) -> bytes:
    return f"estimate lists|{holder}".encode()
