"""The audit as a table for a spreadsheet: what the page shows, and no more."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from opennrm.audit.models import AuditEvent
from opennrm.country.titles import title_of
from opennrm.foundation import spreadsheets
from opennrm.web.audit.words import case_number, right, sentence


def as_csv(events: Iterable[AuditEvent], following: str) -> bytes:
    """A row an event, the newest first. `following` is the address of the next file, told in the last row."""
    headings = (
        _("Time"), _("What was done"), _("Code"), _("Person"), _("Role"), _("Agency"), _("Allowed because"), _("Case"),
        _("From address"), _("Number"),
    )  # fmt: skip
    rows = [_row(event) for event in events]
    if following:
        rows.append((_("There are older events. Get the next file at {address}").format(address=following),))
    return spreadsheets.as_csv(headings, rows)


def _row(event: AuditEvent) -> tuple[str | int, ...]:
    return (
        timezone.localtime(event.at).isoformat(timespec="seconds"),
        sentence(event.kind),
        event.kind,
        _("the system") if event.job and not event.account_name else event.account_name,
        title_of("roles", event.role),
        event.agency_name,
        right(event),
        case_number(event),
        event.origin,
        event.sequence,
    )
