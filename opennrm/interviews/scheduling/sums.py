"""What a plan in numbers says to the criteria, and less than which none can say: it saves the solver easy questions."""

from collections import Counter
from typing import Any

Numbers = dict[str, Any]
OF_START = ("days_late", "unsuitable_hour", "lessons_missed", "replanned")


def value(numbers: Numbers, criterion: str, rows: list[list[Any]]) -> int:
    """What a plan says to a criterion."""
    children = numbers["children"]
    if criterion in ("unplaced", "urgency"):
        placed = {row[0] for row in rows}
        left_out = [child for number, child in enumerate(children) if number not in placed]
        return len(left_out) if criterion == "unplaced" else sum(child["urgency"] for child in left_out)
    if criterion == "load":
        led = Counter({who: member["load"] for who, member in enumerate(numbers["members"])})
        led.update(row[3] for row in rows)
        return max((led[each["who"]] for child in children for each in child["leads"]), default=0)
    return sum(_of_child(numbers, children[row[0]], criterion, row) for row in rows)


def _of_child(numbers: Numbers, child: Numbers, criterion: str, row: list[Any]) -> int:
    _number, start, space, lead, interpreter, observers = row
    at = child["starts"].index(start)
    if criterion in OF_START:
        return int(child[criterion][at])
    if criterion == "child_travel":
        return int(child["child_travel"][child["spaces"].index(space)])
    if criterion == "new_adults":
        in_room = [*child["leads"], *(child["interpreters"] or [])]
        return len({each["who"] for each in in_room if each["who"] in (lead, interpreter) and each["new"]})
    if criterion == "team_travel":
        place = numbers["spaces"][space]["place"]
        people = {who for who in (lead, interpreter, *observers) if who is not None}
        return sum(numbers["members"][who]["ways"][place] for who in people)
    return int(start * weight_of_start(numbers, child))


def least(numbers: Numbers, criterion: str) -> int:
    """The sum of what suits each child best by itself, if all have a time. None of it may be possible together."""
    if criterion in ("unplaced", "urgency", "load", "team_travel"):
        return 0
    total = 0
    for child in numbers["children"]:
        if criterion == "new_adults":
            roles = child["leads"], child["interpreters"] or []
            total += sum(min((int(each["new"]) for each in role), default=0) for role in roles)
        elif criterion == "earliest":
            total += min(child["starts"], default=0) * weight_of_start(numbers, child)
        else:
            total += min(child[criterion], default=0)
    return total


def weight_of_start(numbers: Numbers, child: Numbers) -> int:
    """How much an earlier start of a child counts among equal plans: a little more for the more urgent."""
    return int(child["urgency"]) + len(numbers["children"])
