"""How many interviews there were in a year, where and with whom, and what was agreed to."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.consents import counting as consents
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.refusals import NotThere
from opennrm.interviews import counting
from opennrm.interviews.counting import Share
from opennrm.web.guards import requires
from opennrm.web.request import Request

FIRST_YEAR = 2000


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure in words. `is_small`: it can tell who a child is."""

    label: str
    words: str
    is_small: bool = False


@requires(CASE_ASSIGN)
@require_safe
def figures(request: Request) -> HttpResponse:
    """What is counted of the interviews and consents of a year, as a rule this one."""
    at = timezone.now()
    this_year = at.astimezone(pack().zone).year
    year = _year(request.GET.get("year", ""), this_year)
    found = counting.of_year(request.actor, year=year, at=at)
    agreed = consents.of_year(request.actor, year=year).by_purpose
    purposes = {code: title_of("consent_purposes", code) for code in agreed}
    context = {
        "year": year,
        "other_years": [str(each) for each in (year - 1, year + 1) if FIRST_YEAR <= each <= this_year],
        "rows": _rows(found),
        "missed": [_number(title_of("interview_misses", code), n) for code, n in found.missed.items()],
        "open_spaces": found.open_spaces,
        "consents": [
            (title, _of_purpose(agreed[code]))
            for code, title in sorted(purposes.items(), key=lambda each: each[1])
        ],
        "small_below": pack().interviews.small_below,
    }
    return render(request, "interviews/figures.html", context)


def _year(asked: str, this_year: int) -> int:
    if not asked:
        return this_year
    if not (
        asked.isascii() and asked.isdigit() and len(asked) == 4 and FIRST_YEAR <= int(asked) <= this_year
    ):
        raise NotThere
    return int(asked)


def _rows(found: counting.OfYear) -> list[Row]:
    return [
        _number(_("Interviews that took place"), found.held),
        _number(_("Of these in a child-friendly space"), found.in_space),
        _number(_("Children"), found.children),
        _value(_("Interviews of one child"), found.per_child),
        _share(_("Children with more than one"), found.more_than_one),
        _value(_("Days from the presumption to the first interview"), found.days_until_first),
        _share(_("Everybody who has to be there was planned"), found.full_quorum),
        _share(
            _("With an interpreter in the language of the child, where one was needed"), found.interpreted
        ),
        _share(_("With an interviewer as the child wished"), found.wished_sex),
    ]


def _of_purpose(found: consents.OfPurpose) -> list[Row]:
    return [
        _number(_("Agreed"), found.given),
        _number(_("Not agreed"), found.refused),
        _number(_("Withdrawn"), found.withdrawn),
        _number(_("Ended by themselves"), found.expired),
    ]


def _number(label: str, number: int) -> Row:
    return Row(label=label, words=str(number), is_small=_is_small(number))


def _value(label: str, value: float | None) -> Row:
    return Row(label=label, words=_("None") if value is None else str(value))


def _share(label: str, share: Share) -> Row:
    if not share.of:
        return Row(label=label, words=_("None"))
    told = {"number": share.number, "of": share.of, "percent": share.percent}
    # Of a share also what is left can be a small number.
    is_small = any(map(_is_small, (share.number, share.of, share.of - share.number)))
    return Row(label=label, words=_("%(number)s of %(of)s (%(percent)s %%)") % told, is_small=is_small)


def _is_small(number: int) -> bool:
    return 0 < number < pack().interviews.small_below
