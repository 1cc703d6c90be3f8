"""What every page of a draft shares: finding it, and leading on to the receipt once it was sent."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from opennrm.cases.receipts import receipt_of
from opennrm.concerns.drafts import AlreadySent
from opennrm.concerns.models import ConcernDraft
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.web.request import Request

View = Callable[..., HttpResponse]


def of_draft(view: View) -> View:
    """A draft of somebody else is not found; one that was sent leads to its receipt."""

    @wraps(view)
    def found(request: Request, draft_id: UUID, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, draft_id, *args, **kwargs)
        except ConcernDraft.DoesNotExist as unseen:
            raise Http404 from unseen
        except AlreadySent:
            return redirect("concern-receipt", receipt_of(actor_of(request), draft_id).pk)

    return found


def actor_of(request: Request) -> Actor:
    """Who asks."""
    return request.actor


def hotlines(at: Any) -> list[Any]:
    """The lines that anybody can call now."""
    return list(pack().hotlines_on(at.astimezone(pack().zone).date()))
