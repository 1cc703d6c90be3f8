"""One case as full as cases get: months of work by several agencies, made through the product's own actions.

The other cases are copies of originals on which little has happened. This one shows whether the page of a case stays
fast when much has: it is made once, in the largest agency, and each of its pages is measured.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection as in_use
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies.models import Membership
from opennrm.cases import document_changes
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.invented import concerns
from opennrm.invented.cases import GUARDIAN, SAID_TO_BE_INVOLVED, TRUSTED, at_risk, taken
from opennrm.invented.conferences import conference_held, conference_planned
from opennrm.invented.course import Course, EndsHere, Trait
from opennrm.invented.notes import CALL, noted
from opennrm.invented.people import Inventor
from opennrm.invented.referrals import accepted, completed, declined, referred
from opennrm.invented.screening import mixed, presumed, screened_with
from opennrm.invented.tasks import first_task_done, task

from .mechanism import Mechanism, Worker, worker_of
from .originals import REASONS, answers, entered
from .pages import _answered, _asking, browser
from .timing import timed

RUNS = 30
HELPER = "a service"
PACE, LASTED = timedelta(hours=2), timedelta(days=60)
SMALL_WORLD = 1000
"""With fewer cases than these the full one has a tenth: then the measurements are only tried."""


@dataclass(frozen=True)
class Size:
    """How much is in the case. Of every kind of referral there is one, and the planned conference comes on top."""

    notes: int = 200
    tasks: int = 50
    done: int = 20
    documents: int = 40
    conferences: int = 3


@dataclass(frozen=True)
class FullCase:
    """The case, what is in it by its words, and who opens it: by what they are, and the tokens of their sessions."""

    case_id: UUID
    contents: dict[str, int]
    readers: dict[str, str]


def make(made: Mechanism, *, cases: int) -> None:
    """Make the full case, led by the largest agency and served by the first of the services."""
    lead, reporter = made.leads["large"], made.reporters[1]
    size = Size() if cases >= SMALL_WORLD else Size(notes=20, tasks=5, done=2, documents=4, conferences=1)
    token_of = cache(Worker.sign_in)

    def acting(worker: Any) -> AbstractContextManager[Actor]:
        return entered(token_of(worker))

    begun = timezone.now() - LASTED
    child = Inventor(7, pack().telephone_region).child()
    with acting(reporter) as actor:
        receipt = concerns.report(by=actor, at=begun, **answers(child, area=lead.area))
    course = Course(
        acting=acting, case_id=receipt.case_id, at=begun, pace=PACE, worker=lead.caseworkers[0],
        supervisor=lead.supervisor, reasons=REASONS, note=REASONS,
    )  # fmt: skip
    for trait in (*_work(size), *_help([provider.worker for provider in made.providers])):
        # A country that has nobody for one of the steps has a case that is less full.
        with suppress(EndsHere):
            course.go(trait)


def _work(size: Size) -> Iterator[Trait]:
    yield from (taken, screened_with(mixed), presumed, at_risk)
    yield from (GUARDIAN, TRUSTED, SAID_TO_BE_INVOLVED, TRUSTED, SAID_TO_BE_INVOLVED)
    for number in range(size.notes):
        yield noted(CALL, is_shared=number % 5 == 0)
    yield from (_paper(number) for number in range(size.documents))
    for number in range(size.tasks):
        yield task("Ask the school when she was last there.", days=number - size.tasks // 10)
    yield from [first_task_done] * size.done
    for _number in range(size.conferences):
        yield conference_planned()
        yield conference_held(said=REASONS, agreed="Find out who rents the house.", days=5)
    yield conference_planned(in_days=6)
    yield _now


def _now(course: Course) -> None:
    """What follows is done now: the database's own clock, by which an offer can be taken up, cannot be told a time."""
    course.pace = None


def _paper(number: int) -> Trait:
    """A paper about the child, of which no two are alike. Making each harmless would take a process of its own."""

    def step(course: Course) -> None:
        file = concerns.photograph(f"Page {number}.jpg")
        content = file.content + str(number).encode()
        file = replace(file, content=content, size=len(content), digest=sha256(content).hexdigest())
        kind = next(iter(pack().codes("document_kinds")))
        with course.acting(course.worker) as worker:
            document_changes.add(
                course.case_id,
                kind=kind,
                title=f"Page {number} of what the school sent",
                file=file,
                by=worker,
                at=course.next(),
            )

    return step


def _help(providers: list[Worker]) -> Iterator[Trait]:
    """Referrals in each of their states, in the order in which a child needs them."""
    ways: list[tuple[Trait, ...]] = [
        (declined,),
        (accepted, completed),
        (declined,),
        (accepted,),
        (accepted,),
        (),
    ]
    for provider, way in zip(providers, ways, strict=False):
        yield referred(to=provider)
        yield from way


def found(connection: psycopg.Connection) -> FullCase:
    """The full case of an installation, and people of each side who open it."""
    row = connection.execute(
        "SELECT case_id FROM notes_note GROUP BY case_id ORDER BY count(*) DESC LIMIT 1"
    ).fetchone()
    assert row is not None, "No case of this installation has notes."
    case_id = row[0]
    tables = {
        "notes": "notes_note", "tasks": "tasks_task", "documents": "cases_document", "referrals": "referrals_referral",
        "conferences": "conferences_conference", "persons": "people_relatedperson",
        "suspects": "people_suspectedperson", "participations": "cases_participation",
        "entries of the story": "cases_timelineentry",
    }  # fmt: skip
    contents = {}
    for words, table in tables.items():
        counted = connection.execute(f"SELECT count(*) FROM {table} WHERE case_id = %s", [case_id]).fetchone()
        assert counted is not None
        contents[words] = counted[0]
    return FullCase(case_id, contents, dict(_readers(connection, case_id)))


def _readers(connection: psycopg.Connection, case_id: UUID) -> Iterator[tuple[str, str]]:
    who = {
        "a supervisor": "SELECT m.id FROM agencies_membership m JOIN cases_case c ON c.lead_agency_id = m.agency_id "
        "WHERE c.id = %s AND m.supervises",
        "the caseworker": "SELECT assigned_to_id FROM cases_case WHERE id = %s",
        HELPER: "SELECT m.id FROM agencies_membership m JOIN referrals_referral r ON r.receiver_id = m.agency_id "
        "WHERE r.case_id = %s AND r.state = 'accepted'",
    }
    for words, statement in who.items():
        row = connection.execute(f"{statement} LIMIT 1", [case_id]).fetchone()
        if row is not None:
            membership = Membership.objects.using("setup").select_related("account").get(pk=row[0])
            yield words, worker_of(membership).sign_in()


def measure(case: FullCase) -> list[dict[str, Any]]:
    """Each page of the case, as each side opens it."""
    rows = []
    for reader, token in case.readers.items():
        client = browser(token)
        for words, page in PAGES.items():
            if reader == HELPER and page != "case-show":
                continue
            address = reverse(page, args=[case.case_id])

            def request(number: int, client: Any = client, address: str = address) -> Any:
                return client.get(address)

            with CaptureQueriesContext(in_use) as queries:
                response = _answered(request(0))
            note = f"{len(queries)} queries, {len(response.content) / 1000:.0f} kB of HTML"
            rows.append({"reader": reader, **asdict(timed(words, _asking(request), runs=RUNS, note=note))})
    return rows


PAGES = {
    "page of the case": "case-show",
    "its notes": "note-list",
    "its documents": "document-list",
    "its tasks": "task-of-case",
    "what has happened": "case-story",
}
