"""Tables for spreadsheets: CSV in UTF-8 with the mark that they look for, and no cell that they would run."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r")


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows under their headings."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    # A spreadsheet would run a name that begins like a formula.
    if isinstance(value, str) and value.startswith(FORMULA_BEGINNINGS):
        return f"'{value}"
    return "" if value is None else value
