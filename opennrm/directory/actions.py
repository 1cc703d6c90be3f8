"""Everything that changes the directory: an agency's own people say what it offers and what is free."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import ChangedMeanwhile, NotAllowed, Refused

from . import access
from .models import Service
from .permissions import DIRECTORY_EDIT

FACTS = (
    "name", "kind", "description", "telephone", "hours", "areas", "age_from", "age_to", "sexes", "languages",
    "places_total", "places_free", "is_active",
)  # fmt: skip
"""What an agency says about its service."""


class FactsContradict(Refused):
    """What is said about a service cannot all be true; the message says what to correct."""


def add_service(*, by: Actor, at: datetime, **facts: Any) -> Service:
    """Enter a service of the actor's own agency. `facts` are those of `FACTS`.

    :raises NotAllowed: the actor's role does not keep the directory.
    :raises FactsContradict: what is said cannot all be true.
    """
    if by.agency_id is None or not by.may(DIRECTORY_EDIT):
        raise NotAllowed("Your role does not keep the directory of services.")
    service = Service(agency_id=by.agency_id)
    changed = _state(service, facts, by=by, at=at)
    service.save(from_action=True, force_insert=True)
    audit.record("service.added", subject=service, detail={"fields": changed})
    return service


def edit_service(service_id: UUID, *, seen_version: int, by: Actor, at: datetime, **facts: Any) -> Service:
    """Correct what the directory says about a service of the actor's own agency.

    :param seen_version: the version on the page that the actor corrected.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is not the actor's to change.
    :raises ChangedMeanwhile: somebody else was faster.
    :raises FactsContradict: what is said cannot all be true.
    """
    service = _as_seen(access.service_to_edit(by, service_id), seen_version)
    changed = _state(service, facts, by=by, at=at)
    service.save(from_action=True, force_update=True)
    audit.record("service.edited", subject=service, detail={"fields": changed})
    return service


def confirm_places(
    service_id: UUID, *, places_free: int, seen_version: int, by: Actor, at: datetime
) -> Service:
    """Say how many places are free now.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is not the actor's to say.
    :raises ChangedMeanwhile: a place was taken, or something corrected, since the page was opened.
    :raises FactsContradict: more places would be free than there are.
    """
    service = _as_seen(access.service_to_edit(by, service_id), seen_version)
    _state(service, {"places_free": places_free}, by=by, at=at)
    service.save(from_action=True, force_update=True)
    audit.record("service.confirmed", subject=service, detail={"places_free": places_free})
    return service


def take_place(service_id: UUID, *, by: Actor) -> bool:
    """Count one place less, because a child comes; returns whether one was counted.

    What is not known stays so, and 0 stays 0.

    :raises NotAllowed: the service is another agency's.
    """
    service = access.own_service_to_change(by, service_id)
    if not service.places_free:
        return False
    _count_places(service, service.places_free - 1)
    audit.record("service.place_taken", subject=service, detail={"places_free": service.places_free})
    return True


def give_place_back(service_id: UUID) -> None:
    """Count one place more, because a child for whom one was taken stays no longer.

    Whoever may end the stay gives the place back: the service itself, or whoever asked and withdraws. What is not
    known stays so, and there are never more places free than places.
    """
    service = access.service_to_change(service_id)
    free, total = service.places_free, service.places_total
    if free is None or (total is not None and free >= total):
        return
    _count_places(service, free + 1)
    audit.record("service.place_given_back", subject=service, detail={"places_free": service.places_free})


def _count_places(service: Service, free: int) -> None:
    service.places_free = free
    service.version += 1
    service.save(from_action=True, update_fields=["places_free", "version"])


def note_decline(service_id: UUID, *, by: Actor, at: datetime) -> None:
    """Keep when the service last declined a request, for whoever looks for a place; of the request, nothing.

    :raises NotAllowed: the service is another agency's.
    """
    service = access.own_service_to_change(by, service_id)
    service.declined_at = at
    # Not a new version: what the service says of itself is as it was.
    service.save(from_action=True, update_fields=["declined_at"])
    audit.record("service.decline_noted", subject=service)


def _as_seen(service: Service, seen_version: int) -> Service:
    if service.version != seen_version:
        raise ChangedMeanwhile(
            _("Somebody else changed this service after you opened the page. Nothing was overwritten."),
            service,
        )
    return service


def _state(service: Service, facts: dict[str, Any], *, by: Actor, at: datetime) -> list[str]:
    """Put the facts into the service; returns the names of those that differ from before."""
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"A service has no {', '.join(sorted(unknown))} to state.")
    changed = [name for name, value in facts.items() if getattr(service, name) != value]
    for name, value in facts.items():
        setattr(service, name, value)
    if facts.get("places_free") is not None:
        service.confirmed_at, service.confirmed_by_id = at, by.account_id
    service.version += 1
    _refuse_contradictions(service)
    return changed


def _refuse_contradictions(service: Service) -> None:
    if service.kind not in pack().codes("service_kinds"):
        raise FactsContradict(_("Choose what the service offers from the list."))
    if service.age_from > service.age_to:
        raise FactsContradict(_("The youngest age is above the oldest. Change one of them."))
    free, total = service.places_free, service.places_total
    if free is not None and total is not None and free > total:
        raise FactsContradict(
            _("You entered more free places than places in total. Change one of the two numbers.")
        )
