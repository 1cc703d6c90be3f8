"""A law that the pack names replaces the yes of a lead that does not answer; a lead ends early what it has shown."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from opennrm.cases.models import Clock, LostCase, Participation
from opennrm.country.pack import pack
from opennrm.country.sharing import Sharing
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.linkage import answers, by_law
from opennrm.linkage.models import MATCHER, LinkRequest
from opennrm.linkage.states import PairState, RequestState
from tests.linkage.desk_scene import Scene, set_up
from tests.linkage.test_asking_a_lead import kinds_of
from tests.world import Person


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def late(scene: Scene) -> LinkRequest:
    """The lead was asked, and its time is over."""
    asked = scene.asked()
    over = timezone.now() - timedelta(minutes=1)
    LinkRequest.objects.using("setup").filter(pk=asked.pk).update(due_at=over, from_action=True)
    scene.pass_on()
    return asked


def decide(scene: Scene, asked: LinkRequest, *, by: Person | None = None):
    with scene.world.acting(by or scene.overseer) as actor:
        return by_law.decide(asked.pair_id, by=actor, at=timezone.now())


def end(scene: Scene, asked: LinkRequest, *, by: Person | None = None) -> LinkRequest:
    with scene.world.acting(by or scene.supervisor) as actor:
        return answers.end(asked.pk, reason="danger", words="He works there.", by=actor, at=timezone.now())


def stored(asked: LinkRequest) -> LinkRequest:
    return LinkRequest.objects.using("setup").get(pk=asked.pk)


def test_by_law_the_other_agency_sees_what_the_pack_says_and_both_are_told(scene):
    asked = late(scene)
    decide(scene, asked)
    assert not scene.sees_case(scene.asking_supervisor, scene.case_id)
    scene.pass_on()
    assert (stored(asked).state, scene.pair_asked(asked).state) == (RequestState.BY_LAW, PairState.BY_LAW)
    assert scene.sees_case(scene.asking_supervisor, scene.case_id)
    assert not scene.sees_case(scene.asking_caseworker, scene.case_id)
    part = Participation.objects.using("setup").get(case_id=scene.case_id, part="linked")
    kind = scene.supervisor.membership.agency.kind
    assert (part.scopes, part.basis) == (["case"], pack().sharing_by_law(kind, kind).legal_bases[0])
    assert kinds_of(scene.case_id) == ["link.asked", "link.by_law"]
    assert kinds_of(scene.asking_id) == ["link.learned"]
    assert "link.by_law" in scene.notices_of(scene.supervisor)
    assert "link.learned" in scene.notices_of(scene.asking_supervisor)
    assert not Clock.objects.using("setup").filter(subject_id=asked.pk, stopped_at=None).exists()
    scene.pass_on()
    assert Participation.objects.using("setup").filter(part="linked").count() == 1


def test_a_lead_that_still_has_time_is_waited_for(scene):
    asked = scene.asked()
    with pytest.raises(TransitionRefused, match="still has time"):
        decide(scene, asked)


def test_only_the_overseer_decides_it(scene):
    asked = late(scene)
    with pytest.raises(NotAllowed):
        decide(scene, asked, by=scene.officer)
    with pytest.raises(NotThere):
        decide(scene, asked, by=scene.asking_supervisor)


def test_a_country_without_such_a_law_waits_on(scene, monkeypatch):
    asked = late(scene)
    nothing = Sharing(scopes=frozenset(), legal_bases=())
    with monkeypatch.context() as without_law:
        without_law.setattr(type(pack()), "sharing_by_law", lambda *_: nothing)
        with pytest.raises(Refused, match="name no law"):
            decide(scene, asked)
    decide(scene, asked)
    monkeypatch.setattr(type(pack()), "sharing_by_law", lambda *_: nothing)
    scene.pass_on()
    assert scene.pair_asked(asked).by_law_by_id is None
    assert stored(asked).state == RequestState.ASKED


@pytest.mark.parametrize(("answer", "state"), [("refuse", PairState.REFUSED), ("agree", PairState.AGREED)])
def test_a_lead_that_answers_at_the_last_moment_is_heard(scene, answer, state):
    asked = late(scene)
    decide(scene, asked)
    getattr(scene, answer)(asked)
    scene.pass_on()
    pair = scene.pair_asked(asked)
    assert (pair.state, pair.by_law_by_id) == (state, None)
    assert scene.sees_case(scene.asking_supervisor, scene.case_id) == (answer == "agree")


def test_an_officer_of_bad_will_decides_nothing_by_law(scene):
    asked = scene.asked()
    with scene.world.acting(scene.officer), connection.cursor() as cursor:
        mine, other = str(scene.officer.membership.pk), str(scene.overseer.membership.pk)
        with pytest.raises(DatabaseError, match="steps of its work"):
            cursor.execute("UPDATE linkage_pair SET by_law_by_id = %s WHERE id = %s", [other, asked.pair_id])
    with scene.world.acting(scene.officer), connection.cursor() as cursor:
        cursor.execute("UPDATE linkage_pair SET by_law_by_id = %s WHERE id = %s", [mine, str(asked.pair_id)])
    scene.pass_on()
    assert scene.pair_asked(asked).by_law_by_id is None
    assert stored(asked).state == RequestState.ASKED
    with scene.world.connected_as("opennrm_worker"), as_job(MATCHER), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="No law replaces"):
            cursor.execute("SELECT sec.stand_in_by_law(%s)", [str(asked.pk)])
        connection.set_rollback(True)


def test_a_lead_ends_early_what_the_other_agency_sees(scene):
    asked = scene.agree(scene.asked())
    scene.pass_on()
    with pytest.raises(NotThere):
        end(scene, asked, by=scene.asking_supervisor)
    end(scene, asked)
    assert not scene.sees_case(scene.asking_supervisor, scene.case_id)
    assert kinds_of(scene.case_id) == ["link.asked", "link.agreed", "link.ended"]
    assert "link.ended" in scene.notices_of(scene.asking_supervisor)
    assert LostCase.objects.using("setup").filter(case_id=scene.case_id).exists()
    ended = stored(asked)
    assert (ended.state, ended.reason) == (RequestState.ENDED, "danger")
    assert scene.pair_asked(asked).state == PairState.AGREED
    with pytest.raises(TransitionRefused, match="does not see"):
        end(scene, asked)


def test_what_was_given_by_law_can_be_ended_too(scene):
    asked = late(scene)
    decide(scene, asked)
    scene.pass_on()
    end(scene, asked)
    assert not scene.sees_case(scene.asking_supervisor, scene.case_id)


def test_nothing_is_ended_that_was_not_given(scene):
    asked = scene.asked()
    with pytest.raises(TransitionRefused, match="does not see"):
        end(scene, asked)
