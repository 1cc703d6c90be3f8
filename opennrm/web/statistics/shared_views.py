"""Sharing an estimate without small counts, and reading one that was shared."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.statistics import access, sharing
from opennrm.statistics.permissions import ESTIMATE_RUN, ESTIMATE_VIEW
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.request import Request, posted
from opennrm.web.statistics.forms import ShareForm
from opennrm.web.statistics.result import document


@requires(ESTIMATE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: Request, run_id: UUID) -> HttpResponse:
    """Choose the agencies that may read the estimate without its small counts."""
    run = access.run_to_read(request.actor, run_id)
    copy = access.shared_copy_of(request.actor, run)
    form = ShareForm(
        posted(request),
        agencies=access.possible_readers(),
        initial={"agencies": [str(agency) for agency in copy.agencies] if copy else []},
    )
    if request.method == "POST" and form.is_valid():
        chosen = [UUID(agency) for agency in form.cleaned_data["agencies"]]
        sharing.share(run_id, agencies=chosen, by=request.actor, at=timezone.now())
        messages.success(request, _("It is shared.") if chosen else _("It is no longer shared."))
        return redirect("estimate-show", run_id)
    return form_page(request, "statistics/share.html", form, {"run": run, "shared": copy})


@requires(ESTIMATE_VIEW)
@require_safe
def show(request: Request, shared_id: UUID) -> HttpResponse:
    """An estimate that was shared with my agency."""
    shared = access.shared_to_read(request.actor, shared_id)
    result = access.open_result(request.actor, shared)
    return render(request, "statistics/shared.html", {"shared": shared, "document": document(result)})
