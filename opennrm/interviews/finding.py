"""When an interview can be: the best times with everybody, or why there is none, and what would help."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from opennrm.foundation.actor import Actor
from opennrm.spaces.models import Space, TeamMember

from .finding_rows import Rows, rows_for
from .models import Interview
from .scheduling.conditions import Owner
from .scheduling.criteria import Measures
from .scheduling.finding import Choice, Correction, find
from .states import Capacity


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A time with a space and everybody who would take part, and what it says to each criterion."""

    starts_at: datetime
    ends_at: datetime
    space: Space
    lead: TeamMember
    people: tuple[tuple[str, TeamMember], ...]
    measures: Measures

    @property
    def planned(self) -> list[tuple[str, UUID]]:
        """Who else is planned, as `times.schedule` is given it."""
        return [(capacity, member.membership_id) for capacity, member in self.people]


@dataclass(frozen=True, kw_only=True)
class WayOut:
    """What would have to be set aside, by whom alone each, and the time that this opens."""

    conditions: tuple[tuple[str, Owner], ...]
    cost: int
    opens: Proposal


@dataclass(frozen=True, kw_only=True)
class Found:
    """The best times, or the conditions that contradict each other with the ways out, the cheapest first.

    `missing` names what there is none of at all: "starts", "spaces" or "leads".
    """

    proposals: tuple[Proposal, ...]
    conflict: tuple[str, ...]
    ways_out: tuple[WayOut, ...]
    missing: tuple[str, ...]


def find_times(actor: Actor, interview: Interview, *, at: datetime) -> Found:
    """When an interview that the actor has opened can be, in the days that the country gives."""
    rows = rows_for(actor, [interview], at=at)
    answer = find(rows.problem, str(interview.pk))
    why = answer.explanation
    return Found(
        proposals=tuple(_proposal(rows, choice) for choice in answer.best),
        conflict=why.conflict if why else (),
        ways_out=tuple(_way_out(rows, correction) for correction in why.corrections) if why else (),
        missing=why.missing if why else (),
    )


def _proposal(rows: Rows, choice: Choice) -> Proposal:
    slot = choice.slot
    interpreter = [(Capacity.INTERPRETER.value, slot.interpreter)] if slot.interpreter else []
    return Proposal(
        starts_at=rows.moment(slot.start),
        ends_at=rows.moment(slot.end),
        space=rows.spaces[slot.space],
        lead=rows.members[slot.lead],
        people=tuple((capacity, rows.members[who]) for capacity, who in (*slot.observers, *interpreter)),
        measures=choice.measures,
    )


def _way_out(rows: Rows, correction: Correction) -> WayOut:
    return WayOut(
        conditions=tuple((each.condition, each.owner) for each in correction.conditions),
        cost=correction.cost,
        opens=_proposal(rows, correction.choice),
    )
