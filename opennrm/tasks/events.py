"""What happens to tasks, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.titles import title_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

OWNER = "owner of the task"
"""Whoever has the task now."""

GIVEN = NoticeKind(kind="task.given", says=_("A task was given to you."), about="task")
OVERDUE = NoticeKind(kind="task.overdue", says=_("Tasks in your agency are overdue."), page="task-overdue")
NOTICES = (GIVEN, OVERDUE)

_TO_OWNER = (Told(whom=OWNER, notice=GIVEN),)


def title(*, rule: str, kind: str) -> str:
    """What is to be done, in the words of the country pack: they name nobody."""
    return title_of("tasks", rule) if rule else title_of("task_kinds", kind)


def _title(detail: Detail) -> dict[str, str]:
    return {"title": title(rule=detail["rule"], kind=detail["kind"])}


MADE = Event(
    kind="task.made",
    audit=_("Added a task"),
    story=_("A task was added: {title}"),
    tone="quiet",
    words=_title,
    about="task",
    tells=_TO_OWNER,
)
MADE_BY_RULE = Event(kind="task.made_by_rule", audit=_("A rule added a task"))
DONE = Event(
    kind="task.done",
    audit=_("Marked a task as done"),
    story=_("A task was done: {title}"),
    tone="good",
    words=_title,
    about="task",
    settles=(GIVEN,),
)
CANCELLED = Event(
    kind="task.cancelled",
    audit=_("Cancelled a task"),
    story=_("A task was cancelled: {title}"),
    tone="quiet",
    words=_title,
    about="task",
    settles=(GIVEN,),
)
REOPENED = Event(
    kind="task.reopened",
    audit=_("Opened a task again"),
    story=_("A task was opened again: {title}"),
    tone="quiet",
    words=_title,
    about="task",
)
PUT_OFF = Event(
    kind="task.put_off",
    audit=_("Put a task off to another day"),
    story=_("A task was put off: {title}"),
    tone="quiet",
    words=_title,
    about="task",
)
HANDED_ON = Event(
    kind="task.handed_on",
    audit=_("Handed a task on"),
    story=_("A task was handed on: {title}"),
    tone="quiet",
    words=_title,
    about="task",
    tells=_TO_OWNER,
    settles=(GIVEN,),
)
FELL_BACK = Event(
    kind="task.fell_back",
    audit=_("Gave a task to whoever leads the case, because its owner lost the case"),
    settles=(GIVEN,),
)
ESCALATED = Event(
    kind="task.escalated",
    audit=_("Told the supervisors that a task was overdue"),
    tells=(Told(whom=Whom.SUPERVISION, notice=OVERDUE),),
)
EVENTS = (
    MADE,
    MADE_BY_RULE,
    DONE,
    CANCELLED,
    REOPENED,
    PUT_OFF,
    HANDED_ON,
    FELL_BACK,
    ESCALATED,
    *recorded(
        {
            "calendar_feed.ended": _("Ended the address of their calendar feed"),
            "calendar_feed.made": _("Made an address for their calendar feed"),
            "calendar_feed.read": _("A calendar read the feed"),
            "task.opened": _("Read a task"),
            "tasks.opened": _("Read the tasks of the case"),
        }
    ),
)


def silent(event: Event) -> Event:
    """The event, of which nobody is told: it is no news to whoever did it, or they were told already."""
    return replace(event, tells=())
