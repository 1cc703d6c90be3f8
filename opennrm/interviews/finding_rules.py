"""What the country lays down for finding times, in the words of the engine."""

from datetime import time

from opennrm.country.scheduling import Scheduling

from .scheduling.problem import Costs, Rules


def of_country(scheduling: Scheduling) -> Rules:
    """The rules of the country for the engine."""
    hours = scheduling.hours
    return Rules(
        costs=Costs(**{name: cost for name, cost in scheduling.costs.items() if name != "absence"}),
        longest_in_room=tuple((each.from_age, each.in_room) for each in scheduling.lengths),
        young_below=hours.young_below,
        morning_ends=_clock(hours.morning_ends),
        late_from=_clock(hours.late_from),
        meals=tuple(_clock(meal) for meal in hours.meals),
        fed_for=hours.fed_for_minutes,
        waiting=scheduling.waiting_minutes,
        unknown_way=scheduling.other_area_minutes,
    )


def _clock(moment: time) -> int:
    return moment.hour * 60 + moment.minute
