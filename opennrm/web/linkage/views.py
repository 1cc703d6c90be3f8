"""The page of a case's possible duplicates."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from opennrm.cases import access as cases
from opennrm.linkage.permissions import LINK_JUDGE
from opennrm.people import comparable
from opennrm.people.permissions import CASE_SEARCH
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.linkage import checks
from opennrm.web.request import Request


@requires(CASE_SEARCH)
@button("case-show", "case_id", undone=gettext_lazy("We did not look for other records of the same child."))
def duplicates(request: Request, case_id: UUID) -> HttpResponse:
    """Who may be the same child, among the cases that one sees. It is recorded."""
    case = cases.case(request.actor, case_id, event=None)
    checked = checks.check(request, comparable.of_case(request.actor, case_id), without=case_id)
    context = {"case": case, "checked": checked, "may_judge": request.actor.may(LINK_JUDGE)}
    page = render(request, "linkage/duplicates.html", context)
    return checks.with_wait(request, page)
