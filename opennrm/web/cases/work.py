"""Cases and time limits in My work."""

from datetime import datetime
from itertools import chain, islice

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.cases import deadlines
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.web.cases import loads, overview
from opennrm.web.worklist import MOST, Item, Section, total


def _case_item(row: overview.Row) -> Item:
    risk = row.risk.words if row.risk else ""
    due = row.deadline.title if row.deadline else ""
    child, dangers = ", ".join(row.child), "; ".join(row.dangers)
    hint = " · ".join(filter(None, (row.case.reference, child, row.area, *row.kinds, risk, dangers, due)))
    return Item(
        title=row.step_words,
        url=row.url,
        hint=hint,
        deadline=row.deadline,
        is_urgent=row.case.is_urgent,
    )


def case_items(actor: Actor, cases: QuerySet[Case], *, at: datetime) -> list[Item]:
    """The first of these cases as things to do, urgent ones and the oldest time limits first."""
    return _items_of(actor, cases, at=at)[0]


def _items_of(actor: Actor, *lists: QuerySet[Case], at: datetime) -> list[list[Item]]:
    """The same of several lists, in as many queries as of one."""
    found = [list(cases.order_by("-is_urgent", "opened_at")[:MOST]) for cases in lists]
    rows = iter(overview.rows(actor, chain.from_iterable(found), at=at))
    return [
        [_case_item(row) for row in sorted(islice(rows, len(cases)), key=lambda row: row.sort_key)]
        for cases in found
    ]


def waiting_and_mine(actor: Actor, at: datetime) -> list[Section]:
    """The cases that nobody has taken, and one's own."""
    waiting = case_access.waiting_to_be_taken(actor)
    own = case_access.visible_to(actor).filter(assigned_to_id=actor.membership_id)
    new, mine = _items_of(actor, waiting, own, at=at)
    return [_new(new, waiting), _mine(mine, own)]


def supervised(actor: Actor, at: datetime) -> list[Section]:
    """What a supervisor looks after: people whose cases need somebody else, and time limits that have passed."""
    return [*_left_behind(actor, at), _overdue(actor, at)]


def _new(items: list[Item], cases: QuerySet[Case]) -> Section:
    return Section(
        title=_("New concerns that nobody has taken"),
        items=items,
        empty=_("Somebody is looking into every concern."),
        # A child whom nobody looks after comes before all that one has begun.
        order=22,
        total=total(items, cases),
        all_url=f"{reverse('case-list')}?holder=nobody",
    )


def _mine(items: list[Item], cases: QuerySet[Case]) -> Section:
    return Section(
        title=_("My cases"),
        items=items,
        empty=_("No case is assigned to you."),
        total=total(items, cases),
        all_url=f"{reverse('case-list')}?holder=me",
    )


def _left_behind(actor: Actor, at: datetime) -> list[Section]:
    """People whose cases have to be handed over; no section where there is nobody, as there seldom is."""
    gone = case_access.gone_with_cases(actor)
    rows = loads.rows(gone.select_related("account").order_by("account__name", "id")[:MOST], by=actor, at=at)
    items = [
        Item(
            title=_("Hand over the cases of {name}").format(name=row.member.account.name),
            url=reverse("caseload-show", args=[row.member.pk]),
            hint=row.words,
        )
        for row in rows
    ]
    title = _("Cases whose caseworker can no longer work on them")
    section = Section(
        title=title, items=items, empty="", total=total(items, gone), all_url=reverse("caseload-list")
    )
    return [section] if items else []


def _overdue(actor: Actor, at: datetime) -> Section:
    overdue = deadlines.overdue(actor, at=at)
    items = [
        Item(
            title=deadline.title,
            url=reverse("case-show", args=[deadline.case.pk]),
            hint=deadline.case.reference,
            deadline=deadline,
        )
        for deadline in deadlines.told(actor, overdue[:MOST], at=at)
        if deadline.case
    ]
    return Section(
        title=_("Overdue in my agency"),
        items=items,
        empty=_("Nothing is overdue."),
        total=total(items, overdue),
        all_url=reverse("clock-list"),
    )
