"""Whatever the database, a cookie or a file holds: reading it never runs what it says."""

import base64
import json
import os
import pickle
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from opennrm.agencies import throttle
from opennrm.audit import sealing
from opennrm.cli import letters
from opennrm.contexts import jobs as declared_jobs
from opennrm.foundation import keys
from tests.audit.chain import happen
from tests.walls import cast as casting
from tests.web.agencies.people import SECOND_STEP, SIGN_IN, give_app, give_password
from tests.world import PASSWORD

WRITERS = ("opennrm_app", "opennrm_auth", "opennrm_worker", "opennrm_operator")
OF_CASES = (
    "cases_", "people_", "screening_", "referrals_", "statistics_", "directory_", "foundation_", "audit_", "concerns_",
    "notes_", "tasks_", "closing_", "conferences_", "handovers_", "joint_work_", "lists_", "printing_", "linkage_",
    "retention_", "imports_", "overview_", "consents_", "tellings_", "custody_", "spaces_", "interviews_",
)  # fmt: skip
READ_AT_SIGN_IN = ("agencies_session", "mfa_", "agencies_account")
TEXTS = ("text", "character varying", "bytea", "json", "jsonb", "ARRAY")


class _Runs:
    """Unpickling it makes a folder: as much as running any code."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self):
        return os.mkdir, (str(self.marker),)


@pytest.fixture
def marker(tmp_path) -> Path:
    """Where a folder stands as soon as anything is unpickled."""
    return tmp_path / "it-ran"


@pytest.fixture
def planted(marker) -> bytes:
    return pickle.dumps(_Runs(marker))


def test_the_planted_value_would_run(planted, marker):
    pickle.loads(planted)
    assert marker.exists()


def columns(superuser) -> list[tuple[str, str, str]]:
    """(table, column, type): all that some serving role may write, and that can hold a pickle."""
    return superuser.execute(
        "SELECT quote_ident(c.table_name), quote_ident(c.column_name), c.data_type "
        "FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name) "
        "WHERE t.table_type = 'BASE TABLE' AND t.table_schema = 'public' AND c.data_type = ANY(%s) "
        "AND c.udt_name NOT IN ('_int4', '_int8', '_uuid') "
        "AND EXISTS (SELECT FROM unnest(%s::text[]) AS role WHERE "
        "has_column_privilege(role, c.table_name, c.column_name, 'INSERT') OR "
        "has_column_privilege(role, c.table_name, c.column_name, 'UPDATE')) "
        "ORDER BY 1, 2",
        [list(TEXTS), list(WRITERS)],
    ).fetchall()


def as_kept(payload: bytes, kind: str) -> object:
    """How a pickle may stand in a column of this type: as it is, or in base 64 as the framework's caches keep it."""
    text = base64.b64encode(payload).decode()
    if kind == "bytea":
        return payload
    if kind in ("json", "jsonb"):
        return json.dumps({"secret": text, "data": text, "value": text})
    return [text] if kind == "ARRAY" else text


@contextmanager
def planted_in(superuser, table: str, values: dict[str, object]) -> Iterator[set[str]]:
    """Put each value into its column of every row, or of one where they must differ; puts all back afterwards.

    Gives the columns in which one stands now.
    """
    superuser.execute(f"DROP TABLE IF EXISTS kept_{table}")
    superuser.execute(f"CREATE TEMPORARY TABLE kept_{table} AS SELECT * FROM {table}")
    some = superuser.execute(f"SELECT count(*) FROM kept_{table}").fetchone()[0]
    try:
        yield {
            column
            for column, value in values.items()
            if some and any(_update(superuser, table, column, value, where) for where in ("", "one row"))
        }
    finally:
        with superuser.transaction():
            superuser.execute("SET LOCAL session_replication_role = replica")
            superuser.execute(f"DELETE FROM {table}")
            superuser.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM kept_{table}")


def plantings(superuser, payload: bytes, *, one_by_one: bool) -> list[dict[str, dict[str, object]]]:
    """What stands planted at the same time: by table, a value for some of its columns.

    At night one column at a time. By day all tables of one context together, where what cannot be read may hide what
    stands behind it. So those that keep how people sign in are planted one by one by day too: they are read before
    anybody has proved who they are.
    """
    found = [(table, {column: as_kept(payload, kind)}) for table, column, kind in columns(superuser)]
    if one_by_one:
        return [{table: values} for table, values in found]
    together: dict[str, dict[str, dict[str, object]]] = {}
    alone = []
    for table, values in found:
        if table.startswith(READ_AT_SIGN_IN):
            alone.append({table: values})
        else:
            context = next((context for context in OF_CASES if table.startswith(context)), table)
            together.setdefault(context, {}).setdefault(table, {}).update(values)
    return [*alone, *together.values()]


@contextmanager
def all_planted(superuser, planting: dict[str, dict[str, object]]) -> Iterator[set[str]]:
    """Plant what `plantings` has put together. Gives the columns, with their tables, in which a value stands now."""
    with ExitStack() as stack:
        yield {
            f"{table}.{column}"
            for table, values in planting.items()
            for column in stack.enter_context(planted_in(superuser, table, values))
        }


