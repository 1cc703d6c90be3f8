"""What waits for organisers, the secretariat, inspectors, and whoever has a certificate that ends soon."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.prevention import access, queries
from opennrm.web.design import Due
from opennrm.web.templatetags.design import day
from opennrm.web.worklist import Item, Section

MOST = 5


def unreported(actor: Actor, at: datetime) -> list[Section]:
    """The activities of one's agency that are over, and whose numbers are not reported; no section without any."""
    rows = list(queries.unreported(actor, on=at.astimezone(pack().zone).date())[: MOST + 1])
    items = []
    for row in rows[:MOST]:
        due = queries.report_due(row)
        deadline = Due(due_at=due, standing="overdue" if due < at else "due")
        items.append(Item(title=row.title, url=reverse("activity-show", args=[row.pk]), deadline=deadline))
    return _section(_("Numbers to report"), items, len(rows))


def unconfirmed(actor: Actor, at: datetime) -> list[Section]:
    """The reports that one can confirm; no section without any."""
    if not access.may_confirm(actor):
        return []
    rows = list(queries.unconfirmed(actor)[: MOST + 1])
    items = [
        Item(title=row.title, url=reverse("activity-show", args=[row.pk]), hint=row.agency.name)
        for row in rows[:MOST]
    ]
    return _section(_("Reports to confirm"), items, len(rows))


def concerns(actor: Actor, at: datetime) -> list[Section]:
    """The inspections of one's agency that have to lead to a concern; no section without any."""
    waiting = access.findings(actor).filter(
        inspection__agency_id=actor.agency_id, concern_due_at__isnull=False, receipt_number=""
    )
    rows = list(waiting.order_by("concern_due_at", "id")[: MOST + 1])
    items = [
        Item(
            title=_("%(target)s, %(day)s")
            % {
                "target": title_of("inspection_targets", row.inspection.target),
                "day": day(row.inspection.day),
            },
            url=reverse("inspection-show", args=[row.inspection_id]),
            deadline=Due(due_at=row.concern_due_at, standing="overdue" if row.concern_due_at < at else "due"),
            is_urgent=True,
        )
        for row in rows[:MOST]
    ]
    return _section(_("Concerns to report after an inspection"), items, len(rows))


def own_certificates(actor: Actor, at: datetime) -> Sequence[QuerySet[Any]]:
    """The certificates of whoever asks that end soon."""
    on = at.astimezone(pack().zone).date()
    until = on + timedelta(days=pack().prevention.expiring_days)
    held = access.own_certificates(actor).filter(revoked_at=None)
    return [held.filter(valid_until__range=(on, until))]


def ending(actor: Actor, at: datetime) -> list[Section]:
    """One's own certificates that end soon; no section without any."""
    rows = queries.ending_certificates(actor, on=at.astimezone(pack().zone).date())
    items = [
        Item(
            title=_("%(certificate)s ends on %(day)s")
            % {"certificate": title_of("certificate_kinds", row.kind), "day": day(row.valid_until)},
            url=reverse("training-certificate-show", args=[row.pk]),
        )
        for row in rows[:MOST]
    ]
    return _section(_("Certificates that end soon"), items, len(rows))


def _section(title: str, items: list[Item], total: int) -> list[Section]:
    return [Section(title=title, items=items, empty="", total=max(total, len(items)))] if items else []
