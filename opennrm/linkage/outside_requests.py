"""What the matcher passes on between the desk and a lead about a row of another office's list."""

from datetime import datetime

from opennrm.cases import access as case_access
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.state_table import move
from opennrm.people.models import Person

from . import desk_events, row_keys
from .models import DESK, LinkRequest, OutsideMatch
from .questions import due_from, tell_of
from .states import OUTSIDE_STEPS, OutsideState, RequestState

ANSWERS = {RequestState.AGREED: OutsideState.AGREED, RequestState.REFUSED: OutsideState.REFUSED}


def pass_on(system: Actor, *, at: datetime) -> None:
    """Put the questions of the desk into the cases, and bring it the answers."""
    matches = OutsideMatch.objects.visible_to(system)
    locked = matches.select_for_update(of=("self",), skip_locked=True).order_by("id")
    for match in locked.filter(state=OutsideState.ASKING):
        _put(match, system, at=at)
    for match in locked.filter(state=OutsideState.ASKED):
        asked = LinkRequest.objects.visible_to(system).get(outside=match)
        if answer := ANSWERS.get(RequestState(asked.state)):
            _settle(match, answer, at=at)
            kind = desk_events.ANSWERED_AT_DESK.kind
            notices.notify(system_principal(DESK), kind, by=system, at=at, subject_id=match.pk)


def _put(match: OutsideMatch, system: Actor, *, at: datetime) -> None:
    person = Person.objects.visible_to(system).get(pk=match.person_id)
    case = case_access.visible_to(system).filter(pk=person.case_id).first()
    due_at = due_from(at)
    if case is None or case.closed_at is not None or due_at is None:
        _settle(match, OutsideState.GONE, at=at)
        return
    asked = LinkRequest.make(
        case,
        at,
        readers=[system_principal(DESK), *system.principals],
        writers=system.principals,
        outside=match,
        asked_at=at,
        asked_by_id=match.decided_by_id,
        due_at=due_at,
    )
    row_keys.new_seal(asked)
    asked.save(from_action=True, force_insert=True)
    move(match, OutsideState.ASKED, transitions=OUTSIDE_STEPS)
    match.save(from_action=True, update_fields=["state"])
    tell_of(desk_events.ASKED, asked, by=system, at=at)


def _settle(match: OutsideMatch, state: OutsideState, *, at: datetime) -> None:
    move(match, state, transitions=OUTSIDE_STEPS)
    match.settled_at = at
    match.save(from_action=True, update_fields=["state", "settled_at"])
