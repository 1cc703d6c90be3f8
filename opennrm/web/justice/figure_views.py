"""The figures of justice: persons, cases, counts and victims, each by itself, and the list behind each."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opennrm.country.pack import pack
from opennrm.justice import reckoning
from opennrm.justice.counting import CountFact
from opennrm.justice.models import Count
from opennrm.justice.permissions import PROCEEDING_KEEP
from opennrm.justice.values import Sex
from opennrm.web.guards import requires
from opennrm.web.justice import words
from opennrm.web.request import Request


def _titles() -> dict[str, str]:
    return {
        "PR02": _("Charged under the trafficking law (PR02)"),
        "PR03": _("Charged under other laws on trafficking facts (PR03)"),
        "new": _("New prosecutions"),
        "continuing": _("Continuing prosecutions"),
        "PR04": _("Convicted at first instance (PR04)"),
        "acquitted": _("Found not guilty"),
        "quashed": _("Convictions quashed on appeal in this year"),
        "standing": _("Of the convictions of this year, still standing now"),
    }


@requires(PROCEEDING_KEEP)
@require_safe
def figures(request: Request) -> HttpResponse:
    """The figures of one year of the actor's office, and behind one of them the counts."""
    today = timezone.localdate(timezone=pack().zone)
    years = reckoning.years(request.actor, today=today)
    given = request.GET.get("year", "")
    year = int(given) if given in {str(each) for each in years} else years[0]
    calendar_year = request.GET.get("by") == "calendar"
    period = reckoning.period_of(year, calendar_year=calendar_year)
    found = reckoning.figures(request.actor, period, today=today)
    titles = _titles()
    shown = next((line for line in found.lines if line.code == request.GET.get("list")), None)
    context = {
        "figures": found,
        "lines": [{"line": line, "title": titles[line.code]} for line in found.lines],
        "by_sex": [(Sex(sex).label, number) for sex, number in found.by_sex.items()],
        "years": years,
        "year": year,
        "by": "calendar" if calendar_year else "report",
        "shown": titles[shown.code] if shown else "",
        "rows": _rows(request, shown.counts) if shown else [],
    }
    return render(request, "justice/figures.html", context)


def _rows(request: Request, facts: list[CountFact]) -> list[dict[str, Any]]:
    """The counts behind a figure, without a name."""
    ids: list[Any] = [fact.count for fact in facts]
    counts = (
        Count.objects.visible_to(request.actor).filter(pk__in=ids).select_related("proceeding", "accused")
    )
    return [
        {
            "count": count,
            "title": words.offence_of(count),
            "proceeding": words.name_of(count.proceeding),
            "accused": count.accused.code,
        }
        for count in counts.order_by("added_on", "id")
    ]
