"""What a comparison of two records says, in words. No value stands in it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.foundation.events import Text
from opennrm.linkage.rules import Agreement, Comparison, Word


@dataclass(frozen=True)
class InWords:
    """How likely two records are of the same child, and the colour of it."""

    text: Text
    tone: str


@dataclass(frozen=True)
class Reason:
    """The fields of which the same is to be said."""

    label: Text
    fields: tuple[Text, ...]


WORDS: Mapping[Word, InWords] = {
    Word.VERY_LIKELY: InWords(_("Very likely the same child"), "warn"),
    Word.LIKELY: InWords(_("Likely the same child"), "info"),
    Word.POSSIBLE: InWords(_("Possibly the same child"), "neutral"),
}
LABELS: Mapping[str, Text] = {
    "given_names": _("first names"),
    "family_name": _("family name"),
    "second_family_name": _("second family name"),
    "middle_names": _("middle names"),
    "birth_date": _("date of birth"),
    "sex": _("sex"),
    "area": lazy(lambda: pack().area_word.lower(), str)(),
    "telephone": _("telephone"),
    "document_number": _("document number"),
    "school": _("school"),
    "guardian": _("parent or guardian"),
    "other_names": _("other names"),
}
AGREEMENTS: Mapping[Agreement, Text] = {
    Agreement.AGREES: _("The same"),
    Agreement.NEARLY: _("Nearly the same"),
    Agreement.DIFFERS: _("Different"),
    Agreement.MISSING: _("Missing in one of the records"),
}
_NEVER_RECORDED = frozenset({"second_family_name", "middle_names"})
"""Lists have them in columns of their own; a record of ours has all names in two fields."""


def reasons_of(comparison: Comparison) -> list[Reason]:
    """Which fields agree, nearly agree, differ or are missing, in this order."""
    found = [
        Reason(
            label,
            tuple(
                LABELS[finding.field]
                for finding in comparison.findings
                if finding.agreement is agreement and finding.field not in _NEVER_RECORDED
            ),
        )
        for agreement, label in AGREEMENTS.items()
    ]
    return [reason for reason in found if reason.fields]
