"""Sheets for children: chosen, shown one idea at a time, and printed. None of these pages says anything of a case."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from opennrm.country.pack import pack
from opennrm.country.profile import Language
from opennrm.country.sheets import Level, Moment, Sheet
from opennrm.country.titles import title_of
from opennrm.foundation.harmless.agreed import PDF
from opennrm.foundation.papers import SetPaper
from opennrm.foundation.refusals import NotThere
from opennrm.tellings.permissions import TELLING_WRITE
from opennrm.web.guards import requires
from opennrm.web.request import Request, id_given, small_number
from opennrm.web.tellings import drawn, papers, videos
from opennrm.web.tellings.forms import SheetForm


@requires(TELLING_WRITE)
@require_safe
def choose(request: Request) -> HttpResponse:
    """Choose a sheet: for which moment, age and language. With a choice, lead to it."""
    is_sent = "level" in request.GET or "then" in request.GET
    first = next(iter(pack().listed("languages")))
    initial = {"moment": request.GET.get("moment", ""), "language": request.GET.get("language", first)}
    form = SheetForm(request.GET if is_sent else None, initial=initial)
    if is_sent and form.is_valid():
        return redirect(_chosen(request, form.cleaned_data))
    context = {
        "form": form,
        "case_id": _case_given(request),
        "facts": list(pack().sheets.moments.values()),
        "languages": [_gaps(language) for language in pack().languages],
    }
    return render(request, "tellings/choose.html", context)


@requires(TELLING_WRITE)
@require_safe
def show(request: Request, moment: str, level: str, language: str) -> HttpResponse:
    """One idea of a sheet in large letters, for the child; after the last one the child is asked to say it back."""
    sheet = _sheet(moment, level, language)
    number = small_number(request.GET.get("idea", "1"))
    if not 1 <= number <= len(sheet.ideas) + 1:
        raise NotThere
    idea = sheet.ideas[number - 1] if number <= len(sheet.ideas) else None
    address: Any = {"moment": moment, "level": level, "language": language}
    context = {
        "sheet": sheet,
        "idea": idea,
        "picture": drawn.of(idea.picture) if idea and idea.picture else None,
        "html_code": _html_code(sheet.language),
        "video_url": _video_url(sheet, language),
        "stand_in": title_of("languages", sheet.language) if sheet.language != language else "",
        "wanted": title_of("languages", language),
        "place": number,
        "places": len(sheet.ideas) + 1,
        "leave_to": pack().sheets.leave_to,
        "back_url": _address("sheet-show", request, **address, idea=number - 1) if number > 1 else "",
        "next_url": _address("sheet-show", request, **address, idea=number + 1) if idea else "",
        "choose_url": _with_case(request, reverse("sheet-choose"), moment=moment, language=language),
        "write_url": _write_url(request, **address),
    }
    return render(request, "tellings/sheet.html", context)


@requires(TELLING_WRITE)
@require_safe
def print_(request: Request, moment: str, level: str, language: str) -> HttpResponse:
    """A sheet as a paper in large letters, or as a small card where the moment has one."""
    sheet = _sheet(moment, level, language)
    is_card = request.GET.get("size") == "card" and pack().sheets.moments[sheet.moment].has_card
    return _paper(papers.of_sheet(sheet, html_code=_html_code(sheet.language), is_card=is_card))


@requires(TELLING_WRITE)
@require_safe
def video(request: Request, moment: str, level: str, language: str) -> HttpResponse:
    """A part of the video in which somebody signs a sheet."""
    sheet = _sheet(moment, level, language)
    path = videos.of(sheet.moment, sheet.level, language)
    if path is None:
        raise NotThere
    return videos.part_of(path, request.headers.get("Range", ""))


@requires(TELLING_WRITE)
@require_safe
def print_for_carer(request: Request, language: str) -> HttpResponse:
    """What whoever cares for the child reads before an interview, with a frame for a picture of the room."""
    try:
        sheet = pack().sheets.for_carer(language)
    except KeyError as unknown:
        raise NotThere from unknown
    return _paper(papers.for_carer(sheet, html_code=_html_code(sheet.language)))


def _paper(made: SetPaper) -> HttpResponse:
    headers = {
        # Whoever finds the file on a telephone learns nothing from its name.
        "Content-Disposition": 'attachment; filename="sheet.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(made.content, content_type=PDF, headers=headers)


def _video_url(sheet: Sheet, language: str) -> str:
    if videos.of(sheet.moment, sheet.level, language) is None:
        return ""
    return reverse("sheet-video", args=[sheet.moment, sheet.level, language])


def _gaps(language: Language) -> dict[str, Any]:
    """What of a language is missing. Videos stand for the sheets of a sign language."""
    sheets = pack().sheets
    missing = [key for key in sheets.missing(language.code) if videos.of(*key, language.code) is None]
    is_signed = bool(sheets.videos[language.code])
    return {
        "code": language.code,
        "name": language.name,
        "missing": len(missing),
        "is_signed": is_signed,
    }


def _chosen(request: Request, given: dict[str, str]) -> str:
    """Where the button leads that was pressed: to the sheet, its paper or its card."""
    then = request.GET.get("then", "")
    if then not in ("print", "card"):
        return _with_case(request, reverse("sheet-show", kwargs=given))
    address = reverse("sheet-print", kwargs=given)
    return f"{address}?size=card" if then == "card" else address


def _sheet(moment: str, level: str, language: str) -> Sheet:
    """The sheet of an address.

    :raises NotThere: there is no such moment, age or language.
    """
    try:
        return pack().sheets.sheet(Moment(moment), Level(level), language)
    except (ValueError, KeyError) as unknown:
        raise NotThere from unknown


def _html_code(language: str) -> str:
    return next(each.html_code for each in pack().languages if each.code == language)


def _case_given(request: Request) -> str:
    """The case to which somebody goes back, if they came from one. Nothing of it is shown or looked up here."""
    return str(id_given(request.GET.get("case", "")) or "")


def _with_case(request: Request, address: str, **query: str) -> str:
    given = {**query, "case": _case_given(request)}
    found = {name: value for name, value in given.items() if value}
    return f"{address}?{urlencode(found)}" if found else address


def _address(page: str, request: Request, *, moment: str, level: str, language: str, idea: int = 0) -> str:
    kwargs = {"moment": moment, "level": level, "language": language}
    query = {"idea": str(idea) if idea else ""}
    return _with_case(request, reverse(page, kwargs=kwargs), **query)


def _write_url(request: Request, *, moment: str, level: str, language: str) -> str:
    case_id = _case_given(request)
    if not case_id:
        return ""
    query = urlencode({"moment": moment, "level": level, "language": language})
    return f"{reverse('telling-new', args=[case_id])}?{query}"
