"""Where a page of the audit begins, where the next one is, and whether the seal keeps up."""

from datetime import datetime, timedelta

from opennrm.audit.queries import SealStatus
from opennrm.web.request import Request

BEFORE = "before"
MAY_WAIT = timedelta(minutes=1)


def place(request: Request) -> int | None:
    """Where the page begins; what cannot be read is the first page."""
    asked = request.GET.get(BEFORE, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None


def next_address(request: Request, older: int | None) -> str:
    """The address of the next page with the same filters; empty on the last page."""
    return "" if older is None else address_from(request, **{BEFORE: str(older)})


def address_from(request: Request, path: str = "", **changed: str) -> str:
    """An address that asks for the same from its beginning, but for what is changed."""
    query = request.GET.copy()
    query.pop(BEFORE, None)
    for name, value in changed.items():
        query[name] = value
    return f"{path}?{query.urlencode()}"


def is_behind(status: SealStatus, *, at: datetime) -> bool:
    """Whether events wait for their seal for longer than they should."""
    return status.waiting_since is not None and at - status.waiting_since > MAY_WAIT
