"""Rows of a case name whoever leads it now, and nobody is lent more than the one case that they open."""

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from opennrm.cases import actions as case_actions
from opennrm.cases.bound import LEAD, bound_models
from opennrm.cases.models import Case, CaseKey, TimelineEntry
from opennrm.concerns import drafts
from opennrm.concerns.actions import open_case
from opennrm.foundation.context import enter_session
from opennrm.referrals import access as referral_access
from opennrm.referrals import actions as referral_actions
from opennrm.referrals.models import Referral
from tests.referrals import scene as referral_scene
from tests.walls.raw import run

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world):
    """A case that is assigned to the caseworker, with a screening, a referral and everything else that hangs on one."""
    made = referral_scene.set_up(world)
    made.send()
    return made


def principals_of_case(case_id) -> set[int]:
    """Every principal that any row of the case names."""
    named: set[int] = set()
    models = [(Case, "pk"), (CaseKey, "pk"), *((model, "case_id") for model in bound_models())]
    for model, column in models:
        for readers, writers in (
            model.objects.using("setup").filter(**{column: case_id}).values_list("readers", "writers")
        ):
            named |= {*readers, *writers}
    return named


def caseload_of(superuser, person) -> int:
    return superuser.execute(
        "SELECT id FROM sec.principal WHERE kind = 'caseload' AND membership_id = %s", [person.membership.pk]
    ).fetchone()[0]


def test_no_row_names_whoever_led_the_case_before(world, scene, superuser):
    before = caseload_of(superuser, scene.caseworker)
    assert before in principals_of_case(scene.case_id)
    with world.acting(scene.supervisor) as actor:
        case_actions.assign(scene.case_id, to=scene.colleague.membership.pk, by=actor, at=timezone.now())
    named = principals_of_case(scene.case_id)
    assert before not in named
    assert caseload_of(superuser, scene.colleague) in named


def test_whoever_has_cases_holds_no_more_principals_than_whoever_has_none(world, scene):
    with world.acting(scene.colleague) as actor:
        few = len(actor.principals)
    with world.acting(scene.caseworker) as actor:
        assert len(actor.principals) == few < 10


def test_a_row_of_a_case_names_its_lead_by_nought(world, scene):
    with world.acting(scene.caseworker) as actor:
        case = Case.objects.get(pk=scene.case_id)
        entry = TimelineEntry(
            case=case,
            at=timezone.now(),
            kind="invented",
            readers=[LEAD],
            writers=[LEAD],
            account_id=actor.account_id,
        )
        entry.save(from_action=True, force_insert=True)
        assert set(TimelineEntry.objects.get(pk=entry.pk).readers) == set(case.writers)


ADD_ENTRY = (
    "INSERT INTO cases_timelineentry (id, case_id, at, kind, detail, readers, writers) "
    "VALUES (gen_random_uuid(), %s, now(), 'x', '{}', %s, %s) RETURNING readers"
)


def test_naming_the_lead_of_a_hidden_case_tells_as_much_as_of_none(world, scene):
    outsider = world.person(world.agency("police"), "first_responder")
    answers = set()
    with world.acting(outsider) as actor:
        for case_id in (scene.case_id, uuid.uuid4()):
            with pytest.raises(DatabaseError) as refused, transaction.atomic():
                run(ADD_ENTRY, case_id, [LEAD], [LEAD, actor.own_principal])
            answers.add(str(refused.value).splitlines()[0])
    assert len(answers) == 1


def test_whoever_opens_a_case_is_lent_that_case_alone(world, scene):
    """Cases that nobody has taken stay hidden, although the new one is going to be among them."""
    constable = world.person(world.agency("police"), "first_responder")
    waiting = world.opened(constable)
    with world.acting(constable) as actor:
        draft = drafts.start(by=actor, at=timezone.now()).pk
        open_case(draft, by=actor, at=timezone.now())
        assert set(Case.objects.values_list("pk", flat=True)) == {draft}
    with world.acting(constable):
        assert not Case.objects.exists()
    with world.acting(scene.colleague):
        assert {waiting, draft} <= set(Case.objects.values_list("pk", flat=True))


