"""Pages of the interview team: who is in it, what they are qualified for, and when they are not available."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.country.pack import pack
from opennrm.spaces import access, queries, team
from opennrm.spaces.models import TeamMember
from opennrm.spaces.permissions import SPACE_BOOK, TEAM_KEEP
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted
from opennrm.web.spaces import team_words
from opennrm.web.spaces.team_forms import AbsenceForm, CertificateForm, EndForm, MemberForm, NewMemberForm


@requires(SPACE_BOOK, TEAM_KEEP)
@require_safe
def index(request: Request) -> HttpResponse:
    """The people of the team whom the actor sees, by agency, and whose certificates end soon."""
    today = timezone.localdate(timezone=pack().zone)
    days = queries.Days(first=today, last=today)
    context = {
        "agencies": team_words.by_agency(queries.members(request.actor, days), today),
        "ending": queries.ending_soon(request.actor, on=today),
        "may_add": request.actor.may(TEAM_KEEP),
    }
    return render(request, "spaces/team_list.html", context)


@requires(SPACE_BOOK, TEAM_KEEP)
@require_safe
def show(request: Request, member_id: UUID) -> HttpResponse:
    """What is known of one person of the team."""
    member = access.member_to_read(request.actor, member_id)
    now = timezone.now()
    context = {
        "member": member,
        "certificates": team_words.certificates(request.actor, member, at=now),
        "absences": team_words.absences(request.actor, member, at=now),
        "may_keep": access.may_keep_member(request.actor, member),
    }
    return render(request, "spaces/team_show.html", context)


@requires(TEAM_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Let somebody of one's own agency be in the team."""
    among = access.not_in_team(request.actor)
    form = NewMemberForm(posted(request), among=among, initial={"max_per_day": 2, "version": 0})
    if request.method == "POST" and form.is_valid():
        who = form.cleaned_data["membership"].pk
        with refusals_on(form):
            member = team.add_member(who, by=request.actor, at=timezone.now(), **form.facts)
            messages.success(
                request, _("They are in the team now. Add their certificates before they lead interviews.")
            )
            return redirect("team-show", member.pk)
    return form_page(request, "spaces/team_edit.html", form, {"nobody": not among.exists()})


@requires(TEAM_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: Request, member_id: UUID) -> HttpResponse:
    """Correct what is known of somebody of one's own agency."""
    member = access.member_to_keep(request.actor, member_id, lock=False)
    form = MemberForm(posted(request), initial=MemberForm.initial_of(member))
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"]
        with refusals_on(form):
            team.change_member(
                member_id, seen_version=seen, by=request.actor, at=timezone.now(), **form.facts
            )
            return _saved(request, member_id)
    return form_page(request, "spaces/team_edit.html", form, {"member": member})


def _saved(request: Request, member_id: UUID) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("team-show", member_id)


def _step(request: Request, member_id: UUID, form: Any, template: str, take: Any) -> HttpResponse:
    """A form about somebody of one's own agency, and what it does."""
    member: TeamMember = access.member_to_keep(request.actor, member_id, lock=False)
    if request.method == "POST" and form.is_valid():
        given = getattr(form, "answers", form.cleaned_data)
        with refusals_on(form):
            take(member_id, **given, by=request.actor, at=timezone.now())
            return _saved(request, member_id)
    return form_page(request, template, form, {"member": member})


@requires(TEAM_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: Request, member_id: UUID) -> HttpResponse:
    """Take somebody of one's own agency out of the team."""
    return _step(request, member_id, EndForm(posted(request)), "spaces/team_end.html", team.end_member)


@requires(TEAM_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def certify(request: Request, member_id: UUID) -> HttpResponse:
    """Add a certificate of somebody of one's own agency."""
    form = CertificateForm(posted(request))
    return _step(request, member_id, form, "spaces/certificate_new.html", team.add_certificate)


@requires(TEAM_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def add_absence(request: Request, member_id: UUID) -> HttpResponse:
    """Record when somebody of one's own agency is not available."""
    form = AbsenceForm(posted(request))
    return _step(request, member_id, form, "spaces/absence_new.html", team.add_absence)


@requires(TEAM_KEEP)
@button("team-show", "member_id", undone=gettext_lazy("The certificate was not withdrawn."))
def withdraw_certificate(request: Request, member_id: UUID, certificate_id: UUID) -> HttpResponse:
    """Let a certificate not count any more."""
    team.withdraw_certificate(certificate_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The certificate no longer counts."))
    return redirect("team-show", member_id)


@requires(TEAM_KEEP)
@button("team-show", "member_id", undone=gettext_lazy("The absence was not withdrawn."))
def withdraw_absence(request: Request, member_id: UUID, absence_id: UUID) -> HttpResponse:
    """Let somebody be available after all."""
    team.withdraw_absence(absence_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The absence was withdrawn. They can be booked for that time."))
    return redirect("team-show", member_id)
