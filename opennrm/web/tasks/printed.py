"""Tasks in a printed summary."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.foundation.papers import Passage
from opennrm.tasks import queries
from opennrm.tasks.permissions import TASK_DO
from opennrm.web.printed import MOST, Printing, PrintSection, older_are_left_out
from opennrm.web.templatetags.design import day


def _tasks(printing: Printing) -> list[Passage]:
    found = queries.newest_of_case(printing.actor, printing.case, most=MOST + 1, at=printing.at)
    rows = [
        (
            ". ".join(filter(None, (str(each.task.title), printing.written(each.words)))),
            day(each.task.due_on),
            str(each.task.get_state_display()),
        )
        for each in found[:MOST]
    ]
    table = Passage(columns=[_("Task"), _("Due"), _("Status")], rows=rows)
    return [*([table] if rows else []), *([older_are_left_out()] if len(found) > MOST else [])]


SECTIONS = (
    PrintSection(
        order=80,
        code="tasks",
        title=gettext_lazy("Tasks"),
        says=gettext_lazy(
            "What is to be done and what was done. Leave this out if the paper leaves your agency."
        ),
        may=(TASK_DO,),
        passages=_tasks,
        is_offered=lambda actor, case, leads: leads,
    ),
)
