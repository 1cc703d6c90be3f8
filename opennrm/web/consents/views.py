"""Reading what was agreed to: by whoever leads the case, and with the child."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.consents import access, opened, queries
from opennrm.consents.permissions import CONSENT_RECORD
from opennrm.country.pack import pack
from opennrm.web.guards import requires
from opennrm.web.request import Request


@requires(CONSENT_RECORD)
@require_safe
def of_case(request: Request, case_id: UUID) -> HttpResponse:
    """What was agreed in a case, what is done without that, who decides for the child, and who was told of an end."""
    case = access.case_to_record(request.actor, case_id, lock=False)
    told = access.end_notices_of(request.actor, case_id).select_related("agency")
    context = {
        "case": case,
        "opened": opened.open_all(request.actor, case, at=timezone.now()),
        "told": told.order_by("-sent_at", "id"),
    }
    return render(request, "consents/of_case.html", context)


@requires(CONSENT_RECORD)
@require_safe
def for_child(request: Request, case_id: UUID) -> HttpResponse:
    """What the child agreed to, in plain words and large type, to be printed or read aloud."""
    case = access.case_to_record(request.actor, case_id, lock=False)
    at = timezone.now()
    found = opened.open_all(request.actor, case, at=at)
    purposes = pack().consents.purposes
    agreed = [(each, purposes.get(each.first.purpose)) for each in found.holding]
    context = {
        "case": case,
        "agreed": [(each, purpose) for each, purpose in agreed if each.is_yes],
        "refused": [each for each in found.holding if not each.is_yes],
        "on_law": [each for each in found.on_law if each.holds],
        "today": queries.today(at),
    }
    return render(request, "consents/for_child.html", context)
