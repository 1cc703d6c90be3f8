"""What follows for linkage when a child objects to it: the matcher reads what a data officer decides about that."""

from opennrm.cases.consequences import Happened
from opennrm.consents import objections
from opennrm.consents.events import OBJECTION
from opennrm.foundation.context import system_principal

from . import objecting
from .models import MATCHER


def let_the_matcher_read(happened: Happened) -> None:
    """Let the matcher read an objection to linkage: it learns that there is one, and never what the child said."""
    if happened.event.kind != OBJECTION.kind:
        return
    matcher = system_principal(MATCHER)
    objections.let_read(happened.case_id, purpose=objecting.PURPOSE, reader=matcher, by=happened.by)


CONSEQUENCES = (let_the_matcher_read,)
