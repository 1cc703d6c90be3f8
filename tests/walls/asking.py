"""Asks one address as somebody who stands in some relation to the case, and judges the answer."""

import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client

from opennrm.agencies.models import Membership
from opennrm.audit.models import AuditEvent
from opennrm.country.pack import pack
from opennrm.foundation.context import enter_session
from opennrm.foundation.policies import policy
from opennrm.foundation.second_door import ALIAS
from opennrm.foundation.visibility import GuardedQuerySet
from tests.walls import cast as casting
from tests.walls.cast import Cast
from tests.walls.kept import Kept
from tests.walls.pages import Page, expected
from tests.walls.posts import POSTS
from tests.world import Person, World

RELATIONS = (
    "reporter", "reporters_colleague", "lead_assigned", "lead_colleague", "lead_once_assigned", "lead_supervisor",
    "other_agency_caseworker", "other_agency_supervisor", "lead_administrator", "auditor", "data_officer",
    "desk_officer", "overseer", "facilitator",
    "service_asked", "service_accepted", "service_declined", "service_expired", "service_completed",
    "deciding", "once_deciding", "receiving", "invited", "taking_part", "once_taking_part",
    "host", "interviewer", "custodian", "copy_holder",
    "without_agency", "with_one_factor", "deactivated", "signed_out",
)  # fmt: skip
OUTSIDE = ("without_agency", "with_one_factor", "deactivated", "signed_out")
HEAVIEST_PAGE_BYTES = 65_000
"""Pages are sent as they are; styles and scripts, compressed, add less than 35 kB, so that all stays under 100 kB."""
EVENTS = "public.audit_event"
NOT_OF_A_CASE = 2
"""A look may append events that name no case (a list, the audit's own), and changes nothing else."""
BY_TURNS = 3
"""How many relations take turns by day."""
SIGNED_IN_SECONDS = 300
LOCKING = re.compile(r"\bFOR\s+(NO\s+KEY\s+UPDATE|UPDATE|KEY\s+SHARE|SHARE)\b", re.IGNORECASE)
COUNTERS = ", ".join(f"pg_stat_get_xact_tuples_{kind}(oid)" for kind in ("inserted", "updated", "deleted"))


def _permissions_of(membership: Membership | None) -> frozenset[str]:
    """What a role may do. It is asked for every cell."""
    if membership is None:
        return frozenset()
    return frozenset(str(permission) for permission in pack().roles[membership.role].permissions)


