"""The database decides who asks: every way of pretending otherwise shows no row, and none shows too many."""

import contextlib
import threading
import uuid

import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.concerns.models import ConcernDraft
from opennrm.foundation.context import as_account, as_job, enter_session, on_errand, system_principal
from opennrm.foundation.sealing import new_data_key, wrap_key
from opennrm.web.middleware import OneTransaction, StreamingRefused
from tests import databases

pytestmark = pytest.mark.database

SETTINGS = ("account", "membership", "agency", "role", "principals", "origin", "job", "signature")


@pytest.fixture
def holder(world):
    """Somebody with one row that they alone may see: a draft."""
    person = world.person(world.agency("police"), "first_responder")
    own_draft(world, person)
    return person


@pytest.fixture
def stranger(world):
    return world.person(world.agency("police"), "first_responder")


def own_draft(world, person) -> uuid.UUID:
    from opennrm.cases.models import CaseKey

    now = timezone.now()
    with world.acting(person) as actor:
        mine = {"readers": [actor.own_principal], "writers": [actor.own_principal]}
        draft = ConcernDraft(
            membership_id=actor.membership_id, created_at=now, updated_at=now, expires_at=now, **mine
        )
        draft.save(from_action=True, force_insert=True)
        CaseKey(id=draft.pk, wrapped=wrap_key(draft.pk, new_data_key()), **mine).save(
            from_action=True, force_insert=True
        )
    return draft.pk


def rows() -> int:
    """How many drafts the context that is in force shows."""
    return ConcernDraft.objects.count()


def one(statement: str, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
        return row[0] if row else None


def context() -> dict[str, str]:
    """What a program that may send SQL can read of the context in force."""
    return {name: one("SELECT current_setting(%s, true)", f"opennrm.{name}") or "" for name in SETTINGS}


def put(values: dict[str, str], *, local: bool = True) -> None:
    """What such a program can try: to set the context by itself."""
    for name, value in values.items():
        one("SELECT set_config(%s, %s, %s)", f"opennrm.{name}", value, local)


def test_who_entered_sees_their_own_row(world, holder):
    with world.acting(holder):
        assert rows() == 1


def test_without_a_context_there_are_no_rows(world, holder):
    assert rows() == 0
    with transaction.atomic():
        assert rows() == 0


def test_without_a_context_nothing_can_be_written(world, holder):
    now, known = timezone.now(), [system_principal("drafts.expire")]
    draft = ConcernDraft(
        membership_id=holder.membership.pk,
        created_at=now,
        updated_at=now,
        expires_at=now,
        readers=known,
        writers=known,
    )
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        draft.save(from_action=True, force_insert=True)


@pytest.mark.parametrize("token", ["", "nonsense", "' OR true --", "0" * 64])
def test_an_unknown_token_enters_as_nobody(world, holder, token):
    with transaction.atomic():
        assert enter_session(token, origin="").account_id is None
        assert rows() == 0


def test_the_digest_of_a_token_is_not_a_token(world, holder):
    from opennrm.agencies.sessions import digest

    with transaction.atomic():
        assert enter_session(digest(holder.token), origin="").account_id is None


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE agencies_session SET ends_at = now() - interval '1 second'",
        "UPDATE agencies_session SET expire_date = now() - interval '1 second'",
        "UPDATE agencies_session SET last_seen_at = now() - interval '1 day'",
        "UPDATE agencies_account SET is_active = false",
        "DELETE FROM agencies_session",
    ],
)
def test_an_ended_session_enters_as_nobody(world, superuser, holder, end):
    superuser.execute(end)
    with transaction.atomic():
        assert enter_session(holder.token, origin="").account_id is None
        assert rows() == 0


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE agencies_membership SET ended_at = now()",
        "UPDATE agencies_agency SET is_active = false",
        "UPDATE agencies_session SET membership_id = NULL",
        "UPDATE agencies_membership SET second_factor_required = true; "
        "UPDATE agencies_session SET second_factor = false",
    ],
)
def test_without_an_agency_to_act_for_there_are_no_rows(world, superuser, holder, end):
    superuser.execute(end)
    with transaction.atomic():
        assert enter_session(holder.token, origin="").account_id == holder.account.pk
        assert rows() == 0


def test_forged_principals_show_nothing(world, holder, stranger):
    with world.acting(holder):
        wanted = context()["principals"]
    with world.acting(stranger):
        put({"principals": wanted})
        assert rows() == 0
    with transaction.atomic():
        put({"principals": wanted, "signature": ""})
        assert rows() == 0


