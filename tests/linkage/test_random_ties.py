"""Random people tie, untie, refuse, correct and hand on records while some are forgotten; what must hold, holds.

Beside the product runs a model that keeps who has which case and what was said, and works identities out by hand. The
rules without the database are in `test_components`, which tries many more sequences.
"""

import pytest
from django.db import connections
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as walk

from opennrm.foundation.refusals import NotThere
from opennrm.linkage import judged
from opennrm.linkage.models import Identity, Verdict
from opennrm.linkage.states import Says
from opennrm.people import corrections, earlier
from tests import databases
from tests.linkage.tying import set_up
from tests.world import World

RECORDS = range(8)
WORKERS = ("caseworker", "colleague")
EVERYBODY = (*WORKERS, "supervisor")
SOMEBODY, A_RECORD = st.sampled_from(EVERYBODY), st.sampled_from(RECORDS)
NOT_BY_A_VERDICT = """
  SELECT format('SELECT %L, md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM %I t', relname, relname)
  FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    AND relname !~ '^(linkage_|audit_)' ORDER BY relname"""


class Model:
    """Who has which case, what was said of which two records and whether it was taken back, and who was forgotten."""

    def __init__(self, count):
        self.holders = {number: WORKERS[min(number, 1)] for number in range(count)}
        self.said, self.forgotten, self.corrected = [], set(), {}

    def sees(self, who, *records):
        return all(
            record in self.holders and who in ("supervisor", self.holders[record]) for record in records
        )

    def stands(self):
        newest = {each["pair"]: each for each in self.said if not each["is_taken_back"]}
        return {pair: each for pair, each in newest.items() if self.forgotten.isdisjoint(pair)}

    def groups(self):
        """The records that belong together, also those that stand alone."""
        groups = [{record} for record in self.holders]
        for pair, each in self.stands().items():
            if each["says"] == Says.SAME:
                joined = [group for group in groups if group & pair]
                groups = [group for group in groups if not group & pair] + [set().union(*joined)]
        return groups

    def in_conflict(self, group):
        return any(each["says"] == Says.DIFFERENT and pair <= group for pair, each in self.stands().items())

    def settled(self, record):
        found = set()
        for pair, each in self.stands().items():
            is_old = any(self.corrected.get(one, 0) > each["number"] for one in pair)
            if record in pair and not (each["says"] == Says.DIFFERENT and is_old):
                found |= pair - {record}
        return found


