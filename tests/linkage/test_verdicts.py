"""Saying of two records whether they are of the same child: who may, what it changes, and what it tells nobody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import Case
from opennrm.cases.reasons import NoReason
from opennrm.cases.states import FromList
from opennrm.country.linkage import LEVELS
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.linkage import actions, figures, identities, queries
from opennrm.linkage.models import Identity, Verdict
from opennrm.linkage.opened import model
from opennrm.linkage.states import Says
from opennrm.people import corrections as people
from opennrm.people import earlier
from tests import from_lists
from tests.linkage.tying import Tying, set_up

NOW = timezone.now()


@pytest.fixture
def tying(world) -> Tying:
    """Three records of one office, all of which its supervisor sees; the caseworker has the first one."""
    return set_up(world)


def test_whoever_sees_both_ties_them_and_each_case_shows_the_other(tying):
    first, second, third = tying.cases
    tying.same(first, second)
    assert tying.same_as(first) == [second]
    assert tying.same_as(second) == [first]
    assert tying.same_as(third) == []


def test_what_is_tied_to_what_is_tied_is_of_the_same_child_too(tying):
    first, second, third = tying.cases
    tying.same(first, second)
    tying.same(second, third)
    found = tying.elsewhere(first)
    assert {each.case.pk: each.verdict is not None for each in found.same} == {second: True, third: False}


def test_whoever_sees_one_record_alone_learns_nothing_of_the_other(tying):
    first, second, _third = tying.cases
    tying.same(first, second)
    found = tying.elsewhere(first, by=tying.caseworker)
    assert found == queries.Elsewhere()
    with tying.acting(tying.caseworker) as actor:
        assert queries.elsewhere_of(actor, [first]) == {}


def test_a_record_that_one_does_not_see_is_not_there(tying):
    first, second, _third = tying.cases
    with pytest.raises(NotThere):
        tying.same(first, second, by=tying.caseworker)
    verdict = tying.same(first, second)
    with pytest.raises(NotThere):
        tying.take_back(verdict, by=tying.caseworker)


def test_a_record_that_is_hidden_and_one_that_does_not_exist_are_refused_alike(tying):
    first, hidden, _third = tying.cases
    said = []
    for other in (hidden, uuid4()):
        for say in (tying.same, tying.different):
            with pytest.raises(NotThere) as caught:
                say(first, other, by=tying.caseworker)
            said.append((type(caught.value), str(caught.value)))
    assert len(set(said)) == 1
    assert not Verdict.objects.using("setup").exists()


def test_a_record_is_not_compared_with_itself(tying):
    with pytest.raises(NotThere):
        tying.same(tying.cases[0], tying.cases[0])


def test_a_role_that_judges_no_links_says_nothing(tying, monkeypatch):
    first, second, _third = tying.cases
    with tying.acting(tying.supervisor) as actor:
        barred = type(actor)(**{**vars(actor), "permissions": frozenset(actor.permissions) - {"link_judge"}})
        with pytest.raises(NotAllowed):
            actions.same(first, second, by=barred, at=NOW)


def test_to_say_the_same_again_is_calm(tying):
    first, second, _third = tying.cases
    once, again, from_there = (
        tying.same(first, second), tying.same(first, second), tying.same(second, first)
    )  # fmt: skip
    assert once == again == from_there
    assert Verdict.objects.using("setup").count() == 1


def test_to_take_back_again_is_calm(tying):
    first, second, _third = tying.cases
    verdict = tying.same(first, second)
    assert tying.take_back(verdict) == tying.take_back(verdict)
    assert tying.same_as(first) == []
    assert Verdict.objects.using("setup").count() == 2


def test_what_was_taken_back_cannot_itself_be_taken_back(tying):
    first, second, _third = tying.cases
    taken = tying.take_back(tying.same(first, second))
    with pytest.raises(NotThere):
        tying.take_back(taken)


def test_taking_back_needs_a_reason(tying):
    first, second, _third = tying.cases
    verdict = tying.same(first, second)
    with pytest.raises(NoReason):
        tying.take_back(verdict, reason=" . ")


def test_the_newest_judgement_stands_and_an_earlier_one_comes_back(tying):
    first, second, _third = tying.cases
    tying.different(first, second)
    newer = tying.same(first, second)
    assert tying.elsewhere(first).different == ()
    tying.take_back(newer)
    assert [each.verdict.says for each in tying.elsewhere(first).different] == [Says.DIFFERENT]


def test_somebody_who_waited_for_another_judgement_of_the_same_two_comes_after_it(tying):
    first, second, _third = tying.cases
    tying.same(first, second, at=NOW)
    tying.different(first, second, at=NOW - timedelta(seconds=5))
    assert len(tying.elsewhere(first).different) == 1


def test_a_conflict_is_shown_with_the_ties_that_contradict_it_and_changes_nothing(tying):
    first, second, third = tying.cases
    tying.same(first, second)
    tying.same(second, third)
    tying.different(first, third)
    found = tying.elsewhere(second)
    [contradiction] = found.contradictions
    assert {contradiction.refusal.one.pk, contradiction.refusal.other.pk} == {first, third}
    assert len(contradiction.path) == 2
    assert len(found.same) == 2


def test_a_verdict_keeps_what_the_comparison_said_and_its_words_sealed(tying):
    first, second, _third = tying.cases
    verdict = tying.same(first, second, note="The mother said so.")
    kept = Verdict.objects.using("setup").get(pk=verdict.pk)
    assert len(kept.levels) == len(LEVELS)
    assert LEVELS["given_names"][kept.levels[0]] == "same"
    assert kept.model == model().version
    assert kept.weight is not None
    assert b"mother" not in bytes(kept.note)
    with tying.acting(tying.supervisor) as actor:
        assert queries.opened_note(actor, Verdict.objects.visible_to(actor).get()) == "The mother said so."


def test_the_history_of_a_case_tells_nothing_of_a_verdict(tying):
    """Whoever leads one of the cases and does not see the other reads its history."""
    first, second, _third = tying.cases
    verdict = tying.same(first, second)
    tying.take_back(verdict)
    events = AuditEvent.objects.using("setup").filter(kind__startswith="same_child.")
    assert [each.case_id for each in events] == [None, None]
    assert [each.detail for each in events] == [{}, {}]


def test_a_closed_case_can_be_tied(tying):
    first, second, _third = tying.cases
    Case.objects.using("setup").filter(pk=second).update(closed_at=NOW, from_action=True)
    tying.same(first, second)
    assert tying.same_as(first) == [second]


def test_a_record_held_to_be_different_is_not_offered_again(tying):
    first, second, _third = tying.cases
    assert second in tying.offered(first)
    verdict = tying.different(first, second)
    assert second not in tying.offered(first)
    tying.take_back(verdict)
    assert second in tying.offered(first)


def test_a_tied_record_is_not_offered_again(tying):
    first, second, _third = tying.cases
    tying.same(first, second)
    assert second not in tying.offered(first)


@pytest.mark.parametrize(
    ("field", "value", "is_asked_again"),
    [
        ("given_names", "Zipporah Ann", True),
        ("birth_date", "2012~", True),
        ("document_number", "A123", False),
    ],
)
def test_it_is_asked_again_once_names_or_the_birth_date_have_changed(tying, field, value, is_asked_again):
    first, second, _third = tying.cases
    tying.different(first, second)
    with tying.acting(tying.supervisor) as actor:
        stands, seen = earlier.identity_to_correct(actor, second)
        people.correct_identity(
            second, given={**stands, field: value}, name_before="of_the_child", reason="A paper says so.",
            seen=seen, by=actor, at=timezone.now(),
        )  # fmt: skip
    assert (second in tying.offered(first)) == is_asked_again


def test_the_matcher_keeps_identities_and_does_it_again_without_changing_anything(tying):
    first, second, third = tying.cases
    tying.same(first, second)
    tying.same(second, third)
    tying.different(first, third)
    assert tying.rebuild() == 3
    assert tying.rebuild() == 0
    kept = Identity.objects.using("setup").all()
    least = min(each.person_id for each in kept)
    assert {(each.identity, each.in_conflict) for each in kept} == {(least, True)}


def test_what_was_said_since_gives_the_same_as_everything(tying):
    first, second, third = tying.cases
    tying.same(first, second)
    tying.rebuild()
    before = timezone.now()
    taken = tying.same(second, third)
    tying.rebuild(since=before)
    assert tying.rebuild() == 0
    before = timezone.now()
    tying.take_back(taken)
    tying.rebuild(since=before)
    assert tying.rebuild() == 0
    assert len(set(Identity.objects.using("setup").values_list("identity", flat=True))) == 2


def test_a_record_whose_case_was_forgotten_ties_nothing_any_more(tying):
    first, second, third = tying.cases
    tying.same(first, second)
    tying.same(second, third)
    tying.rebuild()
    tying.forget(second)
    tying.rebuild()
    kept = Identity.objects.using("setup").all()
    assert all(each.identity == each.person_id for each in kept)
    assert tying.same_as(first) == []


def test_nobody_but_the_matcher_sees_identities(tying):
    first, second, _third = tying.cases
    tying.same(first, second)
    tying.rebuild()
    with tying.acting(tying.supervisor):
        assert not Identity.objects.exists()
    assert identities.Identity.objects.using("setup").count() == 2


def test_two_records_are_opened_side_by_side_and_both_histories_say_so(tying):
    first, second, _third = tying.cases
    with tying.acting(tying.supervisor) as actor:
        found = queries.side_by_side(actor, first, second)
    assert found.known == tuple(tying.known(each) for each in (first, second))
    opened = AuditEvent.objects.using("setup").filter(kind="identity.opened")
    assert {each.case_id for each in opened} >= {first, second}


def test_the_names_of_other_records_are_opened_and_their_histories_say_so(tying):
    first, second, _third = tying.cases
    tying.same(first, second)
    with tying.acting(tying.supervisor) as actor:
        found = queries.also_known_as(actor, first)
    assert [(each.case.pk, each.name) for each in found] == [(second, "Zipporah Quilfeather")]
    opened = AuditEvent.objects.using("setup").filter(kind="identity.opened")
    assert {each.case_id for each in opened} == {second}
    with tying.acting(tying.caseworker) as actor:
        assert queries.also_known_as(actor, first) == []


def test_a_child_with_two_cases_counts_once_in_the_figures_of_the_agency(tying):
    first, second, third = tying.cases
    tying.same(first, second)
    tying.different(second, third)
    with tying.acting(tying.supervisor) as actor:
        [counted] = [each.count(actor, NOW) for each in figures.FIGURES]
    assert counted == {"cases": 3, "children": 2}


def test_a_case_that_waits_to_be_released_counts_neither_as_a_case_nor_as_a_child(tying, superuser):
    first, second, _third = tying.cases
    tying.same(first, second)
    from_lists.stands(superuser, second, FromList.WAITING)
    with tying.acting(tying.supervisor) as actor:
        [counted] = [each.count(actor, NOW) for each in figures.FIGURES]
    assert counted == {"cases": 2, "children": 2}
