"""The feed of the calendar: its secret address, and what a calendar program reads there."""

from math import ceil

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import queries as agency_queries
from opennrm.agencies import throttle
from opennrm.cases.permissions import CASE_VIEW
from opennrm.spaces.permissions import SPACE_BOOK
from opennrm.tasks import access, feeds
from opennrm.web.buttons import button
from opennrm.web.guards import public, requires
from opennrm.web.request import Request
from opennrm.web.tasks import calendar_file


@requires(CASE_VIEW, SPACE_BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: Request) -> HttpResponse:
    """One's own feed. POST makes a new address, and shows it this once."""
    address = ""
    if request.method == "POST":
        token = feeds.renew(by=request.actor, at=timezone.now())
        address = request.build_absolute_uri(reverse("calendar-feed-read", args=[token]))
    feed = access.own_feed(request.actor).first()
    has_run_out = feed is not None and feed.expires_at <= timezone.now()
    context = {"feed": feed, "address": address, "has_run_out": has_run_out, "shown_days": feeds.SHOWN_DAYS}
    return render(request, "tasks/feed.html", context, status=201 if address else 200)


@requires(CASE_VIEW, SPACE_BOOK)
@button("calendar-feed", undone=gettext_lazy("The address was not ended."))
def end(request: Request) -> HttpResponse:
    """End one's feed."""
    feeds.end(by=request.actor, at=timezone.now())
    messages.success(request, _("The address has ended. A calendar that still asks for it gets nothing."))
    return redirect("calendar-feed")


@public
@require_safe
def read(request: Request, token: str) -> HttpResponse:
    """What a calendar program reads, without a session: when something is due, and nothing else."""
    now, origin = timezone.now(), agency_queries.origin()
    try:
        throttle.take(throttle.FEED, account=feeds.digest(token), origin=origin, at=now)
    except throttle.Throttled as throttled:
        wait = max(1, ceil((throttled.until - now).total_seconds()))
        return HttpResponse(status=429, headers={"Retry-After": wait})
    content = calendar_file.of(feeds.read(token, origin=origin, at=now), at=now)
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
