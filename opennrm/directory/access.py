"""Who may look a service up, and who may change what the directory says about it."""

from uuid import UUID

from django.db.models import Q

from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import Service, ServiceQuerySet
from .permissions import DIRECTORY_EDIT, DIRECTORY_VIEW


def on_offer() -> ServiceQuerySet:
    """The services that take children now, with their agencies."""
    return Service.objects.active().select_related("agency")


def visible_to(actor: Actor) -> ServiceQuerySet:
    """The services that the actor may look up: all on offer, and whatever their own agency entered."""
    if not actor.may(DIRECTORY_VIEW):
        return Service.objects.none()
    is_on_offer = Q(is_active=True, agency__is_active=True)
    return Service.objects.filter(is_on_offer | Q(agency_id=actor.agency_id)).select_related("agency")


def may_edit(actor: Actor, service: Service) -> bool:
    """Whether the actor keeps this entry: a member of the service's own agency."""
    return service.agency_id == actor.agency_id and actor.may(DIRECTORY_EDIT)


def service_to_read(actor: Actor, service_id: UUID) -> Service:
    """Return a service that the actor may look up.

    :raises NotThere: there is none.
    """
    return fetch(visible_to(actor), pk=service_id)


def service_to_edit(actor: Actor, service_id: UUID, *, lock: bool = True) -> Service:
    """Return the service for a change; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is another agency's, or the actor's role does not keep the directory.
    """
    visible = visible_to(actor)
    service = fetch(visible.select_for_update(of=("self",)) if lock else visible, pk=service_id)
    if not may_edit(actor, service):
        raise NotAllowed("Only the agency that runs a service can change what the directory says about it.")
    return service


def service_to_change(service_id: UUID) -> Service:
    """Return the service locked, for an action that has asked who may do this."""
    return Service.objects.select_for_update(of=("self",)).get(pk=service_id)


def own_service_to_change(actor: Actor, service_id: UUID) -> Service:
    """Return the service locked, for somebody of its agency who changes its places by their other work.

    :raises NotAllowed: it is another agency's.
    """
    service = service_to_change(service_id)
    if service.agency_id != actor.agency_id:
        raise NotAllowed("Only the agency that runs a service can change its places.")
    return service
