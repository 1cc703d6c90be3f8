"""What somebody reads at an address of a case that they could see once and no longer can."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from opennrm.cases import lost
from opennrm.web.request import Request


def explain(request: Request, found: Mapping[str, Any]) -> HttpResponse | None:
    """Since when and why they no longer see the case of this address; None for everybody else."""
    if "case_id" not in found or not request.actor.principals:
        return None
    loss = lost.why(request.actor, found["case_id"], at=timezone.now())
    if loss is None:
        return None
    return render(request, "cases/lost.html", {"loss": loss}, status=404)
