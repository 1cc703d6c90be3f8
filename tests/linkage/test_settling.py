"""What the desk decides becomes a verdict; what somebody who sees both records says takes a pair off the work list."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.linkage.models import DESK, DeskDecision, Pair, Verdict
from opennrm.linkage.states import Basis, PairState, Says
from tests.world import Person

from .matcher import ALIKE, BORN, Scene, child_of, pair_of, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


@pytest.fixture
def pair(scene) -> Pair:
    """A pair of two agencies that waits for the desk."""
    here, there = scene.report(to=scene.here), scene.report(ALIKE, to=scene.there)
    scene.run()
    found = pair_of(here, there)
    assert found is not None
    return found


def decide(pair: Pair, says: str, by: Person, *, state: str) -> DeskDecision:
    """What the desk keeps when somebody there decides."""
    decision = DeskDecision(
        pair=pair,
        says=says,
        reason="",
        decided_at=timezone.now(),
        decided_by=by.membership,
        readers=pair.readers,
        writers=pair.writers,
    )
    decision.save(from_action=True, using="setup", force_insert=True)
    put(pair, state)
    return decision


def put(pair: Pair, state: str) -> None:
    Pair.objects.using("setup").filter(pk=pair.pk).update(state=state, from_action=True)


def take_back(decision: DeskDecision) -> None:
    row = DeskDecision.objects.using("setup").filter(pk=decision.pk)
    row.update(taken_back_at=timezone.now(), from_action=True)
    put(decision.pair, PairState.WAITING)


def now(pair: Pair) -> Pair:
    return Pair.objects.using("setup").get(pk=pair.pk)


def verdicts() -> list[Verdict]:
    return list(Verdict.objects.using("setup").order_by("judged_at", "id"))


def said() -> list[str]:
    return [verdict.says for verdict in verdicts()]


@pytest.mark.parametrize(
    ("says", "state"), [(Says.SAME, PairState.SAME), (Says.DIFFERENT, PairState.DIFFERENT)]
)
def test_what_the_desk_decided_becomes_a_verdict_of_whoever_decided(scene, pair, says, state):
    decide(pair, says, scene.here, state=state)
    scene.run()
    [verdict] = verdicts()
    assert (verdict.says, verdict.basis) == (says, Basis.DESK)
    assert (verdict.low_id, verdict.high_id) == (pair.low_id, pair.high_id)
    assert verdict.judged_by_id == scene.here.membership.pk
    assert (verdict.levels, verdict.weight, verdict.model) == (pair.levels, pair.weight, pair.model)
    assert now(pair).settled_at is not None
    scene.run()
    assert len(verdicts()) == 1


def test_where_two_decided_the_verdict_names_both(scene, pair):
    decide(pair, Says.SAME, scene.here, state=PairState.SECOND)
    scene.run()
    assert verdicts() == []
    decide(pair, Says.SAME, scene.there, state=PairState.SAME)
    scene.run()
    [verdict] = verdicts()
    assert verdict.judged_by_id == scene.here.membership.pk
    assert verdict.confirmed_by_id == scene.there.membership.pk


def test_a_decision_that_was_taken_back_takes_the_verdict_back(scene, pair):
    decision = decide(pair, Says.SAME, scene.here, state=PairState.SAME)
    scene.run()
    take_back(decision)
    scene.run()
    assert said() == [Says.SAME, Says.TAKEN_BACK]
    decide(pair, Says.DIFFERENT, scene.here, state=PairState.DIFFERENT)
    scene.run()
    scene.run()
    assert said() == [Says.SAME, Says.TAKEN_BACK, Says.DIFFERENT]


def test_different_is_not_asked_again_until_the_names_agree_otherwise(scene, pair):
    decide(pair, Says.DIFFERENT, scene.here, state=PairState.DIFFERENT)
    scene.run()
    there = next(iter({pair.low.case_id, pair.high.case_id}))
    scene.correct(there, school="Harbour School")
    scene.run()
    assert now(pair).state == PairState.DIFFERENT
    scene.correct(there, seen=1, birth_date="2012-03-28")
    scene.run()
    assert now(pair).state == PairState.WAITING
    assert now(pair).settled_at is None
    assert said() == [Says.DIFFERENT]


def judge(scene: Scene, pair: Pair, says: str, *, takes_back: Verdict | None = None) -> Verdict:
    """Somebody who sees both records says it: here past the walls."""
    verdict = Verdict(
        low_id=pair.low_id,
        high_id=pair.high_id,
        says=says,
        takes_back=takes_back,
        basis=Basis.IN_SIGHT,
        levels=pair.levels,
        judged_at=timezone.now(),
        judged_by=scene.here.membership,
        readers=pair.low.readers,
        readers_too=pair.high.readers,
    )
    verdict.save(from_action=True, using="setup", force_insert=True)
    return verdict


@pytest.mark.parametrize("says", [Says.SAME, Says.DIFFERENT])
def test_what_somebody_who_sees_both_says_takes_the_pair_off_the_work_list_until_it_is_taken_back(
    scene, pair, says
):
    verdict = judge(scene, pair, says)
    scene.run()
    assert now(pair).state == PairState.SETTLED
    judge(scene, pair, Says.TAKEN_BACK, takes_back=verdict)
    scene.run()
    assert (now(pair).state, now(pair).settled_at) == (PairState.WAITING, None)


def test_two_records_of_which_somebody_has_said_that_they_are_one_child_make_no_pair(scene):
    here = scene.report(to=scene.here)
    there = scene.report(ALIKE, to=scene.there)
    low, high = sorted([child_of(here), child_of(there)], key=lambda child: child.pk)
    judge(scene, Pair(low=low, high=high, levels=[]), Says.SAME)
    scene.run()
    assert pair_of(here, there) is None


def test_a_sheet_is_destroyed_thirty_days_after_the_decision_and_not_before(scene, pair):
    decide(pair, Says.DIFFERENT, scene.here, state=PairState.DIFFERENT)
    scene.run()
    assert now(pair).sheet
    past = timezone.now() - timedelta(days=31)
    Pair.objects.using("setup").filter(pk=pair.pk).update(settled_at=past, from_action=True)
    scene.run()
    assert now(pair).wrapped is now(pair).sheet is None


def test_when_the_key_of_a_case_is_destroyed_its_sheets_go_and_nobody_finds_the_child_by_a_token(
    scene, pair, superuser
):
    case_id = pair.low.case_id
    superuser.execute("UPDATE people_person SET changed_at = now() - interval '9 years'")
    superuser.execute("UPDATE cases_casekey SET wrapped = NULL WHERE id = %s", [case_id])
    scene.run()
    assert now(pair).wrapped is now(pair).sheet is None
    scene.look_at_all()
    assert now(pair).state == PairState.GONE
    assert scene.tokens_of(case_id) == 0
    other = scene.report(to=scene.there, birth_date=BORN)
    scene.run()
    assert pair_of(case_id, other) is None


def test_the_desk_has_a_principal_that_reads_pairs_and_nothing_of_a_case(scene, pair, superuser):
    [(desk,)] = superuser.execute("SELECT id FROM sec.principal WHERE name = %s", [DESK]).fetchall()
    assert desk in pair.readers
    assert desk in pair.writers
    assert desk not in child_of(pair.low.case_id).readers
