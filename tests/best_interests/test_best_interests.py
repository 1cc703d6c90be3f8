"""Best-interests procedures: how they go, who may, independent votes, dissent, and what follows."""

from uuid import uuid4

import pytest

from opennrm.best_interests.models import Seat, Vote
from opennrm.best_interests.obstacles import OBSTACLES
from opennrm.best_interests.states import EntryKind, State
from opennrm.cases.access import visible_to as cases_of
from opennrm.cases.models import Clock
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from tests.best_interests.scene import Scene, set_up

DECIDED = {"number": 1, "reasons": "She is safe with her aunt.", "answer": "She wants it, and it is safe."}


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def running(scene: Scene) -> dict[str, int]:
    """The running time limits of the procedure, each with its days."""
    clocks = Clock.objects.using("setup").filter(case_id=scene.office.case_id, stopped_at=None)
    own, zone = clocks.filter(subject_id=scene.procedure_id), pack().zone
    return {
        each.rule: (each.due_at.astimezone(zone).date() - each.started_at.astimezone(zone).date()).days
        for each in own
    }


def unread(scene: Scene, person) -> set[str]:
    with scene.office.world.acting(person) as actor:
        kinds = notices.unread_by(actor).values_list("kind", flat=True)
        return {kind for kind in kinds if kind.startswith("best_interests.")}


def test_c7_two_of_a_quorum_of_three_cannot_decide_and_a_supervisor_decides_for_now(scene):
    scene.seated(scene.office.supervisor, "child_protection", is_chair=True)
    scene.seated(scene.office.inspector, "police")
    with pytest.raises(Refused, match="2 of at least 3"):
        scene.do("open_panel")
    with pytest.raises(NotAllowed):
        scene.do("decide_for_now", text="She stays with the foster family.")
    scene.do("decide_for_now", by=scene.office.supervisor, text="She stays with the foster family.")
    assert running(scene) == {"interim_decision": 14}
    assert scene.row().state == State.INFORMATION
    assert [entry.kind for entry, _text, _answer in scene.opened().entries] == [EntryKind.INTERIM]
    with pytest.raises(TransitionRefused):
        scene.do("decide", by=scene.office.supervisor, **DECIDED)


def test_votes_are_independent_until_all_have_voted_and_dissent_is_kept(scene):
    seats = scene.panel()
    scene.vote("inspector", seats["inspector"], 1)
    scene.vote("investigator", seats["investigator"], 2)
    with pytest.raises(Refused, match="already"):
        scene.vote("inspector", seats["inspector"], 2)
    for name in ("inspector", "supervisor"):
        read = scene.as_member(name, seats[name])
        assert len(read.votes) == (name == "inspector")
    assert scene.opened().votes == []
    assert Vote.objects.using("setup").count() == 2
    with pytest.raises(TransitionRefused):
        scene.do("decide", by=scene.office.supervisor, **DECIDED)
    scene.vote("supervisor", seats["supervisor"], 1)
    assert len(scene.as_member("inspector", seats["inspector"]).votes) == 3
    assert "best_interests.voting_closed" in unread(scene, scene.office.caseworker)
    with pytest.raises(Refused, match="voted for option 1"):
        scene.do("decide", by=scene.office.supervisor, **{**DECIDED, "number": 2})
    scene.do("decide", by=scene.office.supervisor, **DECIDED)
    assert [reason for _vote, reason in scene.opened().dissents] == ["Because investigator thinks so."]
    assert running(scene) == {"best_interests_review": 183}


def test_the_chair_closes_the_voting_once_a_quorum_has_voted_and_nobody_else(scene):
    seats = scene.panel()
    for name, choice in (("inspector", 1), ("investigator", None)):
        scene.vote(name, seats[name], choice)
    with pytest.raises(Refused, match="Too few"):
        scene.do("close_voting", seats["supervisor"], by=scene.office.supervisor)
    with pytest.raises(Refused, match="Only the chair"):
        scene.do("close_voting", seats["inspector"], by=scene.office.inspector)
    scene.vote("supervisor", seats["supervisor"], 1)
    with pytest.raises(TransitionRefused):
        scene.do("close_voting", seats["supervisor"], by=scene.office.supervisor)


