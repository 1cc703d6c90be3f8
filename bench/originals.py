"""One case of every kind, made through the product's own actions. All other cases are copies of these."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from opennrm.agencies.access import actor_of
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import enter_session
from opennrm.invented import concerns
from opennrm.invented.cases import taken
from opennrm.invented.course import Course, EndsHere, Trait
from opennrm.invented.people import Child
from opennrm.invented.referrals import accepted, completed, declined, referred
from opennrm.invented.screening import confirmed, mixed, presumed, screened_with

from .mechanism import Mechanism, Worker

DAY = timedelta(days=1)
RECENT_DAYS = 7
REASONS = (
    "Invented reasons of the length that such reasons have: what was seen, what was said, and by whom. " * 4
)
ACCOUNT = (
    "An invented account of what a teacher noticed over several weeks, and of whom she told about it. " * 6
)


def referred_to_provider(course: Course) -> None:
    """Whoever is to answer has been asked."""
    referred(to=course.provider)(course)


@dataclass(frozen=True)
class Kind:
    """How far a case has come, how frequent that is, and how old such a case can be."""

    name: str
    share: float
    way: tuple[Trait, ...]
    oldest_days: int


screened = screened_with(mixed)
_ASSESSED = (taken, screened, presumed)
_ASKED = (*_ASSESSED, referred_to_provider)
KINDS = (
    Kind("new", 0.01, (), 3),
    Kind("assigned", 0.04, (taken,), 1000),
    Kind("screened", 0.10, (taken, screened), 1000),
    Kind("presumed", 0.10, _ASSESSED, 1000),
    Kind("waiting", 0.02, _ASKED, 0),
    Kind("declined", 0.13, (*_ASKED, declined), 1000),
    Kind("helped", 0.20, (*_ASKED, accepted), 1000),
    Kind("completed", 0.40, (*_ASKED, accepted, completed, confirmed), 1000),
)


def tell(kind: Kind, child: Child, mechanism: Mechanism, *, at: datetime) -> UUID:
    """Report a concern and take the case the way of this kind; returns its id.

    A service is asked now: the database's own clock, by which an offer can be taken up, cannot be told another time.
    """
    lead, reporter, provider = mechanism.of_originals
    if referred_to_provider in kind.way:
        at -= DAY * len(_ASKED)
    with acting(reporter) as actor:
        receipt = concerns.report(by=actor, at=at, **answers(child, area=lead.area))
    course = Course(
        acting=acting, case_id=receipt.case_id, at=at, pace=DAY, worker=lead.caseworkers[0],
        supervisor=lead.supervisor, provider=provider.worker, reasons=REASONS, note=REASONS,
    )  # fmt: skip
    # In some countries another agency decides.
    with suppress(EndsHere):
        course.go(*kind.way)
    if kind.oldest_days > RECENT_DAYS:
        for worker in (reporter, lead.caseworkers[0], lead.supervisor, provider.worker):
            with acting(worker) as actor:
                notices.mark_read(by=actor, at=course.at)
    return receipt.case_id


@contextmanager
def acting(worker: Worker) -> Iterator[Actor]:
    """One transaction of the application's role, entered by a new session of this worker's."""
    with entered(worker.sign_in()) as actor:
        yield actor


@contextmanager
def entered(token: str) -> Iterator[Actor]:
    """One transaction of the application's role, entered by a session, as a request is."""
    with transaction.atomic():
        yield actor_of(enter_session(token, origin="192.0.2.7"))


def answers(child: Child, *, area: str) -> dict:
    """What a reporter answers about this child."""
    return {
        **concerns.enough(),
        **concerns.of(child),
        "area": area,
        "told_by": next(iter(pack().codes("sources"))),
        "sex": next(iter(pack().codes("sexes"))),
        "account": ACCOUNT,
        "place": "An invented market",
        "occurred": "Last week",
        "safe_to_contact": "no",
    }
