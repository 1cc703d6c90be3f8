"""The closing of a case, and the tasks that follow up on the child, in a printed summary."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.closing import access
from opennrm.closing.access import OpenedClosure
from opennrm.closing.permissions import CLOSING_ASK, CLOSING_DECIDE
from opennrm.closing.states import State
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.tasks import queries as tasks
from opennrm.tasks.permissions import TASK_DO
from opennrm.web.printed import MOST, Printing, PrintSection, known
from opennrm.web.templatetags.design import day, moment


def _closing(printing: Printing) -> list[Passage]:
    case, closings, links = access.open_history(printing.actor, printing.case.pk)
    others = [
        (link.other.reference, moment(link.continuation.decided_at), printing.written(link.reason))
        for link in links
        if link.other is not None
    ]
    columns = [_("Other case of this child"), _("Decided"), _("How this is known")]
    return [
        *(_closure(printing, each) for each in closings),
        *([Passage(columns=columns, rows=others)] if others else []),
        *_follow_ups(printing, case),
    ]


def _closure(printing: Printing, opened: OpenedClosure) -> Passage:
    closure = opened.closure
    return Passage(
        heading=_("%(state)s, asked for %(when)s")
        % {"state": closure.get_state_display(), "when": moment(closure.asked_at)},
        facts=known(
            (_("Why"), title_of("closing_reasons", closure.reason)),
            (_("How things stand for the child"), title_of("case_outcomes", closure.outcome)),
            (_("What the supervisor should know"), printing.written(opened.words)),
            (_("Was the child told?"), _("Yes") if closure.is_child_told else _("No")),
            (_("What was said, or why not"), printing.written(opened.told_words)),
            (_("Asked by"), printing.who(closure.asked_by)),
            (_("Decided"), moment(closure.decided_at)),
            (_("Decided by"), printing.who(closure.decided_by) if closure.decided_by else ""),
            (_("Reasons of the decision"), printing.written(opened.decision_words)),
            (_("Kept until"), day(closure.kept_until)),
            (_("Reopened"), moment(closure.reopened_at)),
            (_("Reopened by"), printing.who(closure.reopened_by) if closure.reopened_by else ""),
            (_("Why it was reopened"), printing.written(opened.reopening_reason)),
        ),
    )


def _follow_ups(printing: Printing, case: Case) -> list[Passage]:
    """What was to be done after the case was closed, as far as the role of whoever prints works on tasks."""
    if not printing.actor.may(TASK_DO):
        return []
    closed = access.visible_to(printing.actor).of_case(case.pk)
    first = closed.filter(state__in=[State.APPROVED, State.REOPENED]).order_by("decided_at").first()
    if first is None or first.decided_at is None:
        return []
    found = tasks.newest_of_case(printing.actor, case, most=MOST, at=printing.at)
    rows = [
        (
            ". ".join(filter(None, (str(each.task.title), printing.written(each.words)))),
            day(each.task.due_on),
            str(each.task.get_state_display()),
        )
        for each in found
        if each.task.made_at >= first.decided_at
    ]
    columns = [_("Task to follow up on the child"), _("Due"), _("Status")]
    return [Passage(columns=columns, rows=rows)] if rows else []


def _has_closing(actor: Actor, case: Case, leads: bool) -> bool:
    if not leads:
        return False
    return access.visible_to(actor).of_case(case.pk).exists() or bool(access.links_of(actor, case.pk))


SECTIONS = (
    PrintSection(
        order=105,
        code="closing",
        title=gettext_lazy("Closing and what followed"),
        says=gettext_lazy(
            "Why the case was closed or reopened, what the child was told, and the tasks that follow up on the child."
        ),
        may=(CLOSING_ASK, CLOSING_DECIDE),
        passages=_closing,
        is_offered=_has_closing,
    ),
)
