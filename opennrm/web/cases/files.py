"""Files under names that say nothing of anybody: what they were called is sealed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from opennrm.cases.documents import Entry
from opennrm.foundation.files import PDF


def named(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Each file with its number as a name."""
    return [
        {
            "file": entry,
            "name": (_("Document %(number)s") if entry.media_type == PDF else _("Picture %(number)s"))
            % {"number": entry.number},
        }
        for entry in entries
    ]
