"""What happens when nobody answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.actions import assign
from opennrm.cases.models import Clock, Participation, TimelineEntry
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.state_table import TransitionRefused
from tests.referrals.scene import due_at

pytestmark = pytest.mark.database
INSTANT = timedelta(microseconds=1)


def past_the_walls(model):
    return model.objects.using("setup")


def told(scene, kind: str) -> list[str]:
    """Who of the scene has a notice of this kind, once for each notice."""
    found = []
    for name in ("caseworker", "colleague", "supervisor", "manager", "constable"):
        with scene.world.acting(getattr(scene, name)) as actor:
            found += [name for notice in notices.to(actor) if notice.kind == kind]
    return found


def test_before_the_answer_is_due_nothing_happens(scene):
    referral = scene.send()
    scene.watch(due_at(referral))
    assert told(scene, "referral.overdue") == []


def test_when_it_is_due_both_sides_are_reminded_once(scene):
    referral = scene.send()
    due = due_at(referral)
    for minutes in (1, 2, 600):
        scene.watch(due + timedelta(minutes=minutes))
    assert told(scene, "referral.overdue") == ["supervisor", "manager"]
    assert scene.state(referral) == "sent"
    assert past_the_walls(Clock).get(subject_id=referral.pk).escalated_at == due + timedelta(minutes=1)
    assert past_the_walls(AuditEvent).filter(kind="referral.escalated", job="clocks.watch").count() == 1


def test_an_overdue_request_can_still_be_answered(scene):
    referral = scene.send()
    scene.watch(due_at(referral) + INSTANT)
    scene.do(scene.manager, "accept", referral)
    assert scene.state(referral) == "accepted"


def test_what_nobody_answered_ends(scene):
    referral = scene.send()
    scene.watch(referral.expires_at - INSTANT)
    assert scene.state(referral) == "sent"
    scene.watch(referral.expires_at)
    assert scene.state(referral) == "expired"
    assert not scene.sees(scene.manager, referral)
    assert scene.sees(scene.caseworker, referral)
    assert past_the_walls(Clock).get(subject_id=referral.pk).stopped_by_event == "referral.expired"
    assert past_the_walls(Participation).get(principal=referral.serving_principal).ended_at is not None
    entry = past_the_walls(TimelineEntry).get(kind="referral.expired")
    assert (entry.account_id, entry.agency_id) == (None, None)
    with scene.world.acting(scene.caseworker):
        assert TimelineEntry.objects.filter(pk=entry.pk).exists()


@pytest.mark.parametrize("end", ["the watch", "the caseworker", "a new caseworker"])
def test_once_it_has_ended_nothing_tells_that_a_referral_is_waiting(scene, end):
    referral = scene.send(by=scene.supervisor)
    waiting = past_the_walls(notices.Notice).filter(kind="referral.waiting", settled_at=None)
    assert waiting.get().subject_id == referral.pk
    if end == "a new caseworker":
        with scene.world.acting(scene.supervisor) as actor:
            assign(scene.case_id, to=scene.colleague.membership.pk, by=actor, at=timezone.now())
    if end == "the watch":
        scene.watch(referral.expires_at)
    else:
        by = scene.colleague if end == "a new caseworker" else scene.caseworker
        scene.do(by, "withdraw", referral, reason=next(iter(pack().codes("withdraw_reasons"))))
    assert not waiting.exists()


def test_its_end_is_told_to_both_sides(scene):
    referral = scene.send()
    scene.watch(referral.expires_at)
    assert told(scene, "referral.ended") == ["caseworker"]
    assert told(scene, "referral.taken_away") == ["manager"]


def test_the_watch_leaves_answered_referrals_alone(scene):
    referral = scene.do(scene.manager, "accept", scene.send())
    scene.watch(referral.expires_at + timedelta(days=9))
    assert scene.state(referral) == "accepted"


def test_running_twice_changes_nothing_more(scene):
    referral = scene.send()
    scene.watch(referral.expires_at)
    before = past_the_walls(AuditEvent).count()
    scene.watch(referral.expires_at + timedelta(days=1))
    assert past_the_walls(AuditEvent).count() == before


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_too_late_is_too_late_even_before_the_watch_came_by(scene, verb):
    referral = scene.send()
    with pytest.raises(TransitionRefused, match="run out"):
        scene.do(scene.manager, verb, referral, at=referral.expires_at)
    assert scene.state(referral) == "sent"


def test_access_lapses_by_itself_when_the_watch_never_runs(scene):
    referral = scene.send()
    scene.let_pass(referral, referral.expires_at - timezone.now() + timedelta(minutes=1))
    assert not scene.sees(scene.manager, referral)
    with pytest.raises(NotThere):
        scene.do(scene.manager, "accept", referral)
    assert scene.sees(scene.caseworker, referral)


def test_a_lapsed_request_cannot_be_withdrawn_any_more(scene):
    referral = scene.send()
    with pytest.raises(TransitionRefused, match="run out"):
        scene.do(scene.caseworker, "withdraw", referral, at=referral.expires_at)


def test_a_lapsed_offer_is_not_taken_up_although_the_application_thinks_it_is_open(scene, superuser):
    referral = scene.send()
    superuser.execute(
        "UPDATE sec.holding SET offered_until = now() - interval '1 second' WHERE offered_until IS NOT NULL"
    )
    with pytest.raises(TransitionRefused, match="no longer see this request"):
        scene.do(scene.manager, "accept", referral)
    assert scene.state(referral) == "sent"
