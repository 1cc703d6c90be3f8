"""How far the work on an old list is, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.imports import access
from opennrm.imports.models import ImportedList


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the page of a list says while the worker works on it."""

    words: str
    help: str
    percent: int
    is_watched: bool
    may_try_again: bool


def standing_of(row: ImportedList, *, at: datetime) -> Standing:
    """How the work on a list stands at this moment."""
    percent = min(100, 100 * row.work_done // row.work_whole) if row.work_whole else 0
    if access.is_silent(row, at=at):
        return Standing(
            words=_("The work has stopped"),
            help=_("Try again, or ask the person who runs the server."),
            percent=percent,
            is_watched=False,
            may_try_again=True,
        )
    return Standing(
        words=row.get_state_display() if row.heard_at else _("Waiting for its turn"),
        help=_("{done} of {whole} done. You can leave this page while you wait.").format(
            done=f"{row.work_done:,}", whole=f"{row.work_whole:,}"
        ),
        percent=percent,
        is_watched=True,
        may_try_again=False,
    )
