"""Identification decisions: who may take which, what they need, and that two at once are one."""

import threading
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from opennrm.audit.access import events_of_case
from opennrm.cases.models import Clock, TimelineEntry
from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.invented.cases import taken
from opennrm.invented.screening import decision_asked, screened
from opennrm.screening import access
from opennrm.screening.actions import DecisionIncomplete, decide
from opennrm.screening.models import Decision, Identification
from tests.screening.cases import case_of, office
from tests.world import secret_word

REASONS = "Found at work at night, and somebody else keeps the pay."


@pytest.fixture
def place(world):
    return office(world)


def today():
    return timezone.localdate(timezone=pack().zone)


def decided(place, case_id, to, person=None, *, reasons=REASONS, decided_on=None, **options):
    with place.world.acting(person or place.supervisor) as actor:
        return decide(
            case_id,
            to=to,
            reasons=reasons,
            decided_on=decided_on or today(),
            by=actor,
            at=timezone.now(),
            **options,
        )


def state_of(place, case_id):
    with place.world.acting(place.supervisor) as actor:
        return access.identification_of(actor, case_of(actor, case_id)).state


def test_a_child_is_a_potential_victim_before_any_decision(place):
    assert state_of(place, place.case()) == "potential"


def test_a_caseworker_presumes(place):
    case_id = place.case()
    decision = decided(place, case_id, "presumed", place.caseworker)
    assert (decision.from_state, decision.to_state) == ("potential", "presumed")
    assert state_of(place, case_id) == "presumed"


@pytest.mark.parametrize("to", ["confirmed", "not_confirmed", "reconsidered"])
def test_a_caseworker_takes_no_other_decision(place, to):
    case_id = place.case()
    with pytest.raises(NotAllowed):
        decided(place, case_id, to, place.caseworker)
    assert state_of(place, case_id) == "potential"


def test_a_supervisor_confirms_after_a_presumption(place):
    case_id = place.case()
    decided(place, case_id, "presumed")
    decided(place, case_id, "confirmed")
    assert state_of(place, case_id) == "confirmed"


def test_nobody_confirms_without_a_presumption(place):
    with pytest.raises(TransitionRefused):
        decided(place, place.case(), "confirmed")


def test_a_decision_can_be_reconsidered_and_the_earlier_ones_stay(place):
    case_id = place.case()
    for to in ("presumed", "not_confirmed", "reconsidered", "confirmed"):
        decided(place, case_id, to)
    with place.world.acting(place.supervisor):
        assert Decision.objects.filter(case_id=case_id).count() == 4


def test_nobody_brings_a_child_back_to_potential(place):
    with pytest.raises(NotAllowed):
        decided(place, place.case(), "potential")


def test_a_colleague_without_the_case_finds_no_case_to_decide(place):
    with pytest.raises(NotThere):
        decided(place, place.case(), "presumed", place.colleague)


def test_the_reporter_finds_no_case_to_decide(place):
    with pytest.raises(NotThere):
        decided(place, place.case(), "presumed", place.constable)


@pytest.mark.parametrize("reasons", ["", "  short  ", " " * 30])
def test_a_decision_needs_reasons(place, reasons):
    with pytest.raises(DecisionIncomplete) as refused:
        decided(place, place.case(), "presumed", reasons=reasons)
    assert refused.value.field == "reasons"


@pytest.mark.parametrize("days", [-1, 1])
def test_a_decision_is_neither_before_the_case_nor_in_the_future(place, days):
    with pytest.raises(DecisionIncomplete) as refused:
        decided(place, place.case(), "presumed", decided_on=today() + timedelta(days=days))
    assert refused.value.field == "decided_on"


def test_a_decision_may_be_recorded_afterwards(place):
    case_id = place.case(at=timezone.now() - timedelta(days=9))
    decision = decided(place, case_id, "presumed", decided_on=today() - timedelta(days=5))
    assert decision.decided_on == today() - timedelta(days=5)


def test_reasons_are_sealed_and_opening_them_is_recorded(place, superuser):
    case_id, canary = place.case(), secret_word()
    decided(place, case_id, "presumed", reasons=f"{REASONS} {canary}")
    [(sealed,)] = superuser.execute("SELECT reasons FROM screening_decision").fetchall()
    assert canary.encode() not in bytes(sealed)
    with place.world.acting(place.supervisor) as actor:
        [opened] = access.open_decisions(actor, case_of(actor, case_id))
        assert canary in opened.reasons
        event = events_of_case(actor, case_id).get(kind="decision.opened")
        assert event.detail == {"decisions": [str(opened.decision.pk)]}


