"""What somebody looks for in a list: with and without each of its filters, and as codes to be kept or recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Self

Codes = Mapping[str, str | list[str]]
"""Filters as texts by their names; one that takes several values has a list of them."""
ORDER = "order"
"""The field that says in which order a list stands. It limits nothing."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """The base of what can be looked for in one kind of list. Each field has a default, with which it does not limit.

    Values are texts, numbers, days, yes or no, words of an enumeration, and tuples of texts for several at once.
    """

    READ: ClassVar[Mapping[str, Callable[[str], Any]]] = {}
    """How each field that is no text is read from one."""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """The names of all filters, in the order of the form."""
        return tuple(each.name for each in fields(cls) if each.name != ORDER)

    @property
    def filters(self) -> list[str]:
        """The names of what limits the list, in the order of the form."""
        return [name for name in self.names() if getattr(self, name) != getattr(type(self), name)]

    def without(self, *names: str) -> Self:
        """The same without these filters."""
        return replace(self, **{name: getattr(type(self), name) for name in names})

    def without_value(self, name: str, value: Any) -> Self:
        """The same without one of the values of a filter, which may be its only one."""
        values = getattr(self, name)
        if not isinstance(values, tuple):
            return self.without(name)
        return replace(self, **{name: tuple(each for each in values if each != value)})

    def values_of(self, name: str) -> tuple[Any, ...]:
        """The values of a filter, of which most have one."""
        value = getattr(self, name)
        return value if isinstance(value, tuple) else (value,)

    def as_codes(self) -> dict[str, str | list[str]]:
        """The same as texts by name. Nothing that does not limit is among them, and no usual order."""
        order = [ORDER] if getattr(self, ORDER, None) != getattr(type(self), ORDER, None) else []
        return {name: _text(getattr(self, name)) for name in (*self.filters, *order)}

    @classmethod
    def of_codes(cls, codes: Codes) -> Self:
        """What `as_codes` gave.

        :raises ValueError: it did not.
        """
        return cls(**{name: cls._read(name, text) for name, text in codes.items()})

    @classmethod
    def _read(cls, name: str, text: str | list[str]) -> Any:
        values = tuple(map(cls.READ.get(name, str), [text] if isinstance(text, str) else text))
        return values if isinstance(getattr(cls, name, None), tuple) else values[0]


def _text(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(each) for each in value]
    if isinstance(value, bool):
        return "yes"
    return value.isoformat() if isinstance(value, date) else str(value)
