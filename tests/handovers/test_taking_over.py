"""A case is taken over: everything goes with it, and the agency before sees what the country says and no more."""

import threading
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases import access as case_access
from opennrm.cases import actions as case_actions
from opennrm.cases import lost
from opennrm.cases.bound import bound_models
from opennrm.cases.models import Case, CaseKey, Clock, LostCase, Participation, Receipt, TimelineEntry
from opennrm.cases.states import Loss, Part
from opennrm.country import pack as packs
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refusal
from opennrm.handovers.models import Handover
from opennrm.handovers.states import State
from opennrm.invented.notes import Said, noted
from opennrm.invented.referrals import accepted, referred
from opennrm.invented.tasks import task
from opennrm.people.models import SearchToken
from opennrm.referrals import actions as referrals
from opennrm.tasks.models import Task
from tests.walls.raw import run


def rows_seen_by(scene, person) -> dict[str, int]:
    """How many rows of the case the database alone shows to a person, by model; without those that it shows none of."""
    with scene.world.acting(person):
        seen = {
            model.__name__: model.objects.filter(case_id=scene.case_id).count()
            for model in bound_models()
            if model is not LostCase
        }
        seen["Case"] = Case.objects.filter(pk=scene.case_id).count()
        seen["CaseKey"] = CaseKey.objects.filter(pk=scene.case_id).count()
    return {name: count for name, count in seen.items() if count}


def unread(scene, person) -> set[str]:
    with scene.world.acting(person) as actor:
        return set(notices.unread_by(actor).values_list("kind", flat=True))


def handed_over(scene) -> Handover:
    return scene.accept(scene.ask())


def test_the_new_lead_sees_everything_and_nobody_there_has_taken_it(scene):
    before = rows_seen_by(scene, scene.supervisor)
    handover = handed_over(scene)
    case = scene.case()
    assert (case.lead_agency_id, case.assigned_to_id) == (scene.other_agency_id, None)
    now = rows_seen_by(scene, scene.other_supervisor)
    assert all(now[name] >= count for name, count in before.items())
    assert scene.sees_case(scene.other_caseworker)
    assert "case.taken_over" in unread(scene, scene.other_caseworker)
    assert scene.state(handover) == State.ACCEPTED
    with scene.world.acting(scene.other_supervisor) as actor:
        events = AuditEvent.objects.filter(case_id=scene.case_id)
        run("SELECT sec.read_audit_of(%s)", scene.case_id)
        assert events.filter(kind="handover.accepted", right=Part.RECEIVING).exists()
        leads = Participation.objects.filter(case_id=scene.case_id, part=Part.LEAD).order_by("started_at")
        assert [part.ended_at is None for part in leads] == [False, True]
        [reason] = case_access.why_visible(actor, Case.objects.get(), list(leads.select_related("agency")))
        assert reason.agency_name == case.lead_agency.name
        story = TimelineEntry.objects.filter(case_id=scene.case_id).values_list("kind", flat=True)
        assert {"concern.received", "case.assigned", "handover.asked", "case.handed_over"} <= set(story)


def test_the_child_is_found_by_the_new_lead_and_no_longer_by_the_one_before(scene):
    assert scene.finds(scene.supervisor, "Quillfeather")
    assert not scene.finds(scene.other_supervisor, "Quillfeather")
    handed_over(scene)
    assert not scene.finds(scene.supervisor, "Quillfeather")
    for words in ("Zipporah", "Quilfeather"):
        assert scene.finds(scene.other_supervisor, words)
    with scene.world.acting(scene.supervisor):
        assert not SearchToken.objects.exclude(person=None).exists()