def _update(superuser, table: str, column: str, value: object, where: str) -> bool:
    condition = f"WHERE ctid = (SELECT min(ctid) FROM {table})" if where else ""
    with suppress(psycopg.Error), superuser.transaction():
        superuser.execute("SET LOCAL session_replication_role = replica")
        return superuser.execute(f"UPDATE {table} SET {column} = %s {condition}", [value]).rowcount > 0
    return False


def walk(table: str, person, app, ids) -> None:
    """Sign in with both steps, where that reads the table, and open the pages that read the most."""
    if not table.startswith(OF_CASES):
        stranger = Client(raise_request_exception=False, REMOTE_ADDR="192.0.2.10")
        stranger.post(SIGN_IN, {"login": person.email, "password": PASSWORD, "held_form": "x"})
        stranger.post(SECOND_STEP, {"code": app.code_of(steps_from_now=0)})
        stranger.post("/sign-in/forgotten/", {"email": person.email})
    client = Client(raise_request_exception=False)
    client.cookies[settings.SESSION_COOKIE_NAME] = person.token
    case = f"/cases/{ids['case_id']}/"
    for path in ("/", "/account/", case, f"{case}screenings/{ids['screening_id']}/", "/services/"):
        client.get(path)
    client.post(f"{case}identity/")


@pytest.fixture
def scene(world):
    """A mechanism with a row in as many tables as there are, and its caseworker's authenticator app."""
    cast = casting.begin(world)
    person = give_password(cast.people["lead_assigned"])
    app = give_app(world, person)
    throttle.take(
        throttle.PASSWORD, account=person.email, origin="192.0.2.10", at=timezone.now() - timedelta(hours=1)
    )
    return cast, person, app


@pytest.mark.timeout(1200)
def test_no_column_that_may_be_written_is_unpickled(world, superuser, scene, planted, marker, request):
    """By day most contexts have all of their columns planted at once; at night each column has its turn."""
    cast, person, app = scene
    empty, ran = [], []
    found = columns(superuser)
    assert len(found) > 60, "the walls let much less be written: is the list still right?"
    for planting in plantings(superuser, planted, one_by_one=request.config.getoption("long")):
        named = {f"{table}.{column}" for table, values in planting.items() for column in values}
        with all_planted(superuser, planting) as standing:
            empty += named - standing
            if standing:
                walk(min(planting), person, app, cast.ids)
        if marker.exists():
            ran += sorted(named)
            marker.rmdir()
    assert ran == []
    assert len(empty) < len(found) / 3, f"Nothing could be planted in {empty}."
    assert {"agencies_session.session_data", "mfa_authenticator.data", "cases_casekey.wrapped"}.isdisjoint(
        empty
    )


def test_the_worker_unpickles_nothing_either(world, superuser, scene, planted, marker, request):
    jobs = [*(job.run for job in declared_jobs().values() if job.cron), letters.send_due]
    read_by_jobs = ("procrastinate", "foundation", "clock", "letter")
    for planting in plantings(superuser, planted, one_by_one=request.config.getoption("long")):
        if not any(part in table for table in planting for part in read_by_jobs):
            continue
        with all_planted(superuser, planting), world.connected_as("opennrm_worker"):
            for job in jobs:
                with suppress(Exception):
                    job()
    assert not marker.exists()


@pytest.mark.parametrize(
    "name", ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME", "messages"]
)
def test_no_cookie_is_unpickled(world, scene, planted, marker, name):
    _cast, person, _app = scene
    text = base64.b64encode(planted).decode()
    for value in (
        text,
        base64.urlsafe_b64encode(planted).decode(),
        f"{text}:{'A' * 43}",
        f".{text}",
        '"\\000"',
    ):
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = person.token
        client.cookies[getattr(settings, name, name)] = value
        statuses = [client.get(path).status_code for path in ("/", "/account/", "/sign-in/")]
        statuses.append(client.post(SIGN_IN, {"login": person.email, "password": PASSWORD}).status_code)
        assert max(statuses) < 500
    assert not marker.exists()


def test_no_kept_form_is_unpickled(world, scene, planted, marker):
    _cast, person, _app = scene
    for value in (base64.urlsafe_b64encode(planted).decode(), base64.b64encode(planted).decode()):
        answer = Client().post(SIGN_IN, {"login": person.email, "password": PASSWORD, "held_form": value})
        assert answer.status_code < 500
    assert not marker.exists()


def test_no_file_of_the_installation_is_unpickled(world, scene, planted, marker, tmp_path):
    _cast, person, _app = scene
    happen(world, person, "case.viewed")
    for content in (planted, base64.b64encode(planted), json.dumps({"py/reduce": 1}).encode()):
        (tmp_path / "audit-anchor.json").write_bytes(content)
        with suppress(Exception), world.connected_as("opennrm_worker"):
            sealing.seal(tmp_path, now=timezone.now)
        key = tmp_path / "master.json"
        key.write_bytes(content)
        key.chmod(0o600)
        with pytest.raises(keys.KeyProblem, match="is damaged"):
            keys.FileKeyKeeper(key)
    assert not marker.exists()
