"""An old list of the agency that leads cases, as a spreadsheet has it: added, and waiting for whoever imports it."""

from datetime import datetime

from opennrm.foundation.lists_of_people import Table
from opennrm.imports import access, actions
from opennrm.imports.columns import guess

from .course import Acting, EndsHere

ROWS = (
    ("Ledger of the northern office, 2019 to 2024",),
    ("No.", "First name", "Surname", "Date of birth", "M/F", "Telephone", "Remarks"),
    (
        "1",
        "Shanice",
        "Pellinor",
        "14/03/2012",
        "F",
        "876 555 0171",
        "Sold sweets at the bus park until late.",
    ),
    ("2", "Romaine", "Tavistock", "2011", "boy", "", "Came with his aunt, who keeps his papers."),
    ("3", "Keisha", "Dunmore", "about 2011", "girl", "", "Told the school nurse about a guest house."),
    ("4", "", "", "02/05/2013", "F", "", "Nobody knows the name."),
    ("5", "Odane", "Wexcombe", "31/02/2012", "M", "876 555 0188", "Fishes at night."),
    ("6", "Shanise", "Pellinor", "14 March 2012", "F", "876 555 0171", "Written down twice?"),
    ("7", "Tyrese", "Lanyon", "23/11/2010", "M", "", "Works on a farm, two parishes away from home."),
)
"""Two of them cannot be imported, and two of them seem to be the same child."""
TITLE = "Ledger of the northern office"


def table() -> Table:
    """The list as the reader of files gives it."""
    return Table(rows=[list(row) for row in ROWS], written="XLSX", sheets=1)


def add(acting: Acting, *, at: datetime) -> None:
    """Add the list as the supervisor, and say what its columns are. The worker checks the rows."""
    try:
        with acting("supervisor") as supervisor:
            row = actions.add(table(), title=TITLE, page="", by=supervisor, at=at)
            columns = guess(access.content_of(row).rows)
            actions.say_columns(row.pk, columns, by=supervisor, at=at)
    except EndsHere:
        return


BESIDE = (add,)