def test_work_goes_on_under_the_new_lead(scene):
    course = scene.world.course(scene.case_id)
    scene.world.service(scene.world.office("shelter"))
    course.go(referred(to="shelter"), task("Call the aunt.", days=3, of="supervisor"))
    running = set(Clock.objects.using("setup").filter(stopped_at=None).values_list("rule", flat=True))
    handed_over(scene)
    still = Clock.objects.using("setup").filter(stopped_at=None, rule__in=running)
    assert set(still.values_list("rule", flat=True)) == running
    assert Task.objects.using("setup").get(pk=course.task_id).given_to_id is None
    scene.world.course(scene.case_id, referral_id=course.referral_id, provider="shelter").go(accepted)
    assert "referral.answered" in unread(scene, scene.other_caseworker)
    assert not unread(scene, scene.supervisor) & {"referral.answered", "handover.announced"}
    receipt = Receipt.objects.using("setup").get(case_id=scene.case_id)
    assert receipt.status == "service_accepted"
    with scene.world.acting(scene.constable) as actor:
        assert Receipt.objects.visible_to(actor).exists()
    with scene.world.acting(scene.other_supervisor) as actor:
        referrals.withdraw(
            course.referral_id,
            reason=next(iter(pack().codes("withdraw_reasons"))),
            by=actor,
            at=timezone.now(),
        )


def test_a_first_assignment_at_the_new_agency_starts_no_time_limit_again(scene):
    handed_over(scene)
    with scene.world.acting(scene.other_caseworker) as actor:
        case_actions.assign(scene.case_id, to=actor.membership_id, by=actor, at=timezone.now())
    assert "case.taken_over" not in unread(scene, scene.other_caseworker)
    made = Task.objects.using("setup").filter(
        rule__in=[rule.code for rule in pack().task_rules_on("case.assigned")]
    )
    assert made.count() == len(pack().task_rules_on("case.assigned"))


def test_the_one_before_keeps_what_the_country_says_for_as_long_and_no_more(scene):
    scene.world.course(scene.case_id).go(noted(Said(text="She is well.")))
    handover = handed_over(scene)
    scopes = pack().sharing_after_handover("child_protection", "child_protection").scopes
    kept = {model.__name__ for model in bound_models() if model.SCOPE in scopes}
    seen = rows_seen_by(scene, scene.supervisor)
    assert set(seen) <= kept | {"Case", "CaseKey", "Handover", "Participation"}
    assert {"Case", "TimelineEntry", "Handover"} <= set(seen)
    assert rows_seen_by(scene, scene.caseworker) == {}
    with scene.world.acting(scene.caseworker) as actor:
        assert lost.why(actor, scene.case_id, at=timezone.now()).how == Loss.HANDED_OVER
    assert unread(scene, scene.supervisor) == unread(scene, scene.caseworker) == {"handover.gone"}
    with scene.world.acting(scene.supervisor) as actor:
        case = case_access.case(actor, scene.case_id)
        assert case_access.right_of(actor, case) == Part.FORMER_LEAD
        assert not case_access.leads(actor, case)
        story = set(TimelineEntry.objects.values_list("kind", flat=True))
        assert "handover.asked" in story
        assert "case.handed_over" not in story
        with pytest.raises(NotAllowed):
            case_actions.assign(scene.case_id, to=actor.membership_id, by=actor, at=timezone.now())
    scene.let_pass(timedelta(days=pack().handovers.keep_days))
    assert rows_seen_by(scene, scene.supervisor) == {}
    assert not scene.sees(scene.supervisor, handover)


def test_where_the_country_shares_nothing_the_one_before_keeps_nothing(scene, monkeypatch):
    nothing = packs.Pack.sharing_after_handover
    monkeypatch.setattr(
        packs.Pack, "sharing_after_handover", lambda self, *kinds: nothing(self, "none", "none")
    )
    handed_over(scene)
    assert rows_seen_by(scene, scene.supervisor) == rows_seen_by(scene, scene.caseworker) == {}


