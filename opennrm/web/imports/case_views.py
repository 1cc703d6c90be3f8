"""Pages of a case that came from an old list."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from opennrm.cases import access as case_access
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.foundation.refusals import NotThere
from opennrm.imports import access, outcomes
from opennrm.imports.permissions import LIST_IMPORT
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.request import Request


@requires(LIST_IMPORT)
@button("case-show", "case_id", undone=gettext_lazy("The case was not released."))
def release(request: Request, case_id: UUID) -> HttpResponse:
    """Release one case from a list."""
    case = outcomes.release(case_id, by=request.actor, at=timezone.now())
    messages.success(request, _("{reference} was released.").format(reference=case.reference))
    return redirect("case-show", case_id)


@requires(IDENTITY_OPEN)
@require_safe
def source(request: Request, case_id: UUID) -> HttpResponse:
    """From which list and row a case came, and how the list called the child."""
    case = case_access.case(request.actor, case_id, as_="lead", event=None)
    found = access.source_of(request.actor, case_id)
    if found is None:
        raise NotThere
    return render(request, "imports/source.html", {"case": case, "source": found})
