"""Lists that people hand in are read in the child alone, and hostile ones are refused with what to do instead."""

import io
import zipfile

import pytest

from opennrm.foundation.files import FileRefused
from opennrm.foundation.harmless.agreed import MAX_BYTES, MOST_COLUMNS, MOST_ROWS
from opennrm.foundation.lists_of_people import read
from opennrm.foundation.spreadsheets import as_xlsx

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = f'<workbook {MAIN} xmlns:r="{RELATION}"><sheets>{{}}</sheets></workbook>'
SHEET = '<sheet name="{0}" sheetId="1" r:id="r1" {1}/>'


def workbook(sheet: str | bytes, *, book: str = "", **parts: str) -> bytes:
    """A workbook with this sheet; further parts by their names, with `_` for `/`."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", book or BOOK.format(SHEET.format("Children", "")))
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, text in parts.items():
            archive.writestr(f"xl/{name}.xml", text)
    return content.getvalue()


def rows(*cells: str) -> str:
    return f"<worksheet {MAIN}><sheetData><row>{''.join(cells)}</row></sheetData></worksheet>"


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ("Name;Born\nJosé;2011\n".encode(), "UTF-8"),
        ("\ufeffName,Born\r\nJosé,2011".encode(), "UTF-8"),
        ("Name\tBorn\nJosé\t2011\n".encode("utf-16"), "UTF-16"),
        ("Name;Born\nJosé;2011\n".encode("cp1252"), "Windows-1252"),
        (b"sep=|\nName|Born\nJos\xc3\xa9|2011\n", "UTF-8"),
    ],
)
def test_text_is_read_as_spreadsheets_save_it(content, written):
    table = read(content)
    assert (table.rows, table.written) == ([["Name", "Born"], ["José", "2011"]], written)


def test_a_workbook_is_read_as_it_shows():
    table = read(as_xlsx({"Children": (["Name", "Phone"], [["José", 8765550123], ["", None]])}))
    assert table.rows == [["Name", "Phone"], ["José", "8765550123"]]


def test_dates_shared_texts_and_gaps_of_a_workbook_are_read():
    styles = f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'
    shared = f"<sst {MAIN}><si><r><t>Ann </t></r><r><t>Bell</t></r></si></sst>"
    cells = '<c r="A1" t="s"><v>0</v></c><c r="C1" s="1"><v>40636</v></c><c r="D1"><v>9</v></c>'
    table = read(workbook(rows(cells), styles=styles, sharedStrings=shared))
    assert table.rows == [["Ann Bell", "", "2011-04-03", "9"]]


def test_a_formula_has_the_value_that_was_kept_with_it_and_is_never_run():
    cells = (
        '<c r="A1" t="str"><f>A2&amp;"x"</f><v>Ann</v></c>',
        '<c r="B1"><f>NOW()</f></c>',
        '<c r="C1" t="e"><v>#REF!</v></c>',
    )
    assert read(workbook(rows(*cells))).rows == [["Ann", "=?", "#REF!"]]
    assert read(b'Name,Born\n"=cmd|x",2011\n').rows[1] == ["=cmd|x", "2011"]


def test_a_hidden_sheet_is_not_read():
    book = BOOK.format(SHEET.format("Hidden", 'state="hidden"'))
    with pytest.raises(FileRefused, match="nothing in this file"):
        read(workbook(rows("<c><v>1</v></c>"), book=book))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "nothing in this file"),
        (b" \n,,\n", "nothing in this file"),
        (b"Name,\x81\x8d\x8f\n", "how the letters"),
        (b"\xff\xfeN\x00a\xd8", "how the letters"),
        (b"Name\x00,Born\n", "how the letters"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "without a password"),
        (b"%PDF-1.7", "without a password"),
        (b"PK\x03\x04 and no archive", "cannot be read"),
        (b"a" * (MAX_BYTES + 1), "Split it"),
        (b"Name,Born\n" + b"Ann,2011\n" * 100_000, f"more than {MOST_ROWS:,} rows"),
        (b"a," * (MOST_COLUMNS + 1) + b"a\n", f"more than {MOST_COLUMNS} columns"),
        (b'Name\n"' + b"a" * 70_000 + b'"\n', "cannot be read"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(content, said):
    with pytest.raises(FileRefused, match=said):
        read(content)


def test_a_workbook_of_a_hundred_thousand_rows_is_refused():
    content = as_xlsx({"Children": (["Name", "Born"], (["Ann", "2011"] for _ in range(100_000)))})
    with pytest.raises(FileRefused, match="Split it"):
        read(content)


def test_a_workbook_that_claims_to_be_gigabytes_is_refused():
    bomb = workbook(b"<worksheet>" + b" " * 200_000_000)
    assert len(bomb) < 300_000
    with pytest.raises(FileRefused, match="cannot be read safely"):
        read(bomb)


def test_a_workbook_that_declares_entities_is_refused():
    entities = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>'
    with pytest.raises(FileRefused, match="cannot be read safely"):
        read(workbook(rows("<c><v>1</v></c>"), book=entities + BOOK.format(SHEET.format("Children", ""))))


def test_a_cell_far_below_does_not_fill_the_memory():
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"/></row>'
    far = f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>"
    assert read(workbook(far)).rows == [["1"]]
