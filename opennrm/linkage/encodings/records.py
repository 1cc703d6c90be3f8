"""What of a person goes into an encoding, in normal form."""

from __future__ import annotations

from typing import NamedTuple


class Record(NamedTuple):
    """One person in normal form. Names and area without blanks; the date as digits, as far as it is known."""

    given_name: str
    family_name: str
    date_of_birth: str
    sex: str
    area: str

    @property
    def canonical(self) -> bytes:
        """The same bytes for the same person, and for nobody who differs. A normal form holds no control character."""
        return "\x1f".join(self).encode()
