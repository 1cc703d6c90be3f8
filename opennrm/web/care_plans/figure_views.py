"""The figures of care in a fiscal year."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.care_plans import counting, rules
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.web.guards import requires
from opennrm.web.request import Request, small_number

YEARS = range(2000, 2100)


@requires(CASE_ASSIGN)
@require_safe
def figures(request: Request) -> HttpResponse:
    """What was done for children in a fiscal year, and whether it was done in time."""
    now, month = timezone.now(), pack().care.fiscal_year_starts_in
    this_year = rules.fiscal_year_of(now.astimezone(pack().zone).date(), first_month=month)
    asked = small_number(request.GET.get("year", ""))
    start = date(asked if asked in YEARS else this_year.first.year, month, 1)
    year = rules.fiscal_year_of(start, first_month=month)
    found = counting.figures(request.actor, year=year, at=now)
    context = {
        "year": year,
        "before": year.first.year - 1 if year.first.year - 1 in YEARS else None,
        "after": year.first.year + 1 if year.first < this_year.first else None,
        "figures": found,
        "on_time": [(title_of("clocks", each.rule), each) for each in found.on_time],
        "services": [(title_of("service_kinds", each.kind), each) for each in found.services],
        "currency": pack().currency,
    }
    return render(request, "care_plans/figures.html", context)
