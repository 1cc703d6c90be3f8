"""How far the worker is with something that takes long: what its page says meanwhile, in one form for all such work."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opennrm.web.request import Request


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the page of unfinished work says and offers. `so_far` says in words how much of the `whole` is done.

    While it `is_watched`, the page asks every two seconds how far the work is.
    """

    words: str
    help: str = ""
    done: int | None = None
    whole: int = 100
    so_far: str = ""
    is_watched: bool = False
    may_cancel: bool = False
    may_try_again: bool = False


def standing_at(percent: int | None, *, words: str, help: str = "", may_cancel: bool = False) -> Standing:
    """How work stands that is under way, and has come so far, if that is known."""
    so_far = "" if percent is None else _("{percent}%").format(percent=percent)
    return Standing(
        words=words, help=help, done=percent, so_far=so_far, is_watched=True, may_cancel=may_cancel
    )


def percent_of(done: int, whole: int) -> int | None:
    """How much is done, once it is known how much there is."""
    return min(100, 100 * done // whole) if whole else None


def progress_part(
    request: Request, *, page: str, watch: str, of: UUID, standing: Callable[[], Standing | None]
) -> HttpResponse:
    """The part of a page that says how far the work is. Once there is no standing, the page is loaded anew."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(page, of)
    found = standing()
    if found is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(
        request, "design/_progress.html", {"standing": found, "page": page, "watch": watch, "of": of}
    )
