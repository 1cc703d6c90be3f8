"""Decisions in My work, for whoever was asked for one."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.screening import access as screening_access
from opennrm.web.cases.work import case_items
from opennrm.web.worklist import Section, total


def to_decide(actor: Actor, at: datetime) -> list[Section]:
    """The cases that wait for a decision of the actor's team, where the country ever asks it for one."""
    if not pack().identification.is_asked(actor.agency_kind, actor.role):
        return []
    waiting = screening_access.requests_to_decide(actor)
    cases = case_access.visible_to(actor).filter(pk__in=waiting.values("case_id"))
    items = case_items(actor, cases, at=at)
    section = Section(
        title=_("Waiting for our decision"),
        items=items,
        empty=_("No decision is waiting for your team."),
        total=total(items, cases),
        all_url=reverse("case-list"),
    )
    return [section]
