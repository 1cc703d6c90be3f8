"""Two records field by field, in words: for whoever sees both cases, and for the linkage desk."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.text import capfirst

from opennrm.country.titles import title_of
from opennrm.foundation.events import Text
from opennrm.linkage.rules import Agreement
from opennrm.web.linkage.words import AGREEMENTS, LABELS
from opennrm.web.templatetags.design import day

_TONES: Mapping[Agreement, str] = {
    Agreement.AGREES: "good",
    Agreement.NEARLY: "info",
    Agreement.DIFFERS: "warn",
    Agreement.MISSING: "quiet",
}
_LISTS = {"sex": "sexes", "area": "areas"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One field of two records: what each says, and whether that agrees. Empty texts are not known."""

    label: Text
    left: str
    right: str
    agreement: Text
    tone: str


def row_of(field: str, left: str, right: str, agreement: Agreement | None) -> Row:
    """A field of two records, of which each text is as the record has it. `agreement` is None if none is worked out."""
    return Row(
        label=capfirst(str(LABELS[field])),
        left=_in_words(field, left),
        right=_in_words(field, right),
        agreement=AGREEMENTS[agreement] if agreement else "",
        tone=_TONES[agreement] if agreement else "",
    )


def _in_words(field: str, value: str) -> str:
    if not value:
        return ""
    if field == "birth_date":
        return day(value)
    return title_of(_LISTS[field], value) if field in _LISTS else value
