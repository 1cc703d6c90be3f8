"""What makes one possible slot better than another. The first criterion that differs decides, whatever the others say.

So no sum of small wishes is stronger than a big one. Slots that are equal by all of them are put in order by the
earliest start, then by the shortest way of the child, then by that of the lead, then by codes.
"""

from typing import NamedTuple

from .conditions import begun_days
from .lookups import Lookups
from .problem import Child, Rules, Slot, Start

TOLD, PLANNED = 2, 1
"""What it weighs to move a child who was told of a time already, and one who was not."""


class Measures(NamedTuple):
    """What a slot says to each criterion, in the order in which they decide. Less is better.

    `days_late`: days begun since the time by which it should have been. `child_travel`, `lessons_missed` and
    `team_travel` are minutes. `unsuitable_hour` counts what does not suit the child in the hour. `new_adults` is
    how many adults in the room the child does not know yet. `load` is how many interviews the lead has already.
    `replanned` weighs that the child has another time by now.
    """

    days_late: int
    child_travel: int
    unsuitable_hour: int
    lessons_missed: int
    new_adults: int
    team_travel: int
    load: int
    replanned: int


Order = tuple[Measures, int, int, int, str, str, str, tuple[tuple[str, str], ...]]


def measures(child: Child, slot: Slot, start: Start, lookups: Lookups) -> Measures:
    """What a slot says to each criterion."""
    problem, space = lookups.problem, lookups.spaces[slot.space]
    in_room = {slot.lead, *filter(None, [slot.interpreter])}
    return Measures(
        days_late=begun_days(slot.start - child.target),
        child_travel=problem.way(child.place, space.place),
        unsuitable_hour=unsuitable_hour(child, start, problem.rules),
        lessons_missed=lessons_missed(child, slot),
        new_adults=len(in_room - child.met),
        team_travel=sum(problem.way(lookups.members[who].place, space.place) for who in slot.people),
        load=sum(booking.leads for booking in lookups.members[slot.lead].bookings),
        replanned=replanned(child, slot.start),
    )


def unsuitable_hour(child: Child, start: Start, rules: Rules) -> int:
    """How many things do not suit the child in this hour: too late for a young child or for any, or long after food."""
    fed = any(0 <= start.clock - meal <= rules.fed_for for meal in rules.meals)
    young_in_the_afternoon = child.age < rules.young_below and start.clock >= rules.morning_ends
    return young_in_the_afternoon + (start.clock > rules.late_from) + (not fed)


def lessons_missed(child: Child, slot: Slot) -> int:
    """Minutes of what the child would miss, where that is allowed."""
    return sum(
        max(0, min(time.period.end, slot.end) - max(time.period.start, slot.start))
        for time in child.times
        if not time.hard
    )


def replanned(child: Child, start: int) -> int:
    """What it weighs that the child had another time before."""
    if child.planned is None or child.planned == start:
        return 0
    return TOLD if child.told else PLANNED


def order(child: Child, slot: Slot, found: Measures, lookups: Lookups) -> Order:
    """By what slots are put in order: the best has the least."""
    place = lookups.spaces[slot.space].place
    ways = (
        lookups.problem.way(child.place, place),
        lookups.problem.way(lookups.members[slot.lead].place, place),
    )
    return (found, slot.start, *ways, slot.space, slot.lead, slot.interpreter, slot.observers)
