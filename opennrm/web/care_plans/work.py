"""Care in My work: plans that wait for a supervisor, and what is to be done by a plan."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.care_plans import access, following_up
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.web.templatetags.design import day
from opennrm.web.worklist import Item, Section, total

MOST = 5
SOON = timedelta(days=7)


def until(at: datetime) -> date:
    """The last day that counts as soon."""
    return at.astimezone(pack().zone).date() + SOON


def to_agree(actor: Actor, at: datetime) -> list[Section]:
    """Plans that wait for a supervisor, the oldest first; no section where there is none."""
    waiting = access.to_agree(actor)
    items = [
        Item(
            title=_("Decide on a care plan"),
            url=reverse("plan-decide", args=[plan.pk]),
            hint=f"{plan.case.reference} · {day(plan.proposed_at)}",
        )
        for plan in waiting.showing("proposed_at", "case__reference").order_by("proposed_at", "id")[:MOST]
    ]
    section = Section(
        title=_("Care plans to decide on"), items=items, empty="", total=total(items, waiting, most=MOST)
    )
    return [section] if items else []


def to_do(actor: Actor, at: datetime) -> list[Section]:
    """What is to be done by plans of one's own cases, the earliest first; no section where there is nothing."""
    found = access.due_actions(actor, until(at))
    today = at.astimezone(pack().zone).date()
    items = [
        Item(
            title=title_of("task_kinds", action.kind),
            url=reverse("plan-action-set", args=[action.pk]),
            hint=f"{action.case.reference} · {day(action.due_on)}",
            is_urgent=action.due_on < today,
        )
        for action in found.showing("kind", "due_on", "case__reference").order_by("due_on", "id")[:MOST]
    ]
    section = Section(
        title=_("To be done by care plans"), items=items, empty="", total=total(items, found, most=MOST)
    )
    return [section] if items else []


def to_follow_up(actor: Actor, at: datetime) -> list[Section]:
    """Children of whom somebody is to ask how they are, the earliest first; no section where there is none."""
    found = following_up.due_of(actor, until(at))
    today = at.astimezone(pack().zone).date()
    items = [
        Item(
            title=_("Find out how the child is"),
            url=reverse("follow-ups", args=[row.case_id]),
            hint=f"{row.case.reference} · {day(row.due_on)}",
            is_urgent=row.due_on < today,
        )
        for row in found.showing("due_on", "case__reference").order_by("due_on", "id")[:MOST]
    ]
    section = Section(
        title=_("Follow-up of closed cases"), items=items, empty="", total=total(items, found, most=MOST)
    )
    return [section] if items else []
