"""The people and spaces of interviews, as far as a time depends on them, read from where they are kept."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.spaces import queries as kept
from opennrm.spaces.models import Absence, Certificate, Space, TeamMember

from . import access
from .models import Interview, Relaxation
from .permissions import INTERVIEW_ARRANGE, INTERVIEW_LEAD, INTERVIEW_REQUEST, INTERVIEW_WATCH
from .restrictions import restricted
from .rules import MEMBER, OF_SOMEBODY, Period, Plan, Somebody, Wanted, owner_of
from .states import BOOKED, TAKEN_PLACE, Interpreter, TimeKind

TAKES_PART = (INTERVIEW_REQUEST, INTERVIEW_ARRANGE, INTERVIEW_LEAD, INTERVIEW_WATCH)
LEADS_WITH = ("forensic_interview", "refresher")
"""The kinds of certificate of which one has to be valid on the day."""


def members_of(memberships: Iterable[UUID]) -> list[TeamMember]:
    """The members of teams with these memberships."""
    return list(TeamMember.objects.filter(membership_id__in=list(memberships), ended_on=None))


def wanted_by(actor: Actor, interview: Interview) -> Wanted:
    """What the request of an interview says of a time."""
    earlier = _led_before(actor, interview)
    return Wanted(
        needs=frozenset(interview.needs),
        language=interview.language,
        interpreted=interview.interpreter in (Interpreter.SPOKEN, Interpreter.SIGN),
        wish=interview.wish,
        quorum=tuple(interview.quorum),
        shielded=interview.shielded,
        not_before=interview.not_before,
        must_before=interview.must_before,
        medical_until=interview.medical_window_end,
        led_before_by=str(earlier) if earlier else None,
    )


def _led_before(actor: Actor, interview: Interview) -> UUID | None:
    """Who led the last interview of this child; None for a first one."""
    if interview.is_first:
        return None
    earlier = access.visible_to(actor).of_case(interview.case_id).in_state(*TAKEN_PLACE)
    return earlier.order_by("-began_at").values_list("lead_id", flat=True).first()


def plan_of(
    actor: Actor,
    interview: Interview,
    space_id: UUID,
    lead: UUID,
    people: Sequence[tuple[str, UUID]],
    period: Period,
) -> Plan:
    """What these people, this space and this time come to.

    :raises Refused: the space or somebody is unknown.
    """
    day = period[0].astimezone(pack().zone).date()
    space = Space.objects.filter(pk=space_id).first()
    if space is None:
        raise Refused(_("Choose one of the spaces in the list."), field="space")
    known = _somebody(actor, interview, {lead, *(each for _capacity, each in people)}, space, period)
    if lead not in known or any(each not in known for _capacity, each in people):
        raise Refused(_("Choose people in the list."), field="people")
    times = list(access.times_of(actor, interview.case_id))
    return Plan(
        period=period,
        day=day,
        equipment=frozenset(space.equipment),
        is_open=is_open(space, period),
        lead=known[lead],
        team=[(capacity, known[each]) for capacity, each in people],
        busy_times=[(each.starts_at, each.ends_at) for each in times if each.hard],
        examined=[(each.starts_at, each.ends_at) for each in times if each.kind == TimeKind.MEDICAL],
        **_around_it(actor, interview, space, period),
    )


def _around_it(actor: Actor, interview: Interview, space: Space, period: Period) -> dict[str, bool]:
    """What a space says to this child, and who else is there at about this time."""
    known = restricted(actor, interview.case_id)
    area = Case.objects.visible_to(actor).get(pk=interview.case_id).area
    waiting = timedelta(minutes=pack().scheduling.waiting_minutes)
    turnaround = timedelta(minutes=space.turnaround_minutes)
    near = kept.near_in_space(actor, space.pk, period, max(waiting, turnaround))
    gaps = [(occasion, max(begins - period[1], period[0] - ends)) for occasion, begins, ends in near]
    limit = known.longest_way
    return {
        "is_unsuitable": space.pk in known.spaces,
        "is_close": any(timedelta(0) <= gap < turnaround for _occasion, gap in gaps),
        "meets_others": any(occasion in known.apart and gap < waiting for occasion, gap in gaps),
        "child_is_far": limit is not None and pack().scheduling.way(area, space.area) > limit,
    }


def agreed_for(
    actor: Actor, interview: Interview, members: Iterable[TeamMember]
) -> dict[UUID, frozenset[str]]:
    """For each of these people, the conditions about them that do not count for an interview.

    Of an absence and of how much somebody leads, a supervisor of their own agency says so; of their way, they
    themselves.
    """
    rows = access.rows(Relaxation, actor, interview).filter(condition__in=OF_SOMEBODY)
    said = list(rows.values_list("condition", "agreed_by_id", "agreed_by__agency_id"))
    return {
        member.membership_id: frozenset(
            condition
            for condition, who, agency in said
            if (who == member.membership_id if owner_of(condition) == MEMBER else agency == member.agency_id)
        )
        for member in members
    }


def _somebody(
    actor: Actor, interview: Interview, memberships: Collection[UUID], space: Space, period: Period
) -> dict[UUID, Somebody]:
    case = Case.objects.visible_to(actor).filter(pk=interview.case_id).first()
    members = members_of(memberships)
    agreed = agreed_for(actor, interview, members)
    out = set(access.conflicts_of(actor, interview.case_id).values_list("official_id", flat=True))
    return {
        member.membership_id: Somebody(
            id=str(member.membership_id),
            sex=member.sex,
            languages=frozenset(member.languages),
            disciplines=frozenset(member.disciplines),
            certified=tuple(_certified(member)),
            away=tuple(_away(member, period)),
            works_on_case=case is not None and case.assigned_to_id == member.membership_id,
            most_a_day=member.max_per_day,
            interviews_that_day=_led_on_day(actor, member, period[0]),
            not_for_this_case=member.membership_id in out,
            is_far=_is_far(member, space),
            agreed=agreed[member.membership_id],
        )
        for member in members
    }


def _is_far(member: TeamMember, space: Space) -> bool:
    limit = member.travel_limit_minutes
    return limit is not None and pack().scheduling.way(member.home_area, space.area) > limit


def _certified(member: TeamMember) -> Iterable[tuple]:
    valid = Certificate.objects.filter(member=member, withdrawn_at=None, kind__in=LEADS_WITH)
    return valid.values_list("valid_from", "valid_until")


def _away(member: TeamMember, period: Period) -> Iterable[Period]:
    found = Absence.objects.filter(member=member, withdrawn_at=None, period__overlap=period)
    return [(each.period.lower, each.period.upper) for each in found]


def _led_on_day(actor: Actor, member: TeamMember, moment: datetime) -> int:
    """How many interviews they lead on this day, of those that the actor sees."""
    day = moment.astimezone(pack().zone).date()
    led = Interview.objects.visible_to(actor).filter(lead_id=member.membership_id, state__in=BOOKED)
    moments = led.filter(starts_at__isnull=False).values_list("starts_at", flat=True)
    return len([starts for starts in moments if starts and starts.astimezone(pack().zone).date() == day])


def officials() -> dict[UUID, Membership]:
    """Everybody who is of a team and can be planned, by their membership."""
    found = TeamMember.objects.filter(ended_on=None).select_related(
        "membership__account", "membership__agency"
    )
    return {each.membership_id: each.membership for each in found}


def around(actor: Actor, case_id: UUID) -> dict[UUID, Membership]:
    """Those who could take part in the interview of a child, by their membership: of the actor's own agency, and of the
    agencies of whose part in the case the actor knows."""
    parts = case_access.parts_of(actor, case_id).filter(ended_at=None).values_list("agency_id", flat=True)
    roles = {role for may in TAKES_PART for role in pack().roles_that_may(may)}
    found = Membership.objects.acting().filter(agency_id__in={*parts, actor.agency_id}, role__in=roles)
    return {each.pk: each for each in found.select_related("account", "agency")}


@dataclass(frozen=True, kw_only=True)
class Unnamed:
    """Somebody of the team of another agency whose name is not for whoever asks: their code stands for it."""

    membership_id: UUID
    agency: str
    disciplines: list[str]
    code: str


def unnamed(case_id: UUID, known: Collection[UUID]) -> list[Unnamed]:
    """The people of the team but for those of whom the name is known, for whoever plans the interview of a child.

    :param known: the memberships of these.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.team_without_names(%s)", [str(case_id)])
        rows = [row for row in cursor.fetchall() if row[0] not in known]
    agencies = dict(Agency.objects.filter(pk__in={row[1] for row in rows}).values_list("pk", "name"))
    return [
        Unnamed(membership_id=member, agency=agencies[agency], disciplines=disciplines, code=code)
        for member, agency, disciplines, code in rows
    ]


def is_open(space: Space, period: Period) -> bool:
    """Whether a space is open for the whole of a period, which lies within one day."""
    first, last = (moment.astimezone(pack().zone).date() for moment in period)
    hours = kept.openings(space, kept.Days(first=first, last=last))
    return any(begins <= period[0] and period[1] <= ends for begins, ends in hours)
