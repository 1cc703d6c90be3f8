"""What somebody who can send SQL as the application, within a request of their own, still cannot do."""

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from opennrm.cases import actions as case_actions
from opennrm.cases.models import Case, Participation, TimelineEntry
from opennrm.foundation.context import enter_session
from opennrm.people import tokens
from opennrm.people.models import Person as Child
from opennrm.people.models import SearchToken
from tests.referrals import scene as referral_scene
from tests.walls.raw import run

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world):
    return referral_scene.set_up(world)


@pytest.fixture
def outsider(world):
    """Somebody with a case of their own, who takes no part in that of the scene."""
    return world.person(world.agency("police"), "first_responder")


def refused(message: str):
    return pytest.raises(DatabaseError, match=message)


def put(**values: str) -> None:
    for name, value in values.items():
        run("SELECT set_config(%s, %s, true)", f"opennrm.{name}", value)


EVERYBODY = "{" + ",".join(str(number) for number in range(1, 400)) + "}"


def test_the_origin_of_a_request_cannot_be_read_as_principals(world, scene):
    """What is signed is told apart field by field, so that no field can carry the end of another."""
    with transaction.atomic():
        enter_session("", origin=f"a|{EVERYBODY}|b")
        put(role="|{}|a", principals=EVERYBODY, origin="b")
        assert not run("SELECT sec.ok()")
        assert Case.objects.count() == 0


def test_claimed_principals_tell_of_no_case(world, scene):
    with transaction.atomic():
        enter_session("", origin="")
        put(principals=EVERYBODY)
        answers = {run("SELECT sec.takes_part(%s)", case_id) for case_id in (scene.case_id, uuid.uuid4())}
    assert answers == {False}


def test_a_case_has_one_lead(world, scene):
    with refused("lead"), world.acting(scene.caseworker):
        run(
            "SELECT sec.offer_part(%s, 'lead', %s, '{caseworker}', true, NULL)",
            scene.case_id,
            scene.house.pk,
        )


def test_a_row_cannot_be_moved_into_a_case_of_others(world, scene, outsider):
    elsewhere = world.opened(outsider)
    with world.acting(scene.supervisor) as actor:
        case_actions.assign(elsewhere, to=scene.colleague.membership.pk, by=actor, at=timezone.now())
    with world.acting(scene.caseworker):
        for case_id in (elsewhere, uuid.uuid4()):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                Child.objects.filter(case_id=scene.case_id).update(case_id=case_id, from_action=True)


def test_a_receiver_cannot_widen_its_own_part(world, scene):
    referral = scene.send()
    with refused("permission denied"), world.acting(scene.manager):
        run(
            "UPDATE cases_participation SET scopes = '{identity,contact,concern}' WHERE principal = %s",
            referral.serving_principal,
        )
    assert not Participation.objects.using("setup").filter(scopes__contains=["concern", "contact"]).exists()


def test_a_story_is_never_rewritten(world, scene):
    referral = scene.send()
    scene.do(scene.manager, "accept", referral)
    for person in (scene.manager, scene.caseworker):
        with refused("permission denied"), world.acting(person):
            run("UPDATE cases_timelineentry SET detail = '{}'")


def test_whoever_only_reads_the_story_cannot_hide_it_from_the_lead(world, scene):
    referral = scene.send()
    scene.do(scene.manager, "accept", referral)
    with world.acting(scene.manager):
        run(
            "UPDATE cases_timelineentry SET readers = '{}' WHERE NOT %s = ANY (writers)",
            referral.serving_principal,
        )
    told = TimelineEntry.objects.using("setup").filter(case_id=scene.case_id)
    case = Case.objects.using("setup").get(pk=scene.case_id)
    assert all(set(case.writers) <= set(entry.readers) for entry in told)
    by_the_service = told.filter(writers__contains=[referral.serving_principal])
    assert {entry.agency_id for entry in by_the_service} == {scene.house.pk}