class Visitor:
    """Somebody who asks, signed in, and able to sign in once more."""

    def __init__(self, sign_in: Callable[[], str], person: Person | None) -> None:
        self.sign_in, self.token = sign_in, sign_in()
        self.membership = person.membership if person else None
        self.permissions = _permissions_of(self.membership)


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One address, one method, one relation."""

    everybody: "Everybody"
    page: Page
    relation: str
    referral: str
    address: str
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.page.name} {self.referral} as {self.relation}"

    @property
    def may(self) -> bool:
        """Whether the role of this relation may open the page at all."""
        if self.page.guard != "requires":
            return True
        return self.relation not in OUTSIDE and bool(self.visitor.permissions & set(self.page.may))

    @property
    def is_open(self) -> bool:
        """Whether somebody in this relation may, and finds a record there."""
        return self.may and self.page.is_seen_by(self.relation, self.referral)

    @property
    def visitor(self) -> Visitor:
        return self.everybody.visitors[self.relation]

    @property
    def is_told_by_its_role(self) -> bool:
        """Whether only the guard answers, as it does to another relation of the same role that is asked for it."""
        return not self.may and self.relation not in self.everybody.first_of_its_role

    @property
    def is_its_turn(self) -> bool:
        """Whether it is asked by day: of the relations that find the same here, each page asks every third."""
        alike = [
            relation
            for relation in RELATIONS
            if (cell := replace(self, relation=relation)).may == self.may and cell.is_open == self.is_open
        ]
        number = list(expected()).index(self.page.name)
        return (alike.index(self.relation) - number) % min(len(alike), BY_TURNS) == 0

    @property
    def is_up_to_a_wall(self) -> bool:
        """Whether a wall has something to hide here: from whoever may open the page, but not see all that there is."""
        sees_all = self.may_show_canaries and self.relation in self.page.names_case_to
        return self.may and not (self.is_open and sees_all)

    @property
    def may_show_canaries(self) -> bool:
        page = self.page
        is_receiver = "receiver" in page.opens and page.is_seen_by(self.relation, self.referral)
        return self.relation in page.opens or is_receiver


@dataclass(frozen=True)
class Answer:
    """What was answered, and what that has left behind."""

    response: HttpResponse
    sent: Mapping[str, Any]
    """What the form held: whoever sent it may see that again."""
    recorded: tuple[str, ...] = ()
    changed: int = 0
    """How many rows a look has changed, or how many tables a form."""
    locking: tuple[str, ...] = ()
    """The statements of a look that lock rows."""

    @property
    def status(self) -> int:
        return self.response.status_code


class Everybody:
    """The cast, everybody who stands outside, and the one browser by which they ask."""

    def __init__(self, cast: Cast, visitors: dict[str, Visitor], superuser: psycopg.Connection) -> None:
        self.cast, self.visitors, self.superuser = cast, visitors, superuser
        self.client = Client(raise_request_exception=False)
        self._remember()
        role_of = {
            relation: visitor.membership.role
            for relation, visitor in visitors.items()
            if visitor.membership and relation not in OUTSIDE
        }
        self.first_of_its_role = {
            next(relation for relation in RELATIONS if role_of.get(relation) == role)
            for role in role_of.values()
        } | set(OUTSIDE)
        """The relations that speak for all of their role where the guard alone decides."""

    def stay_signed_in(self) -> None:
        """Sign everybody in again, long before they are signed out for having done nothing."""
        if time.monotonic() - self._remembered_at > SIGNED_IN_SECONDS:
            for visitor in self.visitors.values():
                visitor.token = visitor.sign_in()
            self._remember()

    def _remember(self) -> None:
        self.kept, self._remembered_at = Kept(self.superuser), time.monotonic()

    def cells(self, page: Page, relation: str, method: str) -> Iterator[Cell]:
        """The cell of this page, or one for each referral of the case."""
        for referral, address in page.addresses(self.cast):
            yield Cell(
                everybody=self,
                page=page,
                relation=relation,
                referral=referral,
                address=address,
                method=method,
            )

    def posts(self, page: Page, relation: str) -> Iterator[Cell]:
        """The cells of a page that takes forms."""
        return self.cells(page, relation, "POST") if page.takes_forms else iter(())

    def of_somebody_who_may(self, page: Page, method: str, *, first: str = RELATIONS[0]) -> Iterator[Cell]:
        """The cell of this relation, or of the first to which the page is open; of its referrals, the first."""
        yield next(
            cell
            for is_enough in (lambda cell: cell.is_open, lambda cell: cell.may)
            for relation in (first, *RELATIONS)
            for cell in self.cells(page, relation, method)
            if is_enough(cell)
        )

    def of_somebody_who_takes_no_part(self, page: Page, method: str) -> Iterator[Cell]:
        """The cell of the first relation whose role may, and who finds nothing there."""
        for relation in RELATIONS:
            for cell in self.cells(page, relation, method):
                if cell.may and not cell.is_open:
                    yield cell
                    return

    def send(self, cell: Cell, token: str = "", *, is_filled_in: bool = True) -> Answer:
        """Ask once. A form carries what a browser sends that has filled it in right, or nothing at all."""
        self.client.cookies.clear()
        if token := token or cell.visitor.token:
            self.client.cookies["opennrm"] = token
        if cell.method == "POST" and not is_filled_in:
            return Answer(self.client.post(cell.address, {}), {})
        if cell.method == "POST" and cell.page.name in POSTS:
            fields = POSTS[cell.page.name].fields(self.cast)
            return Answer(self.client.post(cell.address, fields), fields)
        return Answer(self.client.generic(cell.method, cell.address), {})

    def ask(self, cell: Cell, *, is_filled_in: bool = True) -> Answer:
        """Ask, and roll back what was done."""
        # Pages about oneself may sign out whoever asks: they are asked in a session of their own.
        token = cell.visitor.sign_in() if cell.page.guard != "requires" else ""
        last = self._last_event()
        with transaction.atomic(), transaction.atomic(using=ALIAS):
            before = _changes()
            with _locks() as locking:
                answer = self.send(cell, token, is_filled_in=is_filled_in)
            changed, recorded = _changes() - before, self._audited(after=last)
            for alias in (DEFAULT_DB_ALIAS, ALIAS):
                transaction.set_rollback(True, using=alias)
        return replace(answer, recorded=tuple(recorded), changed=changed, locking=tuple(locking))

    def _audited(self, *, after: int) -> list[str]:
        """The kinds of the case's events after this one, read as the auditor in the same transaction."""
        enter_session(self.visitors["auditor"].token, origin="test")
        events = AuditEvent.objects.filter(case_id__in=self.cast.cases, sequence__gt=after).order_by(
            "sequence"
        )
        return list(events.values_list("kind", flat=True))

    def _last_event(self) -> int:
        return self.superuser.execute("SELECT max(sequence) FROM audit_event").fetchone()[0]

    @contextmanager
    def for_good(self, cell: Cell) -> Iterator[Answer]:
        """Send a form for good, as in service; afterwards put back what it changed."""
        kept = self.kept
        try:
            post = POSTS[cell.page.name]
            if post.after and cell.is_open and cell.relation not in post.otherwise:
                self._send_before(cell, post.after)
            last = self._last_event()
            answer = self.send(cell)
            recorded = self.superuser.execute(
                "SELECT kind FROM audit_event WHERE sequence > %s ORDER BY sequence", [last]
            )
            kinds = tuple(kind for (kind,) in recorded)
            # Who looked is recorded also where the page comes back with what to correct.
            changed = [name for name in kept.changed() if name != EVENTS]
            yield replace(answer, recorded=kinds, changed=len(changed))
        finally:
            kept.restore()

    def _send_before(self, cell: Cell, name: str) -> None:
        for before in self.posts(expected()[name], cell.relation):
            assert self.send(before).status == POSTS[name].status, before
            return


