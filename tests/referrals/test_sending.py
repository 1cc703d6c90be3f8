"""Asking a service to help a child."""

import threading
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases import access as case_access
from opennrm.cases import telling
from opennrm.cases.actions import assign
from opennrm.cases.models import Case, Clock, Participation, Receipt, TimelineEntry
from opennrm.country.pack import pack
from opennrm.country.sharing import SharingRule
from opennrm.foundation import notices
from opennrm.foundation.models import Notice
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.working_time import due
from opennrm.people.models import Person as Child
from opennrm.referrals import access, actions
from opennrm.referrals.models import Referral
from opennrm.referrals.terms import CannotRefer
from tests.referrals.scene import record_child

pytestmark = pytest.mark.database


def past_the_walls(model):
    return model.objects.using("setup")


def test_lead_sends_and_the_team_that_is_asked_sees_it(scene):
    referral = scene.send()
    for person in (scene.caseworker, scene.supervisor, scene.manager, scene.night_manager):
        assert scene.sees(person, referral)


def test_nobody_else_sees_it(scene):
    referral = scene.send()
    for person in (scene.constable, scene.colleague, scene.house_administrator, scene.other_manager):
        assert not scene.sees(person, referral)


def test_it_carries_a_summary_and_the_basis(scene):
    referral = scene.send(child_agrees="undecided")
    assert (referral.age, referral.sex, referral.languages) == (14, "female", ["eng"])
    assert referral.purpose == "shelter"
    assert (referral.basis, referral.child_agrees) == (scene.basis, "undecided")
    assert referral.sender == scene.lead
    assert referral.receiver == scene.house


def test_before_the_answer_the_service_sees_the_note_but_nothing_of_the_case(scene):
    referral = scene.send()
    with scene.world.acting(scene.manager) as actor:
        found = access.referral_to_read(actor, referral.pk)
        assert access.open_notes(actor, found).from_sender == scene.note
        for model in (Case, Child, Receipt, TimelineEntry):
            assert not model.objects.exists(), model


def test_opening_the_note_is_recorded(scene):
    referral = scene.send()
    with scene.world.acting(scene.manager) as actor:
        access.open_notes(actor, access.referral_to_read(actor, referral.pk))
    kinds = past_the_walls(AuditEvent).filter(account_id=scene.manager.account.pk).order_by("sequence")
    assert list(kinds.values_list("kind", "right")) == [
        ("referral.viewed", "asked"), ("referral.notes_opened", "asked"),
    ]  # fmt: skip


def test_colleague_without_the_case_cannot_send(scene):
    with pytest.raises(NotThere):
        scene.send(by=scene.colleague)


def test_service_that_sees_the_case_cannot_send_for_it(scene):
    referral = scene.send()
    scene.do(scene.manager, "accept", referral)
    with pytest.raises(NotAllowed):
        scene.send(by=scene.manager, service=scene.world.service(scene.house))


def test_unknown_basis_is_refused(scene):
    with pytest.raises(CannotRefer, match="legal bases"):
        scene.send(basis="because I say so")


def test_what_the_child_says_must_be_said(scene):
    with pytest.raises(CannotRefer, match="child"):
        scene.send(child_agrees="perhaps")


def test_without_a_rule_of_sharing_the_refusal_names_what_is_missing(scene):
    oversight = scene.world.service(scene.world.agency("oversight"), kind="legal_aid")
    with pytest.raises(CannotRefer, match=r"Child protection.*Oversight.*Legal aid"):
        scene.send(service=oversight)
    assert not past_the_walls(Referral).exists()


def test_closed_service_is_refused(scene):
    with pytest.raises(CannotRefer, match="no longer takes"):
        scene.send(service=scene.world.service(scene.house, is_active=False))


def test_service_of_a_closed_agency_is_refused(scene):
    gone = scene.world.agency("shelter")
    service = scene.world.service(gone)
    gone.is_active = False
    gone.save(from_action=True, using="setup")
    with pytest.raises(CannotRefer, match="no longer takes"):
        scene.send(service=service)


def test_agency_where_nobody_may_answer_is_refused(scene, monkeypatch):
    monkeypatch.setattr("opennrm.referrals.terms.answering_roles", lambda kind: [])
    with pytest.raises(CannotRefer, match="Nobody at this agency"):
        scene.send()


def test_same_service_is_not_asked_twice_at_a_time(scene):
    first = scene.send()
    with pytest.raises(actions.AlreadyReferred) as refused:
        scene.send()
    assert refused.value.referral == first
    scene.do(scene.manager, "accept", first)
    with pytest.raises(actions.AlreadyReferred):
        scene.send()


def test_after_an_end_the_same_service_can_be_asked_again(scene):
    first = scene.send()
    scene.do(scene.manager, "decline", first)
    assert scene.send().pk != first.pk


def test_one_form_makes_one_referral_even_after_it_was_declined(scene):
    token = uuid.uuid4()
    first = scene.send(form_token=token)
    scene.do(scene.manager, "decline", first)
    assert scene.send(form_token=token).pk == first.pk
    assert past_the_walls(Referral).count() == 1


def test_eight_senders_at_once_make_one_referral(scene):
    outcomes: list[str] = []

    def send():
        try:
            outcomes.append(str(scene.send().pk))
        except actions.AlreadyReferred as refused:
            outcomes.append(str(refused.referral.pk))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 8
    assert len(set(outcomes)) == 1
    assert past_the_walls(Referral).count() == 1


