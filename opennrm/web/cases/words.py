"""Codes of a case in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.country.titles import title_of

RIGHTS = {
    "lead": _("as the agency that leads the case"),
    "assigned": _("as the person the case is assigned to"),
    "serving": _("as a service that helps the child"),
    "asked": _("as a service that was asked to help"),
    "deciding": _("as an agency that was asked for a decision"),
    "receiving": _("as an agency that was asked to take over the case"),
    "former_lead": _("as the agency that led the case before"),
    "invited": _("as an agency that was asked to take part"),
    "taking_part": _("as an agency that takes part in the case"),
    "keeping": _("as an agency that keeps a recording"),
    "reporter": _("as the person who reported the concern"),
}


@dataclass(frozen=True, kw_only=True)
class Risk:
    """A level of risk in words, and the tone of its tag."""

    words: str
    tone: str


def risk_shown(level: str) -> Risk | None:
    """The level of risk as pages show it; None where nobody has assessed it."""
    if not level:
        return None
    levels = pack().codes("risk_levels")
    tones = dict.fromkeys(levels, "warn") | dict.fromkeys(list(levels)[:1], "quiet")
    tones |= dict.fromkeys(list(levels)[-1:], "danger")
    words = _now("Risk: {level}").format(level=title_of("risk_levels", level))
    return Risk(words=words, tone=tones.get(level, "neutral"))


def age_in_words(age: int | None) -> str:
    """The age of a child as far as it is known, as lists show it."""
    if age is None:
        return _now("age not known")
    return ngettext("about {years} year", "about {years} years", age).format(years=age)


def child_in_words(case: Case) -> list[str]:
    """What tells the children of a list apart without a name: sex, and age. The first begins with a capital letter."""
    sex = title_of("sexes", case.sex)
    first, *others = [words for words in (sex, age_in_words(case.age)) if words]
    return [first[:1].upper() + first[1:], *others]
