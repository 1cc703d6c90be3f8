"""Pages of trainings, campaigns and talks: the calendar, one activity, and its steps."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotThere
from opennrm.prevention import access, activities, queries
from opennrm.prevention.models import Activity, Kind
from opennrm.prevention.permissions import PREVENTION_CONFIRM, PREVENTION_PLAN, PREVENTION_VIEW
from opennrm.prevention.rules import Quarter
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.prevention import shown, words
from opennrm.web.prevention.forms import FORMS, DifferenceForm, ReasonForm, TrainingForm
from opennrm.web.prevention.steps import Asked, ask, done
from opennrm.web.request import Request, posted


def quarter_asked(request: Request) -> Quarter:
    """The quarter that the address names, else the one of today."""
    today = timezone.localdate(timezone=pack().zone)
    return Quarter.read(request.GET.get("quarter", "")) or Quarter.of(today)


@requires(PREVENTION_VIEW)
@require_safe
def calendar(request: Request) -> HttpResponse:
    """What takes place in a quarter, by month, and a map of the areas."""
    quarter = quarter_asked(request)
    rows = list(queries.of_quarter(request.actor, quarter))
    context = {
        "quarter": quarter,
        "title": words.quarter(quarter),
        "before": quarter.moved(-1),
        "after": quarter.moved(1),
        "months": _by_month(rows),
        "map": words.tile_map(queries.by_area(request.actor, quarter)),
        "kinds": [(kind.value, words.kind_words(kind)["plan"]) for kind in Kind],
        "may_plan": request.actor.may(PREVENTION_PLAN),
        "waiting": list(queries.unconfirmed(request.actor)) if access.may_confirm(request.actor) else [],
    }
    return render(request, "prevention/calendar.html", context)


def _by_month(rows: Iterable[Activity]) -> list[tuple[Any, list[Activity]]]:
    of_month = groupby(rows, key=lambda row: row.first_day.replace(day=1))
    return [(month, list(found)) for month, found in of_month]


@requires(PREVENTION_VIEW)
@require_safe
def show(request: Request, activity_id: UUID) -> HttpResponse:
    """One activity, with its numbers. The names on its list, for whoever organises it or keeps its curriculum."""
    activity = access.activity_to_read(request.actor, activity_id)
    return render(request, "prevention/activity.html", shown.activity(request, activity))


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, kind: str) -> HttpResponse:
    """Plan an activity."""
    if kind not in Kind.values:
        raise NotThere
    form = FORMS[kind](posted(request))
    if isinstance(form, TrainingForm):
        form.offer(access.curricula(request.actor).order_by("title", "id"))

    def take(page: str) -> HttpResponse:
        made = activities.plan(Kind(kind), page=page, by=request.actor, at=timezone.now(), **form.facts)
        return done(request, _("It is in the calendar now."), "activity-show", made.pk)

    intro = []
    if isinstance(form, TrainingForm):
        intro = [_("If the curriculum is not in the list, add it first, under “Curricula” in the calendar.")]
    asked = Asked(
        heading=words.kind_words(kind)["plan"],
        back_url=reverse("prevention-calendar"),
        back_text=_("Calendar of prevention"),
        button=_("Save"),
        intro=intro,
    )
    return ask(request, form, asked, take)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, activity_id: UUID) -> HttpResponse:
    """Correct what is said of an activity of one's own agency."""
    activity = access.activity_to_report(request.actor, activity_id, lock=False)
    form = FORMS[activity.kind](posted(request))
    form.initial_of(activity)
    if isinstance(form, TrainingForm):
        form.offer(access.curricula(request.actor).order_by("title", "id"))

    def take(page: str) -> HttpResponse:
        seen = form.cleaned_data["version"] or 0
        activities.change(activity_id, seen_version=seen, by=request.actor, at=timezone.now(), **form.facts)
        return done(request, _("Your change was saved."), "activity-show", activity_id)

    return ask(request, form, _asked(activity, words.kind_words(activity.kind)["change"], _("Save")), take)


