"""Erasing a case: two people in different roles, a waiting time, and nothing left that anybody could read."""

from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.urls import reverse
from django.utils import timezone

from opennrm.audit.access import events_of_case
from opennrm.audit.models import AuditEvent
from opennrm.cases import access as case_access
from opennrm.cases.models import CaseKey, Receipt
from opennrm.cases.states import ReceiptStatus
from opennrm.closing.models import Closure
from opennrm.foundation.context import as_job
from opennrm.people import queries
from opennrm.people.models import SearchToken
from opennrm.retention import actions
from opennrm.retention.states import State
from opennrm.screening.models import Decision
from tests.retention.scene import NAME, Scene, set_up

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def refused_by_database():
    return pytest.raises(DatabaseError)


# --- One person cannot, whatever they send


def test_the_database_lets_no_single_person_erase_a_case(scene):
    supervisor = scene.office.supervisor
    scene.ask()
    with refused_by_database():
        scene.decide_by_hand(supervisor)
    for statement in (
        "UPDATE retention_erasure SET state = 'approved' WHERE case_id = %s RETURNING 1",
        "UPDATE cases_case SET erased_at = now() WHERE id = %s RETURNING 1",
        "DELETE FROM people_person WHERE case_id = %s RETURNING 1",
        "SELECT sec.delete_what_goes_with(%s)",
        "SELECT sec.empty_what_outlives(%s)",
        "SELECT sec.erase_case(%s)",
    ):
        with refused_by_database():
            scene.call(supervisor, statement, str(scene.case_id))
    assert scene.erasure.state == State.ASKED


@pytest.mark.parametrize("wrapped", ["NULL", "'\\x00'"])
def test_nobody_destroys_the_key_of_a_case_past_the_two_people(scene, world, wrapped):
    constable = world.known("constable")
    still_open = world.report(constable, given_names=NAME).case_id
    for case_id in (scene.case_id, still_open):
        before = bytes(CaseKey.objects.using("setup").get(pk=case_id).wrapped)
        with refused_by_database():
            scene.call(
                scene.office.supervisor,
                f"UPDATE cases_casekey SET wrapped = {wrapped} WHERE id = %s RETURNING 1",
                str(case_id),
            )
        assert bytes(CaseKey.objects.using("setup").get(pk=case_id).wrapped) == before


def test_no_case_becomes_one_of_a_list_so_that_its_key_can_be_destroyed(scene, world):
    case_id = world.report(world.known("constable"), given_names=NAME).case_id
    for from_list in ("waiting", "withdrawn"):
        with refused_by_database():
            scene.call(
                scene.office.supervisor,
                "UPDATE cases_case SET from_list = %s WHERE id = %s RETURNING 1",
                from_list,
                str(case_id),
            )


def test_nobody_shortens_for_how_long_a_closed_case_is_kept(scene):
    for change in ("kept_until = '2000-01-01'", "kept_until = NULL", "retention = ''"):
        with refused_by_database():
            scene.call(
                scene.office.supervisor,
                f"UPDATE closing_closure SET {change} WHERE case_id = %s RETURNING 1",
                str(scene.case_id),
            )


def test_nobody_sets_reviews_or_lifts_a_hold_in_the_name_of_somebody_else(scene):
    other, hold = str(scene.office.caseworker.membership.pk), str(scene.set_hold().pk)
    for change, *given in (
        ("lifted_at = now(), lifted_by_id = %s, lift_reason = 'x'", other),
        ("reviewed_at = now(), reviewed_by_id = %s, review_on = '2999-01-01'", other),
        ("review_on = '2999-01-01'",),
    ):
        statement = f"UPDATE retention_hold SET {change} WHERE id = %s RETURNING 1"
        with pytest.raises(DatabaseError, match="one's own name"):
            scene.call(scene.office.supervisor, statement, *given, hold)
    with pytest.raises(DatabaseError, match="one's own name"):
        scene.call(
            scene.office.supervisor,
            "INSERT INTO retention_hold (id, readers, writers, case_id, reason, set_at, set_by_id, review_on, "
            "lift_reason) VALUES (gen_random_uuid(), ARRAY[0], ARRAY[0], %s, 'x', now(), %s, now(), '') RETURNING 1",
            str(scene.case_id),
            other,
        )
    assert scene.hold.lifted_at is None


def test_somebody_of_the_same_role_does_not_decide_even_where_their_team_was_asked(scene):
    agency = scene.office.supervisor.membership.agency
    other = scene.world.person(agency, "supervisor")
    team = scene.call(scene.office.supervisor, "SELECT sec.team(%s, 'supervisor')", str(agency.pk))
    scene.call(
        scene.office.supervisor,
        "SELECT sec.ask_to_erase(gen_random_uuid(), %s, %s, now())",
        str(scene.case_id),
        [team],
    )
    with refused_by_database():
        scene.decide_by_hand(other)


def test_the_worker_erases_nothing_that_was_not_approved(scene):
    scene.ask()
    with scene.world.connected_as("opennrm_worker"):
        with as_job(actions.ERASE):
            assert actions.erase(scene.erasure.pk) is False
        with pytest.raises(DatabaseError), as_job("clocks.watch"), connection.cursor() as cursor:
            cursor.execute("SELECT sec.erase_case(%s)", [str(scene.erasure.pk)])
    assert scene.case.erased_at is None


