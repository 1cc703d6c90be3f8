"""Old lists for tests, and the way of a list through the mechanism by the product's own actions."""

import json
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from django.utils import timezone

from opennrm.cli import tasks
from opennrm.foundation.lists_of_people import Table
from opennrm.imports import access, actions
from opennrm.imports.columns import guess
from opennrm.imports.models import ImportedCase, ImportedList
from tests.world import Person, World

HEADINGS = ("No", "First name", "Surname", "Date of birth", "Sex", "Phone", "Remarks")
ROWS = (
    ("1", "Keisha", "Dunmore", "25/12/2011", "F", "876 555 0142", "Seen at the market."),
    ("2", "Jevon", "Allardyce", "2013", "boy", "", ""),
    ("3", "", "", "01/02/2012", "F", "", "Nobody knows the name."),
    ("4", "Tamika", "Bourne", "2012-05-06", "F", "", ""),
)
"""Of these the third cannot be imported."""


def table(rows: Sequence[Sequence[str]] = ROWS, headings: Sequence[str] = HEADINGS) -> Table:
    """A list as the reader gives it."""
    return Table(rows=[list(headings), *map(list, rows)], written="UTF-8", sheets=1)


def add(world: World, by: Person, given: Table | None = None, *, title: str = "Ledger of 2024") -> UUID:
    """Add a list."""
    with world.acting(by) as actor:
        return actions.add(given or table(), title=title, page="", by=actor, at=timezone.now()).pk


def check(world: World, by: Person, list_id: UUID) -> None:
    """Say that its columns are what they seem to be, and have its rows checked."""
    with world.acting(by) as actor:
        row = access.list_to_read(actor, list_id)
        columns = guess(access.content_of(row).rows)
        actions.say_columns(list_id, columns, by=actor, at=timezone.now())
    work(world)


def start(world: World, by: Person, list_id: UUID, *, takes_alike: bool = False) -> None:
    """Have it imported, without the work of the worker."""
    with world.acting(by) as actor:
        actions.start_import(list_id, takes_alike=takes_alike, by=actor, at=timezone.now())


def imported(world: World, by: Person, given: Table | None = None, **options) -> UUID:
    """A list whose rows are cases that wait."""
    list_id = add(world, by, given)
    check(world, by, list_id)
    start(world, by, list_id, **options)
    work(world)
    return list_id


def jobs() -> list[dict]:
    """The arguments of the work on lists that waits in the queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo' ORDER BY id",
            [actions.JOB],
        )
        return [args if isinstance(args, dict) else json.loads(args) for (args,) in cursor.fetchall()]


def work(world: World) -> None:
    """Do what waits in the queue, as the worker does."""
    waiting = jobs()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    with world.connected_as("opennrm_worker"):
        for job in waiting:
            tasks.run(actions.JOB, **job)


def stored(list_id: UUID) -> ImportedList:
    """The row past the walls."""
    return ImportedList.objects.using("setup").get(pk=list_id)


def cases_of(list_id: UUID) -> list[ImportedCase]:
    """The cases of a list past the walls, in the order of its rows."""
    found = ImportedCase.objects.using("setup").filter(of_id=list_id).select_related("case")
    return list(found.order_by("number"))
