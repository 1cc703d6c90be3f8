"""Counts, sentences and appeals: who records them, what stays as it was, and what is refused."""

from dataclasses import replace
from uuid import uuid4

import pytest

from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.justice import access
from opennrm.justice.counts import Charge
from opennrm.justice.models import Accused, ChildInProceeding, Count, CountStep, Proceeding, Sentence
from opennrm.justice.sentencing import Penalty
from opennrm.justice.states import CountState
from tests.justice.scene import TRAFFICKING, Scene, ago, events, set_up

pytestmark = pytest.mark.database
LESSER = Charge(
    offence="living_on_earnings",
    basis="sexual_offences_law",
    facts="trafficking_facts",
    lesser_because="plea",
)


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_who_sees_a_proceeding(scene):
    for who, sees in (
        ("prosecutor", True),
        ("clerk", True),
        ("other_prosecutor", False),
        ("caseworker", False),
    ):
        with scene.world.acting(scene.people[who]) as actor:
            assert Proceeding.objects.visible_to(actor).exists() == Proceeding.objects.exists() == sees
            # Nobody but those who prosecute knows who is accused.
            assert Accused.objects.exists() == (who == "prosecutor")
            # A child's part is seen by those who prosecute, and in the case.
            assert ChildInProceeding.objects.exists() == (who in ("prosecutor", "caseworker"))
    with scene.world.acting(scene.people["prosecutor"]) as actor:
        proceeding = access.proceeding_to_read(actor, scene.proceeding_id)
        assert access.names_of(actor, proceeding) == {scene.accused_id: "Ivan Invented"}


