"""Checks finished plans from the rows of the question alone, with nothing of what finds them.

It is written a second time, and otherwise, on purpose: a fault in how conditions are read, in the model or in the
solver shows as a difference. It imports only the words of the question.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from .problem import Child, Interpreting, Member, Problem, Slot, Space


class PlanIsWrong(Exception):
    """A plan breaks conditions that it says it keeps. The message names them."""


def verify(
    problem: Problem, slots: Iterable[Slot], *, set_aside: Iterable[str] = (), complete: bool = False
) -> None:
    """Look at every condition of every slot again, and at every two slots together.

    :param set_aside: the keys of conditions that may be broken.
    :param complete: also refuse a plan in which a child has no time.
    :raises PlanIsWrong: something is broken that was not set aside.
    """
    plan = sorted(slots)
    allowed = {(key, who) for key in set_aside for who in _children(problem)}
    found = sorted(set(faults(problem, plan)) - allowed)
    if complete:
        found += [("missing", child) for child in sorted(_children(problem) - {slot.child for slot in plan})]
    if found:
        raise PlanIsWrong(", ".join(f"{key} of {child}" for key, child in found))


def _children(problem: Problem) -> set[str]:
    return {child.code for child in problem.children}


def faults(problem: Problem, plan: list[Slot]) -> Iterator[tuple[str, str]]:
    """Each condition that a plan breaks, with the code of the child."""
    children = {child.code: child for child in problem.children}
    spaces = {space.code: space for space in problem.spaces}
    members = {member.code: member for member in problem.members}
    for code, number in Counter(slot.child for slot in plan).items():
        if number > 1 or code not in children:
            yield "no_overlap", code
    for slot in plan:
        child, space, lead = children[slot.child], spaces[slot.space], members[slot.lead]
        yield from ((key, child.code) for key in _of_child(problem, child, slot, space))
        yield from ((key, child.code) for key in _of_lead(problem, child, slot, space, lead))
        yield from ((key, child.code) for key in _of_team(problem, child, slot, members))
        yield from ((key, child.code) for key in _already_booked(problem, child, slot, space, members))
    for first, second in combinations(plan, 2):
        for key in _of_two(problem, first, second, children, spaces):
            yield key, max(first, second, key=lambda slot: (slot.start, slot.child)).child
    yield from _of_days(problem, plan, members)


def _of_child(problem: Problem, child: Child, slot: Slot, space: Space) -> Iterator[str]:
    if slot.end - slot.start != child.minutes or not _starts_at(problem, slot.start):
        yield "no_overlap"
    if slot.start < child.not_before or slot.end > child.must_before:
        yield "window"
    if any(time.hard and _common(time.period.start, time.period.end, slot) for time in child.times):
        yield "child_time"
    if child.medical_ends is not None and not (child.examined and child.examined.end <= slot.start):
        yield "medical_before"
    if _too_far(child.travel_limit, _way(problem, child.place, space.place)):
        yield "child_travel"
    fits = not child.needs - space.equipment and child.code not in space.closed_to and _open(space, slot)
    if not fits and ("space_fit", "") not in child.set_aside:
        yield "space_fit"


def _open(space: Space, slot: Slot) -> bool:
    return any(hours.start <= slot.start and slot.end <= hours.end for hours in space.open)


def _of_lead(problem: Problem, child: Child, slot: Slot, space: Space, lead: Member) -> Iterator[str]:
    valid = [period for period in lead.certified if period.start <= slot.start and slot.end <= period.end]
    if not lead.leads or not valid:
        yield "certificate"
    if ("absence", lead.code) not in child.set_aside and _is_away(lead, slot):
        yield "absence"
    if child.wished_sex not in ("", lead.sex):
        yield "wished_sex"
    if child.same_lead not in ("", lead.code):
        yield "same_interviewer"
    if lead.code in child.investigators:
        yield "shield"
    too_far = _too_far(lead.travel_limit, _way(problem, lead.place, space.place))
    if too_far and ("member_travel", lead.code) not in child.set_aside:
        yield "member_travel"
    ages = [minutes for age, minutes in sorted(problem.rules.longest_in_room) if age <= child.age]
    if ("daily_limit", lead.code) not in child.set_aside and child.in_room > (ages[-1] if ages else 0):
        yield "daily_limit"


def _of_team(problem: Problem, child: Child, slot: Slot, members: dict[str, Member]) -> Iterator[str]:
    if child.conflicts.intersection([slot.lead, slot.interpreter, *dict(slot.observers).values()]):
        yield "conflict_of_interest"
    if not _is_understood(child, slot, members):
        yield "interpreter"
    standing = dict(slot.observers)
    for discipline in child.quorum:
        who = members.get(standing.get(discipline, ""))
        if who is None or discipline not in who.disciplines or who.code in (slot.lead, slot.interpreter):
            yield f"quorum({discipline})"
    place = next(space.place for space in problem.spaces if space.code == slot.space)
    for code in {slot.interpreter, *standing.values()} - {""}:
        helper = members[code]
        if ("absence", code) not in child.set_aside and _is_away(helper, slot):
            yield "absence"
        too_far = _too_far(helper.travel_limit, _way(problem, helper.place, place))
        if too_far and ("member_travel", code) not in child.set_aside:
            yield "member_travel"


def _is_away(member: Member, slot: Slot) -> bool:
    return any(_common(absence.period.start, absence.period.end, slot) for absence in member.absences)


def _is_understood(child: Child, slot: Slot, members: dict[str, Member]) -> bool:
    if child.interpreting is Interpreting.NONE:
        return child.language == "" or child.language in members[slot.lead].languages
    who = members.get(slot.interpreter)
    if who is None or who.code == slot.lead:
        return False
    return child.interpreting in who.interprets and child.language in who.languages


def _already_booked(
    problem: Problem, child: Child, slot: Slot, space: Space, members: dict[str, Member]
) -> Iterator[str]:
    for booking in [*child.bookings, *(each for code in slot.people for each in members[code].bookings)]:
        way = _way(problem, booking.place, space.place)
        if _common(booking.period.start - way, booking.period.end + way, slot):
            yield "no_overlap"
    turnaround = 0 if ("turnaround", "") in child.set_aside else space.turnaround
    for booking in space.bookings:
        if _common(booking.period.start, booking.period.end, slot):
            yield "no_overlap"
        elif _gap(booking.period.start, booking.period.end, slot) < turnaround:
            yield "turnaround"
    for other in (each for each in problem.spaces if each.site == space.site):
        for booking in other.bookings:
            close = _gap(booking.period.start, booking.period.end, slot) < problem.rules.waiting
            if booking.child in child.apart and close:
                yield "not_together"


def _of_two(
    problem: Problem, first: Slot, second: Slot, children: dict[str, Child], spaces: dict[str, Space]
) -> Iterator[str]:
    here, there = spaces[first.space], spaces[second.space]
    gap = _gap(first.start, first.end, second)
    if set(first.people) & set(second.people) and gap < _way(problem, here.place, there.place):
        yield "no_overlap"
    if set(first.people) & set(second.people) and gap < 0:
        yield "no_overlap"
    if here.code == there.code and gap < here.turnaround:
        yield "no_overlap" if gap < 0 else "turnaround"
    elif here.code == there.code and gap < 0:
        yield "no_overlap"
    apart = second.child in children[first.child].apart or first.child in children[second.child].apart
    if apart and here.site == there.site and gap < problem.rules.waiting:
        yield "not_together"


def _of_days(problem: Problem, plan: list[Slot], members: dict[str, Member]) -> Iterator[tuple[str, str]]:
    days = {start.at: start.day for start in problem.starts}
    aside = {child.code: child.set_aside for child in problem.children}
    led: dict[tuple[str, int], list[Slot]] = defaultdict(list)
    for slot in plan:
        led[slot.lead, days.get(slot.start, -1)].append(slot)
    for (code, day), slots in led.items():
        lead = members[code]
        before = len([booking for booking in lead.bookings if booking.leads and booking.day == day])
        for slot in slots[max(0, lead.most_a_day - before) :]:
            if ("daily_limit", code) not in aside[slot.child]:
                yield "daily_limit", slot.child


def _starts_at(problem: Problem, minute: int) -> bool:
    return any(start.at == minute for start in problem.starts)


def _common(start: int, end: int, slot: Slot) -> bool:
    return max(start, slot.start) < min(end, slot.end)


def _gap(start: int, end: int, slot: Slot) -> int:
    """Minutes between a period and a slot; less than none if they overlap."""
    return max(start - slot.end, slot.start - end)


def _too_far(limit: int | None, way: int) -> bool:
    return limit is not None and limit < way


def _way(problem: Problem, one: str, other: str) -> int:
    if "" in (one, other) or one == other:
        return 0
    for pair in ((one, other), (other, one)):
        if pair in problem.ways:
            return problem.ways[pair]
    return problem.rules.unknown_way
