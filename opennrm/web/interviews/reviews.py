"""Pages of case reviews."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.interviews import access, reviews
from opennrm.interviews.permissions import INTERVIEW_ARRANGE, INTERVIEW_REQUEST
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.interviews.asking import FORM
from opennrm.web.interviews.day_forms import CallForm, DecideForm, ReviewForm
from opennrm.web.interviews.steps import context_of, take
from opennrm.web.request import Request, posted

REVIEWS = (INTERVIEW_ARRANGE, INTERVIEW_REQUEST)


@requires(*REVIEWS)
@require_http_methods(FORM)
def call(request: Request, interview_id: UUID) -> HttpResponse:
    """Call a review of the case by the team."""
    context, form = context_of(request, interview_id), CallForm(posted(request))
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
        says=_("Recorded. Now add what was decided."),
        leads_to="interview-show",
        of=review.interview_id,
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
        leads_to="interview-show",
        of=review.interview_id,
    )


@requires(*REVIEWS)
@button("interview-review-decide", "review_id", undone=gettext_lazy("Nothing was recorded."))
def done(request: Request, review_id: UUID, decision_id: UUID) -> HttpResponse:
    """Record that a decision was carried out."""
    review = access.review_to_read(request.actor, review_id)
    reviews.done(review_id, decision_id, by=request.actor, at=timezone.now())
    messages.success(request, _("Recorded."))
    return redirect("interview-show", review.interview_id)