@pytest.mark.parametrize("name", [name for name in SETTINGS if name != "signature"])
def test_a_context_with_any_part_tampered_with_shows_nothing(world, holder, name):
    with world.acting(holder):
        put({name: context()[name] + ("" if name == "principals" else "0") or "0"})
        if name == "principals":
            put({name: context()[name].replace("}", ",2147483647}")})
        assert rows() == 0


@pytest.mark.parametrize("signature", ["", "0" * 64, "NULL", "f"])
def test_a_wrong_signature_shows_nothing(world, holder, signature):
    with world.acting(holder):
        put({"signature": signature})
        assert rows() == 0


def test_a_context_replayed_in_a_later_transaction_shows_nothing(world, holder):
    with world.acting(holder):
        kept = context()
        assert rows() == 1
    with transaction.atomic():
        put(kept)
        assert context() == kept
        assert rows() == 0


def test_a_context_set_for_the_whole_session_shows_nothing_later(world, holder):
    with world.acting(holder):
        put(context(), local=False)
        assert rows() == 1
    assert rows() == 0
    with transaction.atomic():
        assert rows() == 0
    connection.close()


def test_a_context_copied_to_another_connection_shows_nothing(world, holder):
    address = databases.cluster().dsn("opennrm_app", settings.WORKER_DATABASE)
    with world.acting(holder), psycopg.connect(address) as other:
        for name, value in context().items():
            other.execute("SELECT set_config(%s, %s, true)", [f"opennrm.{name}", value])
        assert other.execute("SELECT count(*) FROM concerns_concerndraft").fetchone() == (0,)


def test_the_next_request_on_the_same_connection_starts_with_nothing(world, holder, stranger):
    with world.acting(holder):
        backend = one("SELECT pg_backend_pid()")
        assert rows() == 1
    with world.acting(stranger):
        assert one("SELECT pg_backend_pid()") == backend
        assert rows() == 0


def test_a_rolled_back_request_leaves_nothing_behind(world, holder):
    with world.acting(holder):
        transaction.set_rollback(True)
    assert rows() == 0
    assert set(context().values()) == {""}


def test_a_savepoint_that_is_rolled_back_takes_its_context_along(world, holder, stranger):
    with world.acting(stranger):
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            enter_session(holder.token, origin="")
            assert rows() == 1
            raise ZeroDivisionError
        assert rows() == 0


def test_another_thread_has_no_context(world, holder):
    seen: list[int] = []

    def look() -> None:
        try:
            seen.append(rows())
        finally:
            connections.close_all()

    with world.acting(holder):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [0]


def test_a_hook_after_the_commit_has_no_context(world, holder):
    seen: list[int] = []
    with world.acting(holder):
        transaction.on_commit(lambda: seen.append(rows()))
        assert rows() == 1
    assert seen == [0]


def respond(view, person, *, path: str = "/"):
    request = RequestFactory().get(path)
    request.COOKIES[settings.SESSION_COOKIE_NAME] = person.token
    return OneTransaction(view)(request)


def test_a_request_sees_its_own_rows(world, holder):
    assert respond(lambda request: HttpResponse(str(rows())), holder).content == b"1"


def test_streaming_rows_is_refused(world, holder):
    with pytest.raises(StreamingRefused):
        respond(lambda request: StreamingHttpResponse(iter([str(rows())])), holder)


def test_a_template_is_rendered_inside_the_transaction(world, holder, settings):
    """Django renders a TemplateResponse after the view: a transaction round the view alone would show no rows."""
    settings.ROOT_URLCONF = "tests.foundation.rendered_late"
    page = world.client(holder).get("/late/")
    assert page.content.decode().strip() == "drafts: 1"


def test_an_error_takes_back_what_the_request_wrote(world, holder, superuser):
    def fail(request) -> HttpResponse:
        ConcernDraft.objects.update(step="changed", from_action=True)
        return HttpResponse(status=500)

    respond(fail, holder)
    assert superuser.execute("SELECT step FROM concerns_concerndraft").fetchone() == ("",)


def test_the_worker_enters_by_known_jobs_alone(world):
    with world.connected_as("opennrm_worker"):
        with as_job("audit.seal") as entered:
            assert len(entered.principals) == 1
        for name in ("browse", "auditors", "estimates.run", ""):
            with pytest.raises(DatabaseError, match="no job of the system called"), as_job(name):
                pass


def test_a_job_sees_nothing_that_is_not_its_own(world, holder):
    with world.connected_as("opennrm_worker"), as_job("audit.seal"):
        assert rows() == 0
        assert Case.objects.count() == 0


