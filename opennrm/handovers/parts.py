"""The parts in a case that a handover brings: of the agency that is asked, and what the agency before keeps.

"receiving" is held from the start until the answer, at the latest until the handover lapses. It shows the handover with
its summary, and nothing of the case. "former_lead" is held for the days that the country gives, by those at the agency
before who hand cases over. It shows what the country shares then; without a rule there is no such part.
"""

from datetime import datetime, timedelta

from opennrm.cases import clocks, participation
from opennrm.cases.bound import LEAD
from opennrm.cases.leading import Taken
from opennrm.cases.models import Case
from opennrm.cases.states import Part
from opennrm.cases.telling import Matter
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal

from .events import ASKED_TEAM, FORMER_LEAD, RECEIVER
from .models import Handover
from .terms import Receiver, answering_roles, asking_roles

ITSELF = "handover"
"""The scope of a handover's own texts: it covers no other row, but the key that opens them."""


def offer(case: Case, receiver: Receiver, *, ends: datetime, at: datetime) -> int:
    """Give the part to the team that answers, which sees the handover alone; returns its principal."""
    principal = participation.offer(
        case.pk,
        Part.RECEIVING,
        agency_id=receiver.agency.pk,
        team_roles=list(receiver.roles),
        begins=True,
        ends=ends,
    )
    participation.cover(case, principal, {ITSELF})
    participation.record_offer(
        case,
        receiver.agency,
        principal,
        part=Part.RECEIVING,
        scopes=(),
        basis=pack().handovers.legal_basis,
        ends=ends,
        started_at=at,
        holders=involved(principal),
    )
    return principal


def involved(principal: int) -> list[int]:
    """Who may see and change a row about a handover: the lead of the case, the team that was asked, and the watch."""
    return sorted({LEAD, principal, system_principal(clocks.WATCH)})


def end(handover: Handover, *, by: Actor, at: datetime) -> None:
    """Take the part away; from the next transaction on it shows nothing."""
    participation.record_end(handover.case_id, [handover.principal], by=by, at=at)
    participation.end(handover.principal)


def keep_for_former_lead(taken: Taken, *, at: datetime) -> int | None:
    """Let the agency before see what the country shares after a handover, for as long; returns the part's principal.

    None where the country shares nothing, or nobody there hands cases over.
    """
    case, before = taken.case, taken.agency_before
    shown = pack().sharing_after_handover(case.lead_agency.kind, before.kind)
    roles = asking_roles(before.kind)
    if not shown.scopes or not roles:
        return None
    ends = at + timedelta(days=pack().handovers.keep_days)
    principal = participation.offer(
        case.pk, Part.FORMER_LEAD, agency_id=before.pk, team_roles=list(roles), begins=True, ends=ends
    )
    participation.cover(case, principal, {ITSELF, *shown.scopes})
    participation.record_offer(
        case,
        before,
        principal,
        part=Part.FORMER_LEAD,
        scopes=shown.scopes,
        basis="; ".join(shown.legal_bases),
        ends=ends,
        started_at=at,
        holders=sorted({LEAD, principal}),
    )
    return principal


def matter_of(handover: Handover, *, former_lead: tuple[int, ...] = ()) -> Matter:
    """The handover as a matter of its case: its part, and whom its events tell something."""
    return Matter(
        id=handover.pk,
        parts=(handover.principal,),
        relations={
            # To the part, and not to the team: once nothing waits for an answer any more, nobody holds it.
            ASKED_TEAM: lambda: [handover.principal],
            RECEIVER: lambda: [
                team_principal(handover.to_agency_id, role)
                for role in answering_roles(handover.to_agency.kind)
            ],
            FORMER_LEAD: lambda: former_lead,
        },
    )
