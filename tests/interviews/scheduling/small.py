"""Small questions at random: often there is a time, and often there is none."""

from random import Random

from opennrm.interviews.scheduling.problem import (
    DAY,
    Absence,
    Booking,
    Child,
    ChildTime,
    Interpreting,
    Member,
    Period,
    Problem,
    Space,
    TimeKind,
)

from .making import ALWAYS, MON, TUE, at, child, lead, observer, problem, space, span, starts

WAYS = {("town", "coast"): 45}


def small(seed: int, *, children: int = 1) -> Problem:
    """Two days with three starts each, two rooms, and few people."""
    luck = Random(seed)
    return problem(
        starts(MON, TUE, first=9, last=15, step=3),
        [a_space(luck, "R1"), a_space(luck, "R2")],
        [
            *(a_lead(luck, f"I{number}") for number in range(2)),
            *(observer(f"P{number}", "police", *_sometimes(luck, _a_time(luck))) for number in range(2)),
            lead("T", leads=False, languages=frozenset({"hat"}), interprets=frozenset({Interpreting.SPOKEN})),
        ],
        [a_child(luck, code) for code in "ABCD"[:children]],
        ways=WAYS,
        waiting=60,
    )


def a_space(luck: Random, code: str) -> Space:
    """A room that may be closed on one day, booked at a time, and elsewhere."""
    days = luck.choice([(MON, TUE), (MON,), (TUE,)])
    booked = _sometimes(luck, Booking(_a_time(luck), child=luck.choice(["", "Z"])))
    return space(
        code,
        *(span(day, 9, 17) for day in days),
        place=luck.choice(["town", "town", "coast"]),
        turnaround=luck.choice([0, 60]),
        equipment=frozenset(_sometimes(luck, "step_free")),
        bookings=booked,
    )


def a_lead(luck: Random, code: str) -> Member:
    """Somebody who may be away, elsewhere, or without a certificate on one day."""
    return lead(
        code,
        sex=luck.choice("FM"),
        certified=luck.choice([(ALWAYS,), (Period(0, DAY),)]),
        absences=_sometimes(luck, Absence(_a_time(luck), luck.choice([3, 6, None]))),
        bookings=_sometimes(luck, Booking(_a_time(luck), place="coast", leads=True, day=luck.choice([0, 1]))),
        travel_limit=luck.choice([None, 30]),
        most_a_day=luck.choice([2, 1]),
    )


def a_child(luck: Random, code: str) -> Child:
    """A child with a few of the needs that children have."""
    interpreting = luck.choice([Interpreting.NONE, Interpreting.NONE, Interpreting.SPOKEN])
    return child(
        code,
        language="eng" if interpreting == Interpreting.NONE else "hat",
        interpreting=interpreting,
        target=luck.choice([0, at(TUE, 0), at(TUE, 24)]),
        must_before=luck.choice([at(TUE, 0), at(TUE, 24)]),
        wished_sex=luck.choice(["", "", "F"]),
        conflicts=frozenset(_sometimes(luck, luck.choice(["I0", "P0"]))),
        quorum=luck.choice([(), ("police",)]),
        may_watch_later=frozenset(_sometimes(luck, "police")),
        needs=frozenset(_sometimes(luck, "step_free")),
        times=_sometimes(
            luck, ChildTime(_a_time(luck), luck.choice(list(TimeKind)), luck.choice([True, False]))
        ),
        apart=frozenset(_sometimes(luck, luck.choice("ABZ"))) - {code},
        travel_limit=luck.choice([None, 30]),
    )


def _a_time(luck: Random) -> Period:
    day, first = luck.choice([MON, TUE]), luck.choice([8, 10, 12, 14])
    return span(day, first, first + luck.choice([1, 4, 9]))


def _sometimes(luck: Random, what):
    return (what,) if luck.random() < 0.4 else ()
