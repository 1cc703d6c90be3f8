"""How times for interviews are chosen: lengths by age, hours that suit, ways, and what each exception costs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType

from opennrm.country.certainty import Certainty
from opennrm.country.toml_table import Table

MOST_COST = 100
COSTS = (
    "absence",
    "space_fit",
    "turnaround",
    "quorum",
    "watched_later",
    "interpreter",
    "wished_sex",
    "same_interviewer",
    "shield",
    "child_time",
    "medical_before",
    "not_together",
    "window_a_day",
    "daily_limit",
    "member_travel",
    "child_travel",
    "moved",
)
"""What can be set aside, each by whoever alone may do so. A pack says of each how hard that is."""


@dataclass(frozen=True, kw_only=True)
class Length:
    """From this age on, a child is at most `in_room` minutes in the room at a time, of `booked` minutes in all."""

    from_age: int
    in_room: int
    booked: int


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Which hours suit: the morning below the age `young_below`, no start after `late_from`, and for all children a
    start within `fed_for_minutes` after one of the `meals`."""

    young_below: int
    morning_ends: time
    late_from: time
    meals: tuple[time, ...]
    fed_for_minutes: int


@dataclass(frozen=True, kw_only=True)
class Scheduling:
    """The country's rules for finding a time.

    A time is looked for on `look_ahead_days`, every `start_minutes` from `first_start` to `last_start`. `ways` has the
    minutes between two areas, and `other_area_minutes` stands for every other two. A child who must not meet another
    one is not in the same waiting room `waiting_minutes` before an interview.
    """

    look_ahead_days: int
    start_minutes: int
    first_start: time
    last_start: time
    waiting_minutes: int
    other_area_minutes: int
    lengths: tuple[Length, ...]
    hours: Hours
    costs: Mapping[str, int]
    ways: Mapping[tuple[str, str], int]
    certainty: Certainty

    def way(self, one: str, other: str) -> int:
        """Minutes from one area to another; none within an area, or where one is not known."""
        if one == other or not one or not other:
            return 0
        there = self.ways.get((one, other), self.ways.get((other, one)))
        return self.other_area_minutes if there is None else there


def read(table: Table, areas: Collection[str]) -> Scheduling:
    """Read the table [scheduling]."""
    found = Scheduling(
        look_ahead_days=table.number("look_ahead_days", minimum=1, maximum=60),
        start_minutes=table.number("start_minutes", minimum=10, maximum=240),
        first_start=_time(table, "first_start"),
        last_start=_time(table, "last_start"),
        waiting_minutes=table.number("waiting_minutes", minimum=0, maximum=240),
        other_area_minutes=table.number("other_area_minutes", minimum=0, maximum=1440),
        lengths=_lengths(table.tables("lengths")),
        hours=_hours(table.table("hours")),
        costs=_costs(table.table("costs")),
        ways=_ways(table.tables("ways", optional=True), areas),
        certainty=table.certainty(),
    )
    table.refuse_unknown_keys()
    return found


def _time(table: Table, key: str) -> time:
    text = table.matching(key, "([01][0-9]|2[0-3]):[0-5][0-9]", example="08:30")
    try:
        return time.fromisoformat(text)
    except ValueError:
        return time()


def _lengths(tables: list[Table]) -> tuple[Length, ...]:
    found = []
    for table in tables:
        length = Length(
            from_age=table.number("from_age", minimum=0, maximum=25),
            in_room=table.number("in_room", minimum=5, maximum=480),
            booked=table.number("booked", minimum=5, maximum=480),
        )
        if length.booked < length.in_room:
            table.refuse("booked", "It is shorter than “in_room”.", "Make it as long, or longer.")
        table.refuse_unknown_keys()
        found.append(length)
    if found and found[0].from_age != 0:
        tables[0].refuse("from_age", "No length is given for the youngest.", "Start with from_age = 0.")
    return tuple(sorted(found, key=lambda length: length.from_age))


def _hours(table: Table) -> Hours:
    found = Hours(
        young_below=table.number("young_below", minimum=0, maximum=25),
        morning_ends=_time(table, "morning_ends"),
        late_from=_time(table, "late_from"),
        meals=tuple(
            _time_of_day(table, text, position) for position, text in enumerate(table.codes("meals"))
        ),
        fed_for_minutes=table.number("fed_for_minutes", minimum=30, maximum=1440),
    )
    table.refuse_unknown_keys()
    return found


def _time_of_day(table: Table, text: str, position: int) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError:
        table.refuse("meals", f"“{text}” is not a time of day.", "Write it like “12:30”.", position=position)
        return time()


def _costs(table: Table) -> Mapping[str, int]:
    costs = {name: table.number(name, minimum=0, maximum=MOST_COST) for name in COSTS}
    table.refuse_unknown_keys()
    return MappingProxyType(costs)


def _ways(tables: list[Table], areas: Collection[str]) -> Mapping[tuple[str, str], int]:
    ways = {}
    for table in tables:
        pair = table.known("between", areas), table.known("and", areas)
        ways[pair] = table.number("minutes", minimum=0, maximum=1440)
        table.refuse_unknown_keys()
    return MappingProxyType(ways)
