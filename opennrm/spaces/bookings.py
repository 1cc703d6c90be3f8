"""Booking spaces and people for an occasion, such as an interview: held, confirmed, released.

What the occasion is, nobody learns here. Whoever makes one calls these actions in the transaction of their own step.
Nobody is booked twice: the database refuses it, also where two servers ask at one moment.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access
from .models import Booking, BookingQuerySet, Resource, Space, TeamMember
from .states import TRANSITIONS, State

Wanted = tuple[str, UUID]
"""What is to be booked: a `Resource` and the id of the space or of somebody in the team."""


class AlreadyBooked(Refused):
    """Somebody else has booked one of these for a part of that time."""


def hold(
    occasion: UUID, wanted: Sequence[Wanted], *, starts_at: datetime, ends_at: datetime, close: bool = False,
    by: Actor, at: datetime,
) -> list[Booking]:  # fmt: skip
    """Keep spaces and people free for an occasion, for as many hours as the country gives to confirm it.

    Whether the space is open and the person qualified is for whoever plans: `queries` tells. May be called again for
    one occasion, for somebody who comes in addition.

    :param ends_at: the first moment at which they are free again; a space only after its turnaround.
    :param close: a booking of a space may begin before the turnaround of the one before it is over, and this one too.
    :raises NotAllowed: the actor's role books nothing.
    :raises NotThere: there is no such space, or nobody of this id in the team.
    :raises Refused: it does not end after it begins.
    :raises AlreadyBooked: one of them is taken for a part of that time.
    """
    access.refuse_unless_books(by)
    if ends_at <= starts_at:
        raise Refused(_("The end must be after the beginning."))
    people = _people(by, occasion, wanted)
    expire(by=by, at=at, of=[resource_id for _kind, resource_id in wanted])
    made = []
    if close:
        _make_room([resource_id for _kind, resource_id in wanted], starts_at, by=by)
    # In one order, so that of two who want the same things neither waits for the other.
    for kind, resource_id in sorted(wanted, key=lambda each: each[1]):
        booking = Booking(
            resource=kind, resource_id=resource_id, occasion=occasion,
            agency_id=by.agency_id, booked_by_id=by.membership_id, booked_at=at,
            hold_expires=at + timedelta(hours=pack().spaces.hold_hours),
            period=(starts_at, ends_at),
            blocked=(starts_at, _free_again(by, kind, resource_id, ends_at, close=close)),
        )  # fmt: skip
        booking.readers, booking.writers = _holders(booking, people)
        _save(booking)
        audit.record("booking.held", subject=booking, detail={"resource": kind})
        made.append(booking)
    _let_read_where(occasion, people, by=by)
    return made


def _save(booking: Booking) -> None:
    try:
        with transaction.atomic():
            booking.save(from_action=True, force_insert=True)
    except IntegrityError as error:
        if "one_booking_at_a_time" not in str(error):
            raise
        if booking.resource == Resource.SPACE:
            raise AlreadyBooked(_("The space is already booked for a part of this time.")) from None
        raise AlreadyBooked(_("Somebody you chose is not available for a part of this time.")) from None


def _free_again(by: Actor, kind: str, resource_id: UUID, ends_at: datetime, *, close: bool) -> datetime:
    """When the next booking may begin: of a space after its turnaround, or, with `close`, where one begins already."""
    if kind != Resource.SPACE:
        return ends_at
    space: Space = access.space_to_read(by, resource_id)
    free_again = ends_at + timedelta(minutes=space.turnaround_minutes)
    after = _of(by, [resource_id]).filter(period__startswith__gte=ends_at, period__startswith__lt=free_again)
    next_one = after.order_by("period").first() if close else None
    return next_one.period.lower if next_one is not None else free_again


def _of(by: Actor, resource_ids: Collection[UUID]) -> BookingQuerySet:
    found: BookingQuerySet = access.bookings(by).standing().filter(resource_id__in=resource_ids)
    return found.filter(resource=Resource.SPACE)


def _make_room(resource_ids: Collection[UUID], starts_at: datetime, *, by: Actor) -> None:
    """Let the turnaround of the booking before end where this one begins."""
    before = _of(by, resource_ids).filter(period__endswith__lte=starts_at, blocked__endswith__gt=starts_at)
    for booking in before.select_for_update(of=("self",)):
        booking.blocked = (booking.period.lower, starts_at)
        booking.save(from_action=True, update_fields=["blocked"])
        audit.record("booking.turnaround_cut", subject=booking)


def _people(by: Actor, occasion: UUID, wanted: Iterable[Wanted]) -> dict[UUID, TeamMember]:
    """Everybody who takes part in this occasion, with those who are now to be booked."""
    new = {resource_id for kind, resource_id in wanted if kind == Resource.PERSON}
    booked = access.bookings(by).standing().filter(occasion=occasion, resource=Resource.PERSON)
    known = set(booked.values_list("resource_id", flat=True))
    found = {member.pk: member for member in access.team(by).filter(pk__in=new | known)}
    current = access.team(by).filter(access.works_there())
    for resource_id in new - known:
        fetch(current, pk=resource_id)
    return found


def _holders(booking: Booking, people: dict[UUID, TeamMember]) -> tuple[list[int], list[int]]:
    """Who reads a booking, and who changes it."""
    writers = [access.bookers(), system_principal(access.EXPIRY)]
    if booking.resource == Resource.SPACE:
        return [*writers, *(access.person_of(member) for member in people.values())], writers
    member = people[booking.resource_id]
    return [*writers, *access.keepers_of_team(member.agency_id), access.person_of(member)], writers


def _let_read_where(occasion: UUID, people: dict[UUID, TeamMember], *, by: Actor) -> None:
    """Let everybody who takes part see which space it is, also who came later than the space."""
    of_space = access.bookings_to_change(by, occasion).filter(resource=Resource.SPACE)
    for booking in of_space:
        readers, _writers = _holders(booking, people)
        if set(readers) - set(booking.readers):
            booking.readers = readers
            booking.save(from_action=True, update_fields=["readers"])


def confirm(occasion: UUID, *, by: Actor, at: datetime) -> list[Booking]:
    """Confirm what is held for an occasion; what is confirmed already stays so.

    :raises NotAllowed: the actor's role books nothing.
    :raises TransitionRefused: nothing is booked for it any more, or a hold has ended.
    """
    found = list(access.bookings_to_change(by, occasion))
    held = [booking for booking in found if booking.state == State.HOLD]
    if not found or any(_has_ended(booking, at) for booking in held):
        raise TransitionRefused(_("What was held for this has been released. Choose a time again."))
    for booking in held:
        move(booking, State.CONFIRMED, transitions=TRANSITIONS)
        booking.hold_expires = None
        booking.save(from_action=True, update_fields=["state", "hold_expires"])
    audit.record_each("booking.confirmed", [(booking, "") for booking in held])
    return found


def _has_ended(booking: Booking, at: datetime) -> bool:
    return booking.hold_expires is not None and booking.hold_expires <= at


def release(occasion: UUID, *, by: Actor, at: datetime) -> int:
    """Release everything that is booked for an occasion; returns how many bookings that were.

    Also for somebody who books nothing, where what the occasion is lets them end it: the database asks every context
    that has a function sec.releases_part_<kind>(occasion).

    :raises NotAllowed: it is not theirs to end.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.release_bookings(%s, %s)", [occasion, at])
        released = [row[0] for row in cursor.fetchall()]
    audit.record_each("booking.released", [(Booking(pk=booking_id), "") for booking_id in released])
    return len(released)


def expire(*, at: datetime, by: Actor | None = None, of: Sequence[UUID] | None = None) -> int:
    """Release what was held too long; returns how much. For the job `EXPIRY`, and for whoever books these now."""
    found = Booking.objects.filter(state=State.HOLD, hold_expires__lte=at)
    found = found.writable_by(by) if by else found.filter(writers__contains=[system_principal(access.EXPIRY)])
    if of is not None:
        found = found.filter(resource_id__in=of)
    bookings = list(found.order_by("resource_id").select_for_update(of=("self",), skip_locked=by is None))
    for booking in bookings:
        move(booking, State.RELEASED, transitions=TRANSITIONS)
        booking.released_at = at
        booking.save(from_action=True, update_fields=["state", "released_at"])
    audit.record_each("booking.expired", [(booking, access.EXPIRY) for booking in bookings])
    return len(bookings)