class Walk(RuleBasedStateMachine):
    """Up to eight records of one office, three people, the matcher, and the model."""

    superuser = None

    @initialize(count=st.integers(2, len(RECORDS)))
    def begin(self, count):
        databases.empty(self.superuser)
        self.tying = set_up(World(), count)
        self.model, self.looked, self.step = Model(count), timezone.now(), 0
        self.persons = [self.tying.person_of(case_id).pk for case_id in self.tying.cases]

    def everything_else(self):
        with connections["setup"].cursor() as cursor:
            cursor.execute(NOT_BY_A_VERDICT)
            cursor.execute(" UNION ALL ".join(row[0] for row in cursor.fetchall()))
            return dict(cursor.fetchall())

    def judge(self, verb, who, one, other):
        verdicts, before = Verdict.objects.using("setup"), self.everything_else()
        cases = self.tying.cases
        self.step += 1
        if one == other or not self.model.sees(who, one, other):
            with pytest.raises(NotThere):
                getattr(self.tying, verb)(cases[one], cases[other % len(cases)], by=self.person(who))
        else:
            pair, says = frozenset((one, other)), Says(verb)
            stood = self.model.stands().get(pair)
            row = getattr(self.tying, verb)(cases[one], cases[other], by=self.person(who))
            if stood is not None and stood["says"] == says:
                assert row.pk == stood["id"]
            else:
                assert verdicts.filter(pk=row.pk).exists()
                said = {"id": row.pk, "pair": pair, "says": says, "is_taken_back": False, "number": self.step}
                self.model.said.append(said)
        assert self.everything_else() == before

    def person(self, who):
        return getattr(self.tying, who)

    def is_there(self, *records):
        return all(
            record < len(self.tying.cases) and record not in self.model.forgotten for record in records
        )

    @rule(who=SOMEBODY, one=A_RECORD, other=A_RECORD)
    def somebody_ties(self, who, one, other):
        if self.is_there(one, other):
            self.judge("same", who, one, other)

    @rule(who=SOMEBODY, one=A_RECORD, other=A_RECORD)
    def somebody_refuses(self, who, one, other):
        if self.is_there(one, other):
            self.judge("different", who, one, other)

    @precondition(lambda self: self.model.said)
    @rule(who=SOMEBODY, data=st.data())
    def somebody_takes_back(self, who, data):
        said = data.draw(st.sampled_from(self.model.said))
        row, before = Verdict.objects.using("setup").get(pk=said["id"]), self.everything_else()
        if self.model.sees(who, *said["pair"]):
            self.tying.take_back(row, by=self.person(who))
            said["is_taken_back"] = True
        else:
            with pytest.raises(NotThere):
                self.tying.take_back(row, by=self.person(who))
        assert self.everything_else() == before

    @rule(record=A_RECORD)
    def a_name_is_corrected(self, record):
        if not self.is_there(record):
            return
        self.step += 1
        case_id = self.tying.cases[record]
        with self.tying.acting(self.tying.supervisor) as actor:
            stands, seen = earlier.identity_to_correct(actor, case_id)
            given = {**stands, "given_names": f"{stands['given_names']} B"}
            corrections.correct_identity(
                case_id, given=given, name_before="of_the_child", reason="A paper says so.", seen=seen,
                by=actor, at=timezone.now(),
            )  # fmt: skip
        self.model.corrected[record] = self.step

    @rule(record=A_RECORD)
    def a_case_changes_hands(self, record):
        if self.is_there(record):
            holder = WORKERS[1 - WORKERS.index(self.model.holders[record])]
            self.tying.give(self.tying.cases[record], self.person(holder))
            self.model.holders[record] = holder

    @rule(record=A_RECORD)
    def a_case_is_forgotten(self, record):
        if self.is_there(record):
            self.tying.forget(self.tying.cases[record])
            self.model.forgotten.add(record)
            self.looked = None

    @rule()
    def the_matcher_looks(self):
        before, self.looked = self.looked, timezone.now()
        self.tying.rebuild(since=before)
        # What it finds of what is new is what it finds of everything.
        assert self.tying.rebuild() == 0
        kept = {
            row.person_id: (row.identity, row.in_conflict) for row in Identity.objects.using("setup").all()
        }
        for group in self.model.groups():
            persons = {self.persons[record] for record in group}
            expected = min(persons), self.model.in_conflict(group)
            assert all(kept.get(person, expected) == expected for person in persons)
            assert len(persons) == 1 or kept.keys() >= persons

    @invariant()
    def whoever_sees_a_verdict_sees_both_records_and_the_other_way_round(self):
        if hasattr(self, "persons"):
            for who in EVERYBODY:
                expected = {each["id"] for each in self.model.said if self.model.sees(who, *each["pair"])}
                with self.tying.acting(self.person(who)) as actor:
                    behind_both = Verdict.objects.visible_to(actor).judgements().values_list("pk", flat=True)
                    alone = Verdict.objects.judgements().values_list("pk", flat=True)
                    assert set(behind_both) == set(alone) == expected, who

    @invariant()
    def a_case_shows_the_others_of_its_child_and_what_is_settled_is_not_asked_again(self):
        if not hasattr(self, "persons"):
            return
        with self.tying.acting(self.tying.supervisor) as actor:
            for record, case_id in enumerate(self.tying.cases):
                settled = judged.settled_with(actor, case_id)
                known = {self.persons[other] for other in range(len(self.persons)) if self.is_there(other)}
                if record not in self.model.forgotten:
                    assert settled & known == {self.persons[other] for other in self.model.settled(record)}
        for group in self.model.groups():
            record = min(group)
            if record not in self.model.forgotten:
                same = {self.tying.cases.index(each) for each in self.tying.same_as(self.tying.cases[record])}
                assert same | {record} == group


@pytest.mark.database
@pytest.mark.hypothesis
def test_no_walk_breaks_what_must_hold_of_ties(world, superuser):
    Walk.superuser = superuser
    # A walk makes a whole mechanism first, so there are fewer of them than of other examples.
    walk(Walk, settings=settings(max_examples=max(3, settings.default.max_examples // 10)))
