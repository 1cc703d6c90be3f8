"""Writes a result as JSON, CSV or PDF: what the page shows, and no more."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from opennrm.foundation import spreadsheets
from opennrm.statistics.disclosure import LEAST_SHOWN, Result
from opennrm.statistics.pictures import FONT
from opennrm.web.statistics import words
from opennrm.web.statistics.result import Document, Section, document

LAYOUT = Path(__file__).parent / "report.typ"
PDF_FONT = "Libertinus Serif"
COLUMNS = ("part", "item", "people", "estimate", "low", "high", "note")
Row = tuple[Any, ...]


def as_json(result: Result) -> bytes:
    """The result for programs, first whether it is reliable; of a masked one, what is left of it."""
    first = {name: result[name] for name in ("title", "reliable", "warning_codes")}
    return json.dumps({**first, **result}, ensure_ascii=False, indent=2).encode()


def as_csv(result: Result) -> bytes:
    """The figures of the result, a row each, for a spreadsheet. In UTF-8 with a mark that spreadsheets look for."""
    return spreadsheets.as_csv(COLUMNS, _rows(result))


def _rows(result: Result) -> Iterator[Row]:
    population, hidden = result["population"], result["hidden"]
    yield "reliable", "", "", "", "", "", _("yes") if result["reliable"] else _("no: do not publish it")
    for reason in words.reasons(result):
        yield "unreliable", "", "", "", "", "", reason
    for part, figures in (("population", population), ("hidden", hidden)):
        quantiles = figures["quantiles"]
        yield part, "", "", figures["estimate"], quantiles.get("2.5"), quantiles.get("97.5"), ""
    if beside := words.beside_the_limits(result):
        yield "limits", "", "", "", "", "", beside
    yield "observed", "", result["observed"], "", "", "", ""
    for reading in words.readings(result):
        yield "reading", "", "", "", "", "", reading
    for method in result["methods"]:
        yield "method", method["name"], "", method["estimate"], method["low"], method["high"], method["note"]
    for overlap in result["overlaps"]:
        yield "overlap", ":".join(overlap["lists"]), _people(overlap["people"]), "", "", "", ""
    for of in result["lists"]:
        if of["people"] is not None:
            yield "list", of["name"], of["people"], "", "", "", ""
    for two in result["two_lists"]:
        yield "two lists", two["pair"], two["shared"], two["estimate"], two["low"], two["high"], ""
    for left_out in result["sensitivity"]["without_list"]:
        yield "without list", left_out["list"], left_out["observed"], left_out["estimate"], "", "", ""
    for code in result["warning_codes"]:
        yield "warning", code, "", "", "", "", ""


def _people(count: int | None) -> int | str:
    return f"<{LEAST_SHOWN}" if count is None else count


def as_pdf(result: Result) -> bytes:
    """The result as an accessible document (PDF/UA-1).

    All words reach the layout as data, so that none of them is taken for markup. Where a name has letters that
    the fonts lack, which that standard forbids, the document is tagged all the same but does not claim it.
    """
    inputs = {"report": json.dumps(_laid_out(document(result)))}
    try:
        return _compiled(inputs, ["ua-1"])
    except typst.TypstError:
        return _compiled(inputs, [])


def _compiled(inputs: dict[str, str], standards: list[Any]) -> bytes:
    compiler = typst.Compiler(LAYOUT, ignore_system_fonts=True, sys_inputs=inputs)
    content = compiler.compile(format="pdf", pdf_standards=standards)
    assert isinstance(content, bytes)
    return content


def _laid_out(shown: Document) -> dict[str, Any]:
    language = (translation.get_language() or "en").split("-")[0]
    return {
        "language": language,
        "title": shown.title,
        "heading": _("Estimate of a hidden population"),
        "unreliable": "" if shown.is_reliable else _("This estimate is unreliable. Do not publish it."),
        "reasons": shown.reasons,
        "headline": shown.headline,
        "paragraphs": [text for text in (shown.range, shown.beside_range, shown.facts, shown.notice) if text],
        "sections": [_section(section) for section in shown.sections],
        "page": _("Page"),
    }


def _section(section: Section) -> dict[str, Any]:
    laid_out = {name: value for name, value in asdict(section).items() if name != "picture"}
    if section.picture is not None:
        svg = section.picture.svg.replace(f'font-family="{FONT}"', f'font-family="{PDF_FONT}"', 1)
        laid_out["picture"] = {"svg": svg, "alt": section.picture.title}
    return laid_out
