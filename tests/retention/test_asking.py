"""Asking to erase a case, deciding on it, what stands against it, and legal holds."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from opennrm.closing import actions as closing
from opennrm.closing.models import Closure
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.retention import access, actions, holds
from opennrm.retention.states import State
from opennrm.tasks.models import Task
from tests.retention.scene import Scene, hold, set_up

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def refused_by_database():
    return pytest.raises(DatabaseError)


def against(scene) -> list[str]:
    return scene.call(scene.office.supervisor, "SELECT sec.against_erasing(%s)", str(scene.case_id))


def unread(scene, person) -> list[str]:
    with scene.world.acting(person) as actor:
        kinds = notices.unread_by(actor).values_list("kind", flat=True)
        return [kind for kind in kinds if kind.startswith("erasure.")]


# --- Asking and deciding


def test_a_case_is_erased_only_after_the_waiting_time(scene):
    scene.ask()
    scene.decide("approve")
    scene.run()
    assert scene.erasure.state == State.APPROVED
    assert scene.case.erased_at is None
    waits = scene.erasure.takes_effect_at - scene.erasure.decided_at
    assert waits == timedelta(days=pack().erasing.waiting_days)


def test_the_people_concerned_are_told(scene):
    scene.ask()
    assert unread(scene, scene.officer) == ["erasure.asked"]
    scene.decide("approve")
    assert unread(scene, scene.officer) == []
    assert unread(scene, scene.office.supervisor) == ["erasure.decided"]


def test_asking_twice_is_one_request_and_asking_after_somebody_else_is_refused(scene):
    other = scene.world.person(scene.office.supervisor.membership.agency, "supervisor")
    assert scene.ask().pk == scene.ask().pk
    with pytest.raises(TransitionRefused):
        scene.ask(by=other)


def test_a_caseworker_does_not_ask_and_whoever_does_not_lead_the_case_finds_none(scene):
    elsewhere = scene.world.person(scene.world.agency("child_protection", code="zz-far"), "supervisor")
    with pytest.raises(NotAllowed):
        scene.ask(by=scene.office.caseworker)
    with pytest.raises(NotThere):
        scene.ask(by=elsewhere)


def test_whoever_asked_does_not_decide(scene):
    scene.ask()
    with pytest.raises(NotAllowed):
        scene.decide("approve", by=scene.office.supervisor)


def test_the_same_person_does_not_decide_in_another_role(scene):
    coordination = scene.officer.membership.agency
    also_officer = scene.world.member(scene.office.supervisor.account, coordination, "data_officer")
    scene.ask()
    with pytest.raises(NotAllowed):
        scene.decide("approve", by=also_officer)
    with refused_by_database():
        scene.decide_by_hand(also_officer)


def test_somebody_who_was_not_asked_finds_no_request(scene):
    far = scene.world.person(scene.world.agency("rapporteur"), "data_officer")
    scene.ask()
    with pytest.raises(NotThere):
        scene.decide("approve", by=far)


def test_a_request_that_is_refused_says_why_and_somebody_can_ask_again(scene):
    scene.ask()
    with pytest.raises(Refused):
        scene.decide("refuse", reason="no such code")
    reason = next(iter(pack().codes("erasure_refusals")))
    scene.decide("refuse", reason=reason)
    assert (scene.erasure.state, scene.erasure.refusal) == (State.REFUSED, reason)
    scene.ask()
    assert scene.erasure.state == State.ASKED


@pytest.mark.parametrize("who", ["supervisor", "officer"])
def test_either_person_withdraws_until_the_case_is_erased(scene, who):
    person = scene.officer if who == "officer" else scene.office.supervisor
    long_ago = timezone.now() - timedelta(days=pack().erasing.waiting_days + 1)
    scene.ask(at=long_ago)
    scene.decide("approve", at=long_ago)
    scene.decide("withdraw", by=person)
    scene.run()
    assert scene.erasure.state == State.WITHDRAWN
    assert scene.case.erased_at is None
    with pytest.raises(TransitionRefused):
        scene.decide("withdraw", by=person)


def test_without_anybody_who_could_decide_asking_is_refused(scene, superuser):
    superuser.execute("UPDATE agencies_membership SET ended_at = now() WHERE role = 'data_officer'")
    with pytest.raises(Refused, match="Nobody can decide"):
        scene.ask()


# --- What stands against it


def test_a_case_that_is_kept_is_not_erased(scene):
    Closure.objects.using("setup").filter(case_id=scene.case_id).update(
        kept_until=timezone.now().date(), from_action=True
    )
    assert against(scene) == ["kept"]
    with pytest.raises(actions.Standing):
        scene.ask()


def test_an_open_case_is_not_erased(scene):
    with scene.world.acting(scene.office.supervisor) as actor:
        closing.reopen(scene.case_id, reason="Her aunt called.", by=actor, at=timezone.now())
    assert against(scene) == ["open"]


def test_an_open_follow_up_a_tie_to_an_open_case_and_another_agency_stand_against_it(scene, superuser):
    Task.objects.using("setup").filter(case_id=scene.case_id).update(
        state="open", ended_at=None, ended_by=None, from_action=True
    )
    other = scene.office.case()
    superuser.execute(
        "INSERT INTO concerns_casetie "
        "(id, readers, writers, case_id, other_id, kind, was_reported, tied_at, tied_by_id) "
        "SELECT gen_random_uuid(), ARRAY[0], ARRAY[0], %s, %s, 'siblings', true, now(), %s",
        [scene.case_id, other, scene.office.supervisor.membership.pk],
    )
    superuser.execute(
        "WITH made AS (INSERT INTO sec.principal (kind, case_id, part) VALUES ('case', %s, 'serving') RETURNING id) "
        "INSERT INTO sec.holding (principal, holder, valid_from) "
        "SELECT made.id, sec.team(%s, 'service_provider'), now() FROM made",
        [scene.case_id, scene.officer.membership.agency_id],
    )
    assert set(against(scene)) == {"followed_up", "tied", "shared"}


def test_reopening_withdraws_the_request(scene):
    scene.ask()
    with scene.world.acting(scene.office.supervisor) as actor:
        closing.reopen(scene.case_id, reason="Her aunt called.", by=actor, at=timezone.now())
    assert scene.erasure.state == State.WITHDRAWN


def test_what_comes_up_after_the_approval_stops_the_job(scene):
    long_ago = timezone.now() - timedelta(days=pack().erasing.waiting_days + 1)
    scene.ask(at=long_ago)
    scene.decide("approve", at=long_ago)
    Task.objects.using("setup").filter(case_id=scene.case_id).update(
        state="open", ended_at=None, ended_by=None, from_action=True
    )
    scene.run()
    assert scene.erasure.state == State.APPROVED
    assert scene.case.erased_at is None


# --- Legal holds


def test_a_legal_hold_withdraws_the_request_and_keeps_the_case(scene):
    scene.ask()
    scene.set_hold()
    assert scene.erasure.state == State.WITHDRAWN
    with pytest.raises(actions.Standing):
        scene.ask()


def test_the_page_of_a_case_under_a_hold_does_not_offer_to_erase_it(scene):
    client, page = scene.world.client(scene.office.supervisor), reverse("case-show", args=[scene.case_id])
    erase = reverse("erasure-ask", args=[scene.case_id])
    assert erase in client.get(page).content.decode()
    scene.set_hold()
    assert erase not in client.get(page).content.decode()


def test_the_database_erases_no_case_under_a_hold(scene, superuser):
    long_ago = timezone.now() - timedelta(days=pack().erasing.waiting_days + 1)
    scene.ask(at=long_ago)
    scene.decide("approve", at=long_ago)
    superuser.execute(
        "INSERT INTO retention_hold (id, readers, writers, case_id, reason, set_at, set_by_id, review_on, lift_reason) "
        "SELECT gen_random_uuid(), readers, writers, id, 'x', now(), %s, now(), '' FROM cases_case WHERE id = %s",
        [scene.office.supervisor.membership.pk, scene.case_id],
    )
    scene.run()
    assert scene.case.erased_at is None


def test_a_hold_is_reviewed_and_lifted_with_a_reason(scene):
    hold_id = scene.set_hold().pk
    with scene.world.acting(scene.office.supervisor) as actor:
        given = {"by": actor, "at": timezone.now()}
        holds.review(scene.case_id, hold_id, review_on=hold(days=60)["review_on"], **given)
        assert access.hold_of(actor, scene.case_id).review_on == hold(days=60)["review_on"]
        with pytest.raises(Refused):
            holds.lift(scene.case_id, hold_id, reason="no such code", **given)
        holds.lift(scene.case_id, hold_id, reason=next(iter(pack().codes("hold_ends"))), **given)
        assert access.hold_of(actor, scene.case_id) is None
    scene.ask()


def test_a_hold_says_when_it_is_reviewed_and_is_set_once(scene):
    for days in (0, 366 * 2):
        with pytest.raises(Refused):
            scene.set_hold(days=days)
    scene.set_hold()
    with pytest.raises(TransitionRefused):
        scene.set_hold()


def test_a_caseworker_sets_no_hold(scene):
    with pytest.raises(NotAllowed):
        scene.set_hold(by=scene.office.caseworker)


def test_a_hold_whose_day_has_come_waits_for_review(scene):
    scene.set_hold(days=5)
    with scene.world.acting(scene.office.supervisor) as actor:
        assert not access.to_review(actor, at=timezone.now()).exists()
        assert access.to_review(actor, at=timezone.now() + timedelta(days=6)).get().case_id == scene.case_id
