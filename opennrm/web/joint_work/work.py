"""Cases in which one's agency is asked to take part, or does, in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import deadlines
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.joint_work import access
from opennrm.joint_work.models import JointWork
from opennrm.web.worklist import MOST, Item, Section, total


def sections(actor: Actor, at: datetime) -> list[Section]:
    """What waits for the agency's answer, and what it takes part in; no section where there is nothing."""
    return [section for section in (_asked(actor, at), _going_on(actor, at)) if section.items]


def _asked(actor: Actor, at: datetime) -> Section:
    waiting = access.to_answer(actor).filter(expires_at__gt=at)
    found = list(waiting.select_related("from_agency").order_by("expires_at", "id")[:MOST])
    due = deadlines.of_matters(actor, [work.pk for work in found], at=at) if found else {}
    items = [
        Item(
            title=_("Asked by {agency}").format(agency=work.from_agency.name),
            url=reverse("joint-work-show", args=[work.pk]),
            hint=_hint(work),
            deadline=due.get(work.pk),
            is_urgent=work.is_urgent,
        )
        for work in found
    ]
    title = _("Cases in which your agency is asked to take part")
    return Section(title=title, items=items, empty="", total=total(items, waiting))


def _going_on(actor: Actor, at: datetime) -> Section:
    going_on = access.going_on_with(actor).filter(until__gt=at)
    found = list(going_on.order_by("until", "id")[:MOST])
    cases = case_access.visible_to(actor).in_bulk([work.case_id for work in found])
    items = [
        Item(
            title=cases[work.case_id].reference,
            url=reverse("case-show", args=[work.case_id]),
            hint=_hint(work),
        )
        for work in found
        if work.case_id in cases
    ]
    title = _("Cases in which your agency takes part")
    return Section(title=title, items=items, empty="", total=total(items, going_on))


def _hint(work: JointWork) -> str:
    return " · ".join(filter(None, (work.number, title_of("joint_purposes", work.purpose))))
