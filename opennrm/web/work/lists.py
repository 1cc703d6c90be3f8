"""My work: what waits for me, by what I may do, oldest clock first."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.agencies import queries
from opennrm.agencies.models import Invitation
from opennrm.agencies.permissions import Permission
from opennrm.cases import access as case_access
from opennrm.cases import deadlines
from opennrm.cases.models import Case, Clock
from opennrm.cases.receipts import receipts_of
from opennrm.concerns.drafts import drafts_of
from opennrm.country.codes import title_of
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.referrals import access as referral_access
from opennrm.screening import access as screening_access
from opennrm.web.cases import overview

MOST = 20
MOST_COUNTED = 99
"""Beyond that nobody counts: what an agency sees grows with the years, and a page must not get slower with it."""
STALE_AFTER = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing to do."""

    title: str
    url: str
    hint: str = ""
    due_at: datetime | None = None
    standing: str = deadlines.Standing.DUE
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class Section:
    """Things to do that belong together.

    `empty` says what an empty section means. `total` is how many there are where only the first are listed; the rest
    is then at `all_url`.
    """

    title: str
    items: list[Item]
    empty: str
    total: int | None = None
    all_url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def count(self) -> str:
        """What the heading says."""
        count = len(self.items) if self.total is None else self.total
        return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)

    @property
    def has_more(self) -> bool:
        """Whether there is more than is listed."""
        return self.total is not None and self.total > len(self.items)


def sections(actor: Actor, *, at: datetime) -> list[Section]:
    """What waits for this actor: only the parts that their role has."""
    made: list[Section] = []
    if actor.may(Permission.REFERRAL_ANSWER):
        made += [_to_answer(actor, at), _helping(actor, at)]
    if actor.may(Permission.DECISION_MAKE) and pack().identification.is_asked(actor.agency_kind, actor.role):
        made.append(_to_decide(actor, at))
    if actor.may(Permission.SCREENING_DO):
        made += [_new(actor, at), _mine(actor, at)]
    if actor.may(Permission.CASE_ASSIGN):
        made += [*_left_behind(actor, at), _overdue(actor, at)]
    if actor.may(Permission.CONCERN_REPORT):
        made.append(_reported(actor, at))
    if actor.may(Permission.DIRECTORY_EDIT):
        made.append(_to_confirm(actor, at))
    if actor.may(Permission.MEMBERSHIP_CONFIRM) or actor.may(Permission.ACCOUNT_MANAGE):
        made.append(_waiting(actor))
    if actor.may(Permission.ACCOUNT_MANAGE):
        made.append(_invited(actor, at))
    if actor.may(Permission.AUDIT_VIEW):
        made.append(_audit())
    return made


def _case_item(row: overview.Row) -> Item:
    hint = " · ".join(part for part in (row.case.reference, row.area, row.clock_title) if part)
    return Item(
        title=row.step_words,
        url=row.url,
        hint=hint,
        due_at=row.due_at,
        standing=row.standing,
        is_urgent=row.case.is_urgent,
    )


def _case_items(actor: Actor, cases, *, at: datetime) -> list[Item]:
    rows = overview.rows(
        actor, cases.select_related("assigned_to__account").order_by("-is_urgent", "opened_at")[:MOST], at=at
    )
    return [_case_item(row) for row in sorted(rows, key=lambda row: row.sort_key)]


def _total(items: list[Item], everything: QuerySet) -> int:
    """How many there are, up to one more than `MOST_COUNTED`; counted only where the list was cut off."""
    return len(items) if len(items) < MOST else everything.order_by()[: MOST_COUNTED + 1].count()


def _new(actor: Actor, at: datetime) -> Section:
    cases = case_access.waiting_to_be_taken(actor)
    items = _case_items(actor, cases, at=at)
    return Section(
        title=_("New concerns that nobody has taken"),
        items=items,
        empty=_("Somebody is looking into every concern."),
        total=_total(items, cases),
        all_url=f"{reverse('case-list')}?show=waiting",
    )


def _mine(actor: Actor, at: datetime) -> Section:
    cases = case_access.visible_to(actor).filter(assigned_to_id=actor.membership_id)
    items = _case_items(actor, cases, at=at)
    return Section(
        title=_("My cases"),
        items=items,
        empty=_("No case is assigned to you."),
        total=_total(items, cases),
        all_url=f"{reverse('case-list')}?show=mine",
    )


def _left_behind(actor: Actor, at: datetime) -> list[Section]:
    """Cases that somebody else has to be given now; no section where there is none, as there seldom is."""
    cases = case_access.left_behind(actor)
    items = [
        replace(item, title=_("Assign this case to somebody else"))
        for item in _case_items(actor, cases, at=at)
    ]
    title = _("Cases whose caseworker can no longer work on them")
    section = Section(
        title=title, items=items, empty="", total=_total(items, cases), all_url=reverse("case-list")
    )
    return [section] if items else []


