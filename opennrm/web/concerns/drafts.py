"""What every page of a draft shares: finding it, and leading on to the receipt once it was sent."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect

from opennrm.cases.receipts import receipt_of
from opennrm.concerns.drafts import AlreadySent
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.web.refusals import on_refusal
from opennrm.web.request import Request


def _show_receipt(request: Request, sent: AlreadySent, draft_id: UUID, **found: Any) -> HttpResponse:
    return redirect("concern-receipt", receipt_of(actor_of(request), draft_id).pk)


of_draft = on_refusal(AlreadySent, _show_receipt)
"""Lets a page of a draft that was sent lead to its receipt."""


def actor_of(request: Request) -> Actor:
    """Who asks."""
    return request.actor


def hotlines(at: Any) -> list[Any]:
    """The lines that anybody can call now."""
    return list(pack().hotlines_on(at.astimezone(pack().zone).date()))
