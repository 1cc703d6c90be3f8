"""The desk asks one lead whether another agency may know; the other agency learns nothing until that lead agrees."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import Case, CaseKey, Clock, Participation, TimelineEntry
from opennrm.cases.states import FromList
from opennrm.country.pack import pack
from opennrm.country.sharing import Sharing
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.linkage import desk, desk_access, desk_queries
from opennrm.linkage.models import LinkRequest, Pair
from opennrm.linkage.obstacles import OBSTACLES
from opennrm.linkage.states import PairState, RequestState
from opennrm.people.models import Person
from tests import from_lists
from tests.linkage.desk_scene import SCOPES, Scene, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def kinds_of(case_id) -> list[str]:
    """What the story of a case says of linkage."""
    entries = TimelineEntry.objects.using("setup").filter(case_id=case_id, kind__startswith="link.")
    return list(entries.order_by("at", "id").values_list("kind", flat=True))


def test_only_after_same_does_the_desk_learn_which_agencies_and_who_has_the_child_longer(scene):
    pair = scene.pair()
    scene.pass_on()
    assert scene.stored(pair).low_agency_id is None
    scene.decide(scene.officer)
    scene.pass_on()
    stored = scene.stored(pair)
    leads = {scene.supervisor.membership.agency_id, scene.asking_supervisor.membership.agency_id}
    assert {stored.low_agency_id, stored.high_agency_id} == leads
    longer = stored.low_agency_id if desk.usually_asks_low(stored) else stored.high_agency_id
    assert longer == scene.supervisor.membership.agency_id


def test_the_lead_is_asked_with_a_time_limit_and_told_that_somebody_else_knows_the_child(scene):
    asked = scene.asked()
    assert asked.case_id == scene.case_id
    assert kinds_of(scene.case_id) == ["link.asked"]
    assert Clock.objects.using("setup").filter(subject_id=asked.pk, stopped_at=None).exists()
    assert "link.waiting" in scene.notices_of(scene.supervisor)
    assert scene.notices_of(scene.asking_supervisor) == set()
    assert kinds_of(scene.asking_id) == []
    assert AuditEvent.objects.using("setup").filter(kind="link.asked", case_id=scene.case_id).exists()


def test_a_run_of_the_job_that_comes_again_asks_once(scene):
    scene.asked()
    scene.pass_on()
    assert LinkRequest.objects.using("setup").count() == 1


def test_an_agency_that_may_be_involved_is_not_asked_and_the_officer_says_why(scene):
    pair = scene.pair()
    scene.decide(scene.officer)
    scene.pass_on()
    with pytest.raises(Refused, match="why you ask the other agency"):
        scene.ask(pair, of_other=True)
    scene.ask(pair, of_other=True, reason="may_be_involved")
    scene.pass_on()
    assert LinkRequest.objects.using("setup").get().case_id == scene.asking_id


def test_a_case_that_was_closed_cannot_be_asked(scene):
    pair = scene.pair()
    scene.decide(scene.officer)
    close(scene.case_id)
    scene.pass_on()
    with pytest.raises(Refused, match="has closed its case"):
        scene.ask(pair, of_other=True, reason="better_placed")


def test_a_case_that_is_closed_before_the_question_comes_sends_it_back_to_the_desk(scene):
    pair = scene.pair()
    scene.decide(scene.officer)
    scene.pass_on()
    scene.ask(pair)
    close(scene.case_id)
    scene.pass_on()
    stored = scene.stored(pair)
    assert (stored.state, stored.times_asked) == (PairState.SAME, 0)
    assert not LinkRequest.objects.using("setup").exists()


def close(case_id) -> None:
    Case.objects.using("setup").filter(pk=case_id).update(closed_at=timezone.now(), from_action=True)


def test_when_the_lead_agrees_the_other_agency_sees_what_was_chosen_and_both_stories_say_so(scene):
    asked = scene.agree(scene.asked())
    assert scene.sees_case(scene.asking_supervisor, scene.case_id)
    assert not scene.sees_case(scene.asking_caseworker, scene.case_id)
    assert not scene.sees_case(scene.supervisor, scene.asking_id)
    scene.pass_on()
    assert kinds_of(scene.case_id) == ["link.asked", "link.agreed"]
    assert kinds_of(scene.asking_id) == ["link.learned"]
    assert "link.learned" in scene.notices_of(scene.asking_supervisor)
    assert "link.answered_at_desk" in scene.notices_of(scene.officer)
    assert scene.pair_asked(asked).state == PairState.AGREED
    part = Participation.objects.using("setup").get(case_id=scene.case_id, part="linked")
    assert part.scopes == sorted(SCOPES)
    assert not Clock.objects.using("setup").filter(subject_id=asked.pk, stopped_at=None).exists()


def test_the_lead_gives_no_more_than_the_rules_allow(scene):
    asked = scene.asked()
    with pytest.raises(Refused, match="do not allow everything"):
        scene.agree(asked, scopes=("case", "notes"))
    assert scene.agree(asked, scopes=()).scopes == ["case"]


def test_agreeing_twice_gives_one_part(scene):
    asked = scene.asked()
    scene.agree(asked)
    scene.agree(asked)
    assert Participation.objects.using("setup").filter(part="linked").count() == 1


def test_a_refusal_stays_with_the_desk_and_the_other_agency_learns_nothing(scene):
    asked = scene.refuse(scene.asked(), words="Her uncle works there.")
    scene.pass_on()
    pair = scene.pair_asked(asked)
    assert pair.state == PairState.REFUSED
    assert scene.notices_of(scene.asking_supervisor) == set()
    assert kinds_of(scene.asking_id) == []
    with scene.world.acting(scene.overseer) as actor:
        refusal = desk_queries.refusal_of(actor, pair)
    assert refusal is not None
    assert (refusal[0].reason, refusal[1]) == ("danger", "Her uncle works there.")


def test_what_was_refused_is_not_agreed_afterwards(scene):
    asked = scene.refuse(scene.asked())
    with pytest.raises(TransitionRefused, match="already answered"):
        scene.agree(asked)


def test_an_overseer_asks_once_more_and_then_nobody(scene):
    asked = scene.refuse(scene.asked())
    scene.pass_on()
    with pytest.raises(NotAllowed):
        scene.ask(scene.pair_asked(asked))
    scene.ask(scene.pair_asked(asked), by=scene.overseer)
    scene.pass_on()
    again = LinkRequest.objects.using("setup").get(state=RequestState.ASKED)
    assert again.pk != asked.pk
    scene.refuse(again)
    scene.pass_on()
    with pytest.raises(Refused, match="refused twice"):
        scene.ask(scene.pair_asked(asked), by=scene.overseer)


def test_what_is_not_answered_in_time_reaches_the_overseer_and_the_supervisors_once(scene):
    asked = scene.asked()
    late = asked.due_at + timedelta(minutes=1)
    scene.pass_on(late)
    scene.pass_on(late + timedelta(minutes=1))
    assert "link.overdue_at_desk" in scene.notices_of(scene.overseer)
    assert "link.overdue_at_desk" not in scene.notices_of(scene.officer)
    assert "link.overdue" in scene.notices_of(scene.supervisor)
    assert AuditEvent.objects.using("setup").filter(kind="link.escalated").count() == 1


def test_a_case_cannot_be_closed_while_the_desk_waits_for_an_answer(scene):
    scene.asked()
    with scene.world.acting(scene.supervisor) as actor:
        case = Case.objects.get(pk=scene.case_id)
        assert [obstacle.about for find in OBSTACLES for obstacle in find(actor, case)] == ["link_request"]


# --- Attacks ----------------------------------------------------------------------------------------------------------


def test_the_agency_that_would_learn_cannot_answer_for_the_one_that_is_asked(scene):
    asked = scene.asked()
    with pytest.raises(NotThere):
        scene.agree(asked, by=scene.asking_supervisor)
    with pytest.raises(NotThere):
        scene.refuse(asked, by=scene.officer)


def agency_of_linked(scene: Scene, person, asked) -> str:
    with scene.world.acting(person), connection.cursor() as cursor:
        cursor.execute("SELECT sec.agency_of_linked(%s)", [str(asked.pk)])
        return cursor.fetchone()[0]


def test_nobody_learns_the_other_agency_before_the_yes_and_only_that_lead_after_it(scene):
    asked = scene.asked()
    for person in (scene.supervisor, scene.asking_supervisor, scene.officer, scene.auditor):
        with pytest.raises(DatabaseError, match="Only a lead that was asked, and agreed"):
            agency_of_linked(scene, person, asked)
    scene.agree(asked)
    assert agency_of_linked(scene, scene.supervisor, asked) == scene.asking_supervisor.membership.agency_id
    with pytest.raises(DatabaseError, match="Only a lead that was asked, and agreed"):
        agency_of_linked(scene, scene.asking_supervisor, asked)


def test_a_lead_that_sends_sql_learns_the_other_agency_and_undoes_its_yes_as_the_decision_record_says(scene):
    asked = scene.asked()
    with scene.world.acting(scene.supervisor), connection.cursor() as cursor:
        cursor.execute("UPDATE linkage_linkrequest SET state = 'agreed' WHERE id = %s", [str(asked.pk)])
        cursor.execute("SELECT sec.agency_of_linked(%s)", [str(asked.pk)])
        assert cursor.fetchone()[0] == scene.asking_supervisor.membership.agency_id
        connection.set_rollback(True)
    assert LinkRequest.objects.using("setup").get(pk=asked.pk).state == RequestState.ASKED


def test_a_question_that_a_lead_makes_up_tells_it_nothing(scene):
    pair = scene.pair()
    with scene.world.acting(scene.supervisor) as actor:
        planted = LinkRequest(
            case_id=scene.case_id, pair_id=pair.pk, state="agreed", asked_at=timezone.now(),
            asked_by_id=actor.membership_id, due_at=timezone.now(), readers=[0], writers=[0],
        )  # fmt: skip
        planted.save(from_action=True, force_insert=True)
    with pytest.raises(DatabaseError, match="Only a lead that was asked, and agreed"):
        agency_of_linked(scene, scene.supervisor, planted)


def test_an_officer_of_bad_will_puts_no_question_into_a_case_and_answers_none(scene):
    asked = scene.asked()
    with scene.world.acting(scene.officer) as actor:
        assert LinkRequest.objects.filter(pk=asked.pk).update(state="agreed", from_action=True) == 0
        planted = LinkRequest(
            case_id=scene.asking_id, pair_id=asked.pair_id, state="agreed", asked_at=timezone.now(),
            asked_by_id=actor.membership_id, due_at=timezone.now(), readers=list(actor.principals),
            writers=list(actor.principals),
        )  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic():
            planted.save(from_action=True, force_insert=True)


@pytest.mark.parametrize("which", ["officer", "overseer"])
def test_the_desk_sees_no_case_no_person_and_no_key(scene, which):
    scene.asked()
    with scene.world.acting(getattr(scene, which)) as actor:
        for model in (Case, CaseKey, Person, Clock, TimelineEntry):
            assert not model.objects.exists()
        assert desk_access.at_desk(actor).exists()


def test_whoever_is_not_at_the_desk_sees_no_pair(scene):
    scene.pair()
    for person in (scene.supervisor, scene.asking_supervisor, scene.caseworker, scene.auditor):
        with scene.world.acting(person) as actor:
            assert not Pair.objects.exists()
            assert not desk_access.at_desk(actor).exists()


def test_no_rule_no_question(scene, monkeypatch):
    pair = scene.pair()
    scene.decide(scene.officer)
    scene.pass_on()
    monkeypatch.setattr(type(pack()), "sharing_if_linked", lambda *_: answers_nothing())
    with pytest.raises(Refused, match="The rules of your country"):
        scene.ask(pair)


def answers_nothing():
    return Sharing(scopes=frozenset(), legal_bases=())


@pytest.mark.parametrize("withdrawn", ["case_id", "asking_id"])
def test_nobody_is_asked_about_a_case_that_was_withdrawn_with_its_list(scene, withdrawn, superuser):
    pair = scene.pair()
    scene.decide(scene.officer)
    scene.pass_on()
    from_lists.stands(superuser, getattr(scene, withdrawn), FromList.WITHDRAWN)
    scene.pass_on()
    assert scene.stored(pair).low_agency_id is scene.stored(pair).high_agency_id is None
    with scene.world.acting(scene.officer) as actor:
        assert desk_queries.to_ask(actor) == []
        with pytest.raises(NotThere):
            desk.ask(pair.pk, asks_low=True, by=actor, at=timezone.now())


@pytest.mark.parametrize("withdrawn", ["case_id", "asking_id"])
def test_a_question_that_is_on_its_way_when_a_case_is_withdrawn_is_not_put(scene, withdrawn, superuser):
    pair = scene.pair()
    scene.decide(scene.officer)
    scene.pass_on()
    scene.ask(pair)
    from_lists.stands(superuser, getattr(scene, withdrawn), FromList.WITHDRAWN)
    scene.pass_on()
    assert not LinkRequest.objects.using("setup").exists()
    assert scene.stored(pair).state == PairState.SAME


def test_a_lead_shares_nothing_with_an_agency_whose_case_was_withdrawn(scene, superuser):
    asked = scene.asked()
    from_lists.stands(superuser, scene.asking_id, FromList.WITHDRAWN)
    with pytest.raises(Refused, match="no longer has its record"):
        scene.agree(asked)
    assert not Participation.objects.using("setup").filter(part="linked").exists()
    scene.refuse(asked)
    scene.pass_on()
    assert scene.pair_asked(asked).state == PairState.REFUSED


def test_a_lead_that_agrees_is_heard_although_the_other_case_is_withdrawn_afterwards(scene, superuser):
    asked = scene.asked()
    scene.agree(asked)
    from_lists.stands(superuser, scene.asking_id, FromList.WITHDRAWN)
    scene.pass_on()
    assert scene.pair_asked(asked).state == PairState.AGREED
    assert kinds_of(scene.asking_id) == []