def test_no_row_names_the_agency_before_any_more(scene, superuser):
    handed_over(scene)
    former = superuser.execute(
        "SELECT array_agg(p.id) FROM sec.principal p LEFT JOIN agencies_membership m ON m.id = p.membership_id "
        "WHERE p.kind IN ('caseload', 'intake', 'supervision') AND coalesce(p.agency_id, m.agency_id) = %s",
        [scene.supervisor.membership.agency_id],
    ).fetchone()[0]
    tables = ["cases_case", "cases_casekey", *(model._meta.db_table for model in bound_models())]
    for table in tables:
        named = superuser.execute(
            f"SELECT count(*) FROM {table} WHERE (readers || writers) && %s::int[]", [former]
        )
        assert named.fetchone() == (0,), table
    open_notices = (
        "SELECT count(*) FROM foundation_notice WHERE case_id = %s AND settled_at IS NULL "
        "AND writers && %s::int[] AND kind <> 'handover.gone'"
    )
    assert superuser.execute(open_notices, [scene.case_id, former]).fetchone() == (0,)


def test_whoever_accepts_twice_has_accepted_once_and_a_colleague_is_refused(scene):
    colleague = scene.world.person(scene.other_supervisor.membership.agency, "supervisor")
    handover = handed_over(scene)
    assert scene.accept(handover).pk == handover.pk
    with pytest.raises(Refusal):
        scene.accept(handover, by=colleague)
    told = AuditEvent.objects.using("setup").filter(kind="case.handed_over")
    assert told.count() == 1


def test_a_case_can_be_handed_back(scene):
    handed_over(scene)
    back = scene.ask(by=scene.other_supervisor, agency_id=scene.supervisor.membership.agency_id)
    scene.accept(back, by=scene.supervisor)
    assert scene.case().lead_agency_id == scene.supervisor.membership.agency_id
    assert scene.finds(scene.supervisor, "Quillfeather")
    assert not scene.finds(scene.other_supervisor, "Quillfeather")
    assert not rows_seen_by(scene, scene.other_caseworker)


def test_nobody_takes_the_lead_past_the_handover(scene):
    handover = scene.ask()
    principal = Handover.objects.using("setup").get(pk=handover.pk).principal
    stranger = scene.world.person(scene.world.agency("child_protection"), "supervisor")
    for person in (stranger, scene.supervisor, scene.other_caseworker, scene.constable):
        with scene.world.acting(person), pytest.raises(DatabaseError):
            run("SELECT sec.take_lead(%s, now())", principal)
    with scene.world.acting(scene.supervisor), pytest.raises(DatabaseError):
        run("UPDATE cases_case SET lead_agency_id = %s", scene.other_agency_id)
    scene.withdraw(handover)
    with scene.world.acting(scene.other_supervisor), pytest.raises(DatabaseError):
        run("SELECT sec.take_lead(%s, now())", principal)
    assert scene.case().lead_agency_id == scene.supervisor.membership.agency_id


@pytest.mark.parametrize("attempt", range(3))
def test_of_accepting_withdrawing_and_assigning_at_once_each_ends_as_if_one_came_after_the_other(
    scene, attempt
):
    handover = scene.ask()
    colleague = scene.world.known("colleague")

    def assign() -> None:
        with scene.world.acting(scene.supervisor) as actor:
            case_actions.assign(scene.case_id, to=colleague.membership.pk, by=actor, at=timezone.now())

    outcomes = at_once(
        {
            "accept": lambda: scene.accept(handover),
            "withdraw": lambda: scene.withdraw(handover),
            "assign": assign,
        }
    )
    case, state = scene.case(), scene.state(handover)
    assert (outcomes["accept"] == "done") != (outcomes["withdraw"] == "done")
    assert state == (State.ACCEPTED if outcomes["accept"] == "done" else State.WITHDRAWN)
    if state == State.ACCEPTED:
        assert (case.lead_agency_id, case.assigned_to_id) == (scene.other_agency_id, None)
        assert not scene.sees_case(colleague)
    else:
        assert case.assigned_to_id == colleague.membership.pk
        assert scene.sees_case(colleague)


def at_once(steps) -> dict[str, str]:
    """Take the steps in threads that start together; returns what came of each."""
    gate, outcomes = threading.Barrier(len(steps)), {}

    def take(name, step) -> None:
        try:
            gate.wait(timeout=20)
            step()
            outcomes[name] = "done"
        except (NotThere, Refusal):
            outcomes[name] = "refused"
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=each) for each in steps.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
