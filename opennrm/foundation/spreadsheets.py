"""Tables for spreadsheets: workbooks, and CSV with the mark that they look for. No cell is one that they would run."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from opennrm.foundation.locked_files import SMALLEST_WORKBOOK

_FORMULA = re.compile("[\ufeff\x00-\x20\x7f\xa0]*[=+\\-@|%\uff0b\uff0d\uff1d\uff20]|[\t\r\n]")
"""How what a spreadsheet would run begins, also after what it passes over."""
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows under their headings."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    # A spreadsheet would run a name that begins like a formula.
    if isinstance(value, str) and _FORMULA.match(value):
        return f"'{value}"
    return "" if value is None else value


Sheet = tuple[Sequence[str], Iterable[Sequence[Any]]]
"""Headings, and the rows under them."""


def as_xlsx(sheets: Mapping[str, Sheet]) -> bytes:
    """A workbook of these sheets by their names. Every cell is a text or a whole number, so none is a formula.

    A row is written as soon as it is there, compressed and into memory: no disk ever has what stands in it.
    """
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in _frame(list(sheets)).items():
            archive.writestr(name, content)
        # Beside the sheets, so that the smallest workbook is large enough to be locked; spaces are no content.
        archive.writestr("xl/styles.xml", _STYLES + " " * SMALLEST_WORKBOOK, zipfile.ZIP_STORED)
        for number, (headings, rows) in enumerate(sheets.values(), start=1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w") as sheet:
                sheet.write(f"{_XML}<worksheet {_MAIN}>{_TOP_ROW_STAYS}<sheetData>".encode())
                sheet.write(_row(headings, style=1))
                for row in rows:
                    sheet.write(_row(row))
                sheet.write(b"</sheetData></worksheet>")
    return workbook.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SCHEMAS = "http://schemas.openxmlformats.org"
_MAIN = f'xmlns="{_SCHEMAS}/spreadsheetml/2006/main"'
_RELATION = f"{_SCHEMAS}/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TOP_ROW_STAYS = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
)
_STYLES = (
    f"{_XML}<styleSheet {_MAIN}><fonts><font/><font><b/></font></fonts>"
    '<fills><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
    '<cellXfs><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/></cellXfs>'
    '<cellStyles><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def _row(values: Iterable[Any], *, style: int = 0) -> bytes:
    return f"<row>{''.join(_xml_cell(value, style) for value in values)}</row>".encode()


def _xml_cell(value: Any, style: int) -> str:
    styled = f' s="{style}"' if style else ""
    if value is None or value == "":
        return f"<c{styled}/>"
    if isinstance(value, int):
        return f"<c{styled}><v>{int(value)}</v></c>"
    text = escape(_NOT_IN_XML.sub("", str(value)))
    return f'<c{styled} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _frame(names: Sequence[str]) -> dict[str, str]:
    """What a workbook has beside its sheets."""
    numbered = [(number, escape(name, {'"': "&quot;"})) for number, name in enumerate(names, start=1)]
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for number, _name in numbered
    )
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="rId{number}"/>' for number, name in numbered
    )
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATION}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number, _name in numbered
    )
    package = f'xmlns="{_SCHEMAS}/package/2006'
    return {
        "[Content_Types].xml": f'{_XML}<Types {package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{parts}</Types>',
        "_rels/.rels": f'{_XML}<Relationships {package}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_XML}<workbook {_MAIN} xmlns:r="{_RELATION}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_XML}<Relationships {package}/relationships">{relations}'
        f'<Relationship Id="rId{len(names) + 1}" Type="{_RELATION}/styles" Target="styles.xml"/></Relationships>',
    }
