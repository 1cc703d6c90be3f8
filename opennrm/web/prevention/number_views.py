"""Pages on which an organiser enters how many were there, and who."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from opennrm.foundation import lists_of_people
from opennrm.prevention import access, activities, attendance, lists
from opennrm.prevention.models import Activity
from opennrm.prevention.permissions import PREVENTION_PLAN
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.prevention.forms import HeadCountForm, ReachForm
from opennrm.web.prevention.list_forms import AttendanceForm, CorrectForm, UploadForm
from opennrm.web.prevention.steps import Asked, ask, done
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted


def _asked(activity: Activity, heading: str, pressed: str, *intro: str) -> Asked:
    return Asked(
        heading=heading,
        caption=activity.title,
        back_url=reverse("activity-show", args=[activity.pk]),
        back_text=_("Back"),
        button=pressed,
        intro=intro,
    )


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def count_heads(request: Request, activity_id: UUID) -> HttpResponse:
    """Add how many people of one kind were there."""
    activity = access.activity_to_report(request.actor, activity_id, lock=False)
    form = HeadCountForm(posted(request), initial={"area": activity.area})

    def take(page: str) -> HttpResponse:
        activities.add_head_count(activity_id, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return done(request, _("The head count was added."), "activity-show", activity_id)

    intro = _("Count people of the same role, sex, age and area together. If you do not know, say so.")
    return ask(request, form, _asked(activity, _("Add a head count"), _("Add"), intro), take)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def reach(request: Request, activity_id: UUID) -> HttpResponse:
    """Add how many a campaign reached."""
    activity = access.activity_to_report(request.actor, activity_id, lock=False)
    form = ReachForm(posted(request))

    def take(page: str) -> HttpResponse:
        activities.add_reach(activity_id, by=request.actor, at=timezone.now(), **form.cleaned_data)
        return done(request, _("The number was added."), "activity-show", activity_id)

    return ask(request, form, _asked(activity, _("Add how many it reached"), _("Add")), take)


@requires(PREVENTION_PLAN)
@button("activity-show", "activity_id", undone=gettext_lazy("The head count was not withdrawn."))
def withdraw_heads(request: Request, activity_id: UUID, number_id: UUID) -> HttpResponse:
    """Let a head count not count any more."""
    activities.withdraw_head_count(activity_id, number_id, by=request.actor, at=timezone.now())
    return done(request, _("The head count was withdrawn."), "activity-show", activity_id)


@requires(PREVENTION_PLAN)
@button("activity-show", "activity_id", undone=gettext_lazy("The number was not withdrawn."))
def withdraw_reach(request: Request, activity_id: UUID, number_id: UUID) -> HttpResponse:
    """Let a number of a campaign not count any more."""
    activities.withdraw_reach(activity_id, number_id, by=request.actor, at=timezone.now())
    return done(request, _("The number was withdrawn."), "activity-show", activity_id)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def add_person(request: Request, activity_id: UUID) -> HttpResponse:
    """Put somebody on the list by hand."""
    activity = access.activity_to_report(request.actor, activity_id, lock=False)
    course = activity.curriculum
    initial = {"area": activity.area, "hours": course.hours if course else None}
    form = AttendanceForm(posted(request), has_course=course is not None, initial=initial)

    def take(page: str) -> HttpResponse:
        attendance.add(activity_id, form.entry, page=page, by=request.actor, at=timezone.now())
        return done(request, _("Added to the list."), "activity-show", activity_id)

    return ask(request, form, _asked(activity, _("Add somebody to the list"), _("Add")), take)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def correct_person(request: Request, activity_id: UUID, attendance_id: UUID) -> HttpResponse:
    """Say how long somebody was there, and how their test went."""
    row = access.attendance_to_change(request.actor, activity_id, attendance_id, lock=False)
    form = CorrectForm(posted(request), initial={"hours": row.hours, "pre": row.pre, "post": row.post})

    def take(page: str) -> HttpResponse:
        given = {"by": request.actor, "at": timezone.now(), **form.cleaned_data}
        attendance.correct(activity_id, attendance_id, **given)
        return done(request, _("Your change was saved."), "activity-show", activity_id)

    name = access.name_in(row.name, row.pk) or _("Somebody without a name")
    return ask(
        request, form, _asked(row.activity, _("Hours and test: %(name)s") % {"name": name}, _("Save")), take
    )


@requires(PREVENTION_PLAN)
@button("activity-show", "activity_id", undone=gettext_lazy("Nobody was taken off the list."))
def withdraw_person(request: Request, activity_id: UUID, attendance_id: UUID) -> HttpResponse:
    """Take somebody off the list."""
    attendance.withdraw(activity_id, attendance_id, by=request.actor, at=timezone.now())
    return done(request, _("Taken off the list."), "activity-show", activity_id)


@requires(PREVENTION_PLAN)
@button("activity-show", "activity_id", undone=gettext_lazy("The sign-in was not opened."))
def open_sign_in(request: Request, activity_id: UUID) -> HttpResponse:
    """Let people sign in by code."""
    attendance.open_sign_in(activity_id, by=request.actor, at=timezone.now())
    says = _("Show the code and the address to everybody in the room.")
    return done(request, says, "activity-show", activity_id)


@requires(PREVENTION_PLAN)
@button("activity-show", "activity_id", undone=gettext_lazy("The sign-in was not closed."))
def close_sign_in(request: Request, activity_id: UUID) -> HttpResponse:
    """Let nobody sign in by code any more."""
    attendance.close_sign_in(activity_id, by=request.actor, at=timezone.now())
    return done(request, _("Nobody can sign in by code any more."), "activity-show", activity_id)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, activity_id: UUID) -> HttpResponse:
    """Add everybody of a spreadsheet, if every row can be read; else show what to put right, row by row."""
    activity = access.activity_to_report(request.actor, activity_id, lock=False)
    form = UploadForm(posted(request), request.FILES if request.method == "POST" else None)
    form.upload_too_large = getattr(request, "upload_too_large", False)
    status = {True: 413, False: 422}[form.upload_too_large]
    problems: list[lists.Row] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form, field="file"):
            rows = _read(activity, form)
            problems = [row for row in rows if row.problems]
            if not problems:
                return _added(request, activity, rows)
    context = {
        "form": form,
        "activity": activity,
        "problems": problems,
        "headings": list(lists.HEADINGS),
    }
    is_wrong = request.method == "POST"
    return render(request, "prevention/upload.html", context, status=status if is_wrong else 200)


def _read(activity: Activity, form: UploadForm) -> list[lists.Row]:
    table = lists_of_people.read(form.cleaned_data["file"].read())
    return lists.read(table.rows, of_hours=activity.curriculum.hours if activity.curriculum else None)


def _added(request: Request, activity: Activity, rows: list[lists.Row]) -> HttpResponse:
    entries = [row.entry for row in rows if row.entry]
    number = attendance.add_all(activity.pk, entries, by=request.actor, at=timezone.now())
    says = ngettext("%(number)s person was added.", "%(number)s people were added.", number) % {
        "number": number
    }
    if left := len(entries) - number:
        says += " " + ngettext("%(left)s was on the list.", "%(left)s were on the list.", left) % {
            "left": left
        }
    return done(request, says, "activity-show", activity.pk)