def test_an_answer_clock_starts_and_the_referral_lapses_after_as_long_again(scene):
    referral = scene.send()
    rule = pack().clocks["referral_answer"]
    clock = past_the_walls(Clock).get(subject_id=referral.pk)
    assert clock.rule == rule.code
    again = due(clock.due_at, rule.length, rule.unit, pack().calendar, pack().zone)
    assert referral.expires_at == again


def test_the_team_is_told_without_a_word_of_the_case(scene):
    referral = scene.send()
    with scene.world.acting(scene.night_manager) as actor:
        notice = Notice.objects.visible_to(actor).get()
        assert (notice.kind, notice.recipient) == ("referral.waiting", referral.asked_principal)


def test_the_reporter_is_told_that_a_service_was_asked_and_nothing_else(scene):
    scene.send()
    with scene.world.acting(scene.constable) as actor:
        assert Receipt.objects.get().status == "service_asked"
        assert Notice.objects.filter(recipient=actor.person_principal, kind="concern.progress").count() == 2
        assert not Case.objects.exists()
        assert not Participation.objects.exists()
        assert not Clock.objects.exists()


def test_the_story_tells_of_it(scene):
    referral = scene.send()
    entry = past_the_walls(TimelineEntry).get(kind="referral.sent")
    assert entry.detail == {
        "referral": str(referral.pk), "purpose": "shelter", "service": str(scene.shelter.pk),
    }  # fmt: skip


def test_the_answer_is_told_to_whoever_has_the_case_by_then(scene):
    referral = scene.send(by=scene.supervisor)
    with scene.world.acting(scene.supervisor) as actor:
        assign(scene.case_id, to=scene.colleague.membership.pk, by=actor, at=timezone.now())
    scene.do(scene.manager, "decline", referral, reason="no_place")
    for person, kinds in (
        (scene.colleague, {"case.assigned", "referral.answered"}),
        (scene.caseworker, set()),
    ):
        with scene.world.acting(person) as actor:
            assert {notice.kind for notice in notices.unread_by(actor)} >= kinds
            assert ("referral.answered" in {n.kind for n in notices.unread_by(actor)}) is bool(kinds)


def test_the_answer_is_told_to_the_supervisors_where_the_caseworker_has_left(scene, superuser):
    referral = scene.send()
    superuser.execute(
        "UPDATE agencies_membership SET ended_at = now() WHERE id = %s", [scene.caseworker.membership.pk]
    )
    scene.do(scene.manager, "accept", referral)
    with scene.world.acting(scene.supervisor) as actor:
        assert "referral.answered" in {notice.kind for notice in notices.unread_by(actor)}


def test_a_request_that_waits_no_longer_is_no_longer_news(scene):
    referral = scene.send()
    with scene.world.acting(scene.night_manager) as actor:
        [notice] = notices.unread_by(actor)
        assert (notice.kind, notice.subject_id) == ("referral.waiting", referral.pk)
    scene.do(scene.manager, "accept", referral)
    with scene.world.acting(scene.night_manager) as actor:
        assert not notices.unread_by(actor).exists()


def test_nothing_remains_when_the_audit_fails(scene, monkeypatch):
    def fail(*args, **details):
        raise ZeroDivisionError

    monkeypatch.setattr(telling.audit, "record", fail)
    with pytest.raises(ZeroDivisionError):
        scene.send()
    assert not past_the_walls(Referral).exists()
    assert past_the_walls(Participation).count() == 1
    assert past_the_walls(Receipt).get().status == "being_looked_into"


def test_lapsed_referral_that_no_job_has_ended_makes_room_for_a_new_one(scene):
    first = scene.send()
    scene.let_pass(first, timedelta(days=3))
    second = scene.send()
    assert scene.state(first) == "expired"
    assert scene.state(second) == "sent"


def test_a_part_covers_what_was_there_and_what_comes_later(scene):
    referral = scene.send()
    scene.do(scene.manager, "accept", referral)
    record_child(scene.world, scene.caseworker, scene.case_id, "Later")
    with scene.world.acting(scene.manager):
        assert Child.objects.count() == 2


def test_where_the_rules_share_it_the_service_sees_the_case_before_it_answers(scene, monkeypatch):
    early = SharingRule(
        from_kind="*", to_kind="shelter", purpose="*", stage="pending", scopes=frozenset({"case", "identity"}),
        legal_basis="Invented", certainty="proposal",
    )  # fmt: skip
    generous = replace(pack(), sharing=(*pack().sharing, early))
    monkeypatch.setattr("opennrm.referrals.terms.pack", lambda: generous)
    referral = scene.send()
    record_child(scene.world, scene.caseworker, scene.case_id, "Later")
    with scene.world.acting(scene.manager) as actor:
        assert case_access.right_of(actor, Case.objects.get()) == "asked"
        assert Child.objects.count() == 2
    scene.do(scene.manager, "decline", referral)
    assert not scene.sees_case(scene.manager)
    assert (
        not past_the_walls(Participation).filter(case_id=scene.case_id, part="asked", ended_at=None).exists()
    )


def test_times_are_those_of_the_moment_of_sending(scene):
    at = timezone.now() - timedelta(minutes=3)
    assert scene.send(at=at).sent_at == at