def _asked(activity: Activity, heading: str, pressed: str, *intro: str) -> Asked:
    """A page about one step of an activity."""
    return Asked(
        heading=heading,
        caption=activity.title,
        back_url=reverse("activity-show", args=[activity.pk]),
        back_text=_("Back"),
        button=pressed,
        intro=intro,
    )


@requires(PREVENTION_PLAN)
@button("activity-show", "activity_id", undone=gettext_lazy("It was not recorded as held."))
def hold(request: Request, activity_id: UUID) -> HttpResponse:
    """Say that an activity was held."""
    activities.hold(activity_id, by=request.actor, at=timezone.now())
    return done(request, _("Recorded. Now add who was there, and report it."), "activity-show", activity_id)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: Request, activity_id: UUID) -> HttpResponse:
    """Say that an activity is not held, and why."""
    activity = access.activity_to_report(request.actor, activity_id, lock=False)
    form = ReasonForm(posted(request))

    def take(page: str) -> HttpResponse:
        given = {"reason": form.cleaned_data["reason"], "by": request.actor, "at": timezone.now()}
        activities.cancel(activity_id, **given)
        return done(request, _("It was cancelled. It stays in the calendar."), "activity-show", activity_id)

    return ask(request, form, _asked(activity, _("Cancel this activity"), _("Cancel the activity")), take)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: Request, activity_id: UUID) -> HttpResponse:
    """Say that the numbers of an activity are complete."""
    activity = access.activity_to_report(request.actor, activity_id, lock=False)
    form = DifferenceForm(posted(request), initial={"difference": activity.difference})
    numbers = queries.numbers_of(activity)
    if not numbers.difference:
        del form.fields["difference"]

    def take(page: str) -> HttpResponse:
        why = form.cleaned_data.get("difference", "")
        activities.report(activity_id, difference=why, by=request.actor, at=timezone.now())
        return done(request, _("Reported. The secretariat confirms it."), "activity-show", activity_id)

    intro = [
        _("Head count: %(counted)s. On the list: %(listed)s, of whom %(named)s have a name.")
        % {"counted": numbers.counted, "listed": numbers.listed, "named": numbers.named},
        _("Until the figures of its quarter are published, you can take the report back and correct it."),
    ]
    return ask(request, form, _asked(activity, _("Report the numbers"), _("Report"), *intro), take)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: Request, activity_id: UUID) -> HttpResponse:
    """Say why the head count and the list of names differ."""
    activity = access.activity_to_report(request.actor, activity_id, lock=False)
    form = DifferenceForm(posted(request), initial={"difference": activity.difference})

    def take(page: str) -> HttpResponse:
        why = form.cleaned_data["difference"]
        activities.explain_difference(activity_id, difference=why, by=request.actor, at=timezone.now())
        return done(request, _("Your explanation was saved."), "activity-show", activity_id)

    return ask(request, form, _asked(activity, _("Explain the difference"), _("Save")), take)


@requires(PREVENTION_PLAN)
@button("activity-show", "activity_id", undone=gettext_lazy("The report was not taken back."))
def take_back(request: Request, activity_id: UUID) -> HttpResponse:
    """Take a report back to correct it."""
    activities.take_back(activity_id, by=request.actor, at=timezone.now())
    return done(request, _("Correct the numbers, and report it again."), "activity-show", activity_id)


@requires(PREVENTION_CONFIRM)
@button("activity-show", "activity_id", undone=gettext_lazy("It was not confirmed."))
def confirm(request: Request, activity_id: UUID) -> HttpResponse:
    """Confirm the numbers that an organiser reported."""
    activities.confirm(activity_id, by=request.actor, at=timezone.now())
    return done(request, _("Confirmed. The figures count it now."), "activity-show", activity_id)