def test_a_case_stays_within_the_agency_that_leads_it(world, scene):
    stranger = world.person(world.agency("child_protection"), "caseworker")
    with pytest.raises(DatabaseError, match="a member of its lead agency"), world.acting(scene.supervisor):
        run("SELECT sec.assign_lead(%s, %s)", scene.case_id, stranger.membership.pk)


def test_only_the_lead_moves_a_case(world, scene):
    for person in (scene.colleague, scene.manager):
        with pytest.raises(DatabaseError, match="Only the lead"), world.acting(person):
            run("SELECT sec.assign_lead(%s, %s)", scene.case_id, person.membership.pk)
    for call in ("sec.move_lead(%s, 1, 1)", "sec.become(ARRAY[1])", "sec.also(1)"):
        with pytest.raises(DatabaseError, match="permission denied"), world.acting(scene.caseworker):
            run(f"SELECT {call}", *[scene.case_id][: call.count("%s")])


def test_moving_a_case_lends_nothing_for_longer(world, scene):
    with world.acting(scene.supervisor):
        before = run("SELECT sec.my_principals()")
        run("SELECT sec.assign_lead(%s, %s)", scene.case_id, scene.colleague.membership.pk)
        assert run("SELECT sec.my_principals()") == before


def test_the_audit_of_a_case_is_lent_to_its_lead_alone(world, scene):
    with world.acting(scene.caseworker):
        assert run("SELECT sec.read_audit_of(%s)", scene.case_id) is not None
    for person in (scene.colleague, scene.manager, scene.constable):
        with world.acting(person):
            assert run("SELECT sec.read_audit_of(%s)", scene.case_id) is None
            assert run("SELECT sec.read_audit_of(%s)", uuid.uuid4()) is None


def test_a_row_added_while_the_case_changes_hands_names_the_new_lead(world, scene, superuser):
    """Else it would be seen by whoever led before, and by nobody who leads now."""
    added, may_commit, entry_id = threading.Event(), threading.Event(), uuid.uuid4()

    def add() -> None:
        with transaction.atomic():
            enter_session(scene.caseworker.token, origin="")
            TimelineEntry(
                id=entry_id,
                case_id=scene.case_id,
                at=timezone.now(),
                kind="late",
                readers=[LEAD],
                writers=[LEAD],
            ).save(from_action=True, force_insert=True)
            added.set()
            may_commit.wait(20)
        connection.close()

    def assign() -> None:
        with world.acting(scene.supervisor):
            run("SELECT sec.assign_lead(%s, %s)", scene.case_id, scene.colleague.membership.pk)
        connections.close_all()

    adding, assigning = threading.Thread(target=add), threading.Thread(target=assign)
    adding.start()
    assert added.wait(20)
    assigning.start()
    assigning.join(0.5)
    assert assigning.is_alive()
    may_commit.set()
    adding.join()
    assigning.join()
    entry = TimelineEntry.objects.using("setup").get(pk=entry_id)
    assert caseload_of(superuser, scene.colleague) in entry.readers
    assert caseload_of(superuser, scene.caseworker) not in entry.readers


def test_an_answer_and_a_case_that_changes_hands_do_not_wait_for_each_other(world, scene, superuser):
    """Each locks rows that the other wants: whoever answers keeps the case where it is first."""
    referral, locked, may_answer = Referral.objects.using("setup").get(), threading.Event(), threading.Event()
    failed: list[Exception] = []

    def answer() -> None:
        try:
            with world.acting(scene.manager) as actor:
                referral_access.referral_to_answer(actor, referral.pk)
                locked.set()
                may_answer.wait(20)
                referral_actions.accept(referral.pk, by=actor, at=timezone.now())
        except Exception as error:
            failed.append(error)
        connections.close_all()

    def assign() -> None:
        try:
            with world.acting(scene.supervisor) as actor:
                case_actions.assign(
                    scene.case_id, to=scene.colleague.membership.pk, by=actor, at=timezone.now()
                )
        except Exception as error:
            failed.append(error)
        connections.close_all()

    answering, assigning = threading.Thread(target=answer), threading.Thread(target=assign)
    answering.start()
    assert locked.wait(20)
    assigning.start()
    assigning.join(0.5)
    may_answer.set()
    answering.join()
    assigning.join()
    assert failed == []
    assert scene.state(referral) == "accepted"
    assert caseload_of(superuser, scene.caseworker) not in principals_of_case(scene.case_id)
