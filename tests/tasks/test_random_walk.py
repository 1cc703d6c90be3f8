"""Random people take random steps on a task while time passes and its case changes hands; the state table holds."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.tasks.models import Task
from opennrm.tasks.rules import UNDO_WITHIN
from opennrm.tasks.states import State
from tests import databases
from tests.tasks.scene import in_days, set_up
from tests.world import World

WORKERS = ("caseworker", "colleague")
EVERYBODY = (*WORKERS, "supervisor", "constable")
ENDS = {"finish": State.DONE, "cancel": State.CANCELLED}


class Walk(RuleBasedStateMachine):
    """One task, and a model of it that knows who leads the case, who ended the task, and how long ago."""

    superuser = None

    @initialize()
    def begin(self):
        databases.empty(self.superuser)
        self.scene = set_up(World())
        self.task_id = self.scene.make()
        self.holder, self.state, self.ended_by, self.passed = "caseworker", State.OPEN, "", timedelta()
        self.due_on = in_days(3)

    def sees(self, who: str) -> bool:
        return who in (self.holder, "supervisor")

    def step(self, who: str, verb: str, refusal: type[Exception] | None, **given) -> bool:
        """Whether the step was taken; it has to be refused as expected."""
        refusal = refusal if self.sees(who) else NotThere
        given.setdefault("at", timezone.now() + self.passed)
        person = getattr(self.scene.office, who)
        if refusal:
            with pytest.raises(refusal):
                self.scene.do(verb, self.task_id, by=person, **given)
            return False
        self.scene.do(verb, self.task_id, by=person, **given)
        return True

    @rule(who=st.sampled_from(EVERYBODY), verb=st.sampled_from(sorted(ENDS)))
    def somebody_ends_it(self, who, verb):
        refusal = None if self.state == State.OPEN else TransitionRefused
        given = {"reason": "No longer needed."} if verb == "cancel" else {}
        if self.step(who, verb, refusal, **given):
            self.state, self.ended_by, self.ended_after = ENDS[verb], who, self.passed

    @rule(who=st.sampled_from(EVERYBODY))
    def somebody_takes_that_back(self, who):
        if self.state == State.OPEN:
            refusal = TransitionRefused
        elif self.ended_by != who:
            refusal = NotAllowed
        else:
            # The few seconds that the walk itself takes.
            is_late = self.passed - self.ended_after > UNDO_WITHIN - timedelta(minutes=1)
            refusal = TransitionRefused if is_late else None
        if self.step(who, "undo", refusal):
            self.state = State.OPEN

    @rule(who=st.sampled_from(EVERYBODY), days=st.integers(min_value=1, max_value=9))
    def somebody_puts_it_off(self, who, days):
        refusal = None if self.state == State.OPEN else TransitionRefused
        later = self.due_on + timedelta(days=days)
        if self.step(who, "put_off", refusal, to=later, reason="The school is closed."):
            self.due_on = later

    @rule(minutes=st.sampled_from([2, 30]))
    def time_passes(self, minutes):
        self.passed += timedelta(minutes=minutes)

    @rule()
    def the_case_changes_hands(self):
        self.holder = WORKERS[1 - WORKERS.index(self.holder)]
        self.scene.assign(getattr(self.scene.office, self.holder))

    @invariant()
    def it_stands_where_the_model_says(self):
        if hasattr(self, "task_id"):
            task = self.scene.task(self.task_id)
            assert (task.state, task.due_on) == (self.state, self.due_on)
            assert (task.ended_at is None) == (self.state == State.OPEN)

    @invariant()
    def those_see_it_who_should(self):
        if hasattr(self, "task_id"):
            for who in EVERYBODY:
                with self.scene.office.world.acting(getattr(self.scene.office, who)) as actor:
                    behind_both = Task.objects.visible_to(actor).filter(pk=self.task_id).exists()
                    assert behind_both == Task.objects.filter(pk=self.task_id).exists() == self.sees(who), who


@pytest.mark.database
@pytest.mark.hypothesis
def test_no_walk_breaks_a_task(world, superuser):
    Walk.superuser = superuser
    # A walk makes a whole mechanism first, so there are fewer of them than of other examples.
    run_state_machine_as_test(
        Walk, settings=settings(max_examples=max(4, settings.default.max_examples // 8))
    )
