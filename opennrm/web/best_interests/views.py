"""Reading a best-interests procedure, for whoever leads its case."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opennrm.best_interests import panel, queries
from opennrm.best_interests.models import Procedure
from opennrm.best_interests.permissions import BEST_INTERESTS_DECIDE, BEST_INTERESTS_KEEP
from opennrm.best_interests.states import UNDECIDED, Kind, State
from opennrm.best_interests.vocabulary import QUESTIONS
from opennrm.country.titles import title_of
from opennrm.web.guards import requires
from opennrm.web.request import Request

TONES = {
    State.PANEL: "warn",
    State.DECIDED: "good",
    State.IMPLEMENTED: "good",
    State.NOT_IMPLEMENTED: "quiet",
}


def in_words(procedure: Procedure) -> dict[str, Any]:
    """What a list says of a procedure."""
    return {
        "procedure": procedure,
        "title": title_of(QUESTIONS, procedure.question),
        "state": procedure.get_state_display(),
        "tone": TONES.get(State(procedure.state), "info"),
    }


def opened_for(request: Request, procedure_id: UUID) -> dict[str, Any]:
    """The variables of every page about one procedure."""
    opened, case = queries.open_procedure(request.actor, procedure_id)
    procedure = opened.procedure
    is_determination = procedure.kind == Kind.DETERMINATION
    voted = procedure.voting_closed_at is not None
    return {
        **in_words(procedure),
        "opened": opened,
        "case": case,
        "is_open": case.closed_at is None,
        "is_undecided": procedure.state in UNDECIDED,
        "is_weighing": procedure.state in (State.OPENED, State.INFORMATION, State.REOPENED),
        "is_information": procedure.state == State.INFORMATION,
        "is_panel": procedure.state == State.PANEL,
        "is_decided": procedure.state == State.DECIDED,
        "is_determination": is_determination,
        "has_voted": voted,
        "votes_cast": panel.votes_cast(procedure_id) if procedure.state == State.PANEL else 0,
        "can_be_decided": voted if is_determination else procedure.state == State.INFORMATION,
        "may_decide": request.actor.may(BEST_INTERESTS_DECIDE),
    }


@requires(BEST_INTERESTS_KEEP)
@require_safe
def show(request: Request, procedure_id: UUID) -> HttpResponse:
    """The question, the options, the panel, and what was decided."""
    return render(request, "best_interests/show.html", opened_for(request, procedure_id))