def _overdue(actor: Actor, at: datetime) -> Section:
    overdue = Clock.objects.visible_to(actor).running().filter(due_at__lt=at, paused_at=None)
    clocks = overdue.oldest_first()[:MOST]
    references = dict(
        Case.objects.visible_to(actor)
        .filter(pk__in=[c.case_id for c in clocks])
        .values_list("pk", "reference")
    )
    items = [
        Item(
            title=title_of(pack().clocks, clock.rule),
            url=reverse("case-show", args=[clock.case_id]),
            hint=references[clock.case_id],
            due_at=clock.due_at,
            standing=deadlines.standing(clock, at=at),
        )
        for clock in clocks
        if clock.case_id in references
    ]
    return Section(
        title=_("Overdue in my agency"),
        items=items,
        empty=_("Nothing is overdue."),
        total=_total(items, overdue),
        all_url=reverse("clock-list"),
    )


def _referral_items(actor: Actor, referrals, *, at: datetime) -> list[Item]:
    found = list(referrals.select_related("service", "sender"))
    due = deadlines.of_matters(actor, [referral.pk for referral in found], at=at)
    return [
        Item(
            title=referral.service.name,
            url=reverse("referral-show", args=[referral.pk]),
            hint=" · ".join([referral.number, referral.sender.name]),
            due_at=deadline.clock.due_at if (deadline := due.get(referral.pk)) else None,
            standing=deadline.standing if deadline else "",
            is_urgent=referral.is_urgent,
        )
        for referral in found
    ]


def _to_answer(actor: Actor, at: datetime) -> Section:
    return Section(
        title=_("Waiting for our answer"),
        items=_referral_items(actor, referral_access.to_answer(actor).order_by("expires_at"), at=at),
        empty=_("No request is waiting for an answer."),
    )


def _to_decide(actor: Actor, at: datetime) -> Section:
    waiting = screening_access.requests_to_decide(actor)
    cases = case_access.visible_to(actor).filter(pk__in=waiting.values("case_id"))
    items = _case_items(actor, cases, at=at)
    return Section(
        title=_("Waiting for our decision"),
        items=items,
        empty=_("No decision is waiting for your team."),
        total=_total(items, cases),
        all_url=reverse("case-list"),
    )


def _helping(actor: Actor, at: datetime) -> Section:
    helped = referral_access.visible_to(actor).received_by(actor.agency_id).filter(state="accepted")
    return Section(
        title=_("Children we are helping"),
        items=_referral_items(actor, helped.order_by("answered_at"), at=at),
        empty=_("You are not helping any children at the moment."),
    )


def _reported(actor: Actor, at: datetime) -> Section:
    drafts = drafts_of(actor).filter(expires_at__gt=at)
    receipts = receipts_of(actor)
    items = [
        Item(
            title=_("Finish a concern that you started"),
            url=reverse("concern-list"),
            hint=_("We keep it until then"),
            due_at=draft.expires_at,
        )
        for draft in drafts.order_by("expires_at")[:MOST]
    ] + [
        Item(
            title=receipt.number,
            url=reverse("concern-receipt", args=[receipt.pk]),
            hint=receipt.get_status_display(),
        )
        for receipt in receipts.order_by("-issued_at")[:5]
    ]
    return Section(
        title=_("Concerns I reported"),
        items=items,
        empty=_("You have not reported a concern yet."),
        total=drafts.count() + receipts.order_by()[: MOST_COUNTED + 1].count(),
        all_url=reverse("concern-list"),
        more={"url": reverse("concern-list"), "text": _("Report a concern")},
    )


def _to_confirm(actor: Actor, at: datetime) -> Section:
    own = Service.objects.active().filter(agency_id=actor.agency_id)
    stale = [
        service for service in own if not service.confirmed_at or service.confirmed_at < at - STALE_AFTER
    ]
    items = [
        Item(
            title=_("Say how many places are free: {service}").format(service=service.name),
            url=reverse("service-show", args=[service.pk]),
        )
        for service in stale
    ]
    return Section(
        title=_("Our services"), items=items, empty=_("Your services in the directory are up to date.")
    )


def _invited(actor: Actor, at: datetime) -> Section:
    waiting = Invitation.objects.open(at).filter(agency_id=actor.agency_id).order_by("expires_at")
    items = [Item(title=i.name, url=reverse("account-list"), due_at=i.expires_at) for i in waiting[:MOST]]
    return Section(
        title=_("Invitations waiting for an answer"),
        items=items,
        empty=_("No invitation is waiting for an answer."),
        total=_total(items, waiting),
        all_url=reverse("account-list"),
        more={"url": reverse("account-invite"), "text": _("Invite somebody")},
    )


def _waiting(actor: Actor) -> Section:
    rows = [row for row in queries.waiting_rows(actor) if row.hindrance is None]
    items = [
        Item(
            title=_("Confirm {name}").format(name=row.membership.account.name),
            url=reverse("confirmation-list"),
            hint=" · ".join([row.role_title, row.membership.agency.name]),
        )
        for row in rows[:MOST]
    ]
    return Section(
        title=_("People waiting for your confirmation"),
        items=items,
        empty=_("Nobody is waiting for your confirmation."),
        total=len(rows),
    )


def _audit() -> Section:
    return Section(
        title=_("Audit"),
        items=[],
        empty=_("The audit is a sealed record of everything that people did and looked at."),
        more={"url": reverse("audit-list"), "text": _("Look through the audit")},
    )
