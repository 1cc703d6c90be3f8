"""What stands in the fields of a child's details, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.country.titles import title_of, titles_of
from opennrm.web import design
from opennrm.web.concerns.forms import SAFETY
from opennrm.web.directory.words import AREA_WORD

LABELS = {
    "age": gettext_lazy("Age"),
    "sex": gettext_lazy("Sex"),
    "languages": gettext_lazy("Languages"),
    "area": AREA_WORD,
    "given_names": gettext_lazy("First names"),
    "family_name": gettext_lazy("Family name"),
    "other_names": gettext_lazy("Nickname, or other names"),
    "birth_date": gettext_lazy("Date of birth"),
    "document_number": gettext_lazy("Document number"),
    "school": gettext_lazy("School"),
    "guardian": gettext_lazy("Name of the parent or guardian"),
    "nationality": gettext_lazy("Nationality"),
    "citizenships": gettext_lazy("Citizenship"),
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
            value = design.in_words(value)
        case "sex":
            value = title_of("sexes", value)
        case "languages":
            value = ", ".join(titles_of("languages", value))
        case "citizenships":
            value = ", ".join(titles_of("citizenships", value))
        case "area":
            value = title_of("areas", value)
        case "safe_to_contact":
            value = str(dict(SAFETY).get(value, value))
    return _("Not known") if value in ("", None) else str(value)
