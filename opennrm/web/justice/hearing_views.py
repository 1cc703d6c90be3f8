"""Hearings: listed, held, adjourned, taken off the list, and which children have to come."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.interviews import court
from opennrm.justice import access, hearings
from opennrm.justice.models import ChildInProceeding, Hearing
from opennrm.justice.permissions import HEARING_KEEP, PROCEEDING_KEEP
from opennrm.web.guards import requires
from opennrm.web.justice import child_forms as forms
from opennrm.web.justice import words
from opennrm.web.justice.asking import Asked, ask, without_page
from opennrm.web.request import Request, posted
from opennrm.web.templatetags.design import moment


def _asked(hearing: Hearing, title: str, done: str, **more: Any) -> Asked:
    return Asked(
        title=title,
        caption=words.hearing_in_words(hearing),
        done=done,
        back=reverse("proceeding-show", args=[hearing.proceeding_id]),
        back_text=_("Back to the proceeding"),
        **more,
    )


def _examinations(request: Request, children: list[ChildInProceeding]) -> tuple[str, ...]:
    """When children of a proceeding sit examinations: to be read before a day is agreed."""
    found = [
        time
        for child in children
        for time in court.examinations(request.actor, child.case_id, after=timezone.now())
    ]
    says = _("A child sits a school examination: %(start)s to %(end)s. Do not agree to that day.")
    return tuple(says % {"start": moment(each.starts_at), "end": moment(each.ends_at)} for each in found)


@requires(PROCEEDING_KEEP, HEARING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request, proceeding_id: UUID) -> HttpResponse:
    """List a hearing, on any day to come."""
    may = (PROCEEDING_KEEP, HEARING_KEEP)
    proceeding = access.proceeding_to_change(request.actor, proceeding_id, may=may, lock=False)
    children = list(access.children(request.actor).filter(proceeding=proceeding, ended_at=None))
    form = forms.HearingForm(posted(request))
    asked = Asked(
        title=_("List a hearing"),
        caption=words.name_of(proceeding),
        notes=_examinations(request, children),
        done=_("The hearing was listed."),
        back=reverse("proceeding-show", args=[proceeding_id]),
        back_text=_("Back to the proceeding"),
    )

    def act(said: Mapping[str, Any], who: Mapping[str, Any]) -> None:
        given: Any = {"kind": said["kind"], "child_needed": said["child_needed"], **form.times}
        hearings.list_hearing(proceeding_id, **given, **who)

    return ask(request, form, asked, act)


@requires(PROCEEDING_KEEP, HEARING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: Request, hearing_id: UUID) -> HttpResponse:
    """Record that a hearing was held."""
    hearing = access.hearing_to_change(request.actor, hearing_id, lock=False)
    return ask(
        request,
        forms.HeldForm(posted(request)),
        _asked(hearing, _("Record that the hearing was held"), _("We saved that the hearing was held.")),
        lambda said, who: hearings.hold(hearing_id, **said, **without_page(who)),
    )


@requires(PROCEEDING_KEEP, HEARING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def adjourn(request: Request, hearing_id: UUID) -> HttpResponse:
    """Record that a hearing was adjourned, to another time or to none."""
    hearing = access.hearing_to_change(request.actor, hearing_id, lock=False)
    children = list(access.children(request.actor).filter(proceeding_id=hearing.proceeding_id, ended_at=None))
    form = forms.AdjournForm(posted(request))
    asked = _asked(
        hearing,
        _("Record that the hearing was adjourned"),
        _("We saved that the hearing was adjourned. Children are told that they do not have to come."),
        notes=_examinations(request, children),
    )

    def act(said: Mapping[str, Any], who: Mapping[str, Any]) -> None:
        given: Any = {name: said[name] for name in ("reason_code", "requested_by")}
        hearings.adjourn(hearing_id, **given, **form.times, **who)

    return ask(request, form, asked, act)


@requires(PROCEEDING_KEEP, HEARING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def vacate(request: Request, hearing_id: UUID) -> HttpResponse:
    """Take a hearing off the list."""
    hearing = access.hearing_to_change(request.actor, hearing_id, lock=False)
    done = _("The hearing was taken off the list. Children are told that they do not have to come.")
    return ask(
        request,
        forms.ReasonForm(posted(request)),
        _asked(hearing, _("Take the hearing off the list"), done),
        lambda said, who: hearings.vacate(hearing_id, **said, **without_page(who)),
    )


@requires(PROCEEDING_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: Request, hearing_id: UUID) -> HttpResponse:
    """Say which children have to come. Whoever arranges an interview that clashes hears of it at once."""
    hearing = access.hearing_to_change(request.actor, hearing_id, lock=False)
    known = words.children_of(request.actor, hearing.proceeding)
    offered = [(str(child.pk), reference) for child, reference in known if child.ended_at is None]
    initial = {"children": [str(each) for each in hearing.called]}
    asked = _asked(
        hearing,
        _("Which children have to come"),
        _("We saved which children have to come."),
        intro=_(
            "The day becomes the child's own time: no interview is planned then. Whoever works with them is told."
        ),
        notes=_examinations(request, [child for child, _reference in known]),
    )

    def act(said: Mapping[str, Any], who: Mapping[str, Any]) -> None:
        clashes = hearings.call(hearing_id, **said, **without_page(who))
        if any(clashes.values()):
            says = _(
                "An interview was planned at that time. Whoever arranges it has been told to find another time."
            )
            messages.warning(request, says)

    return ask(request, forms.CallForm(posted(request), initial=initial, children=offered), asked, act)