def test_a_command_enters_for_an_active_account_alone(world, superuser, holder):
    with world.connected_as("opennrm_operator"):
        with as_account(holder.email.upper()) as entered:
            assert entered.membership_id == holder.membership.pk
            assert rows() == 1
        superuser.execute("UPDATE agencies_account SET is_active = false")
        with pytest.raises(DatabaseError, match="No active account"), as_account(holder.email):
            pass


def test_an_errand_shows_what_its_sender_may_see_when_it_is_done(world, superuser, holder):
    from opennrm.foundation.context import commission

    with world.acting(holder):
        errand = commission("estimates.run")
    with world.connected_as("opennrm_worker"):
        with on_errand(errand):
            assert rows() == 1
        superuser.execute("UPDATE agencies_membership SET ended_at = now()")
        with pytest.raises(DatabaseError, match="may no longer act"), on_errand(errand):
            pass


def test_an_errand_leaves_no_other_so_that_it_ends(world, holder):
    with world.acting(holder):
        errand = one("SELECT sec.commission('overview.renew', interval '1 hour')")
    with world.connected_as("opennrm_worker"), on_errand(errand), pytest.raises(DatabaseError):
        one("SELECT sec.commission('overview.renew', interval '1 hour')")


def test_nobody_leaves_an_errand_without_having_entered(world, holder):
    from opennrm.foundation.context import commission

    with pytest.raises(DatabaseError, match="Only somebody who is signed in"), transaction.atomic():
        commission("estimates.run")


@pytest.mark.parametrize("valid_for", ["1000 years", "8 days", "0", "-1 hour", None])
def test_an_errand_is_valid_for_some_days_at_most(world, holder, valid_for):
    with pytest.raises(DatabaseError, match="seven days at most"), world.acting(holder):
        one("SELECT sec.commission('estimates.run', %s::interval)", valid_for)


@pytest.mark.parametrize("job", ["reports.make", "audit.seal", "clocks.watch", "auditors", "", None])
def test_errands_are_for_known_jobs_alone(world, holder, job):
    with pytest.raises(DatabaseError, match="No errand can be left"), world.acting(holder):
        one("SELECT sec.commission(%s, interval '1 hour')", job)


COUNT_DRAFTS = "SELECT sec.ok(), (SELECT count(*) FROM concerns_concerndraft)"


def answers_to(message: str) -> list[tuple]:
    """The rows of every statement of one message, sent as the application."""
    found = []
    address = databases.cluster().dsn("opennrm_app", settings.WORKER_DATABASE)
    with psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor) as session:
        cursor = session.execute(message)
        while True:
            found += cursor.fetchall() if cursor.description else []
            if not cursor.nextset():
                return found


def test_nobody_enters_in_the_message_that_begins_the_transaction(world, holder):
    """All transactions of one message begin at one moment: in the next one the context would be valid again."""
    for begin in ("BEGIN; ", ""):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="in a message of its own"):
            answers_to(
                f"{begin}SELECT account_id FROM sec.enter('{holder.token}', ''); COMMIT; BEGIN; {COUNT_DRAFTS}"
            )


def test_a_context_is_not_valid_in_a_second_transaction_of_the_same_message(world, holder):
    address = databases.cluster().dsn("opennrm_app", settings.WORKER_DATABASE)
    kept = ", ".join(
        f"set_config('opennrm.{name}', current_setting('opennrm.{name}'), false)" for name in SETTINGS
    )
    with psycopg.connect(address, autocommit=True, cursor_factory=psycopg.ClientCursor) as session:
        session.execute("BEGIN")
        session.execute("SELECT sec.enter(%s, '')", [holder.token])
        assert session.execute(COUNT_DRAFTS).fetchone() == (True, 1)
        cursor = session.execute(f"SELECT {kept}; COMMIT; BEGIN; {COUNT_DRAFTS}")
        for _ in range(3):
            cursor.nextset()
        assert cursor.fetchone() == (False, 0)
        assert session.execute(COUNT_DRAFTS).fetchone() == (False, 0)


def test_whom_a_notice_is_for_is_told_to_the_job_that_sends_notices_alone(world, holder):
    with world.acting(holder) as actor:
        own, person = actor.own_principal, actor.person_principal
    with world.connected_as("opennrm_worker"):
        with as_job("notices.send"):
            for principal in (own, person):
                assert one("SELECT account FROM sec.accounts_of(%s)", principal) == holder.account.pk
        with pytest.raises(DatabaseError, match="Only the job that sends notices"), as_job("clocks.watch"):
            one("SELECT account FROM sec.accounts_of(%s)", own)
