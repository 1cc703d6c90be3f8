"""Pages of case reviews."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.foundation.actor import Actor
from opennrm.interviews import access, queries, reviews
from opennrm.interviews.models import Interview
from opennrm.interviews.permissions import INTERVIEW_ARRANGE, INTERVIEW_REQUEST
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.interviews.asking import FORM
from opennrm.web.interviews.day_forms import CallForm, DecideForm, ReviewForm
from opennrm.web.interviews.raid_words import references_of
from opennrm.web.interviews.steps import context_of, take
from opennrm.web.request import Request, posted

REVIEWS = (INTERVIEW_ARRANGE, INTERVIEW_REQUEST)
LISTED = 100
"""As many interviews of other children are offered."""


@requires(*REVIEWS)
@require_http_methods(FORM)
def call(request: Request, interview_id: UUID) -> HttpResponse:
    """Call a review of the case by the team."""
    context = context_of(request, interview_id)
    form = CallForm(posted(request), others=_others(request.actor, context["interview"]))
    return take(
        request,
        form,
        context,
        template="review_call",
        do=lambda: reviews.call(interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("The case review was called. We have told everybody who takes part."),
        leads_to="interview-show",
        of=interview_id,
    )


def _others(actor: Actor, interview: Interview) -> list[tuple[str, str]]:
    """The other children that the meeting could also be about, by an interview of each."""
    rows = {
        each.case_id: each for each in access.could_be_reviewed(actor, interview).soonest_first()[:LISTED]
    }
    known = references_of(actor, {row.pk: row.case_id for row in rows.values()})
    offered = [(str(row.pk), known[str(row.pk)]) for row in rows.values() if str(row.pk) in known]
    return sorted(offered, key=lambda each: each[1])


@requires(*REVIEWS)
@require_safe
def show(request: Request, review_id: UUID) -> HttpResponse:
    """One meeting: what it decided about each child that one sees."""
    review = access.review_to_read(request.actor, review_id)
    context = {"review": review, "children": queries.of_meeting(request.actor, review)}
    return render(request, "interviews/review_show.html", context)


@requires(*REVIEWS)
@require_http_methods(FORM)
def hold(request: Request, review_id: UUID) -> HttpResponse:
    """Record that a case review was held."""
    review = access.review_to_read(request.actor, review_id)
    form = ReviewForm(posted(request))
    return take(
        request,
        form,
        {"review": review},
        template="review_hold",
        do=lambda: reviews.hold(review_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("Recorded. Now add what was decided about each child."),
        leads_to="interview-review",
        of=review_id,
    )


@requires(*REVIEWS)
@require_http_methods(FORM)
def decide(request: Request, review_id: UUID) -> HttpResponse:
    """Record something that a case review decided."""
    review = access.review_to_read(request.actor, review_id)
    form = DecideForm(posted(request))
    return take(
        request,
        form,
        {"review": review},
        template="review_decide",
        do=lambda: reviews.decide(review_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("The decision was added."),
        leads_to="interview-review",
        of=review_id,
    )


@requires(*REVIEWS)
@button("interview-review", "review_id", undone=gettext_lazy("Nothing was recorded."))
def done(request: Request, review_id: UUID, decision_id: UUID) -> HttpResponse:
    """Record that a decision was carried out."""
    reviews.done(review_id, decision_id, by=request.actor, at=timezone.now())
    messages.success(request, _("Recorded."))
    return redirect("interview-review", review_id)
