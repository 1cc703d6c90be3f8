"""Pages on which an interview is planned: times, people, wishes, and what does not count."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from opennrm.interviews import access, basis, planning, queries, rules, team, times
from opennrm.interviews.permissions import (
    INTERVIEW_APPROVE,
    INTERVIEW_ARRANGE,
    INTERVIEW_LEAD,
    INTERVIEW_REQUEST,
)
from opennrm.spaces import access as spaces
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.interviews import restriction_words
from opennrm.web.interviews.asking import FORM
from opennrm.web.interviews.forms import (
    ConflictForm,
    MissedForm,
    RelaxForm,
    ReplanForm,
    ScheduleForm,
    SheetForm,
    TimeOfChildForm,
    WishForm,
)
from opennrm.web.interviews.steps import context_of, take
from opennrm.web.request import Request, page_token, posted


@requires(INTERVIEW_REQUEST)
@require_http_methods(FORM)
def time_new(request: Request, case_id: UUID) -> HttpResponse:
    """Record a time in which the child has something else."""
    case = access.case_with_interviews(request.actor, case_id, may=INTERVIEW_REQUEST)
    form, page = TimeOfChildForm(posted(request)), page_token(request)
    return take(
        request,
        form,
        {"case": case},
        template="time",
        do=lambda: planning.add_time(case_id, **form.answers, page=page, by=request.actor, at=timezone.now()),
        says=_("The time was recorded."),
        leads_to="interview-of-case",
        of=case_id,
    )


@requires(INTERVIEW_REQUEST)
@button("interview-of-case", "case_id", undone=gettext_lazy("The time was not removed."))
def time_remove(request: Request, case_id: UUID, time_id: UUID) -> HttpResponse:
    """Remove a time of the child."""
    planning.remove_time(case_id, time_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The time was removed."))
    return redirect("interview-of-case", case_id)


@requires(INTERVIEW_REQUEST)
@require_http_methods(FORM)
def conflict(request: Request, case_id: UUID) -> HttpResponse:
    """Record that somebody has nothing to do with the interviews of this child."""
    case = access.case_with_interviews(request.actor, case_id, may=INTERVIEW_REQUEST)
    known = team.around(request.actor, case_id)
    form = ConflictForm(posted(request), officials=known, unnamed=team.unnamed(case_id, known))
    return take(
        request,
        form,
        {"case": case},
        template="conflict",
        do=lambda: planning.declare_conflict(
            case_id, **form.cleaned_data, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded. Lists say that this person is not available for this case."),
        leads_to="interview-of-case",
        of=case_id,
    )


@requires(INTERVIEW_REQUEST)
@button("interview-of-case", "case_id", undone=gettext_lazy("Nothing was changed."))
def conflict_withdraw(request: Request, case_id: UUID, conflict_id: UUID) -> HttpResponse:
    """Say that somebody can take part again."""
    planning.withdraw_conflict(case_id, conflict_id, by=request.actor, at=timezone.now())
    messages.success(request, _("This person can take part again."))
    return redirect("interview-of-case", case_id)


@requires(INTERVIEW_ARRANGE)
@require_http_methods(FORM)
def schedule(request: Request, interview_id: UUID) -> HttpResponse:
    """Choose a time, a space and people for an interview."""
    context = context_of(request, interview_id, may=(INTERVIEW_ARRANGE,))
    interview = context["interview"]
    open_spaces = spaces.spaces(request.actor).order_by("title", "code")
    form = ScheduleForm(posted(request), officials=team.officials(), spaces=open_spaces)
    out = access.conflicts_of(request.actor, interview.case_id).select_related("official__account")
    known = restriction_words.listed(request.actor, interview.case_id)
    times_of_child = access.times_of(request.actor, interview.case_id)
    return take(
        request,
        form,
        {**context, "times": times_of_child, "restrictions": known, "out": out},
        template="schedule",
        do=lambda: times.schedule(interview_id, **form.answers, by=request.actor, at=timezone.now()),
        says=_("The interview has a time. We have told everybody who takes part."),
        leads_to="interview-show",
        of=interview_id,
        field="time",
    )


@requires(INTERVIEW_ARRANGE)
@require_http_methods(FORM)
def replan(request: Request, interview_id: UUID) -> HttpResponse:
    """Take the time of an interview away, so that it gets another one."""
    context, form = context_of(request, interview_id, may=(INTERVIEW_ARRANGE,)), ReplanForm(posted(request))
    return take(
        request,
        form,
        context,
        template="replan",
        do=lambda: times.replan(interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("The time was taken away, and nobody is booked any more. Now choose another time."),
        leads_to="interview-show",
        of=interview_id,
    )


@requires(INTERVIEW_ARRANGE)
@require_http_methods(FORM)
def missed(request: Request, interview_id: UUID) -> HttpResponse:
    """Record that an interview did not take place."""
    context, form = context_of(request, interview_id, may=(INTERVIEW_ARRANGE,)), MissedForm(posted(request))
    return take(
        request,
        form,
        context,
        template="missed",
        do=lambda: times.no_show(interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("Recorded. Find out first what the child needs, then plan the interview again."),
        leads_to="interview-show",
        of=interview_id,
    )


@requires(INTERVIEW_ARRANGE)
@button("interview-show", "interview_id", undone=gettext_lazy("Nothing was changed."))
def again(request: Request, interview_id: UUID) -> HttpResponse:
    """Let an interview that did not take place get another time."""
    times.plan_again(interview_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The interview can be given another time."))
    return redirect("interview-show", interview_id)


@requires(INTERVIEW_REQUEST)
@require_http_methods(FORM)
def wish(request: Request, interview_id: UUID) -> HttpResponse:
    """Record whom the child wants to talk to now."""
    context = context_of(request, interview_id, may=(INTERVIEW_REQUEST,))
    form = WishForm(posted(request), initial={"wish": context["interview"].wish})
    return take(
        request,
        form,
        context,
        template="wish",
        do=lambda: planning.change_wish(
            interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()
        ),
        says=_("Recorded."),
        leads_to="interview-show",
        of=interview_id,
    )


@requires(INTERVIEW_ARRANGE, INTERVIEW_APPROVE, INTERVIEW_REQUEST, INTERVIEW_LEAD)
@require_http_methods(FORM)
def relax(request: Request, interview_id: UUID) -> HttpResponse:
    """Say that a condition does not count for this interview."""
    context = context_of(request, interview_id)
    names = [name for name, owner in rules.OWNERS.items() if owner not in (rules.NOBODY, rules.CHILD)]
    names = [each for each in names if each != "quorum"] + [
        f"quorum({each})" for each in context["interview"].quorum
    ]
    form = RelaxForm(
        posted(request), conditions=[(each, times.words_of(each).capitalize()) for each in names]
    )
    return take(
        request,
        form,
        context,
        template="relax",
        do=lambda: planning.relax(interview_id, **form.cleaned_data, by=request.actor, at=timezone.now()),
        says=_("Recorded, with your name and your reason."),
        leads_to="interview-show",
        of=interview_id,
        field="condition",
    )


@requires(INTERVIEW_REQUEST, INTERVIEW_ARRANGE, INTERVIEW_LEAD)
@require_http_methods(FORM)
def sheet(request: Request, interview_id: UUID) -> HttpResponse:
    """Write down what was found out before the day."""
    context = context_of(request, interview_id)
    row, says = queries.sheet_of(request.actor, context["interview"])
    said = {True: "yes", False: "no", None: ""}
    checks = {name: said[getattr(row, name)] if row else "" for name in planning.CHECKS}
    form = SheetForm(posted(request), initial={**says, **checks})
    return take(
        request,
        form,
        context,
        template="sheet",
        do=lambda: planning.write_sheet(
            interview_id,
            answers=form.cleaned_data,
            checks=form.checks,
            by=request.actor,
            at=timezone.now(),
        ),
        says=_("The planning sheet is saved."),
        leads_to="interview-show",
        of=interview_id,
    )


@requires(INTERVIEW_REQUEST)
@button("interview-show", "interview_id", undone=gettext_lazy("Nothing was confirmed."))
def confirm(request: Request, interview_id: UUID) -> HttpResponse:
    """Confirm that the interview may be recorded."""
    basis.confirm(interview_id, by=request.actor, at=timezone.now())
    messages.success(request, _("Confirmed: the interview may be recorded."))
    return redirect("interview-show", interview_id)
