"""Reads a TOML file key by key and says of every fault where it is and what to do about it."""

import difflib
import re
import tomllib
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from opennrm.country.certainty import Certainty
from opennrm.country.problems import Problem
from opennrm.country.toml_lines import KeyPath, key_lines, line_of

Choice = TypeVar("Choice", bound=StrEnum)

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")


class Table:
    """One table of a file under check. Each `read` of a key both returns its value and marks the key as
    known.

    A key that is missing or wrong becomes a problem and reads as an empty value of its kind, so that one
    pass over the file finds all its faults. Call `refuse_unknown_keys` last.
    """

    def __init__(
        self,
        values: dict[str, Any],
        *,
        path: KeyPath,
        file: str,
        lines: dict[KeyPath, int],
        problems: list[Problem],
    ) -> None:
        self._values = values
        self._path = path
        self._file = file
        self._lines = lines
        self._problems = problems
        self._known: set[str] = set()

    def refuse(self, key: str, message: str, remedy: str, *, position: int | None = None) -> None:
        """Add a problem at the line of `key`, or of this table when the key is not there.

        With `position` the problem is that of one element of the list under `key`; it counts from 0.
        """
        element = () if position is None else (position,)
        line = line_of((*self._path, key, *element), self._lines)
        self._problems.append(Problem(file=self._file, line=line, message=message, remedy=remedy))

    def peek(self, key: str) -> Any:
        """Return the value as it is written, unchecked and not marked as known; None if it is missing."""
        return self._values.get(key)

    def text(self, key: str, *, default: str | None = None) -> str:
        """Read a text that is not empty. With a `default` the key may be left out."""
        value = self._value(key, optional=default is not None)
        if value is None:
            return default or ""
        if not isinstance(value, str) or not value.strip():
            self.refuse(key, f"“{key}” has no text.", f'Write {key} = "…" with the words people will read.')
            return ""
        return value.strip()

    def code(self, key: str) -> str:
        """Read a code: letters, digits, full stops and underscores, starting with a letter."""
        value = self.text(key)
        if value and not _CODE.fullmatch(value):
            self.refuse(
                key,
                f"“{value}” is not a code.",
                "Use letters, digits, full stops and underscores, and start with a letter.",
            )
        return value

    def positive_number(self, key: str) -> int:
        """Read a whole number of at least 1."""
        value = self._value(key)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.refuse(
                key, f"“{key}” is not a whole number above zero.", f"Write {key} = 1, or a higher number."
            )
            return 0
        return value

    def choice(self, key: str, choices: type[Choice], *, default: Choice) -> Choice:
        """Read one of the values of `choices`; a missing key reads as `default` without a problem."""
        return self._choice(key, choices, value=self._value(key, optional=True)) or default

    def required_choice(self, key: str, choices: type[Choice], *, none: str = "") -> Choice | None:
        """Read one of the values of `choices`, or None for the word `none`, or after a problem."""
        value = self._value(key)
        if none and value == none:
            return None
        return self._choice(key, choices, value=value, none=none)

    def codes(self, key: str) -> tuple[str, ...]:
        """Read a list of texts with at least one element."""
        value = self._value(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(code, str) for code in value):
            self.refuse(key, f"“{key}” is not a list of codes.", f'Write {key} = ["first", "second"].')
            return ()
        return tuple(value)

    def number(self, key: str, *, minimum: int, maximum: int, default: int | None = None) -> int:
        """Read a whole number between two bounds, both allowed. With a `default` the key may be left out."""
        value = self._value(key, optional=default is not None)
        if value is None and default is not None:
            return default
        if value is not None and (type(value) is not int or not minimum <= value <= maximum):
            self.refuse(
                key,
                f"“{key}” is not a whole number from {minimum} to {maximum}.",
                f"Write {key} = {minimum}, or another whole number in this range, without quotes.",
            )
            value = None
        return minimum if value is None else value

    def decimal(self, key: str, *, minimum: float, maximum: float) -> float:
        """Read a number between two bounds, both allowed, with or without decimals."""
        value = self._value(key)
        if value is None:
            return minimum
        if type(value) not in (int, float) or not minimum <= value <= maximum:
            self.refuse(
                key,
                f"“{key}” is not a number from {minimum:g} to {maximum:g}.",
                f"Write {key} = {minimum:g}, or another number in this range, without quotes.",
            )
            return minimum
        return float(value)

    def keys(self) -> list[str]:
        """The keys that stand here, in the order of the file."""
        return list(self._values)

    def nothing(self, key: str) -> tuple[()]:
        """Know a key that may be left out, and is."""
        self._value(key, optional=True)
        return ()

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """Read true or false. With a `default` the key may be left out."""
        value = self._value(key, optional=default is not None)
        if value is None and default is not None:
            return default
        if value is not None and not isinstance(value, bool):
            self.refuse(key, f"“{key}” is neither true nor false.", f"Write {key} = true, without quotes.")
        return value is True

    def day(self, key: str, *, optional: bool = False) -> date | None:
        """Read a date; None when it is wrong, or left out where it is `optional`."""
        value = self._value(key, optional=optional)
        # A TOML date with a time is a datetime, which Python also counts as a date.
        if value is not None and type(value) is not date:
            self.refuse(key, f"“{key}” is not a date.", f"Write {key} = 2026-11-21, without quotes.")
            return None
        return value

    def validity(self) -> tuple[date | None, date | None]:
        """Read `valid_from` and `valid_to`, the first and the last day of a fact; either may be left out."""
        first, last = self.day("valid_from", optional=True), self.day("valid_to", optional=True)
        if first and last and last < first:
            self.refuse(
                "valid_to", "“valid_to” is before “valid_from”.", "Swap them, or correct one of them."
            )
        return first, last

    def matching(self, key: str, pattern: str, *, example: str) -> str:
        """Read a text that matches a pattern from its beginning to its end."""
        value = self.text(key)
        if value and not re.fullmatch(pattern, value):
            self.refuse(key, f"“{value}” cannot be used for “{key}”.", f"Write it like “{example}”.")
        return value

    def certainty(self) -> Certainty:
        """Read the mark under `certainty` that each fact must carry."""
        return self.required_choice("certainty", Certainty) or Certainty.PROPOSAL

    def unused_code(self, used: set[str], key: str = "code") -> str:
        """Read a code that is not among `used`, and add it to them."""
        code = self.code(key)
        if code and code in used:
            self.refuse(key, f"“{code}” is used twice.", "Give each its own code.")
        used.add(code)
        return code

    def known(self, key: str, options: Collection[str]) -> str:
        """Read a text that is one of `options`."""
        value = self.text(key)
        if value and value not in options:
            self.refuse(key, f"“{value}” is not known for “{key}”.", suggestion(value, options))
        return value

    def known_codes(
        self, key: str, options: Collection[str], *, may_be_empty: bool = False, optional: bool = False
    ) -> tuple[str, ...]:
        """Read a list of texts, each one of `options` and named once.

        A list that `may_be_empty` must still be written as []; an `optional` one may be left out as well.
        """
        is_nothing = (optional and self.peek(key) is None) or (
            (optional or may_be_empty) and self.peek(key) == []
        )
        values = () if is_nothing else self.codes(key)
        self._known.add(key)
        for position, value in enumerate(values):
            if value not in options:
                message = f"“{value}” is not known for “{key}”."
                self.refuse(key, message, suggestion(value, options), position=position)
            elif value in values[:position]:
                self.refuse(
                    key, f"“{value}” is used twice in “{key}”.", "Remove one of them.", position=position
                )
        return values

    def table(self, key: str) -> "Table":
        """Read a table inside this one."""
        value = self._value(key)
        if value is not None and not isinstance(value, dict):
            self.refuse(key, f"“{key}” is not a table.", f"Start it with its own line [{self._dotted(key)}].")
            value = None
        # A missing table is one problem; reading on in it would repeat it for each of its keys.
        problems = self._problems if value is not None else []
        return self._inner(value or {}, (*self._path, key), problems)

    def tables(self, key: str, *, optional: bool = False) -> list["Table"]:
        """Read an array of tables with at least one element, or none at all where it is `optional`."""
        value = self._value(key, optional=optional)
        if value is None:
            return []
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(element, dict) for element in value)
        ):
            header = f"[[{self._dotted(key)}]]"
            self.refuse(key, f"“{key}” is not a list of tables.", f"Start each of them with a line {header}.")
            return []
        return [
            self._inner(element, (*self._path, key, position), self._problems)
            for position, element in enumerate(value)
        ]

    def refuse_unknown_keys(self) -> None:
        """Add a problem for each key that nothing has read."""
        for key in self._values.keys() - self._known:
            self.refuse(key, f"“{key}” is not a key here.", f"Remove it. {suggestion(key, self._known)}")

    def _value(self, key: str, *, optional: bool = False) -> Any:
        self._known.add(key)
        if key not in self._values and not optional:
            self.refuse(key, f"“{key}” is missing.", "Add it here, as in the template pack.")
        return self._values.get(key)

    def _choice(self, key: str, choices: type[Choice], *, value: Any, none: str = "") -> Choice | None:
        if value is None:
            return None
        try:
            return choices(value)
        except ValueError:
            words = ", ".join([*choices, *([none] if none else [])])
            self.refuse(key, f"“{value}” is not known for “{key}”.", f"Use one of: {words}.")
            return None

    def _inner(self, values: dict[str, Any], path: KeyPath, problems: list[Problem]) -> "Table":
        return Table(values, path=path, file=self._file, lines=self._lines, problems=problems)

    def _dotted(self, key: str) -> str:
        return ".".join(step for step in (*self._path, key) if isinstance(step, str))


