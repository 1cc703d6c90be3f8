"""Tasks in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.tasks import access, queries
from opennrm.tasks.models import TaskQuerySet
from opennrm.web.design import Due
from opennrm.web.worklist import Item, Section, total

MOST = 5
"""So many tasks are listed, those that are due first: there are more of them than of cases."""


def mine(actor: Actor, at: datetime) -> list[Section]:
    """One's own tasks, due first."""
    tasks = access.mine(actor)
    items = _items(actor, tasks, at=at, with_owner=False)
    number = total(items, tasks, most=MOST)
    section = Section(
        title=_("My tasks"),
        items=items,
        empty=_("You have no open tasks. You can add tasks on the page of a case."),
        total=number,
        all_url=reverse("task-list"),
        more={} if number > len(items) else {"url": reverse("task-list"), "text": _("Find tasks")},
    )
    return [section]


def overdue(actor: Actor, at: datetime) -> list[Section]:
    """The overdue tasks of the agency; no section where there is none."""
    tasks = access.overdue_to(actor, at.astimezone(pack().zone).date())
    items = _items(actor, tasks, at=at, with_owner=True)
    section = Section(
        title=_("Overdue tasks in my agency"),
        items=items,
        empty="",
        total=total(items, tasks, most=MOST),
        all_url=reverse("task-overdue"),
    )
    return [section] if items else []


def _items(actor: Actor, tasks: TaskQuerySet, *, at: datetime, with_owner: bool) -> list[Item]:
    found = tasks.select_related("given_to__account").due_first()[:MOST]
    return [_item(entry, with_owner=with_owner) for entry in queries.entries(actor, found, at=at)]


def _item(entry: queries.Entry, *, with_owner: bool) -> Item:
    hint = [entry.case.reference, *([entry.owner or _("nobody yet")] if with_owner else [])]
    return Item(
        title=entry.task.title,
        url=reverse("task-show", args=[entry.task.pk]),
        hint=" · ".join(hint),
        deadline=Due(due_at=entry.due_at, standing=entry.standing),
    )
