"""Several people answer the same request at the same moment: exactly one of them does."""

import threading

import pytest
from django.db import connections

from opennrm.audit.models import AuditEvent
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.referrals.states import TRANSITIONS

pytestmark = pytest.mark.database


def all_at_once(scene, referral, steps) -> list[str]:
    """Take the steps in threads that start together; returns what came of each."""
    gate = threading.Barrier(len(steps))
    outcomes: list[str] = []

    def take(person, verb):
        try:
            gate.wait(timeout=20)
            scene.do(person, verb, referral)
            outcomes.append(verb)
        except TransitionRefused:
            outcomes.append("refused")
        except NotThere:
            outcomes.append("gone")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=step) for step in steps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


@pytest.mark.parametrize("attempt", range(4))
def test_of_accept_decline_and_withdraw_exactly_one_wins(scene, attempt):
    referral = scene.send()
    steps = [
        (scene.manager, "accept"),
        (scene.night_manager, "decline"),
        (scene.caseworker, "withdraw"),
        (scene.night_manager, "accept"),
        (scene.supervisor, "withdraw"),
        (scene.manager, "decline"),
    ]
    outcomes = all_at_once(scene, referral, steps)
    assert len(outcomes) == len(steps)
    won = [outcome for outcome in outcomes if outcome not in ("refused", "gone")]
    # A withdrawal may follow an acceptance, lawfully; nothing may follow an end.
    assert won in (["accept"], ["decline"], ["withdraw"], ["accept", "withdraw"])
    last = {"accept": "accepted", "decline": "declined", "withdraw": "withdrawn"}[won[-1]]
    assert scene.state(referral) == last
    ends = AuditEvent.objects.using("setup").filter(
        kind__in=["referral.declined", "referral.withdrawn", "referral.expired"]
    )
    assert ends.count() == (not TRANSITIONS[last])
    if not TRANSITIONS[last]:
        assert not scene.sees(scene.manager, referral)
        assert not scene.sees_case(scene.manager)


@pytest.mark.parametrize("attempt", range(3))
def test_of_complete_no_show_and_withdraw_exactly_one_wins(scene, attempt):
    referral = scene.do(scene.manager, "accept", scene.send())
    steps = [(scene.manager, "complete"), (scene.night_manager, "no_show"), (scene.caseworker, "withdraw")]
    outcomes = all_at_once(scene, referral, steps)
    won = [outcome for outcome in outcomes if outcome not in ("refused", "gone")]
    assert len(won) == 1
    assert not TRANSITIONS[scene.state(referral)]
