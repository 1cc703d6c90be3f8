"""An invented mechanism for a test: agencies, the people who work for them, and how each of them enters."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone

from opennrm.agencies.access import actor_of
from opennrm.agencies.models import Account, Agency, Membership
from opennrm.agencies.roles import flags_of
from opennrm.agencies.sessions import MEMBERSHIP, SECOND_FACTOR, SessionStore
from opennrm.cases.models import Receipt
from opennrm.cases.telling import tell
from opennrm.concerns import actions as concern_actions
from opennrm.concerns import drafts
from opennrm.concerns.events import received
from opennrm.country.pack import pack
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import begin_clean, enter_session
from opennrm.invented import agencies, concerns
from opennrm.invented.course import Course
from tests import databases

PASSWORD = "a long enough sentence for tests"
AWAKE_FOR = 300
"""In seconds. A session ends when nobody uses it, and long walks take longer than that."""


@dataclass
class Person:
    """Somebody who works for an agency, signed in."""

    account: Account
    membership: Membership
    token: str

    @property
    def email(self) -> str:
        return self.account.email


@dataclass
class World:
    """Makes what a test needs, past the walls; what the test does goes through them."""

    _count: int = 0
    _offices: dict[str, Agency] = field(default_factory=dict)
    _known: dict[str, Person] = field(default_factory=dict)
    _awake_since: float = field(default_factory=time.monotonic, compare=False)

    def is_empty(self) -> bool:
        """Whether nothing was made in it yet."""
        return self == World()

    def _next(self) -> int:
        self._count += 1
        return self._count

    def office(self, name: str) -> Agency:
        """An invented agency, as a rule the one of the kind by which it is known; made when it is first needed."""
        if name not in self._offices:
            office = agencies.OFFICES[name]
            self._offices[name] = self.agency(agencies.kind_of(name), name=office.name, areas=office.areas())
        return self._offices[name]

    def known(self, name: str) -> Person:
        """Somebody of the invented mechanism by their name in it, such as "caseworker", made when first needed."""
        if name not in self._known:
            worker = agencies.PEOPLE[name]
            email = f"{name}@{agencies.MAIL}"
            self._known[name] = self.person(
                self.office(worker.office), worker.role, name=worker.name, email=email
            )
        return self._known[name]

    def agency(self, kind: str, *, name: str = "", code: str = "", areas: list[str] | None = None) -> Agency:
        number = self._next()
        agency = Agency(
            kind=kind,
            name=name or f"Invented agency {number}",
            code=code or f"agency-{number}",
            areas=areas or [],
        )
        agency.save(from_action=True, using="setup")
        return agency

    def person(self, agency: Agency, role: str, *, name: str = "", email: str = "") -> Person:
        return self.member(self.account(name=name, email=email), agency, role)

    def account(self, *, name: str = "", email: str = "") -> Account:
        """Somebody who has accepted the code of conduct and works for nobody yet."""
        number = self._next()
        account = Account(name=name or f"Worker {number}", email=email or f"worker{number}@example.org")
        account.conduct_version, account.conduct_accepted_at = pack().code_of_conduct.version, timezone.now()
        account.set_unusable_password()
        account.save(using="setup")
        return account

    def member(self, account: Account, agency: Agency, role: str) -> Person:
        """Let an account act for an agency, confirmed, and sign it in for that agency."""
        return self.working(self.membership(account, agency, role))

    def working(self, membership: Membership) -> Person:
        """Whoever has this membership, signed in for it."""
        account = membership.account
        return Person(account, membership, self.sign_in(account, membership))

    def membership(self, account: Account, agency: Agency, role: str) -> Membership:
        """Let an account act for an agency, confirmed."""
        now = timezone.now()
        flags = flags_of(pack().roles[role])
        membership = Membership(
            account=account, agency=agency, role=role, started_at=now, confirmed_at=now, **flags
        )
        membership.save(from_action=True, using="setup")
        return membership

    def sign_in(
        self,
        account: Account,
        membership: Membership | None,
        *,
        second_factor: bool = True,
        confirmed: bool = False,
        by_factor: bool = False,
    ) -> str:
        """A new session; returns the token of its cookie.

        `confirmed`: somebody has just shown that it is they, by the password or `by_factor`.
        """
        session = SessionStore()
        if confirmed:
            session[AUTHENTICATION_METHODS_SESSION_KEY] = [
                {"method": "mfa" if by_factor else "password", "at": time.time()}
            ]
            session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = user_id_to_str(account)
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session[SECOND_FACTOR] = second_factor
        if membership is not None:
            session[MEMBERSHIP] = str(membership.pk)
        session.create()
        return session.session_key

    def service(self, agency: Agency, *, kind: str = "shelter", name: str = "", **facts) -> Service:
        facts.setdefault("places_total", 4)
        facts.setdefault("places_free", 2)
        facts.setdefault("confirmed_at", timezone.now() - timedelta(hours=1))
        service = Service(agency=agency, kind=kind, name=name or f"Invented service {self._next()}", **facts)
        service.save(from_action=True, using="setup")
        return service

    @contextmanager
    def acting(self, person: Person | str) -> Iterator[Actor]:
        """One transaction of the application's role, entered by this person's session, as a request is."""
        person = self.known(person) if isinstance(person, str) else person
        begin_clean()
        with transaction.atomic():
            yield actor_of(enter_session(person.token, origin="192.0.2.7"))

    def report(self, reporter: Person, *, at: datetime | None = None, files=(), **answers) -> Receipt:
        """Report a concern; whatever is not given is the least that is needed."""
        self._keep_awake()
        with self.acting(reporter) as actor:
            return concerns.report(by=actor, at=at or timezone.now(), files=files, **answers)

    def opened(self, reporter: Person, *, at: datetime | None = None, **facts) -> UUID:
        """A case of which nothing is told but these columns of it: in a third of the time of a whole concern."""
        at = at or timezone.now()
        self._keep_awake()
        with self.acting(reporter) as actor:
            draft = drafts.start(by=actor, at=at)
            case, _receipt = concern_actions.open_case(draft.pk, by=actor, at=at, **facts)
            event = received(is_urgent=case.is_urgent)
            tell(event, case.pk, subject=case, by=actor, at=at, seen_by=[])
        return case.pk

    def _keep_awake(self) -> None:
        """In a walk of many examples: everybody who is signed in has just done something."""
        if time.monotonic() - self._awake_since > AWAKE_FOR:
            with connections["setup"].cursor() as cursor:
                cursor.execute("UPDATE agencies_session SET last_seen_at = now() WHERE expire_date > now()")
            self._awake_since = time.monotonic()

    def course(self, case_id: UUID, *, at: datetime | None = None, **people) -> Course:
        """A case that traits take further: now, or all at a given moment. `people` are those of `Course`."""
        pace = timedelta() if at else None
        return Course(acting=self.acting, case_id=case_id, at=at or timezone.now(), pace=pace, **people)

    @contextmanager
    def connected_as(self, role: str) -> Iterator[None]:
        """For a while the default connection is another of the database's roles: worker, operator, migrator."""
        with databases.connected("default", USER=role):
            yield

    def client(
        self, person: Person | None = None, *, confirmed: bool = False, by_factor: bool = False, **options
    ) -> Client:
        """A browser without scripts, signed in; with `confirmed`, by a new session, as `sign_in` says."""
        client = Client(**options)
        if person is not None:
            token = person.token
            if confirmed:
                token = self.sign_in(person.account, person.membership, confirmed=True, by_factor=by_factor)
            client.cookies[settings.SESSION_COOKIE_NAME] = token
        return client


CANARY = "Canary"


def secret_word() -> str:
    """A word that can stand nowhere by chance: a canary."""
    return CANARY + secrets.token_hex(6)
