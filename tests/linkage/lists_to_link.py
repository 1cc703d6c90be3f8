"""Lists for the tests of `opennrm link`, all invented: as CSV, as a workbook, and read back into a table."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from opennrm.invented.crowd import files
from opennrm.linkage.bulk import reading
from opennrm.linkage.encodings.columns import Said

ON = date(2026, 12, 1)
TWINS = (
    ("id", "First name", "Surname", "DOB", "Sex", "Parish"),
    ("a1", "Shanice", "Brown", "2012-04-09", "F", "St Ann"),
    ("a2", "Kemar", "Brown", "2013-05-17", "M", "Clarendon"),
    ("a3", "Shanice", "Browne", "04/09/2012", "female", "St. Ann"),
    ("a4", "Kerry-Ann", "Brown", "17/05/2013", "F", "Clarendon"),
)


def written(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    """Rows as a spreadsheet saves them."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def crowd(folder: Path, number: int, *, seed: int = 77, errors: str = "moderate") -> Path:
    """So many records of invented people as a list."""
    files.write(number, seed=seed, errors=errors, out=folder / "people.csv", truth=folder / "truth.csv")
    return folder / "people.csv"


def read(*paths: Path, said: Said | None = None) -> reading.Lists:
    """Lists as the command reads them."""
    return reading.read(paths, said or Said(), on=ON)


def workbook(
    path: Path, rows: Sequence[Sequence[str]], *, sheet: str | None = None, styles: str = ""
) -> Path:
    """The rows as a workbook of one sheet, with shared texts. `sheet` replaces what stands in the sheet."""
    shared = list(dict.fromkeys(cell for row in rows for cell in row))
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{chr(65 + place)}{number}" t="s"><v>{shared.index(cell)}</v></c>'
            for place, cell in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    texts = "".join(f"<si><t>{escape(text)}</t></si>" for text in shared)
    parts = {
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets>'
        '<sheet name="Hidden" sheetId="2" state="hidden" r:id="r2"/><sheet name="People" sheetId="1" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">'
        '<Relationship Id="r1" Type="t" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Type="t" Target="worksheets/sheet2.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {main}>{texts}</sst>",
        "xl/styles.xml": f"<styleSheet {main}>{styles}</styleSheet>",
        "xl/worksheets/sheet1.xml": sheet or f"<worksheet {main}><sheetData>{cells}</sheetData></worksheet>",
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    path.write_bytes(content.getvalue())
    return path
