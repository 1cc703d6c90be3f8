"""What follows for interviews from the events of a case: an agency that comes to take part also takes steps of them.

`participation.cover` lets a new part read what it covers. The steps of an interview are taken by several agencies, so
the part may also change it, and stop the time limits that an interview meets.
"""

from typing import Any

from opennrm.cases import access as case_access
from opennrm.cases import clocks
from opennrm.cases.bound import CaseBound
from opennrm.cases.consequences import Happened
from opennrm.consents.events import BASIS_ENDED, ENDED, MOVED, NOT_GIVEN, WITHDRAWN
from opennrm.country.pack import pack
from opennrm.custody import access as custody
from opennrm.custody.vocabulary import RECORDINGS
from opennrm.foundation.context import system_principal
from opennrm.foundation.visibility import guarded_models, merged
from opennrm.joint_work.events import ACCEPTED, ASKED

from . import access, basis, events, shield
from .models import Interview
from .own_facilitators import follow_lead
from .states import BOOKED
from .vocabulary import SCOPE

SEALED = "recording.sealed"
"""What the clocks call it that a recording has its digest in the ledger."""
STOPPED_BY = {
    SCOPE: frozenset(event.clock for event in events.EVENTS if event.clock),
    RECORDINGS: frozenset({SEALED}),
}
"""What the clocks call the steps of those whose part covers interviews, and of those whose part covers recordings."""
LESS = (NOT_GIVEN.kind, ENDED.kind, WITHDRAWN.kind, MOVED.kind, BASIS_ENDED.kind)
"""After these an interview may be recorded no longer, or for less time."""


def let_take_steps(happened: Happened) -> None:
    """When an agency is asked to take part, let it take the steps of interviews, if its part covers them."""
    if happened.event.kind != ASKED.kind:
        return
    if parts := access.parts_covering(happened.case_id):
        for model in guarded_models():
            # A plan for several interviews is of no case, and only whoever asked for it sees it.
            if model._meta.app_label == Interview._meta.app_label and issubclass(model, CaseBound):
                rows: Any = model.objects.visible_to(happened.by).writable_by(happened.by)
                rows.filter(case_id=happened.case_id).update(
                    readers=merged("readers", parts), writers=merged("writers", parts), from_action=True
                )


def let_stop_clocks(happened: Happened) -> None:
    """Let whoever takes steps of interviews, or keeps recordings, stop the time limits that they meet."""
    starts = happened.event.clock and any(
        names & set(rule.stops_on)
        for rule in pack().clock_rules_started_by(happened.event.clock)
        for names in STOPPED_BY.values()
    )
    if happened.event.kind != ASKED.kind and not starts:
        return
    for scope, names in STOPPED_BY.items():
        rules = [rule.code for rule in pack().clocks.values() if names & set(rule.stops_on)]
        parts = access.parts_covering(happened.case_id, scope)
        if scope == RECORDINGS:
            # A large recording is sealed by the job.
            parts = [*parts, system_principal(custody.JOB)]
        if parts:
            clocks.let_stop(happened.case_id, rules, parts)


def shield_again(happened: Happened) -> None:
    """When an agency comes to take part, keep what it sees from whoever of it leads an interview that is planned."""
    if happened.event.kind == ACCEPTED.kind:
        for interview in access.visible_to(happened.by).of_case(happened.case_id).in_state(*BOOKED):
            shield.put_up(interview, by=happened.by)


def follow_consent(happened: Happened) -> None:
    """When what was agreed to has changed, take back what it allowed. For whoever leads the case, who alone knows."""
    if happened.event.kind in LESS and case_access.leads_case_of(happened.by, happened.case_id):
        basis.follow(happened.case_id, by=happened.by, at=happened.at)


CONSEQUENCES = (let_take_steps, let_stop_clocks, shield_again, follow_consent, follow_lead)
