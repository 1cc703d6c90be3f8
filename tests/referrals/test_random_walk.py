"""Random people take random steps on a referral while time passes; the walls and the state table hold."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused, terminal
from opennrm.referrals.models import Referral
from opennrm.referrals.states import TRANSITIONS, State
from tests import databases
from tests.referrals.scene import Scene, set_up
from tests.world import World

SENDERS = ("caseworker", "supervisor")
RECEIVERS = ("manager", "night_manager")
OTHERS = ("constable", "colleague", "house_administrator", "other_manager")
LEADS_TO = {
    "accept": State.ACCEPTED,
    "decline": State.DECLINED,
    "withdraw": State.WITHDRAWN,
    "no_show": State.NO_SHOW,
    "complete": State.COMPLETED,
}


class Walk(RuleBasedStateMachine):
    """One referral, and a model of it that knows only the state table and whose turn it is."""

    superuser = None
    scene: Scene
    referral: Referral

    @initialize()
    def begin(self):
        databases.empty(self.superuser)
        self.scene = set_up(World())
        self.referral = self.scene.send()
        self.expected = State.SENT
        self.has_lapsed = False
        self.ends = 0

    @property
    def is_open_to_receiver(self) -> bool:
        if self.expected == State.SENT:
            return not self.has_lapsed
        return self.expected == State.ACCEPTED

    @rule(who=st.sampled_from(SENDERS + RECEIVERS + OTHERS), verb=st.sampled_from(sorted(LEADS_TO)))
    def somebody_takes_a_step(self, who, verb):
        is_lawful = LEADS_TO[verb] in TRANSITIONS[self.expected] and not self.has_lapsed
        if who in OTHERS or (who in RECEIVERS and not self.is_open_to_receiver):
            refusal = NotThere
        elif (who in SENDERS) != (verb == "withdraw"):
            refusal = NotAllowed
        else:
            refusal = None if is_lawful else TransitionRefused
        if refusal:
            with pytest.raises(refusal):
                self.scene.do(getattr(self.scene, who), verb, self.referral)
            return
        self.scene.do(getattr(self.scene, who), verb, self.referral)
        self.expected = LEADS_TO[verb]
        self.ends += self.expected in terminal(TRANSITIONS)

    @precondition(lambda self: self.expected == State.SENT)
    @rule(share=st.sampled_from([0.3, 0.6, 1.1]))
    def time_passes(self, share):
        now = timezone.now()
        referral = Referral.objects.using("setup").get(pk=self.referral.pk)
        self.scene.let_pass(self.referral, max(referral.expires_at - now, timedelta(minutes=5)) * share)
        self.has_lapsed = (
            Referral.objects.using("setup").get(pk=self.referral.pk).expires_at <= timezone.now()
        )

    @rule()
    def the_watch_comes_by(self):
        self.scene.watch(timezone.now())
        if self.has_lapsed and self.expected == State.SENT:
            self.expected = State.EXPIRED
            self.has_lapsed = False
            self.ends += 1

    @invariant()
    def it_stands_where_the_table_says(self):
        if hasattr(self, "referral"):
            assert self.scene.state(self.referral) == self.expected
            assert self.ends <= 1

    @invariant()
    def those_see_it_who_should(self):
        if hasattr(self, "referral"):
            for who in SENDERS + RECEIVERS + OTHERS:
                may = who in SENDERS or (who in RECEIVERS and self.is_open_to_receiver)
                assert self.scene.sees(getattr(self.scene, who), self.referral) == may, who
            serves = self.expected == State.ACCEPTED
            assert self.scene.sees_case(self.scene.manager) == serves
            assert not self.scene.sees_case(self.scene.other_manager)


@pytest.mark.database
@pytest.mark.hypothesis
def test_no_walk_breaks_a_referral(world, superuser):
    Walk.superuser = superuser
    # A walk makes a whole mechanism first, so there are fewer of them than of other examples.
    run_state_machine_as_test(Walk, settings=settings(max_examples=settings.default.max_examples // 4))
