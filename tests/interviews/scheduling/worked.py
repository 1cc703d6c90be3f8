"""The worked examples of the design, as questions."""

from opennrm.interviews.scheduling.problem import (
    DAY,
    Absence,
    Booking,
    ChildTime,
    Interpreting,
    LongerOpening,
    Period,
    Problem,
    TimeKind,
)

from .making import (
    FRI,
    MON,
    THU,
    TUE,
    WED,
    at,
    busy,
    child,
    lead,
    observer,
    problem,
    space,
    span,
    starts,
)


def s1() -> Problem:
    """Starts on the hour. The child, one interviewer and the police are not free at all times."""
    return problem(
        starts(MON, TUE),
        [space("R1", span(MON, 9, 17), span(TUE, 9, 17))],
        [
            lead("I1", bookings=busy(span(MON, 13, 15))),
            lead("I2", certified=(Period(-30 * DAY, at(MON, 0)),)),
            observer("P", "law_enforcement", span(TUE, 9, 12)),
        ],
        [child(bookings=busy(span(MON, 9, 12)), quorum=("law_enforcement",))],
    )


def s2() -> Problem:
    """One block a day, and it must be Monday."""
    return problem(
        starts(MON, TUE, first=9, last=9),
        [space("R1", span(MON, 9, 17), span(TUE, 9, 17))],
        [lead("I1", certified=()), lead("I2", absences=(Absence(span(MON, 0, 24), 3),))],
        [child(must_before=at(TUE, 0))],
    )


def s3() -> Problem:
    """One block. One woman is a relative of the suspect, the other is far away."""
    return problem(
        starts(MON, first=9, last=9),
        [space("R1", span(MON, 9, 17))],
        [lead("I1", sex="F"), lead("I2", sex="M"), lead("I3", sex="F", place="coast", travel_limit=60)],
        [child(wished_sex="F", conflicts=frozenset({"I1"}))],
        ways={("coast", "town"): 90},
    )


def s4() -> Problem:
    """A further interview, whose interviewer is on leave. The room is closed on Thursday."""
    return problem(
        starts(MON, TUE, WED, THU, FRI, first=9, last=9),
        [space("R1", *(span(day, 9, 17) for day in (MON, TUE, WED, FRI)))],
        [lead("I1", absences=(Absence(Period(at(MON, 0), at(THU, 0)), 6),)), lead("I2")],
        [child(same_lead="I1", must_before=at(THU, 0))],
    )


def s5() -> Problem:
    """Three children, one room, one interviewer, one day. Half an hour lies between two children."""
    room = space("R1", span(MON, 9, 15), longer=(LongerOpening(span(MON, 15, 16), 1),), turnaround=30)
    return problem(
        starts(MON, first=9, last=15, step=0.5),
        [room],
        [lead("I1")],
        [child(code, target=at(day, 24)) for code, day in (("A", TUE), ("B", WED), ("C", THU))],
        fed_for=24 * 60,
    )


def s6() -> Problem:
    """Three blocks, and each of three people is free in two of them."""
    morning, afternoon, tuesday = span(MON, 9, 11), span(MON, 14, 16), span(TUE, 9, 11)
    exam = ChildTime(afternoon, TimeKind.OTHER, hard=True)
    interpreter = lead(
        "T",
        leads=False,
        languages=frozenset({"hat"}),
        interprets=frozenset({Interpreting.SPOKEN}),
        bookings=(Booking(tuesday),),
    )
    return problem(
        (*starts(MON, first=9, last=14, step=5), *starts(TUE, first=9, last=9)),
        [space("R1", span(MON, 9, 17), span(TUE, 9, 17))],
        [lead("I1"), interpreter, observer("J", "prosecution", morning)],
        [
            child(
                times=(exam,),
                language="hat",
                interpreting=Interpreting.SPOKEN,
                quorum=("prosecution",),
                may_watch_later=frozenset({"prosecution"}),
            )
        ],
    )
