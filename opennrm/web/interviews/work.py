"""Interviews in My work: what waits for an answer or a time, and those that are coming."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.working_time import start_of
from opennrm.interviews import access
from opennrm.interviews.models import Interview, InterviewQuerySet
from opennrm.interviews.permissions import INTERVIEW_APPROVE, INTERVIEW_ARRANGE, INTERVIEW_WATCH
from opennrm.interviews.states import State
from opennrm.web.templatetags.design import moment
from opennrm.web.worklist import Item, Section, total

MOST = 5
AHEAD = timedelta(days=14)


def sections(actor: Actor, at: datetime) -> list[Section]:
    """What is to be done about interviews; no section where there is nothing."""
    found = [_waiting(actor), _to_arrange(actor), _coming(actor, at=at)]
    return [section for section in found if section.items]


def _section(title: str, found: InterviewQuerySet, says: str, page: str = "interview-show") -> Section:
    shown = found.soonest_first()[:MOST]
    items = [Item(title=says, url=reverse(page, args=[each.pk]), hint=_hint(each)) for each in shown]
    return Section(title=title, items=items, empty="", total=total(items, found, most=MOST))


def _hint(interview: Interview) -> str:
    when = moment(interview.starts_at) if interview.starts_at else str(interview.get_urgency_display())
    return f"{when} · {interview.get_state_display()}"


def _waiting(actor: Actor) -> Section:
    found = access.to_approve(actor) if actor.may(INTERVIEW_APPROVE) else access.visible_to(actor).none()
    return _section(
        _("Further interviews to agree to"), found, _("Agree to a further interview, or refuse it")
    )


def _to_arrange(actor: Actor) -> Section:
    found = access.visible_to(actor).in_state(State.READY, State.MISSED)
    if not actor.may(INTERVIEW_ARRANGE):
        found = found.none()
    return _section(_("Interviews that need a time"), found, _("Choose a time for an interview"))


def _coming(actor: Actor, *, at: datetime) -> Section:
    zone = pack().zone
    today = start_of(at.astimezone(zone).date(), zone)
    found = access.visible_to(actor).in_state(State.SCHEDULED, State.UNDER_WAY)
    found = found.filter(starts_at__gte=today, starts_at__lt=today + AHEAD)
    if access.may_any(actor, access.ON_THE_DAY):
        return _section(_("Interviews"), found, _("Interview"), "interview-day")
    if access.may_any(actor, access.READ):
        return _section(_("Interviews"), found, _("Interview"))
    if not actor.may(INTERVIEW_WATCH):
        found = found.none()
    return _section(_("Interviews to watch"), found, _("Watch an interview"), "interview-watch")
