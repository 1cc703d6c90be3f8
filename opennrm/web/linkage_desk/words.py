"""What the sheets and figures of the linkage desk say, in words."""

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennrm.country.titles import title_of
from opennrm.linkage.desk_sheets import Line
from opennrm.linkage.rules import Agreement, Word
from opennrm.web.linkage.words import LABELS, WORDS
from opennrm.web.templatetags.design import day

TONES: Mapping[Agreement, str] = {
    Agreement.AGREES: "good",
    Agreement.NEARLY: "warn",
    Agreement.DIFFERS: "danger",
    Agreement.MISSING: "quiet",
}
OTHER_NAMES = _("other names")
LESS = _("Less likely than “possibly”")


def label_of(field: str) -> str:
    """The name of a field that is compared."""
    return str(capfirst(str(OTHER_NAMES if field == "other_names" else LABELS[field])))


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
    return str(WORDS[word].text if word in WORDS else LESS)


def percent(share: float | None) -> str:
    """A share in whole percent; “not known” where nothing was counted."""
    return _now("{percent} %").format(percent=round(share * 100)) if share is not None else _now("Not known")
