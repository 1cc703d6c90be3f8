"""One plan for several interviews: choose them, watch the work, read the plan, and book every time of it at once."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.foundation.actor import Actor
from opennrm.interviews import access, raids
from opennrm.interviews.models import RaidPlan
from opennrm.interviews.permissions import INTERVIEW_ARRANGE
from opennrm.interviews.raid_states import UNDER_WAY, PlanState
from opennrm.web import design
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.interviews.raid_words import Shown, label_of, references_of, standing_of
from opennrm.web.progress import progress_part
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted

LISTED = 100
"""As many interviews are offered, those that were asked for first."""
PLANS_LISTED = 10


class ChooseForm(design.Form):
    """Chooses the interviews that one plan is made for."""

    interviews = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Which interviews should be planned together?"),
        coerce=UUID,
        widget=design.Checkboxes(small=True),
        error_messages={
            "required": gettext_lazy("Choose at least 2 interviews."),
            "invalid_choice": gettext_lazy(
                "One of these interviews has a time by now, and is no longer listed. Check the others and try again."
            ),
        },
    )

    def __init__(self, *given, actor: Actor, **said) -> None:
        super().__init__(*given, **said)
        rows = list(access.to_arrange(actor).order_by("requested_at", "id")[:LISTED])
        known = references_of(actor, {row.pk: row.case_id for row in rows})
        self.fields["interviews"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), label_of(row, known[str(row.pk)])) for row in rows if str(row.pk) in known
        ]

    @property
    def offers(self) -> int:
        """How many interviews there are to choose from."""
        return len(self.fields["interviews"].choices)  # type: ignore[attr-defined]


@requires(INTERVIEW_ARRANGE)
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: Request) -> HttpResponse:
    """Choose interviews that need a time, and ask for one plan for all of them."""
    form = ChooseForm(posted(request), actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            plan = raids.request(
                form.cleaned_data["interviews"],
                page=page_token(request),
                by=request.actor,
                at=timezone.now(),
            )
            return redirect("interview-plan", plan.pk)
    raids.note_listed(form.offers)
    plans = access.plans_of(request.actor).order_by("-requested_at", "id")[:PLANS_LISTED]
    context = {"plans": plans, "page": page_token(request), "fewest": raids.FEWEST}
    return form_page(request, "interviews/plan_choose.html", form, context)


@requires(INTERVIEW_ARRANGE)
@require_safe
def show(request: Request, plan_id: UUID) -> HttpResponse:
    """A plan for several interviews; before it is made, how far the work is."""
    plan = access.plan_to_read(request.actor, plan_id)
    context = {"plan": plan, "page": page_token(request)}
    if plan.state in (PlanState.DONE, PlanState.BOOKED):
        context |= Shown(request.actor, access.open_plan(plan)).context()
        return render(request, "interviews/plan.html", context)
    context["standing"] = standing_of(plan, at=timezone.now())
    return render(request, "interviews/plan_waiting.html", context)


@requires(INTERVIEW_ARRANGE)
@require_safe
def progress(request: Request, plan_id: UUID) -> HttpResponse:
    """How far a plan is, as a part of its page; when it has ended, the page is loaded anew."""
    plan = access.plan_to_read(request.actor, plan_id)
    return progress_part(
        request,
        page="interview-plan",
        watch="interview-plan-progress",
        of=plan_id,
        standing=lambda: standing_of(plan, at=timezone.now()) if plan.state in UNDER_WAY else None,
    )


@requires(INTERVIEW_ARRANGE)
@button("interview-plan", "plan_id", undone=gettext_lazy("Nothing was booked."))
def book(request: Request, plan_id: UUID) -> HttpResponse:
    """Book every time of a plan."""
    plan: RaidPlan = raids.book(plan_id, by=request.actor, at=timezone.now())
    messages.success(request, _("Every time of this plan is booked. We have told everybody who takes part."))
    return redirect("interview-plan", plan.pk)


@requires(INTERVIEW_ARRANGE)
@button("interview-plan", "plan_id", undone=gettext_lazy("No plan was made."))
def again(request: Request, plan_id: UUID) -> HttpResponse:
    """Ask for another plan for those interviews of this one that have no time."""
    plan = raids.ask_again(plan_id, page=page_token(request), by=request.actor, at=timezone.now())
    return redirect("interview-plan", plan.pk)
