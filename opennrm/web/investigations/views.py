"""Pages of investigations: which there are, one of them, and what it begins with."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.country.pack import pack
from opennrm.foundation.pages import page_of
from opennrm.investigations import access, actions, counting, lapsing, reading
from opennrm.investigations.models import Investigation
from opennrm.investigations.permissions import INVESTIGATE, INVESTIGATION_PROSECUTE
from opennrm.web.addresses import page_asked
from opennrm.web.guards import requires
from opennrm.web.investigations.forms import ChangeForm, OpenForm
from opennrm.web.investigations.pages import Asking, ask
from opennrm.web.request import Request, page_token, posted

A_PAGE = 50


@requires(INVESTIGATE, INVESTIGATION_PROSECUTE)
@require_safe
def index(request: Request) -> HttpResponse:
    """The investigations that somebody sees, those first in which something happened last; and those that lapse."""
    actor, now = request.actor, timezone.now()
    visible = access.visible_to(actor)
    mine = visible.going_on().filter(lead_id=actor.membership_id).order_by("-last_event_at", "id")
    context = {
        "mine": list(mine[:A_PAGE]),
        "page": page_of(visible, ("-last_event_at", "id"), page_asked(request), size=A_PAGE),
        "lapsing": list(lapsing.lapsing(actor, at=now)[:A_PAGE]) if actor.may(INVESTIGATE) else [],
        "lapse_days": pack().investigations.lapse_days,
        "may_open": actor.may(INVESTIGATE),
        "requests": list(access.requests_to_answer(actor)[:A_PAGE]),
        "now": now,
    }
    return render(request, "investigations/list.html", context)


@requires(INVESTIGATE, INVESTIGATION_PROSECUTE)
@require_safe
def show(request: Request, investigation_id: UUID) -> HttpResponse:
    """One investigation: how far it is, who is suspected, and the references of the children."""
    actor = request.actor
    investigation = access.to_read(actor, investigation_id)
    context = {
        "investigation": investigation,
        **reading.of_investigation(actor, investigation),
        "may": reading.next_steps(actor, investigation),
    }
    return render(request, "investigations/show.html", context)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Open an investigation of one's own agency."""
    today, page, now = timezone.localdate(timezone=pack().zone), page_token(request), timezone.now()
    form = OpenForm(posted(request), today=today, initial={"opened_on": today})
    asking = Asking(
        heading=_("Open an investigation"),
        intro=_("You lead it. Your head of investigations can give it to somebody else."),
        button=_("Open the investigation"),
        back=reverse("investigations"),
        then=_address,
    )

    def save(given: dict[str, Any]) -> Investigation:
        return actions.open_investigation(**given, page=page, by=request.actor, at=now)

    return ask(request, form, asking, save)


@requires(INVESTIGATE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, investigation_id: UUID) -> HttpResponse:
    """Correct the form of exploitation, or whether an official is involved."""
    row = access.to_change(request.actor, investigation_id, lock=False)
    initial = {name: getattr(row, name) for name in (*actions.FACTS, "version")}
    form = ChangeForm(posted(request), initial=initial)
    asking = Asking(
        heading=_("Change what is known"), caption=row.reference, button=_("Save"), back=_address(row)
    )

    def save(given: dict[str, Any]) -> Investigation:
        seen = given.pop("version")
        return actions.change_facts(row.pk, **given, seen_version=seen, by=request.actor, at=timezone.now())

    return ask(request, form, asking, save)


@requires(INVESTIGATE, INVESTIGATION_PROSECUTE)
@require_safe
def figures(request: Request) -> HttpResponse:
    """How many investigations were opened in each year of reports, by form."""
    years = counting.by_form_and_year(request.actor)
    return render(request, "investigations/figures.html", {"years": years, "forms": counting.FORMS})


def _address(investigation: Investigation) -> str:
    return reverse("investigation", args=[investigation.pk])
