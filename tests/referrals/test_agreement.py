"""A referral relies on what was agreed: it is not sent without, and shows nothing any more when that ends."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.consents import access as consent_access
from opennrm.consents import actions as consents
from opennrm.consents import bases, watching
from opennrm.consents.actions import Recipient
from opennrm.consents.models import Consent, EndNotice
from opennrm.consents.states import Giver
from opennrm.foundation.context import as_job
from opennrm.foundation.refusals import NotThere
from opennrm.invented.referrals import agree
from opennrm.referrals import actions
from opennrm.referrals.agreement import NotAgreed
from opennrm.referrals.models import ChildView, Referral
from opennrm.referrals.states import State
from tests.referrals.scene import Scene

pytestmark = pytest.mark.database


def stored(referral: Referral) -> Referral:
    return Referral.objects.using("setup").get(pk=referral.pk)


def of_child(scene: Scene) -> Consent:
    return Consent.objects.using("setup").get(case_id=scene.case_id, given_by=Giver.CHILD, ended_at=None)


def withdraw(scene: Scene) -> None:
    with scene.world.acting(scene.caseworker) as actor:
        consents.withdraw(of_child(scene).pk, by=actor, at=timezone.now())


def accepted(scene: Scene) -> Referral:
    return scene.do(scene.manager, "accept", scene.send())


def let_end(scene: Scene) -> None:
    """Let what was agreed be over since yesterday, and the watch notice that."""
    yesterday = timezone.localdate() - timedelta(days=2)
    Consent.objects.using("setup").filter(case_id=scene.case_id).update(
        starts_on=yesterday, ends_on=yesterday, from_action=True
    )
    with scene.world.connected_as("opennrm_worker"), as_job("clocks.watch"):
        watching.watch(timezone.now())


def test_w2_nothing_is_sent_that_nobody_agreed_to(scene: Scene) -> None:
    with scene.world.acting(scene.caseworker) as actor, pytest.raises(NotAgreed, match="Ask the child"):
        actions.send(
            scene.case_id,
            service_id=scene.shelter.pk,
            basis=scene.basis,
            child_agrees=ChildView.NOT_ASKED,
            note="",
            by=actor,
            at=timezone.now(),
        )
    assert not Referral.objects.using("setup").exists()


def test_a_withdrawal_takes_the_sight_away_at_once_and_the_service_confirms(scene: Scene) -> None:
    referral = accepted(scene)
    assert scene.sees_case(scene.manager)
    withdraw(scene)
    assert not scene.sees_case(scene.manager)
    assert not scene.sees(scene.manager, referral)
    assert stored(referral).state == State.WITHDRAWN
    notice = EndNotice.objects.using("setup").get()
    assert (notice.number, notice.ended_because) == (referral.number, "withdrawn")
    with scene.world.acting(scene.manager) as actor:
        assert consent_access.to_confirm(actor).get() == notice


def test_w6_when_its_time_is_over_the_service_sees_nothing_and_keeps_the_bed(scene: Scene) -> None:
    referral = accepted(scene)
    let_end(scene)
    assert not scene.sees_case(scene.manager)
    waiting = stored(referral)
    assert (waiting.state, waiting.paused_at is not None) == (State.ACCEPTED, True)
    with scene.world.acting(scene.caseworker) as actor:
        agree(scene.case_id, scene.shelter, by=actor, at=timezone.now())
    assert scene.sees_case(scene.manager)
    assert scene.sees(scene.manager, referral)
    assert stored(referral).paused_at is None
    scene.do(scene.manager, "complete", referral)


def test_w9_a_court_order_lets_the_service_go_on(scene: Scene) -> None:
    referral = accepted(scene)
    with scene.world.acting(scene.caseworker) as actor:
        bases.record(
            scene.case_id,
            purpose="service_referral",
            recipient=Recipient(service_id=scene.shelter.pk),
            basis="court_order",
            reason="Order of the family court.",
            page=uuid4(),
            by=actor,
            at=timezone.now(),
        )
    withdraw(scene)
    assert scene.sees_case(scene.manager)
    assert stored(referral).state == State.ACCEPTED


def test_a_request_that_was_not_answered_ends_with_what_was_agreed(scene: Scene) -> None:
    referral = scene.send()
    withdraw(scene)
    assert stored(referral).state == State.WITHDRAWN
    assert not EndNotice.objects.using("setup").exists()
    with pytest.raises(NotThere):
        scene.do(scene.manager, "accept", referral)


def test_what_was_agreed_ends_when_the_help_is_done(scene: Scene) -> None:
    referral = accepted(scene)
    scene.do(scene.manager, "complete", referral)
    scene.watch(timezone.now())
    ends = set(Consent.objects.using("setup").values_list("ended_because", flat=True))
    assert ends == {"purpose_done"}
