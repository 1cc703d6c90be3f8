"""What the worker does by itself: letters without a word of a case, clocks, drafts and sessions that end."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from opennrm.audit.models import Leaf
from opennrm.cases import overdue
from opennrm.cli import tasks
from opennrm.concerns import drafts
from opennrm.foundation.notices import notify
from tests.audit.chain import happen
from tests.mail import let_letters_go
from tests.world import secret_word

pytestmark = pytest.mark.database


@pytest.fixture
def office(world):
    return world.agency("child_protection", name=f"Office {secret_word()}")


@pytest.fixture
def caseworker(world, office):
    return world.person(office, "caseworker", name=secret_word())


def leave_notice(world, sender, kind: str = "concern.new") -> None:
    from opennrm.foundation.context import team_principal

    with world.acting(sender) as actor:
        recipient = team_principal(actor.agency_id, "caseworker")
        notify(recipient, kind, by=actor, at=timezone.now())


def send(world) -> list[mail.EmailMessage]:
    with world.connected_as("opennrm_worker"):
        tasks.run("notices.send")
    return let_letters_go(world)


def test_each_member_of_a_team_gets_one_letter_however_much_waits(world, office, caseworker):
    colleague = world.person(office, "caseworker")
    leave_notice(world, caseworker)
    leave_notice(world, caseworker, "clock.overdue")
    letters = send(world)
    assert sorted(letter.to for letter in letters) == sorted([[caseworker.email], [colleague.email]])


def test_a_letter_says_nothing_but_that_something_waits(world, office, caseworker):
    leave_notice(world, caseworker)
    (letter,) = send(world)
    assert letter.subject == "OpenNRM: something is waiting for you"
    assert letter.body == f"Something new is waiting for you. Sign in to see it: {settings.ADDRESS}"
    said = f"{letter.subject} {letter.body}"
    assert office.name not in said
    assert caseworker.account.name not in said
    assert not {"case", "child", "concern", "referral", "clock"} & set(said.lower().replace(".", " ").split())


def test_nothing_is_sent_twice(world, caseworker):
    leave_notice(world, caseworker)
    assert len(send(world)) == 1
    assert len(send(world)) == 1


def test_a_notice_that_was_read_is_not_sent(world, caseworker, superuser):
    leave_notice(world, caseworker)
    superuser.execute("UPDATE foundation_notice SET read_by = ARRAY[recipient]")
    assert send(world) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE agencies_account SET is_active = false",
        "UPDATE agencies_membership SET ended_at = now()",
        "UPDATE agencies_agency SET is_active = false",
    ],
)
def test_somebody_who_left_gets_no_letter(world, caseworker, superuser, change):
    leave_notice(world, caseworker)
    superuser.execute(change)
    assert send(world) == []


def test_the_application_cannot_ask_whom_a_notice_is_for(world, caseworker):
    from django.db import ProgrammingError

    with pytest.raises(ProgrammingError, match="permission denied"):
        tasks.run("notices.send")


def test_drafts_whose_time_is_over_are_deleted_with_their_keys(world, superuser):
    police = world.agency("police")
    with world.acting(world.person(police, "first_responder")) as actor:
        old = drafts.start(by=actor, at=timezone.now() - timedelta(days=400))
    with world.acting(world.person(police, "first_responder")) as actor:
        kept = drafts.start(by=actor, at=timezone.now())
    with world.connected_as("opennrm_worker"):
        tasks.run("drafts.expire")
    assert superuser.execute("SELECT id FROM concerns_concerndraft").fetchall() == [(kept.pk,)]
    assert superuser.execute("SELECT wrapped FROM cases_casekey WHERE id = %s", [old.pk]).fetchone() == (
        None,
    )


def test_sessions_that_ended_are_deleted(world, superuser, caseworker):
    world.sign_in(caseworker.account, caseworker.membership)
    superuser.execute(
        "UPDATE agencies_session SET ends_at = now() - interval '1 hour' WHERE session_key = "
        "(SELECT session_key FROM agencies_session LIMIT 1)"
    )
    with world.connected_as("opennrm_worker"):
        tasks.run("sessions.clear")
    assert superuser.execute("SELECT count(*) FROM agencies_session").fetchone() == (1,)


def test_the_watch_over_clocks_runs_with_nothing_to_do(world):
    with world.connected_as("opennrm_worker"):
        tasks.run("clocks.watch")


def test_the_watch_enters_as_the_job_that_owns_it(world, monkeypatch, superuser):
    seen = []
    monkeypatch.setattr(overdue, "watch", lambda at: seen.append(_job()))
    with world.connected_as("opennrm_worker"):
        tasks.run("clocks.watch")
    assert seen == ["clocks.watch"]


def _job() -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('opennrm.job')")
        return cursor.fetchone()[0]


def test_the_sealer_goes_on_after_a_failure(world, caseworker, monkeypatch, tmp_path, settings, caplog):
    settings.STATE = tmp_path
    monkeypatch.setattr(tasks, "SEAL_EVERY_SECONDS", 0.05)
    happen(world, caseworker, "search.made")
    calls, real, sealed = [], tasks.sealing.seal, Event()

    def first_fails(folder):
        calls.append(1)
        if len(calls) == 1:
            raise OSError("no space left")
        if real(folder):
            sealed.set()
        return 0

    monkeypatch.setattr(tasks.sealing, "seal", first_fails)
    stopped = Event()
    with world.connected_as("opennrm_worker"):
        thread = Thread(target=tasks.seal_until, args=(stopped,))
        thread.start()
        sealed.wait(20)
        stopped.set()
        thread.join()
    assert Leaf.objects.count() == 1
    assert "OSError" in caplog.text
