"""Everything that changes spaces: the agency that keeps one says when it is open, what is there, and where it is."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, Refused
from opennrm.foundation.working_time import start_of

from . import access
from .models import Resource, Space, SpaceParticulars
from .permissions import SPACE_KEEP

FACTS = (
    "code", "title", "area", "equipment", "usual_function", "opening", "closed_days", "turnaround_minutes",
    "valid_from",
)  # fmt: skip
"""What everybody who plans an interview may know of a space."""
PARTICULARS = ("address", "exclusions")
"""What only those know who keep or book spaces."""


def add_space(*, by: Actor, at: datetime, **facts: Any) -> Space:
    """Enter a space of the actor's own agency. `facts` are those of `FACTS` and `PARTICULARS`.

    :raises NotAllowed: the actor's role keeps no spaces.
    :raises Refused: something said of it is not possible, or its code is taken.
    """
    if by.agency_id is None or not by.may(SPACE_KEEP):
        raise NotAllowed(_("Your role does not keep child-friendly spaces."))
    space = Space(agency_id=by.agency_id)
    keepers = access.keepers_of_spaces(by.agency_id)
    particulars = SpaceParticulars(space=space, readers=[*keepers, access.bookers()], writers=keepers)
    changed = _state(space, particulars, facts)
    space.save(from_action=True, force_insert=True)
    particulars.save(from_action=True, force_insert=True)
    audit.record("space.added", subject=space, detail={"fields": changed})
    return space


def change_space(space_id: UUID, *, seen_version: int, by: Actor, at: datetime, **facts: Any) -> Space:
    """Correct what is known of a space of the actor's own agency. Bookings that were made stay as they are.

    :param seen_version: the version on the page that the actor corrected.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is not the actor's to change.
    :raises ChangedMeanwhile: somebody else was faster.
    :raises Refused: something said of it is not possible, or its code is taken.
    """
    space = _as_seen(access.space_to_keep(by, space_id), seen_version)
    particulars = access.particulars_to_keep(by, space)
    changed = _state(space, particulars, facts)
    space.save(from_action=True, force_update=True)
    particulars.save(from_action=True, update_fields=PARTICULARS)
    audit.record("space.changed", subject=space, detail={"fields": changed})
    return space


def close_space(space_id: UUID, *, last_day: date, seen_version: int, by: Actor, at: datetime) -> Space:
    """Say which day is the last on which a space is used.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is not the actor's to change.
    :raises ChangedMeanwhile: somebody else was faster.
    :raises Refused: it was not used before that day, or it is booked for later.
    """
    space = _as_seen(access.space_to_keep(by, space_id), seen_version)
    if last_day < space.valid_from:
        raise Refused(_("The last day must be the first day or later."), field="last_day")
    _refuse_if_booked_after(by, space, last_day)
    space.valid_until = last_day
    space.version += 1
    space.save(from_action=True, update_fields=["valid_until", "version"])
    audit.record("space.closed", subject=space)
    return space


def _refuse_if_booked_after(by: Actor, space: Space, last_day: date) -> None:
    over = start_of(last_day + timedelta(days=1), pack().zone)
    booked = access.bookings(by).standing().filter(resource=Resource.SPACE, resource_id=space.pk)
    number = booked.filter(period__endswith__gt=over).count()
    if number:
        raise Refused(
            ngettext(
                "There is %(number)s booking after this day. Move it first.",
                "There are %(number)s bookings after this day. Move them first.",
                number,
            )
            % {"number": number},
            field="last_day",
        )


def _as_seen(space: Space, seen_version: int) -> Space:
    if space.version != seen_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this space after you opened the page. Nothing was overwritten."), space
        )
    return space


def _state(space: Space, particulars: SpaceParticulars, facts: dict[str, Any]) -> list[str]:
    """Put the facts into the two rows; returns the names of those that differ from before."""
    if unknown := set(facts) - set(FACTS) - set(PARTICULARS):
        raise TypeError(f"A space has no {', '.join(sorted(unknown))} to state.")
    changed = []
    for name, value in facts.items():
        row = particulars if name in PARTICULARS else space
        if getattr(row, name) != value:
            changed.append(name)
        setattr(row, name, value)
    space.version += 1
    _refuse_impossible(space)
    return changed


def _refuse_impossible(space: Space) -> None:
    if Space.objects.filter(~Q(pk=space.pk), code=space.code).exists():
        raise Refused(_("Another space has this code. Choose a different one."), field="short_code")
    if not any(space.opening.values()):
        raise Refused(_("Enter when the space is open on at least one weekday."), field="monday")
    if space.valid_until is not None and space.valid_until < space.valid_from:
        raise Refused(_("The first day must be before the last day."), field="valid_from")
