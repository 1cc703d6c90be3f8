"""Pages of one's own estimates: ask, watch the work, read what came out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.statistics import access, actions
from opennrm.statistics.permissions import ESTIMATE_RUN, ESTIMATE_VIEW
from opennrm.statistics.states import ENDED, State
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.progress import progress_part
from opennrm.web.request import Request
from opennrm.web.statistics.forms import EstimateForm
from opennrm.web.statistics.result import document
from opennrm.web.statistics.standing import standing_of
from opennrm.web.statistics.words import METHODS, said


@requires(ESTIMATE_RUN, ESTIMATE_VIEW)
@require_safe
def index(request: Request) -> HttpResponse:
    """The estimates that I and my colleagues ran, and those that were shared with us."""
    may_run = request.actor.may(ESTIMATE_RUN)
    context = {
        "may_run": may_run,
        "may_view": request.actor.may(ESTIMATE_VIEW),
        "runs": access.list_runs(request.actor) if may_run else [],
        "shared": access.list_shared(request.actor) if request.actor.may(ESTIMATE_VIEW) else [],
        "methods": METHODS,
    }
    return render(request, "statistics/list.html", context)


@requires(ESTIMATE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Give lists and options, and ask for an estimate."""
    if request.method != "POST":
        return render(request, "statistics/new.html", {"form": EstimateForm(actor=request.actor)})
    form = EstimateForm(request.POST, request.FILES, actor=request.actor)
    # Known only once the request was read, which the line above does.
    form.upload_too_large = getattr(request, "upload_too_large", False)
    if not form.is_valid():
        return render(
            request, "statistics/new.html", {"form": form}, status=413 if form.upload_too_large else 422
        )
    run = actions.request(form.question(), by=request.actor, at=timezone.now())
    return redirect("estimate-show", run.pk)


@requires(ESTIMATE_RUN)
@require_safe
def show(request: Request, run_id: UUID) -> HttpResponse:
    """What came out of an estimate; before that, how far it is."""
    run = access.run_to_read(request.actor, run_id)
    if run.state == State.DONE:
        result = access.open_result(request.actor, run)
        shared = access.shared_copy_of(request.actor, run)
        return render(
            request, "statistics/show.html", {"run": run, "document": document(result), "shared": shared}
        )
    context = {
        "run": run,
        "standing": standing_of(run, at=timezone.now()),
        "question": access.open_question(run),
    }
    if run.state == State.FAILED:
        refusal = access.open_refusal(run)
        context["refusal"] = said(refusal) if refusal else ""
    return render(request, "statistics/waiting.html", context)


@requires(ESTIMATE_RUN)
@require_safe
def progress(request: Request, run_id: UUID) -> HttpResponse:
    """How far an estimate is, as a part of its page; when it has ended, the page is loaded anew."""
    run = access.run_to_read(request.actor, run_id)
    return progress_part(
        request,
        page="estimate-show",
        watch="estimate-progress",
        of=run_id,
        standing=lambda: None if run.state in ENDED else standing_of(run, at=timezone.now()),
    )


@requires(ESTIMATE_RUN)
@button("estimate-show", "run_id", undone=gettext_lazy("The estimate was not stopped."))
def cancel(request: Request, run_id: UUID) -> HttpResponse:
    """Stop the work."""
    actions.cancel(run_id, by=request.actor, at=timezone.now())
    return redirect("estimate-show", run_id)


@requires(ESTIMATE_RUN)
@button("estimate-show", "run_id", undone=gettext_lazy("The estimate was not started again."))
def try_again(request: Request, run_id: UUID) -> HttpResponse:
    """Begin the work anew."""
    actions.try_again(run_id, by=request.actor, at=timezone.now())
    return redirect("estimate-show", run_id)


@requires(ESTIMATE_RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: Request, run_id: UUID) -> HttpResponse:
    """Delete an estimate for good, once it was confirmed."""
    run = access.run_to_read(request.actor, run_id)
    if request.method != "POST":
        return render(request, "statistics/delete.html", {"run": run})
    actions.delete(run_id, by=request.actor)
    messages.success(request, _("The estimate was deleted."))
    return redirect("estimate-list")
