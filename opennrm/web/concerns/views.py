"""One's own concerns: drafts to go on with, and receipts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import receipts
from opennrm.concerns import drafts, labels, messages
from opennrm.concerns.models import ConcernDraft
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.country.pack import pack
from opennrm.web.addresses import page_asked
from opennrm.web.buttons import button
from opennrm.web.concerns import work
from opennrm.web.concerns.drafts import actor_of, of_draft
from opennrm.web.concerns.steps import WIZARD
from opennrm.web.guards import requires
from opennrm.web.request import Request

MOST_ON_A_PAGE = 25


@requires(CONCERN_REPORT)
@require_safe
def concern_list(request: Request) -> HttpResponse:
    """Questions to answer, one's own drafts with the days that they are kept, and receipts with how each stands."""
    actor, now = actor_of(request), timezone.now()
    page = receipts.page(actor, page_asked(request), size=MOST_ON_A_PAGE)
    begun = list(drafts.drafts_of(actor)[:MOST_ON_A_PAGE])
    waiting = list(messages.questions_to(actor)[:MOST_ON_A_PAGE])
    ids = {each.pk for each in begun} | {each.case_id for each in (*page.rows, *waiting)}
    own = labels.labels_of(actor, ids)
    context = {
        "begin": work.begin(),
        "questions": [{"question": each, "label": own.get(each.case_id, "")} for each in waiting],
        "drafts": [{**_draft_row(each, now), "label": own.get(each.pk, "")} for each in begun],
        "receipts": [{"receipt": each, "label": own.get(each.case_id, "")} for each in page.rows],
        "page": page,
        "warn_days": pack().drafts.warn_days,
    }
    return render(request, "concerns/list.html", context)


def _draft_row(draft: ConcernDraft, now: datetime) -> dict[str, Any]:
    return {
        "draft": draft,
        "url": WIZARD.address(draft.step or WIZARD.first, draft.pk),
        "days_left": max((draft.expires_at - now).days, 0),
    }


@requires(CONCERN_REPORT)
@button("concern-list", undone=gettext_lazy("The form for a new concern was not opened."))
def start(request: Request) -> HttpResponse:
    """Begin a draft, one for each showing of the button, and lead to the first question."""
    token = request.POST.get("page", "")[:40]
    draft = drafts.start(by=actor_of(request), at=timezone.now(), token=token)
    return redirect(WIZARD.address(WIZARD.first, draft.pk))


@requires(CONCERN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
def discard(request: Request, draft_id: UUID) -> HttpResponse:
    """Ask whether a draft is to be deleted; sent, delete it."""
    if request.method == "POST":
        drafts.discard(draft_id, by=actor_of(request))
        notes.success(request, _("The draft was deleted."))
        return redirect("concern-list")
    draft = drafts.unsent_draft_of(actor_of(request), draft_id)
    return render(
        request, "concerns/discard.html", {"draft": draft, "back_url": WIZARD.address(WIZARD.last, draft_id)}
    )
