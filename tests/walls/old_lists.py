"""Old lists of the agency that leads: one whose rows were checked, and one whose rows are cases that wait."""

from uuid import UUID

from django.utils import timezone

from opennrm.imports import access, actions
from opennrm.imports.columns import guess
from opennrm.imports.models import KnownColumns
from tests.imports import lists
from tests.world import Person, World


def add_two(world: World, by: Person, *, word: str) -> dict[str, UUID]:
    """The ids that addresses are made of. `word` stands in the titles, in the rows and in the name of what was kept."""
    rows = [
        ("7", word, "Marlowe", "25/12/2011", "F", "", f"{word} was seen."),
        ("8", "", "", "", "", "", word),
    ]
    title = f"Ledger of {word}"
    checked = lists.add(world, by, lists.table(rows), title=title)
    with world.acting(by) as actor:
        columns = guess(access.content_of(access.list_to_read(actor, checked)).rows)
        actions.say_columns(checked, columns, keep_as=word, by=actor, at=timezone.now())
    lists.work(world)
    other = [("9", word, "Quillan", "2013-02-03", "M", "", "")]
    imported = lists.imported(world, by, lists.table(other), takes_alike=True)
    (case,) = lists.cases_of(imported)
    return {
        "import_id": checked,
        "imported_id": imported,
        "known_id": KnownColumns.objects.using("setup").get().pk,
        "listed_case_id": case.case_id,
    }
