"""The two parts in a case that joint work brings: of the agency that is asked, and of the one that takes part.

"invited" is held from the start until the answer, at the latest until the request lapses. It shows the request with its
summary, and nothing of the case. "taking_part" is on offer for as long. Once the agency accepts, it shows the parts of
the case that were chosen, and the database ends it after the last day.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import ProgrammingError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import InsufficientPrivilege

from opennrm.agencies.models import Agency, Membership
from opennrm.cases import clocks, lost, participation
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.cases.states import Part
from opennrm.cases.telling import Matter
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.state_table import TransitionRefused

from .events import ASKED_TEAM, TAKING_PART, TEAMS
from .models import JointWork
from .terms import Terms, taking_roles

ITSELF = "joint_work"
"""The scope of the texts of joint work: it covers no other row, but the key that opens them."""


@dataclass(frozen=True, kw_only=True)
class Given:
    """The principals of both parts, and those who may see and change a row about the joint work."""

    asked: int
    taking: int
    everybody: list[int]


def offer(
    case: Case, agency: Agency, terms: Terms, *, scopes: list[str], basis: str, until: datetime, at: datetime
) -> Given:
    """Give the first part to the team that answers, and offer it the second."""
    ends = min(terms.times.expires_at, until)
    asked, taking = (
        participation.offer(
            case.pk, part, agency_id=agency.pk, team_roles=list(terms.roles), begins=begins, ends=ends
        )
        for part, begins in ((Part.INVITED, True), (Part.TAKING_PART, False))
    )
    participation.limit(taking, until=until)
    participation.cover(case, asked, {ITSELF})
    participation.cover(case, taking, {ITSELF, *scopes})
    everybody = sorted({LEAD, asked, taking, system_principal(clocks.WATCH)})
    participation.record_offer(
        case,
        agency,
        taking,
        part=Part.INVITED,
        scopes=scopes,
        basis=basis,
        ends=ends,
        started_at=None,
        holders=everybody,
    )
    return Given(asked=asked, taking=taking, everybody=everybody)


def take_up(work: JointWork, *, by: Actor, at: datetime) -> Actor:
    """Let the team that was asked take part; returns the actor with what they may see from now on.

    :raises TransitionRefused: the offer has ended or lapsed.
    """
    try:
        with transaction.atomic():
            participation.take_up(work.principal)
    except ProgrammingError as refused:
        # The database has its own clock, and the last word on who is let in.
        if isinstance(refused.__cause__, InsufficientPrivilege):
            raise TransitionRefused(_("Your team can no longer see this request.")) from refused
        raise
    by = replace(by, principals=(*by.principals, work.principal))
    participation.end(work.asked_principal)
    participation.record_start(
        work.case_id, work.principal, part=Part.TAKING_PART, until=work.until, by=by, at=at
    )
    return by


def limit(work: JointWork, *, by: Actor) -> None:
    """Let the agency take part until the new last day of the joint work."""
    participation.limit(work.principal, until=work.until)
    if work.answered_at is not None:
        participation.record_limit(work.case_id, work.principal, until=work.until, by=by)


def end(work: JointWork, *, by: Actor, at: datetime) -> None:
    """Take both parts away; from the next transaction on they show nothing."""
    principals = [work.asked_principal, work.principal]
    roles = taking_roles(work.to_agency.kind)
    team = Membership.objects.acting().filter(agency_id=work.to_agency_id, role__in=roles)
    lost.remember_part(work.case_id, principals, team, by=by, at=at)
    participation.record_end(work.case_id, principals, by=by, at=at)
    for principal in principals:
        participation.end(principal)


def matter_of(work: JointWork) -> Matter:
    """The joint work as a matter of its case: its parts, and whom its events tell something."""
    return Matter(
        id=work.pk,
        parts=(work.asked_principal, work.principal),
        relations={
            # To the parts, and not to the teams: once they have ended, nobody holds them.
            ASKED_TEAM: lambda: [work.asked_principal],
            TAKING_PART: lambda: [work.principal],
            TEAMS: lambda: [
                team_principal(work.to_agency_id, role) for role in taking_roles(work.to_agency.kind)
            ],
        },
    )