@contextmanager
def everybody(superuser: psycopg.Connection) -> Iterator[Everybody]:
    """Make the cast in an empty mechanism, and let the application's role count what a request changed."""
    superuser.execute(f"GRANT EXECUTE ON FUNCTION {COUNTERS} TO opennrm_app")
    world = World()
    cast = casting.begin(world)
    yield Everybody(cast, _visitors(world, cast), superuser)
    superuser.execute(f"REVOKE EXECUTE ON FUNCTION {COUNTERS} FROM opennrm_app")


def _visitors(world: World, cast: Cast) -> dict[str, Visitor]:
    assigned = cast.people["lead_assigned"]
    account = world.person(world.agency("police"), "first_responder").account
    gone = world.person(assigned.membership.agency, "caseworker")
    gone.account.is_active = False
    gone.account.save(using="setup")
    people = {**cast.people, "deactivated": gone}
    sign_ins: dict[str, Callable[[], str]] = {
        "without_agency": lambda: world.sign_in(account, None),
        "with_one_factor": lambda: world.sign_in(assigned.account, assigned.membership, second_factor=False),
        "signed_out": lambda: "",
        **{
            relation: partial(world.sign_in, person.account, person.membership)
            for relation, person in people.items()
        },
    }
    return {relation: Visitor(sign_in, people.get(relation)) for relation, sign_in in sign_ins.items()}


@contextmanager
def without(wall: str, superuser: psycopg.Connection, monkeypatch) -> Iterator[None]:
    """Take the `first` or the `second` of the two walls away."""
    if wall == "first":
        monkeypatch.setattr(GuardedQuerySet, "visible_to", lambda self, actor: self.all())
        monkeypatch.setattr(GuardedQuerySet, "writable_by", lambda self, actor: self.all())
        yield
        return
    for table in sorted(policy().protected):
        superuser.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    try:
        yield
    finally:
        for table in sorted(policy().protected):
            superuser.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


@contextmanager
def _locks() -> Iterator[list[str]]:
    """From now on, the statements that lock rows."""
    found: list[str] = []

    def note(execute, statement, parameters, many, context):
        if LOCKING.search(str(statement)):
            found.append(str(statement))
        return execute(statement, parameters, many, context)

    with connections[DEFAULT_DB_ALIAS].execute_wrapper(note), connections[ALIAS].execute_wrapper(note):
        yield found


def _changes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(oid) + pg_stat_get_xact_tuples_updated(oid) "
            "+ pg_stat_get_xact_tuples_deleted(oid)), 0) FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace"
        )
        return int(cursor.fetchone()[0])
