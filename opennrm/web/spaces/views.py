"""Pages of spaces: which there are, and what an agency says of its own."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.country.pack import pack
from opennrm.foundation.working_time import start_of
from opennrm.spaces import access, actions, queries, rules
from opennrm.spaces.models import Booking, Space
from opennrm.spaces.permissions import SPACE_BOOK, SPACE_KEEP, TEAM_KEEP
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted
from opennrm.web.spaces.forms import CloseForm, SpaceForm
from opennrm.web.spaces.words import weekdays


@requires(SPACE_BOOK, SPACE_KEEP, TEAM_KEEP)
@require_safe
def index(request: Request) -> HttpResponse:
    """The spaces of all agencies: those in use or to be used, by area, and those that were closed."""
    today = timezone.localdate(timezone=pack().zone)
    in_use: dict[str, list[Space]] = {}
    closed = []
    for space in access.spaces(request.actor).order_by("title", "code"):
        if space.valid_until is not None and space.valid_until < today:
            closed.append(space)
        else:
            in_use.setdefault(space.area, []).append(space)
    # In the order of the country; an area that it no longer has comes last.
    order = {area.code: number for number, area in enumerate(pack().areas)}
    areas = sorted(in_use.items(), key=lambda each: (order.get(each[0], len(order)), each[0]))
    context = {
        "areas": areas,
        "closed": closed,
        "open_today": queries.open_by_area(today),
        "may_add": request.actor.may(SPACE_KEEP),
        "may_see_calendar": request.actor.may(SPACE_BOOK),
    }
    return render(request, "spaces/list.html", context)


@requires(SPACE_BOOK, SPACE_KEEP, TEAM_KEEP)
@require_safe
def show(request: Request, space_id: UUID) -> HttpResponse:
    """What is known of one space; where it is, for those who keep or book spaces."""
    space = access.space_to_read(request.actor, space_id)
    context = {
        "space": space,
        "particulars": access.particulars_to_read(request.actor, space),
        "weekdays": [(words, rules.as_text(space.opening.get(day, []))) for day, words in weekdays()],
        "misfits": queries.misfits(request.actor, [space], at=timezone.now()).get(space.pk, []),
        "own_agency_id": request.actor.agency_id,
        "may_keep": access.may_keep(request.actor, space),
        "may_see_calendar": request.actor.may(SPACE_BOOK),
    }
    return render(request, "spaces/show.html", context)


@requires(SPACE_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Enter a space of one's own agency."""
    today = timezone.localdate(timezone=pack().zone)
    form = SpaceForm(posted(request), initial={"valid_from": today, "turnaround_minutes": 0, "version": 0})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            space = actions.add_space(by=request.actor, at=timezone.now(), **form.facts)
            messages.success(request, _("The space was added. People who book spaces can now see it."))
            return redirect("space-show", space.pk)
    return form_page(request, "spaces/edit.html", form)


@requires(SPACE_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, space_id: UUID) -> HttpResponse:
    """Correct what is known of a space of one's own agency."""
    space = access.space_to_keep(request.actor, space_id, lock=False)
    particulars = access.particulars_to_read(request.actor, space)
    form = SpaceForm(posted(request), initial=SpaceForm.initial_of(space, particulars))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        with refusals_on(form):
            actions.change_space(
                space_id, seen_version=seen, by=request.actor, at=timezone.now(), **form.facts
            )
            messages.success(
                request,
                _("Your change was saved. Bookings stay. Those that no longer fit are listed here."),
            )
            return redirect("space-show", space_id)
    return form_page(request, "spaces/edit.html", form, {"space": space})


@requires(SPACE_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: Request, space_id: UUID) -> HttpResponse:
    """Set the last day of a space of one's own agency."""
    space = access.space_to_keep(request.actor, space_id, lock=False)
    form = CloseForm(posted(request), initial={"last_day": space.valid_until, "version": space.version})
    later: list[Booking] = []
    if request.method == "POST" and form.is_valid():
        later = _booked_after(request, space, form.cleaned_data["last_day"])
        given = {"last_day": form.cleaned_data["last_day"], "seen_version": form.cleaned_data["version"]}
        with refusals_on(form):
            actions.close_space(space_id, **given, by=request.actor, at=timezone.now())
            messages.success(request, _("The last day of the space was saved."))
            return redirect("space-show", space_id)
    context = {"space": space, "later": later, "own_agency_id": request.actor.agency_id}
    return form_page(request, "spaces/close.html", form, context)


def _booked_after(request: Request, space: Space, last_day: date) -> list[Booking]:
    """What keeps the day that was entered from being the last."""
    last = start_of(last_day + timedelta(days=1), pack().zone)
    return queries.booked_in(request.actor, [space], after=last)
