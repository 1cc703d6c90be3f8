"""The rows of an interview, of spaces and of the team as a question to the engine that finds times, and its answer.

Minutes count from the beginning of the first day. What somebody has agreed to set aside does not count any more.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.country.scheduling import Length
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of
from opennrm.spaces import access as kept_access
from opennrm.spaces import queries as kept
from opennrm.spaces.models import Resource, Space, TeamMember
from opennrm.spaces.rules import Span

from . import access, team
from .finding_rules import of_country
from .models import ChildTime, Interview, Relaxation
from .restrictions import restricted
from .scheduling import problem as engine
from .states import BOOKED, Interpreter, TimeKind, Urgency, Wish

HOURS = {
    Urgency.WITHIN_24_HOURS: 24,
    Urgency.WITHIN_3_DAYS: 72,
    Urgency.WITHIN_7_DAYS: 168,
    Urgency.WITHIN_14_DAYS: 336,
}
_MINUTE = timedelta(minutes=1)
_ANY = {
    Interpreter.SPOKEN: engine.Interpreting.SPOKEN,
    Interpreter.SIGN: engine.Interpreting.SIGN,
}


@dataclass(frozen=True, kw_only=True)
class Rows:
    """A question with the rows that it is about: interviews, spaces and members by their codes in it."""

    problem: engine.Problem
    zero: datetime
    interviews: Mapping[str, Interview]
    spaces: Mapping[str, Space]
    members: Mapping[str, TeamMember]

    def moment(self, minute: int) -> datetime:
        """When a minute of the question is."""
        return self.zero + minute * _MINUTE


@dataclass(frozen=True)
class _Booked:
    """What is booked on these days: when each space and person is taken, where, and for which interview."""

    by_resource: Mapping[UUID, list[tuple[Span, UUID]]]
    places: Mapping[UUID, str]


def rows_for(actor: Actor, interviews: Collection[Interview], *, at: datetime) -> Rows:
    """The question when these interviews can be, as far as the actor sees what is free."""
    first = at.astimezone(pack().zone).date()
    days = kept.Days(first=first, last=first + timedelta(days=pack().scheduling.look_ahead_days))
    reader = _Reader(actor, interviews, days, at)
    spaces, members = reader.spaces(), reader.members()
    scheduling = pack().scheduling
    asked = engine.Problem(
        starts=tuple(reader.starts()),
        spaces=tuple(spaces.values()),
        members=tuple(members.values()),
        children=tuple(reader.child(each) for each in interviews),
        rules=of_country(scheduling),
        ways=scheduling.ways,
    )
    return Rows(
        problem=asked,
        zero=reader.zero,
        interviews={str(each.pk): each for each in interviews},
        spaces=reader.space_rows,
        members=reader.member_rows,
    )


class _Reader:
    """Reads the rows of one question."""

    def __init__(
        self, actor: Actor, interviews: Collection[Interview], days: kept.Days, at: datetime
    ) -> None:
        self.actor, self.days, self.at = actor, days, at
        self.zero = start_of(days.first, pack().zone)
        self.space_rows: dict[str, Space] = {}
        self.member_rows: dict[str, TeamMember] = {}
        self.booked = self._booked({each.pk for each in interviews})
        booked = access.visible_to(actor).in_state(*BOOKED)
        self.leads = dict(booked.values_list("pk", "lead_id"))
        self.restricted = {each.pk: restricted(actor, each.case_id) for each in interviews}
        self.case_of = {each.pk: each.case_id for each in interviews}

    def _booked(self, but_for: Collection[UUID]) -> _Booked:
        found = kept_access.bookings(self.actor).standing().filter(blocked__overlap=self.days.span)
        rows = list(
            found.exclude(occasion__in=but_for).values_list("resource", "resource_id", "occasion", "period")
        )
        by_resource: dict[UUID, list[tuple[Span, UUID]]] = {}
        areas = dict(Space.objects.values_list("pk", "area"))
        places = {}
        for resource, resource_id, occasion, period in rows:
            by_resource.setdefault(resource_id, []).append(((period.lower, period.upper), occasion))
            if resource == Resource.SPACE:
                places[occasion] = areas.get(resource_id, "")
        return _Booked(by_resource, places)

    def minute(self, moment: datetime) -> int:
        """The minute of the question that a moment is, at the earliest the one that has begun."""
        return int((moment - self.zero) // _MINUTE)

    def period(self, span: Span) -> engine.Period:
        """A span of time in the minutes of the question."""
        return engine.Period(self.minute(span[0]), self.minute(span[1]))

    def starts(self) -> Iterable[engine.Start]:
        """Every start from now on, on each of these days, whether a space is open or not."""
        rules = pack().scheduling
        clocks = range(_clock(rules.first_start), _clock(rules.last_start) + 1, rules.start_minutes)
        for number in range((self.days.last - self.days.first).days + 1):
            day = self.days.first + timedelta(days=number)
            for clock in clocks:
                moment = datetime.combine(day, time(clock // 60, clock % 60), tzinfo=pack().zone)
                if moment >= self.at:
                    yield engine.Start(self.minute(moment), number, clock)

    def spaces(self) -> dict[str, engine.Space]:
        """The spaces that are in use on these days."""
        found = {}
        for free in kept.spaces(self.actor, self.days):
            row = free.space
            self.space_rows[row.code] = row
            found[row.code] = engine.Space(
                code=row.code,
                place=row.area,
                site=row.code,
                open=tuple(self.period(span) for span in free.open),
                equipment=frozenset(row.equipment),
                turnaround=row.turnaround_minutes,
                closed_to=frozenset(
                    str(interview_id)
                    for interview_id, says in self.restricted.items()
                    if row.pk in says.spaces
                ),
                bookings=tuple(
                    engine.Booking(self.period(span), child=str(occasion))
                    for span, occasion in self.booked.by_resource.get(row.pk, ())
                ),
            )
        return found

    def members(self) -> dict[str, engine.Member]:
        """The people of the team on these days."""
        found = {}
        for free in kept.members(self.actor, self.days):
            code = str(free.member.membership_id)
            self.member_rows[code] = free.member
            found[code] = self._member(code, free)
        return found

    def _member(self, code: str, free: kept.FreeMember) -> engine.Member:
        row = free.member
        certified = tuple(self._certified(free.certificates))
        interprets = "interpreter" in row.disciplines
        return engine.Member(
            code=code,
            place=row.home_area,
            disciplines=frozenset(row.disciplines),
            leads=bool(certified) or "interviewer" in row.disciplines,
            sex=row.sex,
            languages=frozenset(row.languages),
            interprets=frozenset(_ANY.values()) if interprets else frozenset(),
            certified=certified,
            absences=tuple(
                engine.Absence(self.period(span), pack().scheduling.costs["absence"]) for span in free.absent
            ),
            bookings=tuple(self._bookings_of(row)),
            travel_limit=row.travel_limit_minutes,
            most_a_day=row.max_per_day,
        )

    def _certified(self, certificates: Iterable[kept.Qualification]) -> Iterable[engine.Period]:
        for each in certificates:
            if each.kind in team.LEADS_WITH:
                until = start_of(each.valid_until + timedelta(days=1), pack().zone)
                yield self.period((start_of(each.valid_from, pack().zone), until))

    def _bookings_of(self, row: TeamMember) -> Iterable[engine.Booking]:
        for span, occasion in self.booked.by_resource.get(row.pk, ()):
            day = span[0].astimezone(pack().zone).date()
            yield engine.Booking(
                self.period(span),
                place=self.booked.places.get(occasion, ""),
                leads=self.leads.get(occasion) == row.membership_id,
                day=(day - self.days.first).days,
            )

    def child(self, interview: Interview) -> engine.Child:
        """What an interview asks for, without what somebody has agreed to set aside."""
        case = Case.objects.visible_to(self.actor).get(pk=interview.case_id)
        length = _length(case.age)
        last = self.minute(self.days.span[1])
        wanted = team.wanted_by(self.actor, interview)
        out = access.conflicts_of(self.actor, interview.case_id).values_list("official_id", flat=True)
        asked = engine.Child(
            code=str(interview.pk),
            age=length.from_age if case.age is None else case.age,
            place=case.area,
            minutes=length.booked,
            in_room=length.in_room,
            not_before=self.minute(interview.not_before or self.at),
            must_before=self.minute(interview.must_before) if interview.must_before else last,
            target=self.minute(interview.requested_at + timedelta(hours=HOURS[Urgency(interview.urgency)])),
            language=interview.language,
            interpreting=_ANY.get(Interpreter(interview.interpreter), engine.Interpreting.NONE),
            needs=frozenset(interview.needs),
            wished_sex=interview.wish if interview.wish in (Wish.WOMAN, Wish.MAN) else "",
            same_lead=wanted.led_before_by or "",
            conflicts=frozenset(str(each) for each in out),
            investigators=frozenset([str(case.assigned_to_id)] if interview.shielded else []),
            quorum=tuple(interview.quorum),
            may_watch_later=frozenset(interview.watch_later),
            medical_ends=self._medical_ends(interview),
            apart=self._apart(interview),
            travel_limit=self.restricted[interview.pk].longest_way,
            set_aside=self._set_aside(interview),
            **self._times(interview),
        )
        aside = access.rows(Relaxation, self.actor, interview).values_list("condition", flat=True)
        return _without(asked, set(aside), last)

    def _apart(self, interview: Interview) -> frozenset[str]:
        """The interviews of children whom this one must not meet: with a time, and those of this question."""
        says = self.restricted[interview.pk]
        asked = (each for each, case_id in self.case_of.items() if case_id in says.apart_cases)
        return frozenset(str(each) for each in (*says.apart, *asked))

    def _set_aside(self, interview: Interview) -> frozenset[tuple[str, str]]:
        agreed = team.agreed_for(self.actor, interview, self.member_rows.values())
        return frozenset((name, str(who)) for who, names in agreed.items() for name in names)

    def _medical_ends(self, interview: Interview) -> int | None:
        ends = interview.medical_window_end
        return self.minute(ends) if ends is not None and ends > self.at else None

    def _times(self, interview: Interview) -> dict[str, Any]:
        rows = list(access.times_of(self.actor, interview.case_id))
        doctor = [self.period((row.starts_at, row.ends_at)) for row in rows if row.kind == TimeKind.MEDICAL]
        return {
            "times": tuple(
                engine.ChildTime(self.period((row.starts_at, row.ends_at)), _kind(row), row.hard)
                for row in rows
            ),
            "examined": min(doctor, key=lambda period: period.end, default=None),
        }


def _without(child: engine.Child, aside: Collection[str], last: int) -> engine.Child:
    """A child's question without the conditions that were set aside, named as relaxations name them."""
    changes: dict[str, dict[str, Any]] = {
        "shield": {"investigators": frozenset()},
        "same_interviewer": {"same_lead": ""},
        "child_time": {"times": tuple(replace(each, hard=False) for each in child.times)},
        "medical_before": {"medical_ends": None},
        "window": {"not_before": 0, "must_before": last},
        "interpreter": {"language": "", "interpreting": engine.Interpreting.NONE},
        "not_together": {"apart": frozenset()},
        "child_travel": {"travel_limit": None},
    }
    alone = {(name, "") for name in aside if name in ("space_fit", "turnaround")}
    child = replace(child, set_aside=child.set_aside | alone)
    for name in aside:
        child = replace(child, **changes.get(name, {}))
    quorum = tuple(each for each in child.quorum if f"quorum({each})" not in aside)
    return replace(child, quorum=quorum)


def _kind(row: ChildTime) -> engine.TimeKind:
    known = {
        TimeKind.SLEEP: engine.TimeKind.SLEEP,
        TimeKind.SCHOOL: engine.TimeKind.LESSONS,
        TimeKind.MEDICAL: engine.TimeKind.MEDICAL,
    }
    return known.get(TimeKind(row.kind), engine.TimeKind.OTHER)


def _length(age: int | None) -> Length:
    """How long an interview takes at an age; for a child whose age is not known, as for the youngest."""
    lengths = pack().scheduling.lengths
    return max((each for each in lengths if each.from_age <= (age or 0)), key=lambda each: each.from_age)


def _clock(moment: time) -> int:
    return moment.hour * 60 + moment.minute
