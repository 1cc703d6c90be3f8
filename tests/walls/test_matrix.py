"""Every address, every method, every relation to a case: what is answered, what it gives away, what it records."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.test import Client

from opennrm.audit.models import AuditEvent
from opennrm.country.pack import pack
from opennrm.foundation.context import enter_session
from opennrm.foundation.policies import policy
from opennrm.foundation.second_door import ALIAS
from opennrm.foundation.visibility import GuardedQuerySet
from tests import databases
from tests.walls import cast as casting
from tests.walls.cast import Cast
from tests.walls.pages import METHODS, Page, existing, expected
from tests.world import Person, World

RELATIONS = (
    "reporter", "reporters_colleague", "lead_assigned", "lead_colleague", "lead_once_assigned", "lead_supervisor",
    "other_agency_caseworker", "other_agency_supervisor", "lead_administrator", "auditor", "data_officer",
    "service_asked", "service_accepted", "service_declined", "service_expired", "service_completed",
    "deciding", "once_deciding",
    "without_agency", "with_one_factor", "deactivated", "signed_out",
)  # fmt: skip
OUTSIDE = ("without_agency", "with_one_factor", "deactivated", "signed_out")
DECIDED_BY_THE_GUARD = ("HEAD", "OPTIONS", "PUT", "PATCH", "DELETE")
"""Methods of which no view decides for whom it answers them: asked by a few relations and not by all."""
ASK_EVERY_METHOD = ("lead_supervisor", "service_accepted", "reporter", "lead_administrator", "signed_out")
HEAVIEST_PAGE_BYTES = 60_000
"""Pages are sent as they are; styles and scripts, compressed, add less than 40 kB, so that all stays under 100 kB."""
COUNTERS = ", ".join(f"pg_stat_get_xact_tuples_{kind}(oid)" for kind in ("inserted", "updated", "deleted"))
WALLS = ("both walls", "first wall off", "row-level security off")


def test_every_address_has_its_row():
    assert set(existing()) == set(expected()), (
        "Add the address to [pages] in opennrm/web/pages.toml, or take it away."
    )


@pytest.fixture(scope="module")
def cast(superuser, django_db_blocker) -> Iterator[Cast]:
    """Made once: each cell is rolled back, so that all of them find the same."""
    with django_db_blocker.unblock():
        databases.empty(superuser)
        # Counting what a request changed is otherwise not for the application's role.
        superuser.execute(f"GRANT EXECUTE ON FUNCTION {COUNTERS} TO opennrm_app")
        yield _everybody(World())
        superuser.execute(f"REVOKE EXECUTE ON FUNCTION {COUNTERS} FROM opennrm_app")


def _everybody(world: World) -> Cast:
    made = casting.make(world)
    assigned = made.people["lead_assigned"]
    account = world.person(world.agency("police"), "first_responder").account
    gone = world.person(assigned.membership.agency, "caseworker")
    gone.account.is_active = False
    gone.account.save(using="setup")
    made.people["deactivated"] = gone
    sign_ins = {
        "without_agency": lambda: world.sign_in(account, None),
        "with_one_factor": lambda: world.sign_in(assigned.account, assigned.membership, second_factor=False),
        "signed_out": lambda: "",
    }
    for relation, person in made.people.items():
        sign_ins[relation] = partial(world.sign_in, person.account, person.membership)
    made.people |= {
        relation: _Visitor(sign_in, made.people.get(relation)) for relation, sign_in in sign_ins.items()
    }
    return made


class _Visitor:
    """Somebody who asks, and can sign in anew: a page may have signed them out."""

    def __init__(self, sign_in: Callable[[], str], person: Person | None) -> None:
        self.sign_in, self.token = sign_in, sign_in()
        self.membership = person.membership if person else None


@contextmanager
def walls(which: str, superuser, monkeypatch) -> Iterator[None]:
    """Take one of the two walls away."""
    if which == "first wall off":
        monkeypatch.setattr(GuardedQuerySet, "visible_to", lambda self, actor: self.all())
        monkeypatch.setattr(GuardedQuerySet, "writable_by", lambda self, actor: self.all())
    if which == "row-level security off":
        for table in sorted(policy().protected):
            superuser.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        if which == "row-level security off":
            for table in sorted(policy().protected):
                superuser.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


@pytest.mark.parametrize("which", [pytest.param(WALLS[0], marks=pytest.mark.database), *WALLS[1:]])
@pytest.mark.parametrize("relation", RELATIONS)
def test_cells(cast, superuser, monkeypatch, relation, which):
    client = Client(raise_request_exception=False)
    wrong = []
    with walls(which, superuser, monkeypatch):
        for page, referral, address, method in _cells(cast, which, relation):
            try:
                _check_cell(client, cast, relation, page, referral, address, method, which)
            except AssertionError as assertion:
                wrong.append(str(assertion).splitlines()[0])
    assert not wrong, "\n".join(["", *wrong])


def _cells(cast: Cast, which: str, relation: str) -> Iterator[tuple[Page, str, str, str]]:
    """Every address with both walls; with one of them, the addresses of records by the methods that find one."""
    for page in expected().values():
        if which != WALLS[0] and page.seen_by is None:
            continue
        for referral, address in page.addresses(cast):
            for method in _methods(page, which, relation):
                yield page, referral, address, method


def _methods(page: Page, which: str, relation: str) -> tuple[str, ...]:
    if which != WALLS[0]:
        return page.methods
    return METHODS if relation in ASK_EVERY_METHOD else ("GET", "POST")


def _check_cell(client, cast, relation, page, referral, address, method, which) -> None:
    person = cast.people[relation]
    cell = f"{method} {page.name} {referral} as {relation} with {which}"
    client.cookies.clear()
    if page.guard != "requires":
        person.token = person.sign_in()
    if person.token:
        client.cookies["opennrm"] = person.token
    with transaction.atomic(), transaction.atomic(using=ALIAS):
        before = _changes(), _audited(cast)
        response = client.generic(method, address)
        changed, recorded = _changes() - before[0], _audited(cast)[len(before[1]) :]
        for alias in (DEFAULT_DB_ALIAS, ALIAS):
            transaction.set_rollback(True, using=alias)
    _check_status(cell, response, person, relation, page, referral, method)
    _check_secrecy(cell, response, cast, relation, page, referral)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    assert not is_page or len(response.content) < HEAVIEST_PAGE_BYTES, (
        f"{cell}: {len(response.content)} bytes"
    )
    refused = response.status_code in (302, 403, 404, 405) and not page.is_seen_by(relation, referral)
    if refused or relation in OUTSIDE:
        assert not recorded, f"{cell}: recorded {recorded} although it was refused"
    if method in ("GET", "HEAD") and response.status_code == 200 and page.seen_by is not None:
        opening = page.audit_of_opening if _opens(page, relation, referral) else ()
        assert sorted(recorded) == sorted([*page.audit, *opening]), f"{cell}: recorded {recorded}"
    if method in ("GET", "HEAD", "OPTIONS") and page.guard == "requires":
        assert changed <= len(recorded) + NOT_OF_A_CASE, f"{cell}: changed {changed} rows"


# A look may append events that name no case (a list, the audit's own), and nothing else.
NOT_OF_A_CASE = 2


def _check_status(cell, response, person, relation, page: Page, referral, method) -> None:
    status = response.status_code
    assert status < 500, cell
    cell += f" -> {response.headers.get('Location', '')}"
    if page.guard == "public":
        return
    if relation in ("signed_out", "deactivated"):
        assert status in (302, 403, 405), f"{cell}: {status}"
        assert status != 302 or "/sign-in/" in response["Location"] or relation == "deactivated", cell
        looks = relation == "signed_out" and method in ("GET", "HEAD") and "GET" in page.methods
        assert not looks or status == 302, f"{cell}: {status}, not sent to sign-in"
        return
    if relation in OUTSIDE:
        assert page.guard == "signed_in" or status in (302, 403, 405), f"{cell}: {status}"
        return
    if page.guard == "signed_in":
        return
    role = _role_permissions(person)
    if not role & set(page.may):
        assert status == 403, f"{cell}: {status}"
    elif method in ("GET", "HEAD") and page.back:
        assert status == 302, f"{cell}: {status}"
        assert page.is_of_page(response["Location"]), cell
    elif method not in (*page.methods, "HEAD" if "GET" in page.methods else "", "OPTIONS"):
        assert status == 405, f"{cell}: {status}"
    elif method == "OPTIONS":
        assert status in (200, 302, 403, 404, 405), f"{cell}: {status}"
    elif not page.is_seen_by(relation, referral):
        assert status == page.refusal, f"{cell}: {status}"
    elif method in ("GET", "HEAD"):
        assert status in (200, 302, 403), f"{cell}: {status}"
    else:
        assert status in (200, 302, 400, 403, 409, 422), f"{cell}: {status}"


def _check_secrecy(cell, response, cast, relation, page: Page, referral) -> None:
    answer = response.content.decode(errors="replace") + str(response.headers) + response.cookies.output()
    if not _opens(page, relation, referral):
        shown = [word for word in cast.canaries.all() if word in answer]
        assert not shown, f"{cell}: shows {shown}"
    if relation not in page.names_case_to:
        shown = [reference for reference in cast.references if reference in answer]
        assert not shown, f"{cell}: names the case {shown}"


def _opens(page: Page, relation: str, referral: str) -> bool:
    return relation in page.opens or ("receiver" in page.opens and page.is_seen_by(relation, referral))


def _role_permissions(person) -> set[str]:
    return {str(permission) for permission in pack().roles[person.membership.role].permissions}


def _changes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid) "
            "+ pg_stat_get_xact_tuples_deleted(oid)), 0) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace"
        )
        return int(cursor.fetchone()[0])


def _audited(cast: Cast) -> list[str]:
    """The kinds of the case's events so far, read as the auditor in the same transaction."""
    enter_session(cast.people["auditor"].token, origin="test")
    events = AuditEvent.objects.filter(case_id=cast.case.pk).order_by("sequence")
    return list(events.values_list("kind", flat=True))
