"""What a browser sends to the pages of tasks and of the calendar feed."""

from datetime import date, timedelta

from django.utils import timezone

from opennrm.country.pack import pack
from tests.walls.post import Fields, Post, code_of


def _day(name: str, in_days: int) -> Fields:
    day: date = timezone.localdate(timezone=pack().zone) + timedelta(days=in_days)
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


POSTS = {
    "task-sheet": Post(
        fields=lambda cast: {"days": "7", "names": "yes"},
        status=200,
        # Their tasks are in three cases; only in the first did somebody write what is to be done.
        records_of={"lead_assigned": (*["identity.opened"] * 3, "tasks.opened")},
    ),
    "task-new": Post(
        fields=lambda cast: {
            "kind": code_of(pack().codes("task_kinds")),
            "words": "Ask the school when she was last there.",
            "given_to": "lead",
            **_day("due_on", 5),
        },
        records=("case.viewed", "task.made"),
        otherwise={"deciding": 403, "taking_part": 403},
    ),
    "task-done": Post(fields=lambda cast: {"words": "She was there."}, records=("task.done",)),
    "task-undo": Post(after="task-done", records=("task.reopened",)),
    "task-put-off": Post(
        fields=lambda cast: {"reason": "The school is closed.", **_day("to", 30)}, records=("task.put_off",)
    ),
    "task-hand-on": Post(
        fields=lambda cast: {"to": cast.people["lead_supervisor"].membership.pk, "words": ""},
        records=("task.opened", "task.handed_on"),
    ),
    "task-cancel": Post(fields=lambda cast: {"reason": "No longer needed."}, records=("task.cancelled",)),
    "calendar-feed": Post(status=201, records=("calendar_feed.made",)),
    "calendar-feed-end": Post(after="calendar-feed", records=("calendar_feed.ended",)),
}