@pytest.mark.parametrize(
    "change",
    [
        "agency_id = (SELECT id FROM agencies_agency WHERE kind = 'child_protection' LIMIT 1)",
        "role = 'supervisor'",
        "reads_audit = true",
        "second_factor_required = false",
        "account_id = (SELECT account_id FROM agencies_membership WHERE role = 'caseworker' LIMIT 1)",
    ],
)
def test_nobody_turns_a_membership_into_another(world, scene, outsider, change):
    with refused("permission denied"), world.acting(outsider):
        run(f"UPDATE agencies_membership SET {change} WHERE id = %s", outsider.membership.pk)


def test_what_other_requests_ask_is_not_seen(world, outsider):
    """Else the session tokens with which they enter could be read from the list of running statements."""
    entered, may_end = threading.Event(), threading.Event()

    def other_request() -> None:
        with transaction.atomic():
            enter_session(outsider.token, origin="")
            entered.set()
            may_end.wait(30)
        connection.close()

    thread = threading.Thread(target=other_request)
    thread.start()
    try:
        assert entered.wait(30)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(query, ' ') FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            )
            assert outsider.token not in (cursor.fetchone()[0] or "")
    finally:
        may_end.set()
        thread.join()


@pytest.fixture
def child_of_another_agency(world, outsider):
    """The case and person of a child whom another agency leads, and the token of the first of this name there."""
    elsewhere = world.agency("child_protection", areas=["JM-14"])
    receipt = world.report(outsider, area="JM-14", given_names="Quillonbury")
    person = Child.objects.using("setup").get(case_id=receipt.case_id)
    return receipt.case_id, person.pk, tokens.maker(elsewhere.pk)((tokens.NAME, "quillonbury"), 0)


def test_the_doors_of_search_tokens_tell_nothing_of_another_agency(world, scene, child_of_another_agency):
    case_id, _person_id, token = child_of_another_agency
    assert SearchToken.objects.using("setup").filter(pk=token).exists()
    for person in (scene.supervisor, scene.caseworker):
        with world.acting(person):
            assert run("SELECT sec.taken_search_tokens(%s, %s)", scene.case_id, [token]) == []
            assert run("SELECT count(*) FROM people_searchtoken WHERE id = %s", token) == 0
            with refused("Only the lead"), transaction.atomic():
                run("SELECT sec.taken_search_tokens(%s, %s)", case_id, [token])


def test_nobody_adds_search_tokens_of_a_child_of_others(world, scene, child_of_another_agency):
    case_id, person_id, _token = child_of_another_agency
    made = [uuid.uuid4()]
    with world.acting(scene.supervisor):
        with refused("Only the lead"), transaction.atomic():
            run("SELECT sec.add_search_tokens(%s, %s, %s)", case_id, person_id, made)
        for another in (person_id, uuid.uuid4()):
            with refused("of a person of the case"), transaction.atomic():
                run("SELECT sec.add_search_tokens(%s, %s, %s)", scene.case_id, another, made)
    assert not SearchToken.objects.using("setup").filter(pk__in=made).exists()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO people_searchtoken (id, readers, writers) VALUES (gen_random_uuid(), '{}', '{}')",
        "UPDATE people_searchtoken SET person_id = NULL",
        "DELETE FROM people_searchtoken",
        "SELECT sec.line_up_for_search_tokens(gen_random_uuid())",
    ],
)
def test_search_tokens_change_through_their_doors_alone(world, scene, statement):
    with refused("permission denied"), world.acting(scene.supervisor):
        run(statement)


def test_adding_search_tokens_gives_nobody_what_supervisors_see(world, scene):
    with world.acting(scene.caseworker):
        person = Child.objects.get(case_id=scene.case_id)
        held = run("SELECT sec.my_principals()")
        run("SELECT sec.add_search_tokens(%s, %s, %s)", scene.case_id, person.pk, [uuid.uuid4()])
        assert run("SELECT sec.my_principals()") == held
        assert not SearchToken.objects.exists()


def test_claimed_principals_hold_no_part(world, scene):
    referral = scene.send()
    scene.do(scene.manager, "accept", referral)
    with world.acting(scene.manager) as actor:
        assert run("SELECT sec.own_parts()") == [scene.case_id]
        held = "{" + ",".join(map(str, actor.principals)) + "}"
    with transaction.atomic():
        enter_session("", origin="")
        put(principals=held)
        assert run("SELECT sec.own_parts()") == []
