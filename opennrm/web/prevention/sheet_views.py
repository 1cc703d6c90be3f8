"""The sheet on which people sign in by hand."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from opennrm.prevention import access
from opennrm.prevention.permissions import PREVENTION_PLAN
from opennrm.web.guards import requires
from opennrm.web.prevention import papers
from opennrm.web.request import Request


@requires(PREVENTION_PLAN)
@require_safe
def sign_in_sheet(request: Request, activity_id: UUID) -> HttpResponse:
    """The sign-in sheet of an activity of one's own agency, as a PDF."""
    return papers.sign_in_sheet(request, access.activity_to_report(request.actor, activity_id, lock=False))
