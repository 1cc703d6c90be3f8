"""Asking another body for a decision: whom one can ask, what they see and for how long, and what ends it."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from opennrm.audit.access import events_of_case
from opennrm.cases import access as case_access
from opennrm.cases import actions as case_actions
from opennrm.cases import clocks, pauses
from opennrm.cases.models import Clock, ClockPause, Participation, TimelineEntry
from opennrm.cases.states import Part
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.invented.referrals import accepted, referred
from opennrm.people.models import Person
from opennrm.screening import access, requests
from opennrm.screening.actions import decide, screen
from opennrm.screening.models import Decision, DecisionRequest, Identification
from opennrm.screening.states import RequestState
from tests.screening.cases import INSTRUMENT, case_of, enough_to_presume, office

REASONS = "Found at work at night, and somebody else keeps the pay."


@pytest.fixture
def place(world):
    return office(world)


@pytest.fixture
def inspector(place):
    """A supervisor of the police station that reported, whom the lead can ask."""
    return place.world.person(place.constable.membership.agency, "supervisor")


def ask(place, case_id, decider, *, by=None, at=None):
    with place.world.acting(by or place.caseworker) as actor:
        agency_id = decider.membership.agency_id
        return requests.ask(case_id, agency_id=agency_id, by=actor, at=at or timezone.now())


def withdraw(place, case_id, *, by=None):
    with place.world.acting(by or place.caseworker) as actor:
        return requests.withdraw(case_id, by=actor, at=timezone.now())


def decided(place, case_id, to, person):
    with place.world.acting(person) as actor:
        today = timezone.localdate(timezone=pack().zone)
        return decide(case_id, to=to, reasons=REASONS, decided_on=today, by=actor, at=timezone.now())


def sees(place, person) -> bool:
    with place.world.acting(person) as actor:
        return case_access.visible_to(actor).exists()


def kinds_of_notices(place, person) -> list[str]:
    with place.world.acting(person) as actor:
        return list(notices.unread_by(actor).order_by("made_at").values_list("kind", flat=True))


def request_in(place, case_id) -> DecisionRequest:
    with place.world.acting(place.supervisor):
        return DecisionRequest.objects.filter(case_id=case_id).latest("asked_at")


def test_a_body_that_was_not_asked_sees_no_case(place, inspector):
    case_id = place.case()
    assert not sees(place, inspector)
    with pytest.raises(NotThere):
        decided(place, case_id, "presumed", inspector)


def test_a_body_that_was_asked_sees_what_the_country_shows_it_and_decides(place, inspector):
    case_id = place.case()
    ask(place, case_id, inspector)
    with place.world.acting(inspector) as actor:
        case = case_of(actor, case_id)
        assert case_access.right_of(actor, case) == Part.DECIDING
        assert not case_access.leads(actor, case)
        assert access.requests_to_decide(actor).get().case_id == case_id
        assert TimelineEntry.objects.filter(case_id=case_id, kind="decision_request.sent").exists()
        assert not Person.objects.exists()
    decision = decided(place, case_id, "presumed", inspector)
    assert (decision.from_state, decision.to_state) == ("potential", "presumed")
    with place.world.acting(place.caseworker) as actor:
        assert access.identification_of(actor, case_of(actor, case_id)).state == "presumed"
        [opened] = access.open_decisions(actor, case_of(actor, case_id))
        assert opened.reasons == REASONS


def test_the_part_ends_with_the_decision_and_the_lead_is_told(place, inspector):
    case_id = place.case()
    ask(place, case_id, inspector)
    assert kinds_of_notices(place, inspector) == ["decision.waiting"]
    decided(place, case_id, "presumed", inspector)
    assert not sees(place, inspector)
    assert request_in(place, case_id).state == RequestState.DECIDED
    assert kinds_of_notices(place, inspector) == []
    assert "decision.made" in kinds_of_notices(place, place.caseworker)
    with place.world.acting(place.supervisor) as actor:
        part = Participation.objects.get(case_id=case_id, part=Part.DECIDING)
        assert part.ended_at is not None
        events = events_of_case(actor, case_id)
        assert events.get(kind="identification.decided").right == Part.DECIDING
        assert events.get(kind="decision_request.sent").right == "assigned"
    with pytest.raises(NotThere):
        decided(place, case_id, "not_confirmed", inspector)


def test_colleagues_in_other_roles_and_other_stations_see_nothing(place, inspector):
    station = place.world.person(place.world.agency("police"), "supervisor")
    desk = place.world.person(inspector.membership.agency, "caseworker")
    ask(place, place.case(), inspector)
    assert [sees(place, person) for person in (inspector, desk, station, place.constable)] == [
        True, False, False, False,
    ]  # fmt: skip


def test_a_body_that_was_asked_decides_nothing_but_what_its_step_allows(place, inspector):
    case_id = place.case()
    decided(place, case_id, "presumed", place.supervisor)
    ask(place, case_id, inspector)
    with pytest.raises(NotAllowed):
        decided(place, case_id, "reconsidered", inspector)
    with pytest.raises(TransitionRefused):
        decided(place, case_id, "presumed", inspector)


def test_a_body_that_was_asked_can_neither_ask_nor_screen_nor_assign(place, inspector):
    case_id = place.case()
    ask(place, case_id, inspector)
    other = place.world.person(place.world.agency("police"), "supervisor")
    with pytest.raises(NotAllowed):
        ask(place, case_id, other, by=inspector)
    with pytest.raises(NotAllowed):
        withdraw(place, case_id, by=inspector)
    with place.world.acting(inspector) as actor, pytest.raises(NotAllowed):
        screen(case_id, instrument=INSTRUMENT, answers=enough_to_presume(), by=actor, at=timezone.now())
    with place.world.acting(inspector) as actor, pytest.raises(NotAllowed):
        case_actions.assign(case_id, to=actor.membership_id, by=actor, at=timezone.now())


def test_only_one_body_is_asked_at_a_time(place, inspector):
    case_id = place.case()
    other = place.world.person(place.world.agency("police"), "supervisor")
    ask(place, case_id, inspector)
    with pytest.raises(TransitionRefused):
        ask(place, case_id, other)
    withdraw(place, case_id)
    ask(place, case_id, other)
    assert (sees(place, inspector), sees(place, other)) == (False, True)


@pytest.mark.parametrize("kind, role", [("shelter", "service_provider"), ("child_protection", "supervisor")])
def test_whoever_the_country_does_not_name_cannot_be_asked(place, kind, role):
    with pytest.raises(TransitionRefused):
        ask(place, place.case(), place.world.person(place.world.agency(kind), role))


def test_an_agency_where_nobody_could_decide_is_not_offered(place, inspector):
    empty = place.world.agency("police")
    case_id = place.case()
    with place.world.acting(place.caseworker) as actor:
        case = case_of(actor, case_id)
        offered = requests.bodies_to_ask(case, access.identification_of(actor, case))
    assert [body.agency for body in offered] == [inspector.membership.agency]
    assert empty not in [body.agency for body in offered]
    assert offered[0].scopes == {"case", "dangers", "screening", "decision", "timeline"}


def test_nobody_can_be_asked_where_nothing_is_to_be_decided_by_others(place, inspector):
    case_id = place.case()
    decided(place, case_id, "presumed", place.supervisor)
    decided(place, case_id, "confirmed", place.supervisor)
    with pytest.raises(TransitionRefused):
        ask(place, case_id, inspector)


def test_whoever_does_not_lead_the_case_finds_none_to_ask_about(place, inspector):
    with pytest.raises(NotThere):
        ask(place, place.case(), inspector, by=place.colleague)


def test_a_withdrawn_request_shows_nothing_and_is_told_to_the_team(place, inspector):
    case_id = place.case()
    ask(place, case_id, inspector)
    withdraw(place, case_id)
    assert not sees(place, inspector)
    assert request_in(place, case_id).state == RequestState.WITHDRAWN
    assert kinds_of_notices(place, inspector) == ["decision.not_wanted"]
    with pytest.raises(TransitionRefused):
        withdraw(place, case_id)


ENDS = [
    "those who were asked decide",
    "the supervisor withdraws it",
    "the caseworker withdraws what the supervisor asked",
    "a new caseworker withdraws it",
    "the watch ends it",
]


@pytest.mark.parametrize("end", ENDS)
def test_once_a_request_has_ended_nothing_tells_that_a_decision_is_waiting(place, inspector, end):
    case_id = place.case()
    asks = place.supervisor if "caseworker" in end else place.caseworker
    days = pack().identification.request_days if end == "the watch ends it" else 0
    ask(place, case_id, inspector, by=asks, at=timezone.now() - timedelta(days=days, minutes=1))
    waiting = notices.Notice.objects.using("setup").filter(kind="decision.waiting", settled_at=None)
    assert waiting.get().subject_id == case_id
    if end == "the supervisor withdraws it":
        withdraw(place, case_id, by=place.supervisor)
    elif end == "the caseworker withdraws what the supervisor asked":
        withdraw(place, case_id)
    elif end == "a new caseworker withdraws it":
        with place.world.acting(place.supervisor) as actor:
            to = place.colleague.membership.pk
            case_actions.assign(case_id, to=to, by=actor, at=timezone.now())
        withdraw(place, case_id, by=place.colleague)
    elif end == "the watch ends it":
        with place.world.connected_as("opennrm_worker"), as_job(clocks.WATCH):
            requests.watch(timezone.now())
    else:
        decided(place, case_id, "presumed", inspector)
    assert not waiting.exists()


def test_asking_again_settles_that_nobody_decided_in_time(place, inspector):
    case_id = place.case()
    long_ago = timezone.now() - timedelta(days=pack().identification.request_days, minutes=1)
    ask(place, case_id, inspector, at=long_ago)
    with place.world.connected_as("opennrm_worker"), as_job(clocks.WATCH):
        requests.watch(timezone.now())
    assert "decision.lapsed" in kinds_of_notices(place, place.caseworker)
    ask(place, case_id, inspector)
    late = notices.Notice.objects.using("setup").filter(kind="decision.lapsed")
    assert late.get().settled_at is not None


def test_a_decision_of_the_lead_ends_the_request(place, inspector):
    case_id = place.case()
    ask(place, case_id, inspector)
    decided(place, case_id, "presumed", place.caseworker)
    assert not sees(place, inspector)
    assert request_in(place, case_id).state == RequestState.DECIDED
    assert kinds_of_notices(place, inspector) == ["decision.not_wanted"]


def test_after_its_time_the_body_sees_nothing_and_the_lead_is_told(place, inspector):
    case_id = place.case()
    long_ago = timezone.now() - timedelta(days=pack().identification.request_days, minutes=1)
    ask(place, case_id, inspector, at=long_ago)
    assert not sees(place, inspector)
    with place.world.connected_as("opennrm_worker"), as_job(clocks.WATCH):
        requests.watch(timezone.now())
    assert request_in(place, case_id).state == RequestState.LAPSED
    assert "decision.lapsed" in kinds_of_notices(place, place.caseworker)


def test_one_can_ask_anew_after_that_time_though_no_job_ran(place, inspector):
    case_id = place.case()
    long_ago = timezone.now() - timedelta(days=pack().identification.request_days, minutes=1)
    ask(place, case_id, inspector, at=long_ago)
    ask(place, case_id, inspector, by=place.supervisor)
    assert sees(place, inspector)
    with place.world.acting(place.supervisor):
        states = DecisionRequest.objects.order_by("asked_at").values_list("state", flat=True)
        assert list(states) == [RequestState.LAPSED, RequestState.WAITING]


def test_a_new_caseworker_takes_over_the_request(place, inspector):
    case_id = place.case()
    ask(place, case_id, inspector)
    with place.world.acting(place.supervisor) as actor:
        to = place.colleague.membership.pk
        case_actions.assign(case_id, to=to, by=actor, at=timezone.now())
    decided(place, case_id, "presumed", inspector)
    assert "decision.made" in kinds_of_notices(place, place.colleague)
    assert "decision.made" not in kinds_of_notices(place, place.caseworker)


def test_a_decision_by_others_stops_and_starts_the_clocks_even_those_that_stand_still(place, inspector):
    case_id = place.case()
    with place.world.acting(place.caseworker) as actor:
        clock = Clock.objects.get(case_id=case_id, rule="presumption")
        reason = pack().clocks["presumption"].pause_reasons[0].code
        pauses.pause(clock.pk, reason=reason, note="Waiting for the interview.", by=actor, at=timezone.now())
    ask(place, case_id, inspector)
    decided(place, case_id, "presumed", inspector)
    with place.world.acting(place.caseworker):
        assert Clock.objects.get(pk=clock.pk).stopped_by_event == "identification.presumed"
        assert not ClockPause.objects.filter(resumed_at=None).exists()
        started = Clock.objects.get(case_id=case_id, rule="confirmation")
        assert started.stopped_at is None


def test_a_clock_that_begins_while_a_body_is_asked_is_stopped_by_it(place, inspector):
    case_id = place.case()
    decided(place, case_id, "presumed", place.supervisor)
    decided(place, case_id, "confirmed", place.supervisor)
    decided(place, case_id, "reconsidered", place.supervisor)
    ask(place, case_id, inspector)
    with place.world.acting(place.caseworker):
        event, lead = "identification.presumed", [0]
        clocks.happened(case_id, event, at=timezone.now(), readers=lead, writers=lead)
    decided(place, case_id, "confirmed", inspector)
    with place.world.acting(place.caseworker):
        running = Clock.objects.filter(case_id=case_id, rule="confirmation", stopped_at=None)
        assert not running.exists()


def test_a_service_that_sees_decisions_sees_those_of_others_too(place, inspector):
    case_id = place.case()
    shelter = place.world.agency("shelter")
    provider, _service = place.world.person(shelter, "service_provider"), place.world.service(shelter)
    place.world.course(case_id).go(referred(to=provider), accepted)
    ask(place, case_id, inspector)
    decided(place, case_id, "presumed", inspector)
    with place.world.acting(provider) as actor:
        assert Decision.objects.get(case_id=case_id).to_state == "presumed"
        assert Identification.objects.get(pk=case_id).state == "presumed"
        assert not DecisionRequest.objects.exists()
        assert "deciding" not in {part.part for part in case_access.parts_of(actor, case_id)}


@pytest.mark.parametrize("other", ["withdraws", "decides"])
def test_of_two_who_end_a_request_at_once_one_finds_what_the_other_did(place, inspector, other):
    case_id = place.case()
    ask(place, case_id, inspector)
    together, outcomes = threading.Barrier(2), []

    def run(do):
        together.wait()
        try:
            outcomes.append(do())
        except (TransitionRefused, NotThere, NotAllowed) as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    lead = {
        "withdraws": lambda: withdraw(place, case_id),
        "decides": lambda: decided(place, case_id, "presumed", place.caseworker),
    }
    deciding = [lambda: decided(place, case_id, "presumed", inspector), lead[other]]
    threads = [threading.Thread(target=run, args=[do]) for do in deciding]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [outcome for outcome in outcomes if not isinstance(outcome, Exception)]
    assert len(done) == 1, outcomes
    request = request_in(place, case_id)
    is_withdrawn = isinstance(done[0], DecisionRequest)
    assert request.state == (RequestState.WITHDRAWN if is_withdrawn else RequestState.DECIDED)
    with place.world.acting(place.supervisor):
        assert Decision.objects.filter(case_id=case_id).count() == (0 if is_withdrawn else 1)
