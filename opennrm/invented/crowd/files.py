"""Writes the crowd to a list, and apart from it the truth: which records are of the same person."""

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import TextIO

from .errors import HARD, MODERATE, Clerk, Written
from .households import people
from .names import Choice

RATES = {"moderate": MODERATE, "hard": HARD}
RECORDS = Choice(["1", "2", "3", "4", "6"], [86, 95.5, 98.5, 99.5, 100])
"""How many records somebody has, with shares."""
AGENCIES = 6
WINDOW = 50_000
"""Records that are mixed with each other before they are written: memory does not grow with the list."""
COLUMNS = ("id", "agency", *(field.name for field in fields(Written)))

Row = tuple[int, str, Written]
"""The number of the person, the agency that wrote the record, and the record."""


def rows(number: int, *, seed: int, errors: str) -> Iterator[Row]:
    """So many records of invented people, in a mixed order. The same seed gives the same ones."""
    dice = Random(f"{seed} {errors}")  # noqa: S311 - nothing secret is drawn
    clerk, window, left = Clerk(dice, RATES[errors]), [], number
    for person in people(dice):
        for copy in range(min(int(RECORDS.draw(dice)), left)):
            agency = f"agency-{1 + int(dice.random() * AGENCIES)}"
            window.append((person.number, agency, clerk.written(person, is_first=copy == 0)))
            left -= 1
        if len(window) >= WINDOW or not left:
            dice.shuffle(window)
            yield from window
            window = []
        if not left:
            return


def write(
    number: int,
    *,
    seed: int,
    errors: str,
    out: Path,
    truth: Path,
    progress: Callable[[int], object] = lambda done: None,
) -> None:
    """Write so many records to `out`, and to `truth` which person each of them is.

    :param progress: is called now and then with how many are written.
    :raises OSError: a file cannot be written.
    """
    # Into files beside them first: whoever stops this has no half of a list.
    unfinished = [path.with_name(f"{path.name}.unfinished") for path in (out, truth)]
    try:
        with (
            unfinished[0].open("w", encoding="utf-8", newline="") as list_file,
            unfinished[1].open("w", encoding="utf-8", newline="") as truth_file,
        ):
            _write_rows(rows(number, seed=seed, errors=errors), list_file, truth_file, progress)
        for path, target in zip(unfinished, (out, truth), strict=True):
            os.replace(path, target)
    finally:
        for path in unfinished:
            path.unlink(missing_ok=True)


def _write_rows(
    found: Iterator[Row], list_file: TextIO, truth_file: TextIO, progress: Callable[[int], object]
) -> None:
    records, persons = csv.writer(list_file), csv.writer(truth_file)
    records.writerow(COLUMNS)
    persons.writerow(("id", "person"))
    names = COLUMNS[2:]
    for place, (person, agency, record) in enumerate(found, start=1):
        records.writerow((place, agency, *(getattr(record, name) for name in names)))
        persons.writerow((place, f"person-{person}"))
        if place % 10_000 == 0:
            progress(place)
