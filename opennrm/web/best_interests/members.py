"""Pages of a member of a panel: the seat, the report, and the vote."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.best_interests import panel, queries
from opennrm.best_interests.permissions import PANEL_SIT
from opennrm.best_interests.states import Interest, State
from opennrm.best_interests.vocabulary import QUESTIONS
from opennrm.country.titles import title_of
from opennrm.foundation.refusals import NotThere
from opennrm.web.best_interests import forms
from opennrm.web.best_interests.weighing import options_of, words
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted

FORM = "best_interests/member_form.html"


def _opened(request: Request, seat_id: UUID) -> dict[str, Any]:
    seat, opened = queries.open_for_member(request.actor, seat_id)
    is_voting = (
        opened is not None
        and opened.procedure.state == State.PANEL
        and opened.procedure.voting_closed_at is None
    )
    own = [(vote, reason) for vote, reason in opened.votes if vote.seat_id == seat.pk] if opened else []
    return {
        "seat": seat,
        "opened": opened,
        "title": title_of(QUESTIONS, opened.procedure.question) if opened else _("A seat in a panel"),
        "is_taken": seat.member_id is not None,
        "has_conflict": seat.interest == Interest.CONFLICT,
        "is_voting": is_voting,
        "own_vote": own[0] if own else None,
        "has_voted": opened is not None and opened.procedure.voting_closed_at is not None,
        "votes_cast": panel.votes_cast(seat.procedure_id) if is_voting else 0,
    }


@requires(PANEL_SIT)
@require_safe
def show(request: Request, seat_id: UUID) -> HttpResponse:
    """What is asked, and once the panel was opened the report."""
    return render(request, "best_interests/panel.html", _opened(request, seat_id))


@requires(PANEL_SIT)
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Request, seat_id: UUID) -> HttpResponse:
    """Take the seat, with an undertaking and a declaration of interest."""
    context, form = _opened(request, seat_id), forms.TakeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            panel.take_seat(seat_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("You have taken the seat. We tell you when the panel can vote."))
            return redirect("panel-show", seat_id)
    said = words(
        _("Take the seat"),
        _(
            "You read what is known about a child, and vote on what is best for the child. Nobody tells you how."
        ),
        _("Take the seat"),
    )
    return form_page(request, FORM, form, {**context, **said})


@requires(PANEL_SIT)
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: Request, seat_id: UUID) -> HttpResponse:
    """Vote."""
    context = _opened(request, seat_id)
    if context["opened"] is None:
        raise NotThere
    form = forms.VoteForm(posted(request), options=options_of(context))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            panel.vote(seat_id, **form.cleaned_data, by=request.actor, at=timezone.now())
            messages.success(request, _("You have voted."))
            return redirect("panel-show", seat_id)
    intro = _(
        "You vote once. The others read your vote only when all have voted, or the chair closes the voting."
    )
    return form_page(request, FORM, form, {**context, **words(_("Vote"), intro, _("Vote"))})


@requires(PANEL_SIT)
@button("panel-show", "seat_id", undone=gettext_lazy("The voting was not closed."))
def close(request: Request, seat_id: UUID) -> HttpResponse:
    """Close the voting, as the chair."""
    panel.close_voting(seat_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The voting is closed. The members can read all votes now."))
    return redirect("panel-show", seat_id)
