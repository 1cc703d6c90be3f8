"""An agency's own services in My work."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.web.worklist import Item, Section

STALE_AFTER = timedelta(days=14)


def to_confirm(actor: Actor, at: datetime) -> list[Section]:
    """The services whose free places nobody has confirmed for a while. An agency without services has no section."""
    own = list(Service.objects.active().filter(agency_id=actor.agency_id))
    if not own:
        return []
    stale = [
        service for service in own if not service.confirmed_at or service.confirmed_at < at - STALE_AFTER
    ]
    items = [
        Item(
            title=_("Say how many places are free: {service}").format(service=service.name),
            url=reverse("service-show", args=[service.pk]),
        )
        for service in stale
    ]
    section = Section(
        title=_("Our services"), items=items, empty=_("Your services in the directory are up to date.")
    )
    return [section]
