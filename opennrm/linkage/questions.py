"""What a question of the linkage desk has to do with the case that it is about: its time limit, and whom it tells."""

from collections.abc import Collection
from datetime import datetime, timedelta

from opennrm.agencies.models import Agency, Membership
from opennrm.cases import access as case_access
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.events import Event
from opennrm.foundation.working_time import due
from opennrm.tasks import rules as task_rules

from . import desk_events
from .models import MATCHER, LinkRequest
from .permissions import LINK_ANSWER, LINK_OVERSEE


def due_from(at: datetime) -> datetime | None:
    """By when a lead has to answer that is asked at this moment; None if the country does not say."""
    rules = pack().clock_rules_started_by(desk_events.ASKED.clock)
    moments = [due(at, rule.length, rule.unit, pack().calendar, pack().zone) for rule in rules]
    return min(filter(None, moments), default=None)


def end_of_part(at: datetime) -> datetime:
    """Until when an agency sees a case of the same child: as long as one that takes part in it."""
    last_day = at.astimezone(pack().zone).date() + timedelta(days=pack().joint_work.longest_days)
    return task_rules.end_of(last_day, pack().zone)


def answering_roles(agency_kind: str) -> tuple[str, ...]:
    """The roles at agencies of this kind whose people answer the desk, and see a case of the same child elsewhere."""
    kind = pack().agency_kinds.get(agency_kind)
    held = kind.roles if kind else ()
    return tuple(role for role in pack().roles_that_may(LINK_ANSWER) if role in held)


def tell_of(
    event: Event,
    asked: LinkRequest,
    *,
    by: Actor,
    at: datetime,
    seen_by: Collection[int] = (),
    **detail: str,
) -> None:
    """Tell an event of a question in the case whose lead is asked. Nobody reads it in the story but that lead."""
    right = case_access.right_in(by, asked.case_id) if by.membership_id else ""
    tell(
        event,
        asked.case_id,
        subject=asked,
        by=by,
        at=at,
        right=right,
        detail={"link_request": str(asked.pk)} | detail,
        # The job puts the time limit into the case, so it is among those who may write it.
        matter=Matter(
            id=asked.pk,
            parts=(system_principal(MATCHER),),
            relations={
                desk_events.OVERSEERS: _overseers,
                desk_events.OTHER_AGENCY: lambda: _answering_teams(detail["agency"]),
            },
        ),
        # Of what happened by itself, the job that did it is among those who read it.
        seen_by={*seen_by, *(() if by.membership_id else by.principals)},
    )


def _answering_teams(agency_id: str) -> list[int]:
    agency = Agency.objects.get(pk=agency_id)
    return [team_principal(agency.pk, role) for role in answering_roles(agency.kind)]


def _overseers() -> list[int]:
    roles = pack().roles_that_may(LINK_OVERSEE)
    teams = Membership.objects.acting().filter(role__in=roles).values_list("agency_id", "role").distinct()
    return [team_principal(agency_id, role) for agency_id, role in teams]
