"""The pages and actions that are measured, through Django's test client in this process."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opennrm.concerns import actions as concerns
from opennrm.concerns import drafts
from opennrm.country.pack import pack
from opennrm.foundation.context import enter_session
from opennrm.invented.people import Inventor
from opennrm.overview import actions as overview

from .mechanism import Worker
from .originals import answers, entered
from .personas import Persona
from .report import COUNTING
from .timing import WARM_UPS, Timed, timed

RUNS, FEW_RUNS = 30, 15
Request = Callable[[int], Any]


def browser(token: str = "") -> Client:
    """A browser without scripts, signed in by the token of a session."""
    client = Client(SERVER_NAME="localhost")
    if token:
        client.cookies[settings.SESSION_COOKIE_NAME] = token
    return client


def of_persona(persona: Persona) -> dict[str, Request]:
    """What this persona asks for, by name; each gets the number of the run."""
    client = browser(persona.token)
    listing = reverse("case-list")
    searching = reverse("case-search")
    known = persona.known

    def opened(number: int) -> Any:
        return client.get(reverse("case-show", args=[known[number % len(known)].case_id]))

    def searched(text: Callable[[int], str]) -> Request:
        return lambda number: client.post(searching, {"words": text(number)})

    pages: dict[str, Request] = {
        "list of cases": lambda number: client.get(listing),
        "page of a case": opened,
        "search by name": searched(lambda number: known[number % len(known)].name),
        "search by telephone": searched(lambda number: known[number % len(known)].telephone),
        "my work": lambda number: client.get(reverse("home")),
    }
    if persona.worker.membership.supervises:
        pages["figures of the agency"] = lambda number: client.get(reverse("agency-overview"))
    return pages


def measure_persona(persona: Persona) -> Iterator[Timed]:
    """Entering the database alone, then each page with the number of its queries."""

    def enter(number: int) -> None:
        with transaction.atomic():
            enter_session(persona.token, origin="192.0.2.7")

    yield timed("entering the database", enter, runs=RUNS)
    for name, request in of_persona(persona).items():
        with CaptureQueriesContext(connection) as queries:
            response = _answered(request(0))
        note = f"{len(queries)} queries, {len(response.content) / 1000:.0f} kB of HTML"
        yield timed(name, _asking(request), runs=FEW_RUNS, note=note)
    if persona.worker.membership.supervises:
        yield timed(COUNTING, _counting(persona), runs=3)


def _counting(persona: Persona) -> Request:
    def count(number: int) -> None:
        with entered(persona.token) as actor:
            overview.count(actor, timezone.now())

    return count


def _asking(request: Request) -> Request:
    return lambda number: _answered(request(number))


def measure_frame() -> Iterator[Timed]:
    """What every request costs before it does anything."""
    client = browser()

    def bare(number: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def as_nobody(number: int) -> None:
        with transaction.atomic():
            enter_session("", origin="192.0.2.7")

    yield timed("a transaction with one query", bare, runs=RUNS)
    yield timed("a transaction entered as nobody", as_nobody, runs=RUNS)
    yield timed("help page, signed out", lambda number: _answered(client.get(reverse("help"))), runs=RUNS)


def measure_sending(reporter: Worker, area: str) -> Iterator[Timed]:
    """Sending a finished concern: the action alone with its commit, then the whole request."""
    inventor = Inventor(7, pack().telephone_region)
    token = reporter.sign_in()
    client = browser(token)
    # One for each run and warm-up of both, and one to count the queries.
    ready = iter([_draft(token, inventor, area) for _ in range(2 * (FEW_RUNS + WARM_UPS) + 1)])

    def act(number: int) -> None:
        with entered(token) as actor:
            concerns.receive_concern(next(ready), by=actor, at=timezone.now())

    def post(number: int) -> None:
        response = client.post(reverse("concern-submit", args=[next(ready)]))
        _answered(response, HTTPStatus.FOUND)

    yield timed("sending a concern: the action", act, runs=FEW_RUNS)
    with CaptureQueriesContext(connection) as queries:
        post(0)
    yield timed("sending a concern: the request", post, runs=FEW_RUNS, note=f"{len(queries)} queries")


def _draft(token: str, inventor: Inventor, area: str) -> UUID:
    now = timezone.now()
    with entered(token) as actor:
        draft = drafts.start(by=actor, at=now)
        given = answers(inventor.child(), area=area)
        drafts.keep(draft.pk, answers=given, typed={}, step="", version=0, page="only", by=actor, at=now)
    return draft.pk


def _answered(response: Any, expected: HTTPStatus = HTTPStatus.OK) -> Any:
    if response.status_code != expected:
        raise RuntimeError(f"A page that is measured answered {response.status_code} instead of {expected}.")
    return response
