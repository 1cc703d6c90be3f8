"""What of tasks somebody has in hand: the open ones that were given to them, and those of their cases."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet
from django.utils.translation import ngettext

from opennrm.agencies.holdings import Holding
from opennrm.foundation.actor import Actor

from . import access


def _tasks(actor: Actor, at: datetime) -> Sequence[QuerySet]:
    """Looked up apart, each by its own index, as one's own tasks are."""
    tasks = access.visible_to(actor).open()
    of_lead = tasks.filter(given_to=None, case__assigned_to_id=OuterRef("pk"))
    return [tasks.filter(given_to_id=OuterRef("pk")), of_lead]


HOLDINGS = (
    Holding(
        kind="task",
        order=40,
        words=lambda number: ngettext("%(number)s open task", "%(number)s open tasks", number),
        of_members=_tasks,
    ),
)
