"""Letters: each by itself, exactly once to whoever can be reached, and tried again where somebody cannot."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from opennrm.agencies import letters as queue
from opennrm.agencies import queries
from opennrm.agencies.letters import GAPS, GAPS_OF_REFUSED, IN_FLIGHT, Kind
from opennrm.agencies.models import Letter, Refusal
from opennrm.cli import letters, tasks
from opennrm.foundation.context import as_job
from opennrm.foundation.notices import MAILER, notify
from tests.mail import MailServer, let_letters_go, mail_server

pytestmark = pytest.mark.database


@pytest.fixture
def office(world):
    return world.agency("child_protection")


@pytest.fixture
def people(world, office):
    return [world.person(office, "caseworker") for _number in range(5)]


@pytest.fixture
def server():
    with mail_server() as server:
        yield server


def leave_notice(world, person) -> None:
    from opennrm.foundation.context import team_principal

    with world.acting(person) as actor:
        notify(team_principal(actor.agency_id, "caseworker"), "concern.new", by=actor, at=timezone.now())


def a_minute_of_the_worker(world) -> None:
    with world.connected_as("opennrm_worker"):
        tasks.run("notices.send")
        letters.send_due()


def later(superuser, gap: timedelta) -> None:
    """Time passes for every letter that waits."""
    superuser.execute("UPDATE agencies_letter SET next_try_at = next_try_at - %s", [gap])


@pytest.mark.parametrize("behaviour", ["550 no such mailbox", "451 not now", "stalls", "drops"])
def test_one_mailbox_keeps_nobody_elses_letter_back(world, people, server: MailServer, behaviour):
    unlucky, *others = people
    server.behaviour[unlucky.email] = behaviour
    leave_notice(world, unlucky)
    for _minute in range(3):
        a_minute_of_the_worker(world)
    assert server.received == {person.email: 1 for person in others}
    assert server.asked[unlucky.email] == 1, "not again every minute"


def test_a_mailbox_that_is_put_right_gets_its_letter_once(world, people, server, superuser):
    unlucky = people[0]
    server.behaviour[unlucky.email] = "451 not now"
    leave_notice(world, unlucky)
    a_minute_of_the_worker(world)
    del server.behaviour[unlucky.email]
    for _minute in range(2):
        later(superuser, GAPS[0])
        a_minute_of_the_worker(world)
    assert server.received == {person.email: 1 for person in people}


def test_a_refused_address_is_tried_with_growing_gaps_and_then_no_more(world, people, server, superuser):
    unlucky = people[0]
    server.behaviour[unlucky.email] = "550 no such mailbox"
    leave_notice(world, unlucky)
    a_minute_of_the_worker(world)
    for tries, gap in enumerate(GAPS_OF_REFUSED, start=1):
        later(superuser, gap - timedelta(minutes=1))
        a_minute_of_the_worker(world)
        assert server.asked[unlucky.email] == tries, "too early"
        later(superuser, timedelta(minutes=1))
        a_minute_of_the_worker(world)
        assert server.asked[unlucky.email] == tries + 1
    later(superuser, timedelta(days=3))
    a_minute_of_the_worker(world)
    assert server.asked[unlucky.email] == 1 + len(GAPS_OF_REFUSED)
    assert list(GAPS) == sorted(GAPS)
    assert (GAPS[0], GAPS[-1]) == (timedelta(minutes=1), timedelta(days=1))


def test_another_notice_joins_the_letter_that_waits(world, people, server, superuser):
    unlucky = people[0]
    server.behaviour[unlucky.email] = "451 not now"
    for _minute in range(3):
        leave_notice(world, unlucky)
        a_minute_of_the_worker(world)
    assert server.asked[unlucky.email] == 1
    del server.behaviour[unlucky.email]
    later(superuser, GAPS[0])
    a_minute_of_the_worker(world)
    assert server.received[unlucky.email] == 1


def test_without_a_mail_server_everything_waits_and_nothing_is_used_up(world, people, superuser):
    leave_notice(world, people[0])
    with mail_server() as gone:
        gone.shutdown()
        gone.server_close()
        a_minute_of_the_worker(world)
        with world.connected_as("opennrm_worker"):
            assert letters.send_due() is False
    assert superuser.execute("SELECT DISTINCT tries, refusal FROM agencies_letter").fetchall() == [(0, "")]
    with mail_server() as back:
        a_minute_of_the_worker(world)
        assert back.received == {person.email: 1 for person in people}


def test_refusals_for_good_differ_from_those_for_now(world, people, server):
    told = ["550 no such mailbox", "451 not now", "drops", "stalls"]
    for person, behaviour in zip(people, told, strict=False):
        server.behaviour[person.email] = behaviour
    leave_notice(world, people[0])
    a_minute_of_the_worker(world)
    found = [Letter.objects.get(account=person.account) for person in people]
    assert [letter.refusal for letter in found] == [
        Refusal.MAILBOX, Refusal.LATER, Refusal.SERVER, Refusal.SERVER, "",
    ]  # fmt: skip
    assert found[0].next_try_at - found[1].next_try_at > timedelta(minutes=30)


def test_whoever_is_killed_while_sending_doubles_that_one_letter_at_most(world, people, superuser):
    with mail_server(EMAIL_TIMEOUT=60) as server:
        stalled = people[2]
        leave_notice(world, people[0])
        with world.connected_as("opennrm_worker"):
            tasks.run("notices.send")
        superuser.execute(
            "UPDATE agencies_letter SET next_try_at = next_try_at - make_interval(secs => array_position("
            "%s::uuid[], account_id))", [[person.account.pk for person in reversed(people)]],
        )  # fmt: skip
        server.behaviour[stalled.email] = "stalls"
        _kill_a_sender_that_stalls(server, stalled.email)
        del server.behaviour[stalled.email]
        a_minute_of_the_worker(world)
        assert server.received[stalled.email] == 0, "somebody may still be sending it"
        later(superuser, IN_FLIGHT)
        a_minute_of_the_worker(world)
        assert server.received == {person.email: 1 for person in people}


SENDER = """
import django, sys
django.setup()
from django.conf import settings
from django.db import connections
connections['default'].settings_dict['USER'] = 'opennrm_worker'
connections['default'].settings_dict['NAME'] = sys.argv[2]
settings.EMAIL_BACKEND = 'django.core.mail.backends.smtp.EmailBackend'
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = '127.0.0.1', int(sys.argv[1]), False
from opennrm.cli import letters
letters.send_due()
"""


def _kill_a_sender_that_stalls(server: MailServer, mailbox: str) -> None:
    from django.conf import settings

    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "-c", SENDER, str(server.server_address[1]), settings.WORKER_DATABASE]
    with subprocess.Popen(command, env=environment) as sender:
        while not server.asked[mailbox] and sender.poll() is None:
            time.sleep(0.05)
        sender.send_signal(signal.SIGKILL)
    assert server.asked[mailbox] == 1


def test_two_senders_send_nothing_twice(world, people):
    with world.connected_as("opennrm_worker"):
        with as_job(MAILER):
            queue.post_notice(people[0].account.pk, "s", "b", at=timezone.now())
        with as_job(MAILER):
            assert queue.take_due(timezone.now()) is not None
        with as_job(MAILER):
            assert queue.take_due(timezone.now()) is None


def post(person, kind: Kind = Kind.PASSWORD_CHANGED, **more) -> Letter:
    with transaction.atomic():
        return queue.post(kind, "subject", "a body with a secret link", account_id=person.account.pk, **more)


def test_the_words_of_a_letter_are_sealed_and_go_with_it(world, people, superuser):
    with world.acting(people[0]):
        letter = post(people[0], at=timezone.now())
    row = superuser.execute("SELECT sealed FROM agencies_letter").fetchone()
    assert b"secret" not in row[0]
    assert [sent.body for sent in let_letters_go(world)] == ["a body with a secret link"]
    row = superuser.execute("SELECT sealed, sent_at IS NOT NULL FROM agencies_letter").fetchone()
    assert row == (None, True)
    assert letter.kind == Kind.PASSWORD_CHANGED


def test_words_that_were_moved_to_another_row_go_to_nobody(world, people, superuser):
    with world.acting(people[0]):
        post(people[0], at=timezone.now())
    superuser.execute("UPDATE agencies_letter SET account_id = %s", [people[1].account.pk])
    assert let_letters_go(world) == []


def test_a_link_that_works_no_longer_is_not_sent(world, people):
    with world.acting(people[0]):
        post(people[0], Kind.NEW_PASSWORD, at=timezone.now() - timedelta(hours=2))
    assert let_letters_go(world) == []


def test_the_application_cannot_say_that_a_letter_was_sent(world, people):
    with world.acting(people[0]):
        letter = post(people[0], at=timezone.now())
    with pytest.raises(ProgrammingError, match="permission denied"), world.acting(people[0]):
        queue.sent(letter.pk, at=timezone.now())


def test_what_is_logged_names_the_account_and_no_address(world, people, server, caplog):
    server.behaviour[people[0].email] = "550 <mailbox> of no such person"
    leave_notice(world, people[0])
    a_minute_of_the_worker(world)
    assert str(people[0].account.pk) in caplog.text
    assert people[0].email not in caplog.text
    assert "no such person" not in caplog.text


def test_troubles_end_when_a_letter_arrives(world, people, server, superuser):
    account, now = people[0].account.pk, timezone.now()
    server.behaviour[people[0].email] = "550 no such mailbox"
    leave_notice(world, people[0])
    a_minute_of_the_worker(world)
    assert queries.letter_troubles([account], at=now)[account].is_refused
    del server.behaviour[people[0].email]
    with world.acting(people[0]):
        post(people[0], at=timezone.now())
    let_letters_go(world)
    assert queries.letter_troubles([account], at=timezone.now()) == {}


def test_what_is_left_of_letters_is_deleted_after_a_month(world, people, superuser):
    with world.acting(people[0]):
        post(people[0], at=timezone.now())
    let_letters_go(world)
    with world.connected_as("opennrm_worker"):
        tasks.run("letters.clear")
        assert Letter.objects.count() == 1
        superuser.execute("UPDATE agencies_letter SET sent_at = sent_at - interval '31 days'")
        tasks.run("letters.clear")
    assert Letter.objects.count() == 0
