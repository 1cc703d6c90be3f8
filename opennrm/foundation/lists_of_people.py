"""Lists that people hand in as CSV files or workbooks: read as rows of text in a process of its own, never here."""

import json
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from . import sandbox
from .files import FileRefused
from .harmless.agreed import CSV, MAX_BYTES, MOST_COLUMNS, MOST_ROWS, XLSX, Reason

TAKEN = (".csv", ".xlsx", CSV, XLSX, "text/plain")
"""What a browser may offer for choosing."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A list as rows of text. `written` says how the file was written, `sheets` how many a workbook shows."""

    rows: list[list[str]]
    written: str
    sheets: int


def read(content: bytes) -> Table:
    """Read a list that somebody hands in.

    :raises FileRefused: it is empty, too large, damaged, protected, not safe to read, or no list.
    """
    if not content:
        raise FileRefused(str(_SENTENCES[Reason.EMPTY]))
    if len(content) > MAX_BYTES:
        raise FileRefused(_sentence(Reason.TOO_LARGE))
    if content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF-")):
        raise FileRefused(str(_OTHER_KIND))
    try:
        answer = sandbox.rows_of(content, XLSX if content.startswith(b"PK") else CSV)
    except sandbox.Busy as busy:
        raise FileRefused(
            _("Many files are being added at the moment. Wait a minute, and add this one again.")
        ) from busy
    if answer.reason:
        raise FileRefused(_sentence(answer.reason))
    try:
        said = json.loads(answer.content)
        rows = [[str(cell) for cell in row] for row in said["rows"]]
        return Table(rows=rows, written=str(said["written"]), sheets=int(said["sheets"]))
    except (ValueError, KeyError, TypeError, RecursionError) as wrong:
        raise FileRefused(_sentence(Reason.UNSAFE)) from wrong


_OTHER_KIND = lazy(
    "We can read CSV files and Excel workbooks (.xlsx) without a password. Save the list as one of these, and add that."
)
_SENTENCES: dict[Reason, str | Promise] = {
    Reason.EMPTY: lazy("There is nothing in this file. Choose another one."),
    Reason.DAMAGED: lazy(
        "This file cannot be read. Open it in a spreadsheet, save it as “CSV UTF-8”, and add that."
    ),
    Reason.UNSAFE: lazy(
        "This file cannot be read safely. Copy the rows into a new workbook, save it as “CSV UTF-8”, and add that."
    ),
    Reason.PASSWORD: _OTHER_KIND,
    Reason.ENCODING: lazy(
        "We do not know how the letters in this file are written. Save it as “CSV UTF-8”, and add that."
    ),
}


def _sentence(reason: Reason) -> str:
    if reason == Reason.TOO_LARGE:
        return _("This list is larger than {limit} MB. Split it into several lists.").format(
            limit=MAX_BYTES // (1024 * 1024)
        )
    if reason == Reason.ROWS:
        return _("This list has more than {limit} rows. Split it into several lists.").format(
            limit=f"{MOST_ROWS:,}"
        )
    if reason == Reason.COLUMNS:
        return _("This list has more than {limit} columns. Delete those that you do not need.").format(
            limit=MOST_COLUMNS
        )
    return str(_SENTENCES.get(reason, _SENTENCES[Reason.UNSAFE]))
