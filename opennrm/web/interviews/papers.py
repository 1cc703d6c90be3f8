"""The papers of an interview, as PDFs: before the day, for the day, and for the court."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opennrm.foundation.actor import Actor
from opennrm.foundation.harmless.agreed import PDF
from opennrm.foundation.papers import Paper, SetPaper, set_paper
from opennrm.foundation.refusals import NotThere
from opennrm.interviews import access, queries
from opennrm.interviews.models import Interview
from opennrm.interviews.telling import note
from opennrm.web.guards import requires
from opennrm.web.interviews.paper_titles import KINDS, Kind, offered
from opennrm.web.interviews.views import READS
from opennrm.web.request import Request
from opennrm.web.templatetags.design import moment


@requires(*READS)
@require_safe
def download(request: Request, interview_id: UUID, paper: str) -> HttpResponse:
    """Download a paper. That it was printed is recorded."""
    interview = access.interview_to_read(request.actor, interview_id)
    if paper not in dict(offered(interview)):
        raise NotThere
    made = _made(request.actor, interview, KINDS[paper])
    note("interview.printed", interview, by=request.actor)
    headers = {
        "Content-Disposition": f'attachment; filename="{paper}.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(made.content, content_type=PDF, headers=headers)


def _made(actor: Actor, interview: Interview, kind: Kind) -> SetPaper:
    reference = queries.case_of(actor, interview).reference
    return set_paper(
        Paper(
            language=(translation.get_language() or "en").split("-")[0],
            title=str(kind.title),
            header=("", "") if kind.names_nobody else (reference, _("Confidential")),
            footer=_("Printed %(when)s") % {"when": moment(timezone.now())},
            page=_("Page {page} of {pages}"),
            letters_are_missing=_(
                "This paper cannot show some letters that are in the record. Read these passages on the screen."
            ),
            instead_of_letters=_("[letters missing]"),
            sections=kind.says(actor, interview),
        )
    )
