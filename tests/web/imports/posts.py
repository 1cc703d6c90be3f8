"""What a browser sends to the pages of old lists."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.walls.cast import Cast
from tests.walls.post import Fields, Post

FILE = b"First name,Surname,Born\nKeisha,Dunmore,2011\n"
FIELDS = ("reference", "given_names", "family_name", "birth_date", "sex", "telephone", "notes")


def _added(cast: Cast) -> Fields:
    return {"title": "Ledger", "file": SimpleUploadedFile("ledger.csv", FILE, content_type="text/csv")}


def _columns(cast: Cast) -> Fields:
    return {f"column_{place}": holds for place, holds in enumerate(FIELDS)} | {"order": "day-first"}


POSTS = {
    "import-new": Post(fields=_added, records=("import.added",)),
    "import-columns": Post(fields=_columns, records=("import.opened", "import.columns_said")),
    "import-start": Post(fields=lambda cast: {"alike": "take"}, records=("import.started",)),
    "import-release": Post(records=("import.release_asked",)),
    # Nothing was left behind by a worker.
    "import-again": Post(status=409),
    "import-withdraw": Post(fields=lambda cast: {"count": 1}, records=("import.withdraw_asked",)),
    "import-delete": Post(records=("import.discarded",)),
    "import-forget-columns": Post(records=("known_columns.deleted",)),
    "case-release": Post(records=("clock.started", "clock.started", "list_case.released")),
}
