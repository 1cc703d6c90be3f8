"""Invented weeks: spaces, people and children in three towns, with what keeps them apart. Nothing of it is real."""

from random import Random

from opennrm.interviews.scheduling.problem import (
    DAY,
    Absence,
    Booking,
    Child,
    ChildTime,
    Costs,
    Interpreting,
    Member,
    Period,
    Problem,
    Rules,
    Space,
    Start,
    TimeKind,
)

COSTS = Costs(
    space_fit=3,
    turnaround=5,
    quorum=4,
    watched_later=1,
    interpreter=2,
    wished_sex=5,
    same_interviewer=4,
    shield=3,
    child_time=5,
    medical_before=6,
    not_together=5,
    window_a_day=1,
    daily_limit=3,
    member_travel=2,
    child_travel=4,
    moved=2,
)
RULES = Rules(
    costs=COSTS,
    longest_in_room=((0, 30), (6, 60), (12, 90)),
    young_below=10,
    morning_ends=12 * 60,
    late_from=16 * 60,
    meals=(8 * 60, 12 * 60 + 30),
    fed_for=180,
    waiting=60,
    unknown_way=120,
)
PLACES = ("north", "south", "west")
WAYS = {("north", "south"): 45, ("north", "west"): 90, ("south", "west"): 60}
WEEK = Period(0, 5 * DAY)
DISCIPLINES = ("law_enforcement", "child_protection", "prosecution")


def week(*, children: int, spaces: int = 6, people: int = 60, seed: int = 1) -> Problem:
    """A week of half-hour starts from 8 to 16, for so many children."""
    luck = Random(seed)
    leads, interpreters = max(2, people // 6), max(1, people // 10)
    team = [_lead(number, luck) for number in range(leads)]
    team += [_interpreter(number, luck) for number in range(interpreters)]
    team += [_observer(number, luck) for number in range(max(3, people - leads - interpreters))]
    return Problem(
        starts=tuple(
            Start(day * DAY + clock, day, clock) for day in range(5) for clock in range(480, 961, 30)
        ),
        spaces=tuple(_space(number) for number in range(spaces)),
        members=tuple(team),
        children=tuple(_child(number, luck) for number in range(children)),
        rules=RULES,
        ways=WAYS,
    )


def _space(number: int) -> Space:
    hours = tuple(Period(day * DAY + 480, day * DAY + 1080) for day in range(5))
    place = PLACES[number % len(PLACES)]
    equipment = frozenset({"fixed_recorder", *(["step_free"] if number % 2 else [])})
    return Space(
        code=f"S{number:02}",
        place=place,
        site=f"{place}-site",
        open=hours,
        turnaround=30,
        equipment=equipment,
    )


def _lead(number: int, luck: Random) -> Member:
    return Member(
        code=f"L{number:02}",
        place=PLACES[number % len(PLACES)],
        leads=True,
        sex="FM"[number % 2],
        languages=frozenset({"eng"}),
        certified=() if number % 7 == 6 else (WEEK,),
        absences=_away(luck),
        bookings=_elsewhere(luck),
        travel_limit=100,
        most_a_day=2,
    )


def _interpreter(number: int, luck: Random) -> Member:
    return Member(
        code=f"T{number:02}",
        place=PLACES[number % len(PLACES)],
        languages=frozenset({("hat", "spa")[number % 2]}),
        interprets=frozenset({Interpreting.SPOKEN}),
        absences=_away(luck),
        travel_limit=100,
    )


def _observer(number: int, luck: Random) -> Member:
    return Member(
        code=f"O{number:02}",
        place=PLACES[luck.randrange(len(PLACES))],
        disciplines=frozenset({DISCIPLINES[number % len(DISCIPLINES)]}),
        absences=_away(luck),
        bookings=_elsewhere(luck),
        travel_limit=70,
    )


def _away(luck: Random) -> tuple[Absence, ...]:
    if luck.random() < 0.6:
        return ()
    day = luck.randrange(5)
    return (Absence(Period(day * DAY, (day + 1) * DAY), luck.choice([3, 6, None])),)


def _elsewhere(luck: Random) -> tuple[Booking, ...]:
    if luck.random() < 0.5:
        return ()
    begin = luck.randrange(5) * DAY + luck.randrange(480, 960, 30)
    return (Booking(Period(begin, begin + 90), place=luck.choice(PLACES)),)


def _child(number: int, luck: Random) -> Child:
    age = luck.randrange(4, 18)
    lessons = tuple(
        ChildTime(Period(day * DAY + 480, day * DAY + 840), TimeKind.LESSONS, hard=False) for day in range(5)
    )
    exam_day = luck.randrange(5)
    exam = ChildTime(Period(exam_day * DAY + 540, exam_day * DAY + 720), TimeKind.OTHER, hard=True)
    foreign = luck.random() < 0.2
    return Child(
        code=f"C{number:02}",
        age=age,
        place=luck.choice(PLACES),
        minutes=90 if age < 6 else 120,
        in_room=30 if age < 6 else 60,
        not_before=0,
        must_before=5 * DAY,
        target=luck.choice([1, 3, 5]) * DAY,
        language=luck.choice(["hat", "spa"]) if foreign else "eng",
        interpreting=Interpreting.SPOKEN if foreign else Interpreting.NONE,
        needs=frozenset({"fixed_recorder", *(["step_free"] if luck.random() < 0.1 else [])}),
        wished_sex=luck.choice(["", "", "F", "M"]),
        quorum=DISCIPLINES[: luck.choice([2, 2, 3])],
        may_watch_later=frozenset({"prosecution"}),
        times=(*lessons, *([exam] if luck.random() < 0.3 else [])),
        apart=frozenset({f"C{(number + 1) % 12:02}"} if number < 12 and luck.random() < 0.3 else ()),
        travel_limit=100,
    )