def test_members_read_the_report_once_it_is_opened_to_them_and_others_never(scene):
    place = scene.office
    seat_id = scene.seat(place.inspector, "police")
    assert unread(scene, place.inspector) == {"best_interests.seat"}
    with pytest.raises(Refused, match="tell nobody"):
        scene.do("take_seat", seat_id, by=place.inspector, undertakes=False, interest="none")
    scene.do("take_seat", seat_id, by=place.inspector, undertakes=True, interest="none")
    assert scene.as_member("inspector", seat_id) is None
    with pytest.raises(NotThere):
        scene.as_member("investigator", seat_id)
    scene.seated(place.supervisor, "child_protection", is_chair=True)
    scene.seated(place.investigator, "police")
    scene.do("open_panel")
    assert "best_interests.vote" in unread(scene, place.inspector)
    assert scene.as_member("inspector", seat_id).facts == "Her aunt has asked for her."
    for verb in ("add_choice", "decide_for_now"):
        with pytest.raises(NotThere):
            scene.do(verb, by=place.inspector, text="Something else")


def test_whoever_has_the_case_or_a_conflict_does_not_vote(scene):
    place = scene.office
    own = scene.seat(place.caseworker, "child_protection")
    with pytest.raises(Refused, match="present it"):
        scene.do("take_seat", own, undertakes=True, interest="none")
    scene.do("remove_seat", scene.procedure_id, own)
    scene.seated(place.supervisor, "child_protection", is_chair=True)
    scene.seated(place.inspector, "police")
    scene.seated(place.investigator, "police", interest="conflict")
    with pytest.raises(Refused, match="2 of at least 3"):
        scene.do("open_panel")
    assert Seat.objects.using("setup").standing().count() == 3
    with pytest.raises(Refused, match="has a chair"):
        scene.seat(place.inspector, "police", is_chair=True)


def test_an_assessment_is_decided_by_a_supervisor_and_reviewed_carried_out_and_reopened(scene):
    given = {
        "kind": "assessment",
        "question": "family_contact",
        "facts": "She asked for her sister.",
        "view": "",
    }
    with pytest.raises(Refused, match="why nothing is known"):
        scene.do("begin", scene.office.case_id, **given)
    page = uuid4()
    answers = {**given, "no_view": "too_young", "page": page}
    first = scene.do("begin", scene.office.case_id, **answers)
    assert scene.do("begin", scene.office.case_id, **answers).pk == first.pk
    scene.procedure_id = first.pk
    scene.do("add_choice", text="She telephones her sister")
    supervisor = scene.office.supervisor
    scene.do("decide", by=supervisor, **DECIDED)
    with scene.office.world.acting(supervisor) as actor:
        case = cases_of(actor).get(pk=scene.office.case_id)
        assert len(OBSTACLES[0](actor, case)) == 1
    scene.do("carry_out", done=False, text="Her sister has moved away.")
    assert scene.row().state == State.NOT_IMPLEMENTED
    scene.do("review", by=supervisor, text="It stands until she is found.")
    assert running(scene) == {"best_interests_review": 183}
    scene.do("reopen", text="Her sister has called.")
    assert (scene.row().state, scene.row().round, scene.row().review_on) == (State.REOPENED, 2, None)
    assert running(scene) == {}


def test_a_panel_votes_anew_when_its_decision_is_reopened(scene):
    seats = scene.panel()
    for name, seat_id in seats.items():
        scene.vote(name, seat_id, 1)
    scene.do("decide", by=scene.office.supervisor, **DECIDED)
    scene.do("reopen", text="The aunt does not want it any more.")
    scene.do("add_choice", text="A children's home")
    scene.do("open_panel")
    scene.vote("inspector", seats["inspector"], 2)
    assert len(scene.as_member("inspector", seats["inspector"]).votes) == 1
