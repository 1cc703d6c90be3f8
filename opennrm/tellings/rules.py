"""What a child is still to be told. Pure: what was told and what is asked for come in."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from opennrm.country.sheets import Moment

_ORDER = list(Moment)


def still_to_tell(
    expected: Sequence[Moment], heard: Collection[Moment], asked: Mapping[Moment, date]
) -> list[tuple[Moment, date | None]]:
    """The moments that are due, each with the day until which it is asked for, if there is one.

    :param expected: what every child is told.
    :param heard: what this child was told at least once.
    :param asked: what an open task asks for, also where the child heard of that moment before: a second decision has
        to be told like the first.
    """
    found = {
        moment: asked.get(moment) for moment in (*expected, *asked) if moment in asked or moment not in heard
    }
    return sorted(
        found.items(), key=lambda each: (each[1] is None, each[1] or date.max, _ORDER.index(each[0]))
    )