def test_a_proceeding_begins_in_a_case(scene):
    opened = {
        "role": "victim", "court": "gun_court", "reference": "", "judge_alone": False, "in_camera": False,
        "opened_on": ago(3),
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        scene.do("open_proceeding", scene.case_id, by="caseworker", **opened)
    with pytest.raises(NotThere):
        scene.do("open_proceeding", scene.case_id, by="other_prosecutor", **opened)
    page = uuid4()
    made = [scene.do("open_proceeding", scene.case_id, page=page, **opened).pk for _each in range(2)]
    assert made[0] == made[1]
    assert scene.story().count("court.child_added") == 2
    # The same child is in a proceeding once.
    again = scene.do("add_child", scene.case_id, proceeding_id=scene.proceeding_id, role="victim")
    assert again.pk == scene.child_id


def test_a_lesser_law_on_trafficking_facts_needs_a_reason(scene):
    with pytest.raises(Refused) as refused:
        scene.lay(replace(LESSER, lesser_because=""))
    assert refused.value.field == "lesser_because"
    count = scene.lay(LESSER)
    assert (count.lesser_because, count.law, count.state) == ("plea", "Sexual Offences Act", "laid")
    # A reason that says nothing is not kept.
    assert scene.lay(replace(TRAFFICKING, lesser_because="plea")).lesser_because == ""
    with pytest.raises(NotThere):
        scene.lay(by="other_prosecutor")
    with pytest.raises(NotAllowed):
        scene.lay(by="clerk")
    assert events("count.laid") == 2


def test_a_count_is_replaced_and_never_edited(scene):
    page = uuid4()
    count = scene.lay(page=page)
    assert scene.lay(page=page).pk == count.pk
    later = scene.do("amend", count.pk, charge=LESSER, on=ago(5), reason="Agreed with the defence.")
    before = Count.objects.using("setup").get(pk=count.pk)
    assert (before.state, before.offence, before.number) == (CountState.REPLACED, "trafficking", 1)
    assert (later.replaces_id, later.number, later.replaces_because) == (
        count.pk,
        2,
        "Agreed with the defence.",
    )
    assert events("count.replaced") == 1
    with pytest.raises(TransitionRefused):
        scene.do("amend", count.pk, charge=LESSER, on=ago(4), reason="Once more.")


def test_guilty_of_a_lesser_offence_adds_that_count(scene):
    count = scene.lay()
    scene.do("plead", count.pk, plea="to_lesser", on=ago(20))
    with pytest.raises(Refused):
        scene.do("dispose", count.pk, to="guilty_of_lesser", on=ago(10))
    lesser = scene.do("dispose", count.pk, to="guilty_of_lesser", on=ago(10), lesser=LESSER)
    assert (lesser.state, lesser.verdict, lesser.replaces_id) == ("guilty", "guilty", count.pk)
    first = Count.objects.using("setup").get(pk=count.pk)
    assert (first.state, first.verdict, first.ended_on) == ("guilty_of_lesser", "guilty_of_lesser", ago(10))


def test_a_plea_of_guilty_is_a_conviction(scene):
    count = scene.lay()
    scene.do("plead", count.pk, plea="guilty", on=ago(20))
    found = Count.objects.using("setup").get(pk=count.pk)
    assert (found.state, found.verdict, found.verdict_on) == ("pleaded_guilty", "pleaded_guilty", ago(20))
    with pytest.raises(TransitionRefused):
        scene.do("dispose", count.pk, to="not_guilty", on=ago(10))


def test_a_count_that_ends_without_a_verdict_says_why(scene):
    count = scene.lay()
    with pytest.raises(Refused):
        scene.do("dispose", count.pk, to="withdrawn", on=ago(10))
    scene.do("dispose", count.pk, to="withdrawn", on=ago(10), reason="No evidence was left.")
    assert (
        CountStep.objects.using("setup").get(count=count, state="withdrawn").reason == "No evidence was left."
    )


def test_a_sentence_and_an_appeal_that_quashes_the_conviction(scene):
    """J5: what the first court found stays, and the day on which it was quashed stands beside it."""
    count = scene.convict()
    ten_years = Penalty(kind="imprisonment", months=120)
    with pytest.raises(Refused):
        scene.do("sentence", count.pk, penalty=Penalty(kind="imprisonment"), on=ago(9))
    scene.do("sentence", count.pk, penalty=ten_years, on=ago(9))
    with pytest.raises(Refused):
        scene.do("make_final", count.pk)
    with pytest.raises(Refused):
        scene.do("appeal", count.pk, appealed_by="defence", against="acquittal", on=ago(8))
    scene.do("appeal", count.pk, appealed_by="defence", against="conviction", on=ago(8))
    with pytest.raises(Refused):
        scene.do("decide_appeal", count.pk, result="varied", on=ago(1))
    scene.do("decide_appeal", count.pk, result="quashed", on=ago(1))
    found = Count.objects.using("setup").get(pk=count.pk)
    assert (found.state, found.quashed_on) == ("quashed", ago(1))
    assert (found.verdict, found.verdict_on, found.ended_on) == ("guilty", ago(10), ago(10))
    assert events("sentence.entered", "appeal.filed", "appeal.decided") == 3


def test_a_sentence_that_is_varied_stays(scene):
    count = scene.convict()
    scene.do("sentence", count.pk, penalty=Penalty(kind="imprisonment", months=120), on=ago(9))
    scene.do("appeal", count.pk, appealed_by="defence", against="sentence", on=ago(8))
    scene.do(
        "decide_appeal", count.pk, result="varied", penalty=Penalty(kind="imprisonment", months=60), on=ago(1)
    )
    before, after = Sentence.objects.using("setup").filter(count=count).order_by("sentenced_on")
    assert (before.months, before.varied_by_id, after.months, after.varied_by_id) == (120, after.pk, 60, None)


def test_terms_follow_each_other_and_never_in_a_circle(scene):
    first, second = scene.convict(), scene.convict()
    with pytest.raises(Refused):
        scene.do(
            "sentence", first.pk, on=ago(9),
            penalty=Penalty(kind="imprisonment", months=12, consecutive_to=second.pk),
        )  # fmt: skip
    scene.do("sentence", first.pk, penalty=Penalty(kind="imprisonment", months=12), on=ago(9))
    after = Penalty(kind="imprisonment", months=24, consecutive_to=first.pk)
    assert scene.do("sentence", second.pk, penalty=after, on=ago(9)).consecutive_to_id == first.pk


def test_a_proceeding_ends_once_everything_is_decided(scene):
    count = scene.lay()
    with pytest.raises(Refused):
        scene.do("close_proceeding", closed_on=ago(0))
    scene.do("dispose", count.pk, to="dismissed", on=ago(10), reason="The court dismissed it.")
    scene.do("close_proceeding", closed_on=ago(0))
    assert ChildInProceeding.objects.using("setup").get(pk=scene.child_id).ended_at is not None
    assert scene.story()[-1] == "court.child_ended"
    with pytest.raises(Refused):
        scene.lay()
