"""What the sheets and figures of the linkage desk say, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.events import Text
from opennrm.linkage.desk_sheets import Line
from opennrm.linkage.rules import Agreement, Word
from opennrm.web.templatetags.design import day

TONES: Mapping[Agreement, str] = {
    Agreement.AGREES: "good",
    Agreement.NEARLY: "warn",
    Agreement.DIFFERS: "danger",
    Agreement.MISSING: "quiet",
}
AGREEMENTS: Mapping[Agreement, Text] = {
    Agreement.AGREES: _("The same"),
    Agreement.NEARLY: _("Nearly the same"),
    Agreement.DIFFERS: _("Different"),
    Agreement.MISSING: _("Known in one record only"),
}
WORDS: Mapping[Word, Text] = {
    Word.VERY_LIKELY: _("Very likely the same child"),
    Word.LIKELY: _("Likely the same child"),
    Word.POSSIBLE: _("Possibly the same child"),
    Word.NONE: _("Less than possibly the same child"),
}
LABELS: Mapping[str, Text] = {
    "given_names": _("First names"),
    "family_name": _("Family name"),
    "second_family_name": _("Second family name"),
    "middle_names": _("Middle names"),
    "birth_date": _("Date of birth"),
    "sex": _("Sex"),
    "telephone": _("Telephone"),
    "document_number": _("Document number"),
    "school": _("School"),
    "guardian": _("Parent or guardian"),
    "other_names": _("Other names"),
}


def label_of(field: str) -> str:
    """The name of a field that is compared."""
    return str(LABELS[field]) if field in LABELS else pack().area_word


def value_in_words(line: Line, value: str) -> str:
    """What a record says in a field; codes of the pack by their titles."""
    if not value:
        return ""
    if line.field == "birth_date":
        return day(value)
    lists = {"sex": "sexes", "area": "areas"}
    return title_of(lists[line.field], value) if line.field in lists else value


def word_in_words(word: Word) -> str:
    """How likely two records are of the same child."""
    return str(WORDS[word])


def percent(share: float | None) -> str:
    """A share in whole percent; “not known” where nothing was counted."""
    return _now("{percent} %").format(percent=round(share * 100)) if share is not None else _now("Not known")
