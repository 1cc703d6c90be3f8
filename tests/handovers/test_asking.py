"""Asking another agency to take a case over: who may, what it sees meanwhile, and every end but acceptance."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.cases.models import Case, Clock, TimelineEntry
from opennrm.closing import actions as closing
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.handovers import access, terms
from opennrm.handovers.actions import AlreadyAsked
from opennrm.handovers.models import Handover
from opennrm.handovers.states import State
from opennrm.people.models import Person as Child
from tests.handovers.scene import SUMMARY


def kinds_of_notices(scene, person) -> list[str]:
    with scene.world.acting(person) as actor:
        return sorted(notices.unread_by(actor).values_list("kind", flat=True))


def test_whoever_is_asked_reads_the_request_and_nothing_of_the_case(scene):
    handover = scene.ask()
    assert not scene.sees_case(scene.other_supervisor)
    assert not scene.sees(scene.other_caseworker, handover)
    with scene.world.acting(scene.other_supervisor) as actor:
        read, texts = access.handover_to_read(actor, handover.pk)
        assert (texts.summary, read.age, read.sex) == (SUMMARY, 14, "female")
        assert access.to_answer(actor).get() == handover
        assert not Child.objects.exists()
        assert not TimelineEntry.objects.exists()
        assert Clock.objects.get().subject_id == handover.pk
    assert kinds_of_notices(scene, scene.other_supervisor) == ["handover.waiting"]
    assert "handover.announced" in kinds_of_notices(scene, scene.caseworker)
    assert scene.case().lead_agency_id == scene.supervisor.membership.agency_id


def test_only_somebody_of_the_lead_agency_whose_role_may_asks(scene):
    with pytest.raises(NotAllowed):
        scene.ask(by=scene.caseworker)
    with pytest.raises(NotThere):
        scene.ask(by=scene.other_supervisor)
    with pytest.raises(NotAllowed):
        scene.accept(scene.ask(), by=scene.supervisor)


def test_agencies_are_offered_that_can_lead_those_for_the_childs_area_first(scene):
    case = scene.case()
    nowhere = scene.world.agency("child_protection", name="A office without anybody")
    [receiver] = terms.receivers_of(case)
    assert (receiver.agency.pk, receiver.is_for_area) == (scene.other_agency_id, False)
    near = scene.world.agency("child_protection", name="Z office near by", areas=[case.area])
    scene.world.person(near, "supervisor")
    assert [each.agency for each in terms.receivers_of(case)] == [near, receiver.agency]
    police = scene.world.person(scene.world.agency("police"), "supervisor").membership.agency
    for agency in (nowhere, police, case.lead_agency):
        with pytest.raises(Refused):
            scene.ask(agency_id=agency.pk)
    for wrong in ({"summary": "  "}, {"reason": "none"}):
        with pytest.raises(Refused):
            scene.ask(**wrong)


def test_one_agency_is_asked_at_a_time_and_a_form_sent_twice_asks_once(scene):
    token = uuid.uuid4()
    first = scene.ask(form_token=token)
    assert scene.ask(form_token=token) == first
    with pytest.raises(AlreadyAsked):
        scene.ask()
    assert Handover.objects.using("setup").count() == 1


def test_a_refusal_leaves_the_case_where_it_was_and_tells_why(scene):
    handover = scene.ask()
    scene.refuse(handover, words="Ask the office of the next parish.")
    assert scene.state(handover) == State.REFUSED
    assert not scene.sees(scene.other_supervisor, handover)
    assert scene.sees_case(scene.caseworker)
    assert kinds_of_notices(scene, scene.other_supervisor) == []
    assert "handover.refused" in kinds_of_notices(scene, scene.caseworker)
    assert "handover.refused" in kinds_of_notices(scene, scene.supervisor)
    with scene.world.acting(scene.caseworker) as actor:
        _read, texts = access.handover_to_read(actor, handover.pk)
        assert texts.refusal_words == "Ask the office of the next parish."
    with pytest.raises(NotThere):
        scene.accept(handover)
    assert scene.ask().pk != handover.pk


def test_a_withdrawn_request_shows_nothing_any_more(scene):
    handover = scene.ask()
    with pytest.raises(NotAllowed):
        scene.withdraw(handover, by=scene.caseworker)
    with pytest.raises(NotAllowed):
        scene.withdraw(handover, by=scene.other_supervisor)
    scene.withdraw(handover)
    assert not scene.sees(scene.other_supervisor, handover)
    assert kinds_of_notices(scene, scene.other_supervisor) == ["handover.taken_away"]
    with pytest.raises(TransitionRefused):
        scene.withdraw(handover)


def test_a_late_answer_is_asked_for_once_and_after_as_long_again_the_request_ends(scene):
    handover = scene.ask()
    due = Clock.objects.using("setup").get(subject_id=handover.pk).due_at
    for _ in range(2):
        scene.watch(at=due + timedelta(minutes=1))
    assert kinds_of_notices(scene, scene.other_supervisor) == ["handover.overdue", "handover.waiting"]
    assert "handover.overdue" in kinds_of_notices(scene, scene.supervisor)
    after = handover.expires_at + timedelta(minutes=1)
    with scene.world.acting(scene.other_supervisor) as actor, pytest.raises(TransitionRefused):
        access_and_accept(handover, actor, after)
    scene.watch(at=after)
    assert scene.state(handover) == State.EXPIRED
    assert not scene.sees(scene.other_supervisor, handover)
    assert "handover.expired" in kinds_of_notices(scene, scene.caseworker)
    assert not Clock.objects.using("setup").filter(subject_id=handover.pk, stopped_at=None).exists()


def access_and_accept(handover, actor, at) -> None:
    from opennrm.handovers.actions import accept

    accept(handover.pk, by=actor, at=at)


def test_what_was_asked_lapses_without_a_job_and_another_agency_can_then_be_asked(scene):
    handover = scene.ask(at=timezone.now() - timedelta(days=60))
    assert not scene.sees(scene.other_supervisor, handover)
    assert scene.ask().pk != handover.pk
    assert scene.state(handover) == State.EXPIRED


def test_a_case_is_not_closed_over_a_request_to_take_it_over(scene):
    handover = scene.ask()
    with scene.world.acting(scene.supervisor) as actor:
        case = Case.objects.get(pk=scene.case_id)
        found = [(each.about, each.subject_id) for each in closing.obstacles(actor, case)]
    assert ("handover", handover.pk) in found
