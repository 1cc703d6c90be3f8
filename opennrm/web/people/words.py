"""What stands in the fields of a child's details, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.web.cases.overview import area_name
from opennrm.web.concerns.forms import SAFETY, in_words_of_date
from opennrm.web.directory.words import AREA_WORD, language_names, sex_title

LABELS = {
    "age": gettext_lazy("Age"),
    "sex": gettext_lazy("Sex"),
    "languages": gettext_lazy("Languages"),
    "area": AREA_WORD,
    "given_names": gettext_lazy("First names"),
    "family_name": gettext_lazy("Family name"),
    "other_names": gettext_lazy("Nickname, or other names"),
    "birth_date": gettext_lazy("Date of birth"),
    "age_is_estimated": gettext_lazy("The date of birth is an estimate"),
    "document_number": gettext_lazy("Document number"),
    "nationality": gettext_lazy("Nationality"),
    "address": gettext_lazy("Address"),
    "telephone": gettext_lazy("Telephone"),
    "safe_to_contact": gettext_lazy("Is it safe to write or call there?"),
    "is_current": gettext_lazy("Can the child still be reached there?"),
}


def in_words(name: str, value: Any) -> str:
    """What stands in a field, as people read it; "Not known" where nothing does."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    match name:
        case "birth_date":
            value = in_words_of_date(value)
        case "sex":
            value = sex_title(value)
        case "languages":
            value = ", ".join(language_names(value))
        case "area":
            value = area_name(value)
        case "safe_to_contact":
            value = str(dict(SAFETY).get(value, value))
    return _("Not known") if value in ("", None) else str(value)
