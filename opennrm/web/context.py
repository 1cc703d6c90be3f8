"""What every page's frame shows: who is signed in, for which agency, where one may go, and what is new."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import MOST_COUNTED
from opennrm.web.design.entries import NavigationItem
from opennrm.web.guide.reading import address_of_place
from opennrm.web.parts import GUIDE_FIRST, gathered, may
from opennrm.web.request import Request


def page(request: Request) -> dict[str, Any]:
    """The variables of `base.html`."""
    actor: Actor | None = getattr(request, "actor", None)
    frame: dict[str, Any] = {"is_demonstration": settings.DEMONSTRATION}
    if actor is None or not actor.is_signed_in:
        return frame
    return {
        **frame,
        "navigation": _navigation(request, actor),
        "guide_url": _guide(request, actor),
        "notices_count": notices.count_of_unread(actor),
        "most_notices_counted": MOST_COUNTED,
        "may_switch_agency": actor.has_other_memberships,
        "area_word": pack().area_word,
        "time_zone": str(pack().zone),
        "session_idle_seconds": pack().session.idle_minutes * 60,
    }


def _navigation(request: Request, actor: Actor) -> list[NavigationItem]:
    items = [(reverse(link.page), link.label) for link in gathered().navigation if may(actor, link.may)]
    within = [url for url, _label in items if url != "/" and request.path.startswith(url)]
    current = max(within, key=len, default=request.path)
    return [NavigationItem(label=str(label), url=url, is_current=url == current) for url, label in items]


def _guide(request: Request, actor: Actor) -> str:
    """Where the guide explains this page."""
    page = request.resolver_match.url_name if request.resolver_match else None
    place = gathered().guide.get(page or "", GUIDE_FIRST)
    return address_of_place(place if isinstance(place, str) else place(actor))
