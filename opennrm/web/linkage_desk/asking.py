"""The pages on which the desk decides which lead is asked, and what happens if it does not answer."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.contexts import vocabulary
from opennrm.linkage import by_law as law
from opennrm.linkage import desk, desk_access, desk_queries
from opennrm.linkage.models import Pair
from opennrm.linkage.permissions import LINK_DECIDE, LINK_OVERSEE
from opennrm.linkage.states import PairState
from opennrm.web import design
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.linkage_desk.forms import HIGH, LOW, AskForm, Side
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


@requires(LINK_DECIDE, LINK_OVERSEE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request, pair_id: UUID) -> HttpResponse:
    """Ask the lead of one of two cases whether the other agency may know."""
    pair = desk_access.pair_to_ask(request.actor, pair_id)
    usual, other = _choice(pair)
    form = AskForm(posted(request), usual=usual, other=other) if usual else None
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data.get("reason", "")
            desk.ask(pair.pk, asks_low=form.asks_low, reason=reason, by=request.actor, at=timezone.now())
            messages.success(request, _("We will ask the lead agency within a minute."))
            return redirect("linkage-desk")
    context = {
        "pair": pair,
        "is_refused": pair.state == PairState.REFUSED,
        "is_over": pair.times_asked >= desk.MOST_ASKED,
        "refusal": desk_queries.refusal_of(request.actor, pair),
    }
    return form_page(request, "linkage_desk/ask.html", form, context)


@requires(LINK_OVERSEE)
@require_http_methods(["GET", "HEAD", "POST"])
def by_law(request: Request, pair_id: UUID) -> HttpResponse:
    """Tell the other agency by law, because the lead has not answered in time."""
    actor, at = request.actor, timezone.now()
    pair = law.waiting(actor, pair_id)
    question, basis = law.question_of(actor, pair), law.basis_of(pair)
    is_late = question is not None and question.due_at <= at
    may = is_late and basis.scopes and pair.by_law_by_id is None
    form = design.Form(posted(request)) if may else None
    if request.method == "POST" and form is not None and form.is_valid():
        with refusals_on(form):
            law.decide(pair_id, by=actor, at=at)
            messages.success(request, _("We will tell the other agency within a minute."))
            return redirect("linkage-desk")
    context = {
        "pair": pair,
        "question": question,
        "is_late": is_late,
        "bases": basis.legal_bases,
        "shown": [str(words) for scope, words in vocabulary().scopes.items() if scope in basis.scopes],
    }
    return form_page(request, "linkage_desk/by_law.html", form, context)


def _choice(pair: Pair) -> tuple[Side | None, Side | None]:
    """The lead that is asked as a rule, and the other one if it can be asked too; nobody, if neither can be."""
    low = Side(LOW, pair.low_agency) if pair.low_agency and pair.low_since else None
    high = Side(HIGH, pair.high_agency) if pair.high_agency and pair.high_since else None
    if pair.state == PairState.REFUSED:
        is_over = pair.times_asked >= desk.MOST_ASKED
        return (None if is_over else low if pair.asks_low else high), None
    if low is None or high is None:
        return low or high, None
    return (low, high) if desk.usually_asks_low(pair) else (high, low)
