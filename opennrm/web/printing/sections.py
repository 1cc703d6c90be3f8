"""The sections that can be chosen for a printed summary, from all contexts."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed
from opennrm.printing.models import Printout
from opennrm.web.parts import gathered, may
from opennrm.web.printed import PrintSection


def offered(actor: Actor, case: Case, *, leads: bool) -> list[PrintSection]:
    """Those in which the actor finds something, and which their role reads."""
    return [
        section
        for section in gathered().print_sections
        if may(actor, section.may) and section.is_offered(actor, case, leads)
    ]


def titles_of(codes: Collection[str]) -> list[str]:
    """What the sections of these codes are called, in their order; one that there is no more is left out."""
    return [str(section.title) for section in gathered().print_sections if section.code in codes]


def require_all(actor: Actor, printout: Printout) -> None:
    """Refuse a printed summary to a role that does not read each of its sections.

    :raises NotAllowed: the actor's role does not read one of them.
    """
    known = {section.code: section for section in gathered().print_sections}
    if not all(code in known and may(actor, known[code].may) for code in printout.sections):
        raise NotAllowed(_("Your role does not read everything that is in this summary."))
