"""The open tasks of an agency, by who has them and by what is to be done."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.tasks import queries
from opennrm.tasks.events import title
from opennrm.web.addresses import code_asked, page_asked
from opennrm.web.cases import holders
from opennrm.web.guards import requires
from opennrm.web.request import Request


@requires(CASE_ASSIGN)
@require_safe
def team(request: Request) -> HttpResponse:
    """The open tasks of my agency, due first."""
    given, now = request.GET.get, timezone.now()
    wanted = queries.OfTeam(
        holder=given("with", ""),
        rule=code_asked(request, "rule"),
        kind=code_asked(request, "kind"),
        overdue=given("overdue") == "yes",
    )
    tasks = queries.of_team(request.actor, wanted, at=now)
    page = queries.page(request.actor, tasks, mark=page_asked(request), at=now)
    return render(request, "tasks/team.html", {"page": page, "narrowed": _in_words(request, wanted)})


def _in_words(request: Request, wanted: queries.OfTeam) -> list[str]:
    """What the list is narrowed to."""
    words = [_("Overdue")] if wanted.overdue else []
    if wanted.rule or wanted.kind:
        words.append(title(rule=wanted.rule, kind=wanted.kind))
    if wanted.holder:
        words.append(holders.name_of(request.actor, wanted.holder))
    return words
