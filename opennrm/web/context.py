"""What every page's frame shows: who is signed in, for which agency, where one may go, and what is new."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Membership
from opennrm.agencies.permissions import Permission
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.web.design.entries import NavigationItem
from opennrm.web.request import Request

NAVIGATION = (
    (Permission.WORK_VIEW, "home", _("My work")),
    (Permission.CONCERN_REPORT, "concern-list", _("My concerns")),
    (Permission.CASE_VIEW, "case-list", _("Cases")),
    (Permission.CASE_SEARCH, "case-search", _("Search")),
    (Permission.CLOCK_PAUSE, "clock-list", _("What is due")),
    (Permission.DIRECTORY_VIEW, "service-list", _("Services")),
    (Permission.ESTIMATE_RUN, "estimate-list", _("Estimates")),
    (Permission.ESTIMATE_VIEW, "estimate-list", _("Estimates")),
    (Permission.AUDIT_VIEW, "audit-list", _("Audit")),
    (Permission.ACCOUNT_MANAGE, "account-list", _("Accounts")),
)


def page(request: Request) -> dict[str, Any]:
    """The variables of `base.html`."""
    actor: Actor | None = getattr(request, "actor", None)
    frame: dict[str, Any] = {"is_demonstration": settings.DEMONSTRATION}
    if actor is None or not actor.is_signed_in:
        return frame
    others = Membership.objects.current().filter(account_id=actor.account_id).exclude(pk=actor.membership_id)
    return {
        **frame,
        "navigation": _navigation(request, actor),
        "notices_count": notices.count_of_unread(actor),
        "most_notices_counted": notices.MOST_COUNTED,
        "may_switch_agency": others.exists(),
        "area_word": pack().area_word,
        "session_idle_seconds": pack().session.idle_minutes * 60,
    }


def _navigation(request: Request, actor: Actor) -> list[NavigationItem]:
    # Two permissions may lead to one page, which then stands here once.
    items = list(
        {reverse(name): label for permission, name, label in NAVIGATION if actor.may(permission)}.items()
    )
    within = [url for url, _label in items if url != "/" and request.path.startswith(url)]
    current = max(within, key=len, default=request.path)
    return [NavigationItem(label=str(label), url=url, is_current=url == current) for url, label in items]