def suggestion(value: str, options: Collection[str]) -> str:
    """Say which of `options` was probably meant, or name them all."""
    if near := difflib.get_close_matches(value, list(options), n=1, cutoff=0.75):
        return f"Did you mean “{near[0]}”?"
    return f"Use one of: {', '.join(sorted(options))}." if options else "There is nothing to choose from yet."


def read_table(path: Path, problems: list[Problem]) -> Table | None:
    """Return the whole file as a table, or None with a problem when it cannot be read as TOML."""

    def refuse(line: int, message: str, remedy: str) -> None:
        problems.append(Problem(file=str(path), line=line, message=message, remedy=remedy))

    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        refuse(
            1, f"The file cannot be read: {error.strerror}.", "Check that it exists and that you may read it."
        )
        return None
    except UnicodeDecodeError:
        refuse(1, "The file is not written in UTF-8.", "Save it again with the encoding UTF-8.")
        return None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        refuse(_line_named_in(error, text), f"This is not valid TOML: {error}.", "Correct this line.")
        return None
    return Table(values, path=(), file=str(path), lines=key_lines(text), problems=problems)


def _line_named_in(error: tomllib.TOMLDecodeError, text: str) -> int:
    named = re.search(r"at line (\d+)", str(error))
    # Without a line the parser means the end of the document.
    return int(named[1]) if named else max(1, len(text.splitlines()))
