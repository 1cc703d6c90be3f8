"""Figures of the referrals that an agency sent."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.country.titles import title_of
from opennrm.referrals.sent import ANSWERED, SENT, WAITING, Wanted
from opennrm.web import filters
from opennrm.web.figures import Cell, MonthRow, Row, Shown, Table, TableOf, TimeRow, figure


def _list(show: str, purpose: str = "", first: date | None = None, last: date | None = None) -> str:
    wanted = Wanted(show=show, purpose=purpose, first_day=first, last_day=last)
    return filters.address(wanted, "referral-list")


def _waiting(counted: Sequence[tuple[str, int, str]], at: datetime) -> Table:
    ordered = sorted(counted, key=lambda row: row[2])
    return Table(
        title=_("Referrals waiting for an answer"),
        headings=[_("Kind of service"), _("Waiting"), _("Longest wait")],
        rows=[
            Row(
                label=title_of("service_kinds", purpose),
                cells=[
                    figure(number, _list(WAITING, purpose)),
                    Cell(words=timesince(datetime.fromisoformat(oldest), at, depth=1)),
                ],
                size=number,
            )
            for purpose, number, oldest in ordered
        ],
        empty=_("No referral is waiting for an answer."),
    )


FIGURES: list[Shown] = [
    TableOf(order=140, name="waiting_referrals", shown=_waiting),
    TimeRow(
        order=240,
        name="time_to_answer",
        label=gettext_lazy("From a referral to its answer"),
        url=lambda days: _list(ANSWERED, first=days.first, last=days.last),
    ),
    MonthRow(
        order=330,
        name="referrals_sent",
        label=gettext_lazy("Referrals sent"),
        url=lambda days: _list(SENT, first=days.first, last=days.last),
    ),
    MonthRow(
        order=340,
        name="referrals_answered",
        label=gettext_lazy("Referrals answered"),
        url=lambda days: _list(ANSWERED, first=days.first, last=days.last),
    ),
]