@pytest.mark.parametrize(
    "told, age, is_estimated",
    [
        ({"birth_date": "2012-03-27"}, "reckoned", False),
        ({"age": 12}, 12, True),
        ({"age_known": "not_known"}, None, True),
    ],
    ids=["exact", "estimated", "not known"],
)
def test_a_decision_keeps_the_age_on_its_day_and_which_agencies_it_came_from(place, told, age, is_estimated):
    case_id = place.world.report(place.constable, **told).case_id
    place.world.course(case_id).go(taken)
    decision = decided(place, case_id, "presumed", place.caseworker)
    if age == "reckoned":
        day = today()
        age = day.year - 2012 - ((day.month, day.day) < (3, 27))
    assert (decision.age, decision.age_is_estimated) == (age, is_estimated)
    assert (decision.agency_kind, decision.found_by) == ("child_protection", "police")
    with place.world.acting(place.supervisor) as actor:
        reckoned = events_of_case(actor, case_id).filter(kind="age.reckoned").count()
    assert reckoned == (0 if is_estimated else 1)


def test_whoever_was_asked_keeps_what_the_lead_knows_of_who_reported(place):
    case_id = place.world.report(place.constable, birth_date="2012-03-27").case_id
    place.world.course(case_id).go(taken, screened, decision_asked(of="inspector"))
    decision = decided(place, case_id, "presumed", place.world.known("inspector"))
    assert (decision.agency_kind, decision.found_by) == ("police", "police")
    # The date of birth is not theirs to see.
    assert decision.age_is_estimated


def test_decisions_start_and_stop_the_clocks(place):
    case_id = place.case()
    decided(place, case_id, "presumed")
    with place.world.acting(place.supervisor):
        assert (
            Clock.objects.get(case_id=case_id, rule="presumption").stopped_by_event
            == "identification.presumed"
        )
        assert Clock.objects.get(case_id=case_id, rule="confirmation").stopped_at is None
    decided(place, case_id, "not_confirmed")
    with place.world.acting(place.supervisor):
        running = Clock.objects.filter(case_id=case_id, stopped_at=None).values_list("rule", flat=True)
        assert set(running) == {"first_screening"}


def test_a_decision_is_told_in_the_story_and_recorded(place):
    case_id = place.case()
    decision = decided(place, case_id, "presumed", place.caseworker)
    with place.world.acting(place.supervisor) as actor:
        entry = TimelineEntry.objects.get(case_id=case_id, kind="identification.decided")
        assert entry.detail == {"decision": str(decision.pk), "from": "potential", "to": "presumed"}
        assert events_of_case(actor, case_id).get(kind="identification.decided").right == "assigned"


def test_whoever_looked_at_an_older_state_is_refused(place):
    case_id = place.case()
    decided(place, case_id, "presumed", seen="potential")
    # From presumed this would be possible, but it is not what the decider had before them.
    with pytest.raises(TransitionRefused):
        decided(place, case_id, "not_confirmed", seen="potential")
    assert state_of(place, case_id) == "presumed"


@pytest.mark.parametrize("second", ["presumed", "not_confirmed"])
def test_of_two_first_decisions_at_once_one_wins(place, second):
    case_id = place.case()
    together, outcomes = threading.Barrier(2), []

    def run(to, person):
        together.wait()
        try:
            outcomes.append(decided(place, case_id, to, person, seen="potential"))
        except TransitionRefused as refused:
            outcomes.append(refused)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=run, args=arguments)
        for arguments in (("presumed", place.caseworker), (second, place.supervisor))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Decision", "TransitionRefused"]
    with place.world.acting(place.supervisor):
        [decision] = Decision.objects.filter(case_id=case_id)
        assert Identification.objects.get(pk=case_id).state == decision.to_state


STATES = ["potential", "presumed", "confirmed", "not_confirmed", "reconsidered"]

attempts = st.lists(
    st.tuples(
        st.sampled_from([*STATES, "unheard_of"]),
        st.sampled_from(["caseworker", "supervisor", "colleague", "constable"]),
        st.sampled_from([REASONS, "too short"]),
        st.sampled_from([None, *STATES]),
    ),
    max_size=12,
)


@given(attempts)
def test_any_walk_reaches_only_what_the_table_and_the_pack_allow(place, walk):
    """Whatever is tried by whomever, in whatever order: refusals change nothing, and steps are the table's."""
    case_id, state, taken = place.case(), "potential", 0
    procedure = pack().identification
    for to, who, reasons, seen in walk:
        may = procedure.may_decide(to, "child_protection", who, "lead")
        should_work = (
            who in ("caseworker", "supervisor")
            and may
            and reasons == REASONS
            and to in procedure.transitions[state]
            and seen in (None, state)
        )
        try:
            decided(place, case_id, to, getattr(place, who), reasons=reasons, seen=seen)
        except (NotThere, NotAllowed, TransitionRefused, DecisionIncomplete):
            assert not should_work
        else:
            assert should_work
            state, taken = to, taken + 1
        assert state_of(place, case_id) == state
    with place.world.acting(place.supervisor), transaction.atomic():
        decisions = Decision.objects.filter(case_id=case_id).order_by("recorded_at")
        path = list(decisions.values_list("from_state", "to_state"))
    assert len(path) == taken
    assert all(to in procedure.transitions[before] for before, to in path)
