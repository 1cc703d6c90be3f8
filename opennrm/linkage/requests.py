"""What the matcher passes on between the linkage desk and the two agencies.

The desk sees no case, and the lead that is asked sees no other. The job names the two agencies to the desk, puts the
question into the case that is asked, and tells the other agency once the lead has agreed. Until then it changes nothing
of the other case, and nobody else reads anything of it.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.cases.telling import Matter, tell
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.state_table import move
from opennrm.people.models import Person

from . import by_law, desk_events, outside_requests, row_keys
from .models import DESK, MATCHER, LinkRequest, Pair
from .questions import due_from, tell_of
from .states import PAIR_STEPS, PairState, RequestState


def pass_on(at: datetime) -> None:
    """Name agencies, put questions, pass on answers, and remind of what was not answered in time.

    Runs as the job "linkage.match" (`foundation.context.as_job`). Each step finds by itself what is due, so that a
    run that was cut short is made good by the next one.
    """
    system = Actor(principals=(system_principal(MATCHER),))
    for pair in _pairs(system, PairState.SAME, PairState.REFUSED):
        _name_agencies(pair, system)
    for pair in _pairs(system, PairState.ASKED):
        _see_to_question(pair, system, at=at)
    outside_requests.pass_on(system, at=at)
    late = LinkRequest.objects.visible_to(system).filter(state=RequestState.ASKED, escalated_at=None)
    for asked in late.filter(due_at__lte=at).select_for_update(of=("self",)).order_by("due_at", "id"):
        asked.escalated_at = at
        asked.save(from_action=True, update_fields=["escalated_at"])
        tell_of(desk_events.ESCALATED, asked, by=system, at=at)


def _pairs(system: Actor, *states: PairState) -> list[Pair]:
    found = Pair.objects.visible_to(system).filter(is_within_agency=False, state__in=states)
    # Whoever works on one at this moment holds its lock; the next round finds how that ended.
    return list(found.select_for_update(of=("self",), skip_locked=True).order_by("id"))


def _name_agencies(pair: Pair, system: Actor) -> None:
    """Tell the desk which agency leads each case, and since when it has the child, if its case is open.

    It names none where one of the two cases was withdrawn: there is nothing left to ask about.
    """
    low, high = _case_of(pair.low_id, system), _case_of(pair.high_id, system)
    named: dict[str, Any] = dict.fromkeys(("low_agency_id", "high_agency_id", "low_since", "high_since"))
    if low and high:
        named = {
            "low_agency_id": low.lead_agency_id,
            "high_agency_id": high.lead_agency_id,
            "low_since": None if low.closed_at else low.opened_at,
            "high_since": None if high.closed_at else high.opened_at,
        }
    if all(getattr(pair, name) == value for name, value in named.items()):
        return
    for name, value in named.items():
        setattr(pair, name, value)
    pair.save(from_action=True, update_fields=["low_agency", "high_agency", "low_since", "high_since"])


def _case_of(person_id: UUID, system: Actor) -> Case | None:
    """The case of a record; None if it was withdrawn with the list that it came from."""
    person = Person.objects.visible_to(system).get(pk=person_id)
    return case_access.visible_to(system).filter(pk=person.case_id).first()


def _see_to_question(pair: Pair, system: Actor, *, at: datetime) -> None:
    questions = LinkRequest.objects.visible_to(system).filter(pair=pair)
    if questions.count() < pair.times_asked:
        _put(pair, system, at=at)
        return
    newest = questions.latest("asked_at")
    if newest.state == RequestState.AGREED:
        _tell_asker(pair, newest, system, at=at)
        _answered(pair, PairState.AGREED, system, at=at)
    elif newest.state == RequestState.REFUSED:
        _answered(pair, PairState.REFUSED, system, at=at)
    elif pair.by_law_by_id is not None:
        _replace_answer(pair, newest, system, at=at)


def _replace_answer(pair: Pair, asked: LinkRequest, system: Actor, *, at: datetime) -> None:
    """Do by law what the lead has not agreed to in time; back to the desk, if that cannot be done any more."""
    case, asking = _asked_and_asking(pair, system)
    if case and asking and by_law.apply(asked, asking.lead_agency, by=system, at=at):
        _tell_asker(pair, asked, system, at=at)
        _answered(pair, PairState.BY_LAW, system, at=at)
        return
    pair.by_law_by = None
    pair.save(from_action=True, update_fields=["by_law_by"])


def _put(pair: Pair, system: Actor, *, at: datetime) -> None:
    """Put the question into the case that is asked; back to the desk, if that was closed or one withdrawn meanwhile."""
    case, asking = _asked_and_asking(pair, system)
    due_at = due_from(at)
    if case is None or asking is None or case.closed_at is not None or due_at is None:
        move(pair, PairState.SAME, transitions=PAIR_STEPS)
        pair.times_asked -= 1
        pair.save(from_action=True, update_fields=["state", "times_asked"])
        _name_agencies(pair, system)
        return
    both = [system_principal(DESK), *system.principals]
    asked = LinkRequest.make(
        case,
        at,
        readers=both,
        writers=system.principals,
        pair=pair,
        asked_at=at,
        asked_by_id=pair.asked_by_id,
        due_at=due_at,
    )
    row_keys.new_seal(asked)
    asked.save(from_action=True, force_insert=True)
    tell_of(desk_events.ASKED, asked, by=system, at=at)


def _asked_and_asking(pair: Pair, system: Actor) -> tuple[Case | None, Case | None]:
    low, high = _case_of(pair.low_id, system), _case_of(pair.high_id, system)
    return (low, high) if pair.asks_low else (high, low)


def _tell_asker(pair: Pair, asked: LinkRequest, system: Actor, *, at: datetime) -> None:
    """Tell the agency of the other case which agency has the same child, as its lead has agreed."""
    case, asking = _asked_and_asking(pair, system)
    if case is None or asking is None:
        return
    tell(
        desk_events.LEARNED,
        asking.pk,
        subject=asking,
        by=system,
        at=at,
        detail={"agency": str(case.lead_agency_id)},
        matter=Matter(id=asked.pk),
        seen_by=system.principals,
    )


def _answered(pair: Pair, state: PairState, system: Actor, *, at: datetime) -> None:
    move(pair, state, transitions=PAIR_STEPS)
    pair.settled_at = at
    if state != PairState.BY_LAW:
        pair.by_law_by = None
    pair.save(from_action=True, update_fields=["state", "settled_at", "by_law_by"])
    kind = desk_events.ANSWERED_AT_DESK.kind
    notices.notify(system_principal(DESK), kind, by=system, at=at, subject_id=pair.pk)
