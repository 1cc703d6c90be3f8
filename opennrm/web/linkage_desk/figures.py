"""The page of how well the linkage desk decides: figures alone."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.audit.permissions import AUDIT_VIEW
from opennrm.linkage import desk_queries
from opennrm.linkage.permissions import LINK_OVERSEE
from opennrm.web.guards import requires
from opennrm.web.linkage_desk.words import percent, word_in_words
from opennrm.web.request import Request


@requires(LINK_OVERSEE, AUDIT_VIEW)
@require_safe
def figures(request: Request) -> HttpResponse:
    """How often each word was right, what waits, and how often second looks agree."""
    quality = desk_queries.quality(request.actor, at=timezone.now())
    context = {
        "rows": [(word_in_words(right.word), right, percent(right.share)) for right in quality.words],
        "quality": quality,
        "agreement": percent(quality.agreement),
        "pace": round(quality.pairs_an_hour) if quality.pairs_an_hour is not None else None,
    }
    return render(request, "linkage_desk/figures.html", context)
