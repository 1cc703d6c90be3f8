"""What whoever plans an interview asks: which spaces and people there are, and when they are free."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of

from . import access, rules
from .models import Absence, Booking, Certificate, Resource, Space, TeamMember
from .rules import Rules, Span
from .states import State


@dataclass(frozen=True, kw_only=True)
class Days:
    """Some days, both ends included."""

    first: date
    last: date

    @property
    def span(self) -> Span:
        """From the moment at which the first begins to the one at which the last is over."""
        zone = pack().zone
        return start_of(self.first, zone), start_of(self.last + timedelta(days=1), zone)


@dataclass(frozen=True, kw_only=True)
class Qualification:
    """One certificate: of which kind, and from which day to which it counts, both included."""

    kind: str
    valid_from: date
    valid_until: date


@dataclass(frozen=True, kw_only=True)
class FreeSpace:
    """A space, when it is open on these days, and when it is taken, each with its turnaround."""

    space: Space
    exclusions: str
    open: list[Span]
    busy: list[Span]


@dataclass(frozen=True, kw_only=True)
class FreeMember:
    """Somebody of the team, what they are qualified for, and when they are booked or not available on these days."""

    member: TeamMember
    name: str
    certificates: list[Qualification]
    absent: list[Span]
    busy: list[Span]


def openings(space: Space, days: Days) -> list[Span]:
    """When a space is open on these days."""
    kept = Rules(
        opening=space.opening,
        closed_days=space.closed_days,
        valid_from=space.valid_from,
        valid_until=space.valid_until,
    )
    return rules.openings(kept, days.first, days.last, pack().zone)


def in_use(days: Days) -> Q:
    """The condition of spaces that are used on one of these days."""
    return Q(valid_from__lte=days.last) & (Q(valid_until=None) | Q(valid_until__gte=days.first))


def busy(actor: Actor, days: Days, *, but_for: UUID | None = None) -> Mapping[UUID, list[Span]]:
    """When spaces and people are taken on these days, as far as the actor sees, by the id of the space or person.

    :param but_for: an occasion that is being planned again, whose own bookings keep nobody away.
    """
    found = access.bookings(actor).standing().filter(blocked__overlap=days.span)
    by_resource: defaultdict[UUID, list[Span]] = defaultdict(list)
    rows = found.exclude(occasion=but_for).order_by("blocked").values_list("resource_id", "blocked")
    for resource_id, blocked in rows:
        by_resource[resource_id].append((blocked.lower, blocked.upper))
    return by_resource


def spaces(actor: Actor, days: Days, *, but_for: UUID | None = None) -> list[FreeSpace]:
    """The spaces in use on these days for whoever books, in the order of their codes."""
    taken = busy(actor, days, but_for=but_for)
    found = access.spaces(actor).filter(in_use(days)).order_by("code")
    particulars = access.SpaceParticulars.objects.visible_to(actor).filter(space__in=found)
    exclusions = dict(particulars.values_list("space_id", "exclusions"))
    return [
        FreeSpace(
            space=space,
            exclusions=exclusions.get(space.pk, ""),
            open=openings(space, days),
            busy=taken.get(space.pk, []),
        )
        for space in found
    ]


def members(actor: Actor, days: Days, *, but_for: UUID | None = None) -> list[FreeMember]:
    """The people of the team on these days whom the actor sees, by name."""
    current = access.team(actor).filter(access.works_there())
    found = list(current.filter(Q(ended_on=None) | Q(ended_on__gt=days.first)))
    ids = [member.pk for member in found]
    certificates: defaultdict[UUID, list[Qualification]] = defaultdict(list)
    rows = Certificate.objects.visible_to(actor).filter(member_id__in=ids, withdrawn_at=None)
    for row in rows.order_by("valid_from", "id"):
        certificates[row.member_id].append(
            Qualification(kind=row.kind, valid_from=row.valid_from, valid_until=row.valid_until)
        )
    absent, taken = absences(actor, ids, days), busy(actor, days, but_for=but_for)
    return [
        FreeMember(
            member=member,
            name=member.membership.account.name,
            certificates=certificates[member.pk],
            absent=absent.get(member.pk, []),
            busy=taken.get(member.pk, []),
        )
        for member in sorted(found, key=lambda each: (each.membership.account.name, str(each.pk)))
    ]


def absences(actor: Actor, member_ids: Iterable[UUID], days: Days) -> Mapping[UUID, list[Span]]:
    """When these people are not available on these days; why is not said."""
    found = Absence.objects.visible_to(actor).filter(member_id__in=list(member_ids), withdrawn_at=None)
    by_member: defaultdict[UUID, list[Span]] = defaultdict(list)
    for row in found.filter(period__overlap=days.span).order_by("period"):
        by_member[row.member_id].append((row.period.lower, row.period.upper))
    return by_member


def near_in_space(
    actor: Actor, space_id: UUID, span: Span, around: timedelta
) -> list[tuple[UUID, datetime, datetime]]:
    """What a space is booked for within so much time before and after a span: each occasion, and when it is."""
    wide = (span[0] - around, span[1] + around)
    found = access.bookings(actor).standing().filter(resource=Resource.SPACE, resource_id=space_id)
    rows = found.filter(period__overlap=wide).order_by("period").values_list("occasion", "period")
    return [(occasion, period.lower, period.upper) for occasion, period in rows]


def own_bookings(actor: Actor, days: Days) -> list[Booking]:
    """When the actor themselves is booked on these days, as far as it is confirmed, the earliest first."""
    own = TeamMember.objects.visible_to(actor).filter(membership_id=actor.membership_id)
    found = access.bookings(actor).filter(resource=Resource.PERSON, state=State.CONFIRMED)
    return list(found.filter(resource_id__in=own.values("pk"), period__overlap=days.span).order_by("period"))


def space_of(actor: Actor, occasions: Iterable[UUID]) -> dict[UUID, Space]:
    """In which space each of these occasions is, as far as the actor sees."""
    found = access.bookings(actor).standing().filter(resource=Resource.SPACE, occasion__in=list(occasions))
    where = dict(found.values_list("occasion", "resource_id"))
    there = Space.objects.in_bulk(list(where.values()))
    return {occasion: there[space_id] for occasion, space_id in where.items()}


def booked_in(actor: Actor, spaces: Iterable[Space], *, after: datetime) -> list[Booking]:
    """The bookings of these spaces that end after a moment, as far as the actor sees, the earliest first."""
    found = access.bookings(actor).standing().filter(resource=Resource.SPACE)
    found = found.filter(resource_id__in=[each.pk for each in spaces], period__endswith__gt=after)
    return list(found.select_related("agency").order_by("period"))


def misfits(actor: Actor, spaces: Iterable[Space], *, at: datetime) -> dict[UUID, list[Booking]]:
    """The bookings that lie outside the times at which a space is open by now, by the space; the earliest first.

    They were made before its times were changed, or somebody agreed that it is opened for them.
    """
    known = {each.pk: each for each in spaces}
    found: defaultdict[UUID, list[Booking]] = defaultdict(list)
    for booking in booked_in(actor, known.values(), after=at):
        if not _is_open_for(known[booking.resource_id], booking):
            found[booking.resource_id].append(booking)
    return dict(found)


def _is_open_for(space: Space, booking: Booking) -> bool:
    begins, ends = (moment.astimezone(pack().zone) for moment in (booking.period.lower, booking.period.upper))
    days = Days(first=begins.date(), last=ends.date())
    return any(first <= begins and ends <= last for first, last in openings(space, days))


def spaces_with_misfits(actor: Actor, *, at: datetime) -> list[tuple[Space, list[Booking]]]:
    """The spaces with bookings that do not fit: all of the actor's own agency's spaces, elsewhere those of its own."""
    spaces = list(access.spaces(actor).order_by("title", "code"))
    found = misfits(actor, spaces, at=at)
    theirs = [
        (
            space,
            [
                each
                for each in found.get(space.pk, [])
                if actor.agency_id in (space.agency_id, each.agency_id)
            ],
        )
        for space in spaces
    ]
    return [(space, rows) for space, rows in theirs if rows]


def busy_in_space(space_id: UUID, days: Days) -> list[Span]:
    """When a space is taken, for somebody who has a booking there; nothing for anybody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.busy_in_space(%s, %s, %s)", [space_id, *days.span])
        return [(starts_at, ends_at) for starts_at, ends_at in cursor.fetchall()]


def open_by_area(on: date) -> dict[str, int]:
    """How many spaces are in use on a day, by area: what figures count."""
    counted: dict[str, int] = defaultdict(int)
    for area in Space.objects.filter(in_use(Days(first=on, last=on))).values_list("area", flat=True):
        counted[area] += 1
    return dict(counted)


def ending_soon(actor: Actor, *, on: date) -> list[Certificate]:
    """The certificates of the actor's own agency that end within the days of the country, the earliest first.

    One that is followed by another of its kind is not among them.
    """
    until = on + timedelta(days=pack().spaces.certificate_warning_days)
    own = Certificate.objects.writable_by(actor).filter(withdrawn_at=None, member__ended_on=None)
    rows = own.filter(valid_until__gte=on).select_related("member__membership__account")
    found = list(rows.order_by("valid_until", "id"))
    last: dict[tuple[UUID, str], Certificate] = {(row.member_id, row.kind): row for row in found}
    return [row for row in last.values() if row.valid_until <= until]
