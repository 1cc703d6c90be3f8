"""The rows of a list that are not imported: what to do about each, or whom it looks like; on a page and as a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.foundation import spreadsheets
from opennrm.foundation.actor import Actor
from opennrm.linkage.rules import Word

from . import access
from .models import ImportedList
from .reading import Problem

ALIKE: Mapping[str, str | Promise] = {
    Word.VERY_LIKELY: gettext_lazy("Very likely the same child as"),
    Word.LIKELY: gettext_lazy("Likely the same child as"),
    Word.POSSIBLE: gettext_lazy("Possibly the same child as"),
}


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A child whom a row looks like: in a case that the actor sees, or in an earlier row (then without `case_id`)."""

    words: str
    name: str
    case_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Found:
    """A row that cannot be imported, or looks like a recorded child. `number` counts from 1, as spreadsheets do."""

    number: int
    sentences: Sequence[str] = ()
    twins: Sequence[Twin] = ()


def bad(findings: Mapping[str, Any]) -> list[Found]:
    """The rows that cannot be imported, and what to do about each."""
    return [
        Found(number=int(number), sentences=[Problem(**problem).sentence for problem in problems])
        for number, problems in findings["bad"].items()
    ]


def alike(actor: Actor, findings: Mapping[str, Any], *, most: int | None = None) -> list[Found]:
    """The rows that look like a child who is already recorded, with the children as far as the actor sees them now."""
    rows = list(findings["alike"].items())[:most]
    ids = {UUID(one["case_id"]) for _number, known in rows for one in known if one["case_id"]}
    in_sight = cases.visible_to(actor).in_bulk(list(ids)) if ids else {}
    found = []
    for number, known in rows:
        twins = []
        for one in known:
            words = str(ALIKE[one["word"]])
            if one["case_id"] is None:
                twins.append(Twin(words=words, name=_("row {number}").format(number=one["row"])))
            elif case := in_sight.get(UUID(one["case_id"])):
                twins.append(Twin(words=words, name=case.reference, case_id=one["case_id"]))
        found.append(Found(number=int(number), twins=twins))
    return found


def as_file(actor: Actor, row: ImportedList) -> bytes:
    """These rows as a CSV file, each with what to do about it, and record it.

    :raises ContentGone: the rows were deleted.
    """
    content, columns, findings = access.content_of(row), access.columns_of(row), access.findings_of(row)
    audit.record("import.rows_downloaded", subject=row)
    headings = (_("Row"), _("What to do"), *(columns.headings if columns else ()))
    return spreadsheets.as_csv(headings, _cells(actor, content.rows, findings, takes_alike=row.takes_alike))


def _cells(
    actor: Actor, rows: Sequence[Sequence[str]], findings: Mapping[str, Any], *, takes_alike: bool
) -> Iterator[Sequence[Any]]:
    reasons = {each.number: " ".join(each.sentences) for each in bad(findings)}
    if not takes_alike:
        for each in alike(actor, findings):
            twins = "; ".join(f"{twin.words} {twin.name}." for twin in each.twins)
            reasons[each.number] = twins or _("Looks like a child in a case that you no longer see.")
    for number in sorted(reasons):
        yield number, reasons[number], *rows[number - 1]
