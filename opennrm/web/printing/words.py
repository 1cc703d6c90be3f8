"""Printed summaries in words."""

from typing import Any

from django.utils.translation import gettext as _

from opennrm.country.titles import title_of
from opennrm.printing.models import Printout
from opennrm.web.printing import sections


def of_list(printout: Printout) -> dict[str, Any]:
    """A printed summary as lists show it: nothing that is sealed."""
    member = printout.printed_by
    return {
        "printout": printout,
        "purpose": title_of("print_purposes", printout.purpose),
        "names": _names(printout),
        "by": _("%(name)s, %(agency)s") % {"name": member.account.name, "agency": member.agency.name},
        "sections": sections.titles_of(printout.sections),
    }


def _names(printout: Printout) -> str:
    if printout.has_names:
        return _("With names")
    return _("Without names") if printout.has_texts else _("Without names and texts")
