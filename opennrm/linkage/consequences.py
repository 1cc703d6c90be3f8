"""What follows for linkage when a child objects to it: the matcher reads what a data officer decides about that."""

from opennrm.cases.consequences import Happened
from opennrm.consents.events import OBJECTION
from opennrm.consents.models import Objection
from opennrm.foundation.context import system_principal
from opennrm.foundation.visibility import merged

from . import objecting
from .models import MATCHER


def let_the_matcher_read(happened: Happened) -> None:
    """Let the matcher read an objection to linkage: it learns that there is one, and never what the child said."""
    if happened.event.kind != OBJECTION.kind:
        return
    rows = Objection.objects.visible_to(happened.by).writable_by(happened.by).of_case(happened.case_id)
    rows.filter(purpose=objecting.PURPOSE).update(
        readers=merged("readers", [system_principal(MATCHER)]), from_action=True
    )


CONSEQUENCES = (let_the_matcher_read,)
