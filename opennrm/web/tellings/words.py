"""What the child was told, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.country.pack import pack
from opennrm.country.sheets import Level, Moment
from opennrm.country.titles import title_of
from opennrm.tellings.models import Telling
from opennrm.tellings.queries import Due
from opennrm.tellings.vocabulary import Understood, Way
from opennrm.web.tellings.forms import LEVELS
from opennrm.web.templatetags.design import day, moment

TONES = {
    Understood.SAID_BACK: "good",
    Understood.NODDED: "warn",
    Understood.NO: "danger",
    Understood.NOT_TESTED: "warn",
}
SHORT = {
    Understood.SAID_BACK: gettext_lazy("Understood"),
    Understood.NODDED: gettext_lazy("Nodded"),
    Understood.NO: gettext_lazy("Not understood"),
    Understood.NOT_TESTED: gettext_lazy("Not asked to say it back"),
}
SHOWN = (
    *("moment", "happened_at", "recorded_at", "is_time_known", "language", "ways", "understood"),
    *("sheet_version", "sheet_language", "level"),
    *("recorded_by__account__name", "recorded_by__agency__name"),
)
"""What `in_words` reads of a row."""


def in_words(telling: Telling) -> dict[str, Any]:
    """One row, as lists show it."""
    understood = Understood(telling.understood)
    return {
        "telling": telling,
        "title": pack().sheets.moments[Moment(telling.moment)].title,
        "when": moment(telling.happened_at) if telling.is_time_known else day(telling.happened_at),
        "language": title_of("languages", telling.language),
        "how": "; ".join(str(Way(way).label) for way in telling.ways),
        "sheet": _sheet(telling),
        "understood": understood.label,
        "short": SHORT[understood],
        "tone": TONES[understood],
        "by": telling.recorded_by.account.name,
        "agency": telling.recorded_by.agency.name,
    }


def due_in_words(due: Due) -> dict[str, Any]:
    """Something that the child is to be told, as lists show it."""
    fact = pack().sheets.moments[due.moment]
    return {"moment": due.moment.value, "title": fact.title, "when": fact.when, "day": due.by}


def _sheet(telling: Telling) -> str:
    if telling.sheet_version is None:
        return ""
    names = {
        "level": LEVELS[Level(telling.level)],
        "language": title_of("languages", telling.sheet_language),
        "version": telling.sheet_version,
    }
    return _("%(level)s, in %(language)s, version %(version)s") % names
