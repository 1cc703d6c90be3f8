"""The first page, notices, and what the product says of itself."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies.permissions import WORK_VIEW
from opennrm.contexts import notices as notice_kinds
from opennrm.foundation import notices as notice_actions
from opennrm.foundation.models import Notice
from opennrm.web.guards import public, requires
from opennrm.web.request import Request
from opennrm.web.subjects import page_about
from opennrm.web.work.lists import sections

SHOWN = 100


@requires(WORK_VIEW)
@require_safe
def home(request: Request) -> HttpResponse:
    """My work: what to do next, oldest clock first."""
    now = timezone.now()
    return render(request, "work/home.html", {"sections": sections(request.actor, at=now), "now": now})


@requires(WORK_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: Request) -> HttpResponse:
    """What is new, without a word of a case; POST marks all as read."""
    if request.method == "POST":
        notice_actions.mark_read(by=request.actor, at=timezone.now())
        return redirect("notices")
    mine = notice_actions.to(request.actor)
    own = set(notice_actions.marks_of(request.actor))
    found = [
        (
            notice,
            notice_kinds()[notice.kind].says
            if notice.kind in notice_kinds()
            else _("Something is waiting for you."),
            # What somebody else has dealt with may no longer be there for this person.
            _page_about(notice) if notice.settled_at is None or notice.recipient in own else "",
            notice.settled_at is None and own.isdisjoint(notice.read_by),
        )
        for notice in mine.order_by("-made_at")[:SHOWN]
    ]
    return render(request, "work/notices.html", {"notices": found})


def _page_about(notice: Notice) -> str:
    """The address of what a notice is about."""
    kind = notice_kinds().get(notice.kind)
    if kind and kind.about and notice.subject_id:
        return page_about(kind.about, notice.subject_id, notice.case_id)
    return reverse(kind.page if kind else "home")


@public
@require_safe
def accessibility(request: Request) -> HttpResponse:
    """What we do so that everybody can use this, and what does not work yet."""
    return render(request, "work/accessibility.html")


@public
@require_safe
def privacy(request: Request) -> HttpResponse:
    """What is kept about whoever works with this."""
    return render(request, "work/privacy.html")