# --- What is left


def test_what_is_left_says_when_and_by_whose_decisions_and_counts(scene):
    before = scene.case
    scene.erase()
    left, erasure = scene.case, scene.erasure
    assert (left.reference, left.opened_at, left.closed_at) == (
        before.reference,
        before.opened_at,
        before.closed_at,
    )
    assert (left.sex, left.age, left.area) == (before.sex, before.age, before.area)
    assert (left.languages, left.assigned_to_id, left.risk) == ([], None, "")
    assert erasure.erased_at == left.erased_at
    assert (erasure.asked_by_id, erasure.decided_by_id) == (
        scene.office.supervisor.membership.pk,
        scene.officer.membership.pk,
    )
    closure = Closure.objects.using("setup").get(case_id=scene.case_id)
    assert closure.reason
    assert (closure.words, closure.told_words, closure.decision_words) == (None, None, None)
    assert Decision.objects.using("setup").filter(case_id=scene.case_id, reasons=None).exists()


def test_the_audit_says_that_the_job_erased_it_and_goes_on_being_read(scene):
    scene.erase()
    event = AuditEvent.objects.using("setup").filter(kind="case.erased").get()
    assert (event.case_id, event.right) == (scene.case_id, actions.ERASE)
    with scene.world.acting(scene.office.supervisor) as actor:
        assert events_of_case(actor, scene.case_id).filter(kind="case.erased").exists()


def test_only_whoever_supervises_sees_what_is_left_and_every_other_page_says_what_happened(scene):
    scene.erase()
    client = scene.world.client(scene.office.supervisor)
    answer = client.get(reverse("case-show", args=[scene.case_id]))
    assert answer.headers["location"] == reverse("case-erased", args=[scene.case_id])
    assert scene.case.reference in client.get(answer.headers["location"]).content.decode()
    for page in ("closing-show", "hold-set", "erasure-ask", "note-list", "closing-reopen"):
        answer = client.get(reverse(page, args=[scene.case_id]))
        assert answer.status_code == 409, page
        assert "have been erased" in answer.content.decode()
    assert client.get(reverse("case-list")).status_code == 200
    caseworker = scene.world.client(scene.office.caseworker)
    assert caseworker.get(reverse("case-erased", args=[scene.case_id])).status_code == 404


def test_the_receipt_says_so_and_the_reporter_can_add_nothing(scene):
    receipt = Receipt.objects.using("setup").get(case_id=scene.case_id)
    scene.erase()
    client = scene.world.client(scene.office.constable)
    page = client.get(reverse("concern-receipt", args=[receipt.pk])).content.decode()
    assert "were erased" in page
    assert "I learned something more" not in page
    sent = client.post(reverse("concern-add", args=[receipt.pk]), {"text": "I saw him again.", "page": "x"})
    assert sent.status_code == 404
    receipt.refresh_from_db(using="setup")
    assert receipt.status == ReceiptStatus.ERASED


def test_the_child_is_found_by_the_reference_and_no_more_by_name(scene):
    with scene.world.acting(scene.office.supervisor) as actor:
        reference = scene.case.reference
        assert queries.search(actor, reference, at=timezone.now()).hits
    scene.erase()
    assert not SearchToken.objects.using("setup").exclude(person_id=None).exists()
    with scene.world.acting(scene.office.supervisor) as actor:
        assert queries.search(actor, reference, at=timezone.now()).hits
        assert not queries.search(actor, NAME, at=timezone.now()).hits


def test_nobody_writes_in_an_erased_case(scene):
    scene.erase()
    with scene.world.acting(scene.office.supervisor) as actor, pytest.raises(case_access.CaseErased):
        case_access.case(actor, scene.case_id, as_="lead", lock=True, even_closed=True)
    for statement in (
        "UPDATE cases_case SET age = 9 WHERE id = %s RETURNING 1",
        "INSERT INTO retention_hold (id, readers, writers, case_id, reason, set_at, set_by_id, review_on, lift_reason) "
        "SELECT gen_random_uuid(), ARRAY[0], ARRAY[0], %s, 'x', now(), asked_by_id, now(), '' FROM retention_erasure "
        "RETURNING 1",
        "SELECT sec.hold_lead(%s)",
    ):
        with refused_by_database():
            scene.call(scene.office.supervisor, statement, str(scene.case_id))


def test_a_worker_that_is_killed_in_the_middle_leaves_the_whole_case(scene, monkeypatch):
    def killed(*given: Any, **more: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("opennrm.retention.actions.audit.record", _only_for(killed, "case.erased"))
        with pytest.raises(KeyboardInterrupt):
            scene.erase()
    assert scene.erasure.state == State.APPROVED
    assert CaseKey.objects.using("setup").get(pk=scene.case_id).wrapped is not None
    scene.run()
    assert scene.erasure.state == State.ERASED


def _only_for(stop: Any, kind: str) -> Any:
    record = actions.audit.record
    return lambda event, **given: stop() if event == kind else record(event, **given)
