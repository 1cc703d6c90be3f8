"""How far the work on an old list is, in words."""

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.imports import access
from opennrm.imports.models import ImportedList
from opennrm.web.progress import Standing, percent_of, standing_at


def standing_of(row: ImportedList, *, at: datetime) -> Standing:
    """How the work on a list stands at this moment."""
    standing = standing_at(
        percent_of(row.work_done, row.work_whole) or 0,
        words=row.get_state_display() if row.heard_at else _("Waiting for its turn"),
        help=_("{done} of {whole} done. You can leave this page while you wait.").format(
            done=f"{row.work_done:,}", whole=f"{row.work_whole:,}"
        ),
    )
    if not access.is_silent(row, at=at):
        return standing
    return replace(
        standing,
        words=_("The work has stopped"),
        help=_("Try again, or ask the person who runs the server."),
        is_watched=False,
        may_try_again=True,
    )
