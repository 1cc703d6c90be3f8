"""Recordings under custody: how soon a hand-over is confirmed, how often they are verified, how long copies last."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table

PURPOSES = (
    "working", "transcript", "prosecution", "defence", "court", "therapy", "training", "research",
)  # fmt: skip
"""What a copy is made for."""


@dataclass(frozen=True, kw_only=True)
class Custody:
    """A copy that was handed over is confirmed within `hand_over_hours`; until then nothing else of it is handed over.

    Each recording is verified every `verify_days`. A copy lasts for `longest_copy_days` at most, and for the
    `copy_days` of its purpose unless somebody says otherwise. A master is kept for `kept_years` after it was
    sealed, and longer while anybody wants it kept.
    """

    hand_over_hours: int
    verify_days: int
    longest_copy_days: int
    copy_days: Mapping[str, int]
    kept_years: int
    certainty: Certainty


def read(table: Table) -> Custody:
    """Read the table [custody]."""
    longest = table.number("longest_copy_days", minimum=1, maximum=3660)
    found = Custody(
        hand_over_hours=table.number("hand_over_hours", minimum=1, maximum=720),
        verify_days=table.number("verify_days", minimum=1, maximum=90),
        longest_copy_days=longest,
        copy_days=_copy_days(table.table("copy_days"), longest=longest),
        kept_years=table.number("kept_years", minimum=1, maximum=100),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found


def _copy_days(table: Table, *, longest: int) -> Mapping[str, int]:
    found = {purpose: table.number(purpose, minimum=1, maximum=longest) for purpose in PURPOSES}
    table.refuse_unknown_keys()
    return MappingProxyType(found)
