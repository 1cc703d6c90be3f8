"""A notice to a team is each member's to read."""

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from opennrm.foundation import notices
from opennrm.foundation.context import as_job, team_principal
from opennrm.foundation.pages import MOST_COUNTED


def test_what_a_colleague_has_read_is_still_new_to_me(world):
    office = world.agency("child_protection")
    reader, other = world.person(office, "caseworker"), world.person(office, "caseworker")
    with world.acting(reader) as actor:
        notices.notify(team_principal(office.pk, "caseworker"), "concern.new", by=actor, at=timezone.now())
    with world.acting(reader) as actor:
        assert notices.mark_read(by=actor, at=timezone.now()) == 1
        assert not notices.unread_by(actor).exists()
    with world.acting(other) as actor:
        assert notices.unread_by(actor).count() == 1


def test_somebody_of_another_agency_has_no_notice(world):
    office, elsewhere = world.agency("child_protection"), world.agency("child_protection")
    sender, stranger = world.person(office, "caseworker"), world.person(elsewhere, "caseworker")
    with world.acting(sender) as actor:
        notices.notify(team_principal(office.pk, "caseworker"), "concern.new", by=actor, at=timezone.now())
    with world.acting(stranger) as actor:
        assert not notices.unread_by(actor).exists()
        assert notices.mark_read(by=actor, at=timezone.now()) == 0


def test_what_its_only_recipient_has_read_waits_for_nobody(world):
    person = world.person(world.agency("child_protection"), "caseworker")
    with world.acting(person) as actor:
        notices.notify(actor.own_principal, "case.assigned", by=actor, at=timezone.now())
        notices.mark_read(by=actor, at=timezone.now())
        assert notices.to(actor).get().settled_at is not None


def test_what_is_dealt_with_is_news_to_nobody(world):
    office, subject = world.agency("child_protection"), uuid4()
    one, other = world.person(office, "caseworker"), world.person(office, "caseworker")
    with world.acting(one) as actor:
        team = team_principal(office.pk, "caseworker")
        for about in (subject, uuid4()):
            notices.notify(team, "concern.new", subject_id=about, by=actor, at=timezone.now())
    with world.acting(one) as actor:
        notices.settle("concern.new", subject, by=actor, at=timezone.now())
    with world.acting(other) as actor:
        assert notices.unread_by(actor).count() == 1


def test_only_those_whom_it_was_left_for_say_that_it_is_dealt_with(world):
    office, subject = world.agency("child_protection"), uuid4()
    person, stranger = world.person(office, "caseworker"), world.person(office, "supervisor")
    with world.acting(person) as actor:
        notices.notify(actor.own_principal, "case.assigned", subject_id=subject, by=actor, at=timezone.now())
    with world.acting(stranger) as actor:
        notices.settle("case.assigned", subject, by=actor, at=timezone.now())
    with world.acting(person) as actor:
        assert notices.unread_by(actor).count() == 1


def test_beyond_a_number_nobody_counts(world):
    person = world.person(world.agency("child_protection"), "caseworker")
    with world.acting(person) as actor:
        for _number in range(MOST_COUNTED + 3):
            notices.notify(actor.own_principal, "case.assigned", by=actor, at=timezone.now())
        assert notices.count_of_unread(actor) == MOST_COUNTED + 1


def test_old_notices_are_deleted_by_the_job_alone(world):
    person = world.person(world.agency("child_protection"), "caseworker")
    now = timezone.now()
    with world.acting(person) as actor:
        for at in (now, now - notices.KEPT - timedelta(minutes=1)):
            notices.notify(actor.own_principal, "case.assigned", by=actor, at=at)
    with world.connected_as("opennrm_worker"), as_job(notices.MAILER):
        assert notices.expire(at=now) == 1
    with world.acting(person) as actor:
        assert notices.to(actor).get().made_at == now
