"""From the bytes of a file, as spreadsheets save it, to rows of cells."""

from __future__ import annotations

import csv
from collections import Counter

from opennrm.statistics.hidden_population.sentences import Sentence, gettext_noop
from opennrm.statistics.hidden_population.tables import TableRefused

SEPARATORS = ",;\t"


def decoded(content: bytes) -> tuple[str, list[Sentence]]:
    """The text of a file in UTF-8, UTF-16 or Windows-1252, with what is to be told of its encoding.

    :raises TableRefused: it is a spreadsheet or no text.
    """
    if content.startswith(b"PK"):
        raise TableRefused(
            gettext_noop("the file is a spreadsheet, not text; export the sheet as CSV and try again."),
            line=1,
        )
    notes = []
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = content.decode("utf-16")
        else:
            text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _windows(content)
        template = gettext_noop(
            "The file is not in UTF-8; it was read as Windows-1252. Check the letters in the names of the lists."
        )
        notes.append(Sentence(template))
    if "\x00" in text:
        raise TableRefused(
            gettext_noop("the file is not text; export the table as “CSV UTF-8” and try again."), line=1
        )
    return text, notes


def _windows(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise TableRefused(
            gettext_noop("a character is not in UTF-8; save the file as “CSV UTF-8” and try again."),
            line=content.count(b"\n", 0, error.start) + 1,
        ) from None


def rows_of(text: str) -> tuple[list[tuple[int, list[str]]], str]:
    """The rows that are not blank with their lines, without the blanks around their cells; and what separates them.

    :raises TableRefused: it is not CSV.
    """
    lines = text.splitlines()
    # A first line for spreadsheets, which says what separates the columns.
    said = lines[0].strip().lower() if lines else ""
    is_said = (len(said) == 5 and said.startswith("sep=")) or said == "sep="
    separator = said[4:] or "\t" if is_said else _separator(lines)
    reader = csv.reader(lines, delimiter=separator)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader]
    except csv.Error as error:
        raise TableRefused(
            gettext_noop("this is not CSV ({error}); export the table again."),
            line=reader.line_num,
            error=str(error),
        ) from None
    return [(line, row) for line, row in rows[is_said:] if any(row)], separator


def _separator(lines: list[str]) -> str:
    """What stands equally often in the most lines: a title above the table is one line and has its own."""

    def regularity(separator: str) -> tuple[int, int]:
        often = Counter(count for line in lines if (count := line.count(separator)))
        return max(((times, count) for count, times in often.items()), default=(0, 0))

    return max(SEPARATORS, key=regularity)
