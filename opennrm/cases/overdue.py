"""What happens when a time limit of a case has passed."""

from datetime import datetime

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal

from . import clocks
from .events import ESCALATED
from .telling import tell


def watch(*, at: datetime) -> int:
    """Tell the supervisors of the lead agency, once, of each clock of a case that has run out.

    For the job clocks.watch. Clocks of a matter within a case, such as a referral, are watched by whoever knows what
    follows. Returns how many clocks were escalated.
    """
    system = Actor(principals=(system_principal(clocks.WATCH),))
    rules = [rule.code for rule in pack().clocks.values() if not rule.is_of_matter]
    overdue = clocks.run_out(rules, at=at)
    for clock in overdue:
        detail = {"rule": clock.rule}
        tell(ESCALATED, clock.case_id, subject=clock, by=system, at=at, detail=detail)
    return len(overdue)
