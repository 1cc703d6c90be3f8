"""What stands in the file of an exported list: codes and their titles, days, and about the file itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation import spreadsheets
from opennrm.foundation.actor import Actor
from opennrm.foundation.locked_files import locked_archive, locked_workbook
from opennrm.lists.exporting import Row
from opennrm.web.lists.export_forms import XLSX

Words = Callable[[str, str], str]
"""As `title_of`: the words for a code of a list."""
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(kw_only=True)
class File:
    """A file that is being made. `filters` are what the list was narrowed to, in words."""

    kind: str
    password: str
    purpose: str
    filters: Sequence[str]
    by: Actor
    at: datetime
    rows: int = 0

    @property
    def name(self) -> str:
        """What the file is called: of which day, and nothing of what is in it."""
        return f"cases-{timezone.localdate(self.at).isoformat()}.{'xlsx' if self.kind == XLSX else 'zip'}"

    @property
    def media_type(self) -> str:
        return XLSX_TYPE if self.kind == XLSX else "application/zip"

    def write(self, rows: Iterator[Row]) -> bytes:
        """Make the file of these rows, and lock it."""
        headings = _headings(with_name=bool(self.purpose))
        cells = self._counted(rows)
        if self.kind == XLSX:
            # The sheet about the file is written after the other one, and so knows how many rows that has.
            about = ((_("About this file"), ""), self._about())
            content = spreadsheets.as_xlsx({_("Cases"): (headings, cells), _("About"): about})
            return locked_workbook(content, self.password)
        table = spreadsheets.as_csv(headings, cells)
        about_file = spreadsheets.as_csv((_("About this file"), ""), self._about())
        return locked_archive({"cases.csv": table, "about.csv": about_file}, self.password)

    def _counted(self, rows: Iterator[Row]) -> Iterator[Sequence[Any]]:
        # Ten thousand rows have few words: each is looked up once, which is a third of the time of a file.
        words = cache(title_of)
        for row in rows:
            self.rows += 1
            yield _cells(row, words, with_name=bool(self.purpose))

    def _about(self) -> Iterator[Sequence[Any]]:
        """By whom the file was made, so that a copy that goes astray says where it came from."""
        yield _("Exported by"), f"{self.by.account_name}, {self.by.agency_name}"
        yield _("Exported at"), timezone.localtime(self.at).isoformat(timespec="minutes")
        yield _("Cases"), self.rows
        yield _("Filters"), "; ".join(self.filters)
        if self.purpose:
            yield _("Purpose"), title_of("export_purposes", self.purpose)
        yield (
            _("Keep it"),
            _("Keep this file locked, give it to nobody who may not see these cases, and delete it soon."),
        )


def _headings(*, with_name: bool) -> list[str]:
    return [
        _("Reference"),
        *([_("Name")] if with_name else []),
        _("Opened on"),
        _("Urgent"),
        _("Age"),
        _("Sex code"),
        _("Sex"),
        _("{area} code").format(area=pack().area_word),
        pack().area_word,
        _("Kind of concern codes"),
        _("Kinds of concern"),
        _("Risk code"),
        _("Risk"),
        _("Identification code"),
        _("Identification"),
        _("Assigned"),
        _("Time limit code"),
        _("Time limit"),
        _("Due at"),
    ]


def _cells(row: Row, words: Words, *, with_name: bool) -> list[Any]:
    case, state = row.case, row.identification
    return [
        case.reference,
        *([row.name] if with_name else []),
        timezone.localdate(case.opened_at).isoformat(),
        _yes_or_no(case.is_urgent),
        case.age,
        case.sex,
        words("sexes", case.sex),
        case.area,
        words("areas", case.area),
        " ".join(row.kinds),
        "; ".join(words("concern_kinds", kind) for kind in row.kinds),
        case.risk,
        words("risk_levels", case.risk),
        state.code,
        gettext(state.title),
        _yes_or_no(case.assigned_to_id is not None),
        row.due.rule if row.due else "",
        words("clocks", row.due.rule) if row.due else "",
        timezone.localtime(row.due.due_at).isoformat(timespec="minutes") if row.due else "",
    ]


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")
