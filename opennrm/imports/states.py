"""An old list on its way into the mechanism, as a state table with whose turn it is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    COLUMNS = "columns", _("Say what the columns are")
    CHECKING = "checking", _("Rows are being checked")
    CHECKED = "checked", _("Checked")
    IMPORTING = "importing", _("Being imported")
    IMPORTED = "imported", _("Imported")
    RELEASING = "releasing", _("Cases are being released")
    WITHDRAWING = "withdrawing", _("Being withdrawn")
    WITHDRAWN = "withdrawn", _("Withdrawn")


TRANSITIONS: dict[str, set[str]] = {
    State.COLUMNS: {State.CHECKING},
    State.CHECKING: {State.CHECKED, State.COLUMNS},
    # Back to the columns or to checking: somebody says anew what the columns are.
    State.CHECKED: {State.IMPORTING, State.COLUMNS, State.CHECKING},
    State.IMPORTING: {State.IMPORTED},
    State.IMPORTED: {State.RELEASING, State.WITHDRAWING},
    State.RELEASING: {State.IMPORTED},
    State.WITHDRAWING: {State.WITHDRAWN},
    State.WITHDRAWN: set(),
}


class Turn(TextChoices):
    """Who is to do the next thing."""

    SUPERVISOR = "supervisor", _("Whoever imports lists for the agency")
    WORKER = "worker", _("The worker on the server")
    NOBODY = "nobody", _("Nobody: it has ended")


TURNS: dict[str, Turn] = {
    State.COLUMNS: Turn.SUPERVISOR,
    State.CHECKING: Turn.WORKER,
    State.CHECKED: Turn.SUPERVISOR,
    State.IMPORTING: Turn.WORKER,
    State.IMPORTED: Turn.SUPERVISOR,
    State.RELEASING: Turn.WORKER,
    State.WITHDRAWING: Turn.WORKER,
    State.WITHDRAWN: Turn.NOBODY,
}

AT_WORK = frozenset({State.CHECKING, State.IMPORTING, State.RELEASING, State.WITHDRAWING})
"""The states in which the worker has something to do."""
BEFORE_IMPORT = frozenset({State.COLUMNS, State.CHECKING, State.CHECKED})
"""The states in which no case has come of the list."""
