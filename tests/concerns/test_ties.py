"""Ties between cases: made and ended by whoever leads both, and no window into a case that somebody does not see."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.utils import timezone

from opennrm.cases.access import visible_to
from opennrm.cases.actions import assign
from opennrm.cases.models import Case, TimelineEntry
from opennrm.concerns import ties
from opennrm.concerns.models import CaseTie
from opennrm.concerns.ties import TieNotPossible
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.state_table import TransitionRefused
from tests.world import Person, World

NOW = timezone.now()
REASON = "They only have the same name."


@dataclass
class Two:
    """Two cases of one agency, and the people who work there."""

    world: World
    one: UUID
    other: UUID
    caseworker: Person
    supervisor: Person
    colleague: Person

    def give(self, case_id: UUID, to: Person) -> None:
        with self.world.acting(self.supervisor) as actor:
            assign(case_id, to=to.membership.pk, by=actor, at=NOW)

    def reference(self, case_id: UUID) -> str:
        return Case.objects.using("setup").get(pk=case_id).reference

    def tie(self, by: Person, *, case_id: UUID | None = None, reference: str = "") -> CaseTie:
        with self.world.acting(by) as actor:
            given = {"reference": reference or self.reference(self.other), "kind": "siblings"}
            return ties.tie(case_id or self.one, **given, by=actor, at=NOW)

    def end(self, row: CaseTie, by: Person) -> CaseTie:
        with self.world.acting(by) as actor:
            return ties.end(row.case_id, row.pk, reason=REASON, by=actor, at=NOW)

    def shown(self, case_id: UUID, to: Person) -> tuple[list[UUID], int]:
        with self.world.acting(to) as actor:
            found = ties.of_case(actor, visible_to(actor).get(pk=case_id))
            return [each.case.pk for each in found.seen], found.hidden


@pytest.fixture
def two(world, constable, caseworker, supervisor, colleague) -> Two:
    one, other = (world.opened(constable, sex="female") for _case in range(2))
    return Two(world, one, other, caseworker, supervisor, colleague)


def test_who_leads_both_sees_each_from_the_other(two):
    two.tie(two.caseworker, reference=two.reference(two.other).lower().replace("-", " "))
    assert two.shown(two.one, two.supervisor) == ([two.other], 0)
    assert two.shown(two.other, two.supervisor) == ([two.one], 0)


def test_who_sees_one_case_alone_learns_nothing_of_the_other_but_that_there_is_one(two):
    two.tie(two.supervisor)
    two.give(two.one, two.caseworker)
    two.give(two.other, two.colleague)
    assert two.shown(two.one, two.caseworker) == ([], 1)
    with two.world.acting(two.caseworker) as actor:
        (opened,) = ties.open_ties(actor, visible_to(actor).get(pk=two.one))
        assert (opened.other, opened.kind) == (None, "")
        # The other case's own row is the other lead's.
        assert [row.case_id for row in CaseTie.objects.all()] == [two.one]
        entry = TimelineEntry.objects.visible_to(actor).get(kind="tie.made")
        assert set(entry.detail) == {"kind"}


def test_a_reference_is_refused_alike_whether_the_case_is_hidden_or_there_is_none(two):
    two.give(two.one, two.caseworker)
    two.give(two.other, two.colleague)
    sentences = set()
    for reference in (two.reference(two.other), "CF-2222-2222-2222", "nothing"):
        with pytest.raises(TieNotPossible) as refused:
            two.tie(two.caseworker, reference=reference)
        sentences.add(str(refused.value))
    assert len(sentences) == 1
    with pytest.raises(NotThere):
        two.tie(two.caseworker, case_id=two.other, reference=two.reference(two.one))


def test_a_case_is_not_tied_to_itself_and_not_twice(two):
    with pytest.raises(TieNotPossible):
        two.tie(two.caseworker, reference=two.reference(two.one))
    two.tie(two.caseworker)
    for case_id, reference in ((two.one, two.other), (two.other, two.one)):
        with pytest.raises(TieNotPossible):
            two.tie(two.caseworker, case_id=case_id, reference=two.reference(reference))
    assert CaseTie.objects.using("setup").count() == 2


def test_whoever_holds_a_case_hears_of_a_tie_that_somebody_else_made(two):
    two.give(two.one, two.caseworker)
    two.give(two.other, two.colleague)
    two.tie(two.supervisor)
    for person in (two.caseworker, two.colleague):
        with two.world.acting(person) as actor:
            assert "case.tied" in notices.unread_by(actor).values_list("kind", flat=True)
    with two.world.acting(two.supervisor) as actor:
        assert "case.tied" not in notices.unread_by(actor).values_list("kind", flat=True)


def test_it_ends_with_a_reason_in_both_cases_and_once(two):
    row = two.tie(two.caseworker)
    two.end(row, two.caseworker)
    for case_id in (two.one, two.other):
        assert two.shown(case_id, two.caseworker) == ([], 0)
        with two.world.acting(two.caseworker) as actor:
            (opened,) = ties.open_ties(actor, visible_to(actor).get(pk=case_id))
            assert opened.end_reason == REASON
    with pytest.raises(TransitionRefused):
        two.end(row, two.caseworker)
    assert two.tie(two.caseworker).pk != row.pk


def test_nobody_ends_it_in_a_case_that_others_lead(two):
    row = two.tie(two.supervisor)
    two.give(two.one, two.caseworker)
    two.give(two.other, two.colleague)
    two.end(row, two.caseworker)
    assert two.shown(two.one, two.caseworker) == ([], 0)
    assert two.shown(two.other, two.colleague) == ([], 1)
    with pytest.raises(NotThere):
        two.end(row, two.colleague)
