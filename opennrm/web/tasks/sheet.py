"""A sheet of one's own tasks for a visit, to be printed: references, and names only where somebody opens them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.people import access as people_access
from opennrm.people.access import Identity
from opennrm.tasks import queries
from opennrm.tasks.permissions import TASK_DO
from opennrm.web import design
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.request import Request, posted

MOST = 60
"""So many tasks are printed: nobody does more of them on a journey."""
TODAY, WEEK = "1", "7"
WITH_NAMES = "yes"


class SheetForm(design.Form):
    """Which tasks stand on the sheet, and whether it names anybody."""

    days = forms.ChoiceField(
        label=_("Which tasks?"),
        choices=[(TODAY, _("Due today, and overdue")), (WEEK, _("Due in the next 7 days, and overdue"))],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose which tasks.")},
    )
    names = forms.ChoiceField(
        label=_("May the sheet name children?"),
        choices=[
            ("no", _("No, only the references of the cases")),
            (WITH_NAMES, _("Yes, with names, addresses and what is to be done")),
        ],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether the sheet may name children.")},
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        if not actor.may(IDENTITY_OPEN):
            del self.fields["names"]

    @property
    def has_names(self) -> bool:
        """Whether names are wanted, from valid answers."""
        return self.cleaned_data.get("names") == WITH_NAMES


@requires(TASK_DO)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request) -> HttpResponse:
    """Choose what stands on the sheet, then the sheet itself. Whose names it shows is recorded."""
    form = SheetForm(posted(request), actor=request.actor)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "tasks/sheet_choose.html", form, {})
    now = timezone.now()
    last = timezone.localdate(now, timezone=pack().zone) + timedelta(days=int(form.cleaned_data["days"]) - 1)
    found = queries.mine_until(request.actor, last, most=MOST + 1, at=now)
    has_more, entries = len(found) > MOST, found[:MOST]
    children: Mapping[UUID, Identity] = {}
    if form.has_names:
        children = _children(request.actor, entries)
        entries = queries.with_words(request.actor, entries)
    rows = [(entry, *_child(children.get(entry.case.pk))) for entry in entries]
    context = {"rows": rows, "has_more": has_more, "has_names": form.has_names, "now": now, "last": last}
    return render(request, "tasks/sheet.html", context)


def _children(actor: Actor, entries: list[queries.Entry]) -> dict[UUID, Identity]:
    """Who the children of these cases are, each opened once. Opening them is recorded."""
    now, cases = timezone.now(), dict.fromkeys(entry.case.pk for entry in entries)
    return {
        case_id: people_access.open_identity(actor, case_id, at=now)
        for case_id in cases
        if people_access.may_open_identity(actor, case_id)
    }


def _child(identity: Identity | None) -> tuple[str, list[dict[str, str]]]:
    """The name of a child, and where the child can be reached now, with whether that is safe."""
    if identity is None:
        return "", []
    safety = {
        "yes": _("It is safe to call or write there."),
        "no": _("It is not safe to call or write there."),
        "unknown": _("We do not know whether it is safe to call or write there. Find out first."),
    }
    contacts = [
        {
            "where": " · ".join(filter(None, (contact.address.replace("\n", ", "), contact.telephone))),
            "safety": str(safety.get(contact.safe_to_contact, safety["unknown"])),
        }
        for contact in identity.contacts
        if contact.ended_at is None
    ]
    return " ".join(filter(None, (identity.given_names, identity.family_name))), contacts
