"""The work list of the linkage desk, and the sheet on which two records stand side by side."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.foundation.actor import Actor
from opennrm.linkage import desk as work
from opennrm.linkage import desk_access, desk_queries, outside
from opennrm.linkage.desk_sheets import Opened
from opennrm.linkage.permissions import LINK_DECIDE, LINK_OVERSEE
from opennrm.linkage.states import PairState
from opennrm.web import design
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.linkage.side_by_side import row_of
from opennrm.web.linkage_desk.forms import DecideForm
from opennrm.web.linkage_desk.words import word_in_words
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(LINK_DECIDE, LINK_OVERSEE)
@require_safe
def desk(request: Request) -> HttpResponse:
    """How much waits at the desk, whom to ask, and what the actor decided last."""
    actor, at = request.actor, timezone.now()
    pairs = desk_queries.to_ask(actor)
    context = {
        "backlog": desk_queries.backlog(actor),
        "in_hand": desk_access.held(actor, at).first(),
        "last": work.last_decision(actor),
        "to_ask": [pair for pair in pairs if pair.state == PairState.SAME],
        "refused": [pair for pair in pairs if pair.state == PairState.REFUSED],
        "asked": [(asked, _due(asked.due_at, at)) for asked in desk_queries.asked(actor)],
        "outside": outside.waiting(actor),
        "outside_in_hand": outside.held(actor, at).first(),
        "to_tell": outside.to_tell(actor),
        "may_decide": actor.may(LINK_DECIDE),
        "may_oversee": actor.may(LINK_OVERSEE),
        "now": at,
    }
    return render(request, "linkage_desk/desk.html", context)


def _due(due_at: datetime, at: datetime) -> design.Due:
    return design.Due(due_at=due_at, standing="overdue" if due_at <= at else "due")


@requires(LINK_DECIDE)
@button("linkage-desk", undone=gettext_lazy("You have not taken a pair."))
def take(request: Request) -> HttpResponse:
    """Take the pair that comes next."""
    pair = work.take_next(by=request.actor, at=timezone.now())
    if pair is None:
        messages.info(request, _("No pair is waiting for you."))
        return redirect("linkage-desk")
    return redirect("linkage-desk-pair", pair.pk)


@requires(LINK_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: Request, pair_id: UUID) -> HttpResponse:
    """Two records side by side, and the question whether they are of the same child."""
    actor, at = request.actor, timezone.now()
    form = DecideForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            work.decide(pair_id, **form.answer, by=actor, at=at)
            messages.success(request, _("Your answer is saved."))
            return _next(request, actor, at)
    pair, opened = work.open_sheet(pair_id, by=actor, at=at)
    context = {"pair": pair, "last": work.last_decision(actor), **_shown(opened)}
    return form_page(request, "linkage_desk/sheet.html", form, context)


def _next(request: Request, actor: Actor, at: datetime) -> HttpResponse:
    pair = work.take_next(by=actor, at=at)
    return redirect("linkage-desk-pair", pair.pk) if pair else redirect("linkage-desk")


def _shown(opened: Opened) -> dict[str, Any]:
    return {
        "word": word_in_words(opened.word),
        "is_household": opened.is_household,
        "may_be_twins": opened.may_be_twins,
        "rows": [row_of(line.field, line.left, line.right, line.agreement) for line in opened.lines],
    }


@requires(LINK_DECIDE)
@button("linkage-desk", undone=gettext_lazy("You have not taken back your answer."))
def undo(request: Request, decision_id: UUID) -> HttpResponse:
    """Take back one's last answer; the sheet of the pair is there again."""
    pair = work.undo(decision_id, by=request.actor, at=timezone.now())
    messages.success(request, _("You have taken back your answer. Answer again."))
    return redirect("linkage-desk-pair", pair.pk)
