"""One's own concerns: drafts to go on with, and receipts."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import receipts
from opennrm.concerns import children, drafts
from opennrm.concerns.permissions import CONCERN_REPORT
from opennrm.country.pack import pack
from opennrm.web.addresses import page_asked
from opennrm.web.concerns.drafts import actor_of, hotlines, of_draft
from opennrm.web.concerns.steps import WIZARD
from opennrm.web.guards import requires
from opennrm.web.request import Request

MOST_ON_A_PAGE = 25


@requires(CONCERN_REPORT)
@require_safe
def concern_list(request: Request) -> HttpResponse:
    """One's own drafts with the days that they are kept, and one's receipts with how each stands."""
    actor, now = actor_of(request), timezone.now()
    own = [
        {
            "draft": draft,
            "url": WIZARD.address(draft.step or WIZARD.first, draft.pk),
            "days_left": max((draft.expires_at - now).days, 0),
        }
        for draft in drafts.drafts_of(actor)[:MOST_ON_A_PAGE]
    ]
    page = receipts.page(actor, page_asked(request), size=MOST_ON_A_PAGE)
    context = {"drafts": own, "receipts": page.rows, "page": page, "warn_days": pack().drafts.warn_days}
    return render(request, "concerns/list.html", context)


@requires(CONCERN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """What to know before one begins; sent, it begins a draft: one for each showing of this page."""
    if request.method != "POST":
        context = {
            "help": pack().help,
            "hotlines": hotlines(timezone.now()),
            "page": secrets.token_urlsafe(12),
        }
        return render(request, "concerns/start.html", context)
    token = request.POST.get("page", "")[:40]
    draft = drafts.start(by=actor_of(request), at=timezone.now(), token=token)
    return redirect(WIZARD.address(WIZARD.first, draft.pk))


@requires(CONCERN_REPORT)
@require_safe
def receipt(request: Request, receipt_id: UUID) -> HttpResponse:
    """The receipt of a concern that one reported: its number, how it stands, what happens next."""
    found = receipts.receipt_to_read(actor_of(request), receipt_id)
    together = children.receipts_beside(actor_of(request), found)
    context = {"receipt": found, "together": together, "hotlines": hotlines(timezone.now())}
    return render(request, "concerns/receipt.html", context)


@requires(CONCERN_REPORT)
@require_http_methods(["GET", "HEAD", "POST"])
@of_draft
def discard(request: Request, draft_id: UUID) -> HttpResponse:
    """Ask whether a draft, or one child of it, is to be deleted; sent, delete it."""
    draft = drafts.unsent_draft_of(actor_of(request), draft_id)
    if request.method == "POST":
        drafts.discard(draft_id, by=actor_of(request))
        if draft.first_id is not None:
            messages.success(request, _("The child was removed from the report."))
            return redirect("concern-check", draft.first_id)
        messages.success(request, _("The draft was deleted."))
        return redirect("concern-list")
    count = 1 + children.further_of(actor_of(request), draft_id).count()
    back_url = WIZARD.address(WIZARD.last, draft.first_id or draft_id)
    context = {"draft": draft, "children": count, "back_url": back_url}
    return render(request, "concerns/discard.html", context)
