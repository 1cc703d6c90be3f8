"""The two parts in a case that a referral brings with it, and how the service that was asked gets and loses them.

"asked" is held from the start until the answer, at the latest until the referral lapses: it shows the referral,
its note, and what the country shares before the answer. "serving" is on offer for as long and shows what is
shared after it; nobody holds it until the service accepts.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import ProgrammingError, transaction
from django.utils.translation import gettext as _
from psycopg.errors import InsufficientPrivilege

from opennrm.agencies.models import Agency, Membership
from opennrm.cases import clocks, lost, participation, receipts
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.cases.states import Part
from opennrm.cases.telling import Matter
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.state_table import TransitionRefused
from opennrm.tasks.rules import end_of

from .events import ASKED_TEAM, RECEIVER
from .models import Referral
from .terms import Terms, answering_roles

ITSELF = "referral"
"""The scope of a referral's own texts: it covers no other row, but the key that opens them."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The principals of both parts, and those who may see and change a row about the referral."""

    asked: int
    serving: int
    everybody: list[int]


def offer(
    case: Case, receiver: Agency, terms: Terms, *, basis: str, until: datetime | None = None, at: datetime
) -> Parts:
    """Make both parts for the teams that may answer, and let them see what the terms share at each stage.

    :param until: the moment at which the agreement or legal basis is over on which this is done.
    """
    ends = terms.times.expires_at
    asked, serving = (
        participation.offer(
            case.pk, part, agency_id=receiver.pk, team_roles=terms.answering_roles, begins=begins, ends=ends
        )
        for part, begins in ((Part.ASKED, True), (Part.SERVING, False))
    )
    if until is not None:
        participation.limit(serving, until=until)
    participation.cover(case, asked, {ITSELF, *terms.pending_scopes})
    participation.cover(case, serving, {ITSELF, *terms.accepted_scopes})
    # Whoever accepts also tells the reporter so, by the receipt alone.
    receipts.let_tell(case.pk, serving)
    everybody = sorted({LEAD, asked, serving, system_principal(clocks.WATCH)})
    shown = {serving: terms.accepted_scopes}
    if terms.pending_scopes:
        shown[asked] = terms.pending_scopes
    for principal, scopes in shown.items():
        participation.record_offer(
            case,
            receiver,
            principal,
            part=Part.ASKED,
            scopes=scopes,
            basis=basis,
            ends=ends,
            started_at=at if principal == asked else None,
            holders=everybody,
        )
    return Parts(asked=asked, serving=serving, everybody=everybody)


def take_up(referral: Referral, *, by: Actor, at: datetime) -> Actor:
    """Let the receiving team serve; returns the actor with what they may see from now on.

    :raises TransitionRefused: the offer has ended or lapsed.
    """
    try:
        with transaction.atomic():
            participation.take_up(referral.serving_principal)
    except ProgrammingError as refused:
        # The database has its own clock, and the last word on who is let in.
        if isinstance(refused.__cause__, InsufficientPrivilege):
            raise TransitionRefused(_("Your team can no longer see this request.")) from refused
        raise
    by = replace(by, principals=(*by.principals, referral.serving_principal))
    participation.end(referral.asked_principal)
    participation.record_end(referral.case_id, [referral.asked_principal], by=by, at=at)
    last = None if referral.agreed_until is None else end_of(referral.agreed_until, pack().zone)
    participation.record_start(referral.case_id, referral.serving_principal, until=last, by=by, at=at)
    return by


def give_again(case: Case, referral: Referral, terms: Terms, *, until: datetime | None, at: datetime) -> None:
    """Let the service see again what the terms share, by a new part. The caller saves the referral."""
    serving = participation.offer(
        case.pk,
        Part.SERVING,
        agency_id=referral.receiver_id,
        team_roles=terms.answering_roles,
        begins=True,
        ends=until,
    )
    participation.cover(case, serving, {ITSELF, *terms.accepted_scopes})
    receipts.let_tell(case.pk, serving)
    watch = system_principal(clocks.WATCH)
    participation.record_offer(
        case,
        referral.receiver,
        serving,
        part=Part.SERVING,
        scopes=terms.accepted_scopes,
        basis=referral.basis,
        ends=until,
        started_at=at,
        holders=sorted({LEAD, serving, watch}),
    )
    former = referral.serving_principal
    for who in ("readers", "writers"):
        setattr(referral, who, sorted({serving, *getattr(referral, who)} - {former}))
    referral.serving_principal = serving


def end(referral: Referral, *, by: Actor, at: datetime) -> None:
    """Take both parts away; from the next transaction on they show nothing."""
    principals = [referral.asked_principal, referral.serving_principal]
    roles = answering_roles(referral.receiver.kind)
    team = Membership.objects.acting().filter(agency_id=referral.receiver_id, role__in=roles)
    lost.remember_part(referral.case_id, principals, team, by=by, at=at)
    participation.record_end(referral.case_id, principals, by=by, at=at)
    for principal in principals:
        participation.end(principal)


def matter_of(referral: Referral) -> Matter:
    """The referral as a matter of its case: its parts, and whom its events tell something."""
    return Matter(
        id=referral.pk,
        parts=(referral.asked_principal, referral.serving_principal),
        relations={
            # To the part, and not to the team: once nothing waits for an answer any more, nobody holds it.
            ASKED_TEAM: lambda: [referral.asked_principal],
            RECEIVER: lambda: [
                team_principal(referral.receiver_id, role) for role in answering_roles(referral.receiver.kind)
            ],
        },
    )
