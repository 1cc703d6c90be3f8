"""The placement agreement as a PDF, for whoever looks after the child to sign."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.country.titles import title_of
from opennrm.foundation.harmless.agreed import PDF
from opennrm.foundation.papers import Paper, Passage, Section, set_paper
from opennrm.foundation.refusals import NotThere
from opennrm.placements import queries
from opennrm.placements.models import Placement
from opennrm.placements.permissions import PLACEMENT_KEEP
from opennrm.placements.vocabulary import BASES, MISSING, kind_title
from opennrm.web.guards import requires
from opennrm.web.printed import known
from opennrm.web.request import Request
from opennrm.web.templatetags.design import day, moment

_LINE = "_" * 40


@requires(PLACEMENT_KEEP)
@require_safe
def agreement(request: Request, placement_id: UUID) -> HttpResponse:
    """Download the agreement. That it was printed is recorded."""
    opened = queries.open_placement(request.actor, placement_id)
    placement = opened.placement
    if placement.kind == MISSING:
        raise NotThere
    paper = set_paper(
        Paper(
            language=(translation.get_language() or "en").split("-")[0],
            title=_("Placement agreement"),
            header=(opened.case.reference, _("Confidential")),
            footer=_("Printed %(when)s") % {"when": moment(timezone.now())},
            page=_("Page {page} of {pages}"),
            letters_are_missing=_(
                "This paper cannot show some letters that are in the record. Read these passages on the screen."
            ),
            instead_of_letters=_("[letters missing]"),
            sections=[_about(placement, opened.words), _duties(), _signatures()],
        )
    )
    right = case_access.right_in(request.actor, placement.case_id)
    audit.record("placement.printed", subject=placement, right=right)
    headers = {
        "Content-Disposition": 'attachment; filename="placement-agreement.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(paper.content, content_type=PDF, headers=headers)


def _about(placement: Placement, words: Mapping[str, str]) -> Section:
    since = moment(placement.since) if placement.since else day(placement.planned_from)
    facts = known(
        (_("Child"), _LINE),
        (_("Kind of place"), kind_title(placement.kind)),
        (_("Who looks after the child"), words["provider"]),
        (_("Address"), words["address"]),
        (_("Contact"), words["contact"]),
        (_("From"), since),
        (_("Meant to last until"), day(placement.planned_to)),
        (_("Basis"), title_of(BASES, placement.basis)),
        (_("Court order"), words["order_reference"]),
    )
    return Section(title=_("The placement"), passages=[Passage(facts=facts)])


def _duties() -> Section:
    carer = [
        _(
            "I look after the child, and treat the child with respect. Nobody in this place hits or shames the child."
        ),
        _("I tell nobody where the child stays, and show nobody photographs of the child."),
        _("If the child is missing, ill or in danger, I tell the agency at once, at any hour."),
        _("The child can talk alone with whoever visits from the agency."),
        _("I move the child nowhere else without the agency."),
    ]
    agency = [
        _("We visit the child in the first week, and regularly after that, and talk with the child alone."),
        _(
            "We ask the child what the child thinks of this place, and tell the child of every move beforehand."
        ),
        _("We can be reached at any hour at this number:") + " " + _LINE,
    ]
    return Section(
        title=_("What we agree"),
        passages=[
            Passage(heading=_("Whoever looks after the child"), paragraphs=carer),
            Passage(heading=_("The agency"), paragraphs=agency),
        ],
    )


def _signatures() -> Section:
    facts = [
        (_("Whoever looks after the child"), _LINE),
        (_("For the agency"), _LINE),
        (_("Day"), _LINE),
    ]
    return Section(title=_("Signatures"), passages=[Passage(facts=facts)])
