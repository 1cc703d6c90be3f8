"""What both ends of the pipe know: kinds of files, limits, and the reasons for which a file is refused."""

from enum import StrEnum

JPEG, PNG, WEBP, HEIC, PDF = "image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLE = "application/vnd.opennrm.table+json"
"""The kinds of lists that go in, and the rows that come out, as JSON."""

KEPT = {JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n", PDF: b"%PDF-", TABLE: b'{"rows":'}
"""The kinds of files that come out, and how each begins. A WebP or HEIC picture comes out as JPEG or PNG."""

PAPER = "application/json"
"""The words of a paper that is to be set. It goes in and never comes out: a PDF does."""
PAPER_IN_ANY_SCRIPT = "application/json; fonts=of-the-machine"
"""The same, where the letters that our own fonts lack may come from those of the machine."""

MAX_BYTES = 10 * 1024 * 1024
"""Of one file, as it comes and as it is kept."""
MAX_PAGES = 200
"""Of one document."""
MOST_ROWS = 20_000
MOST_COLUMNS = 60
"""Of one list."""
LONGEST_SIDE_SHOWN = 2000
"""In pixels, of what is made to be looked at on a page."""

DATA_BYTES = 248 * 1024 * 1024
"""What the process may allocate. With the libraries that it has loaded, it stays below 300 MB."""
ADDRESS_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 4
WALL_SECONDS = 5
HEADER_BYTES = 4
"""How many bytes tell the length of the answer's header."""
MAX_HEADER_BYTES = 200


class Reason(StrEnum):
    """Why a file is refused."""

    DAMAGED = "damaged"
    UNSAFE = "unsafe"
    TOO_LARGE = "too_large"
    TOO_MANY_POINTS = "too_many_points"
    MOVES = "moves"
    COLOURS = "colours"
    PASSWORD = "password"  # noqa: S105 (the reason, and no password)
    PAGES = "pages"
    HIDDEN = "hidden"
    ENCODING = "encoding"
    ROWS = "rows"
    COLUMNS = "columns"
    EMPTY = "empty"


class Refused(Exception):
    """The file is not taken, for this reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason
