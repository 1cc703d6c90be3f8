"""Adding files to a concern, and taking them out again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.concerns import attachments, drafts
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.web.buttons import button
from opennrm.web.concerns.drafts import actor_of, of_draft
from opennrm.web.concerns.forms import FilesForm
from opennrm.web.concerns.steps import WIZARD
from opennrm.web.concerns.wizard import show
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request

FILES = WIZARD.step("files")
CONTINUE = "continue"


@requires(CONCERN_REPORT)
@button("concern-step", "draft_id", slug="files", undone=gettext_lazy("The file was not added."))
@of_draft
def attachment_add(request: Request, draft_id: UUID) -> HttpResponse:
    """Add one file, and go on if that was asked for. One that is refused leaves the draft as it was."""
    goes_on = request.POST.get("then") == CONTINUE
    form = FilesForm.sent(request)
    if goes_on and not request.FILES and not form.is_too_large:
        return _to_the_next_page(request, draft_id)
    if form.is_valid():
        with refusals_on(form, field="file"):
            attachments.add(draft_id, file=form.harmless(), by=actor_of(request), at=timezone.now())
            messages.success(request, _("The file was added."))
            stays = redirect("concern-step", draft_id, FILES.slug)
            return _to_the_next_page(request, draft_id) if goes_on else stays
    return show(request, draft_id, FILES, form, status=form.status_when_refused)


def _to_the_next_page(request: Request, draft_id: UUID) -> HttpResponse:
    answers = drafts.open_draft(actor_of(request), draft_id).shown()
    return redirect(WIZARD.walk(request, FILES.slug, answers, draft_id=draft_id).next_url)


@requires(CONCERN_REPORT)
@button("concern-step", "draft_id", slug="files", undone=gettext_lazy("The file was not removed."))
@of_draft
def attachment_remove(request: Request, draft_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Take a file out of the draft again."""
    attachments.remove(draft_id, attachment_id, by=actor_of(request))
    messages.success(request, _("The file was removed."))
    return redirect("concern-step", draft_id, FILES.slug)
