"""Addresses that only a button leads to: they answer POST, and know the page on which their button stands.

Whoever comes to one by GET, with an address from their history or after signing in again, is led to that page.
A button that was pressed when nobody was signed in any more did nothing; the page says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from opennrm.web.request import Request

View = Callable[..., HttpResponse]
PRESSED = "pressed"
"""In the query of an address to go on to: there was a button pressed, in vain."""


@dataclass(frozen=True)
class Button:
    """The page on which a button stands, and what to say when it was pressed in vain."""

    page: str
    parts: tuple[str, ...]
    undone: str | Promise
    fixed: dict[str, str] = field(default_factory=dict)

    def address(self, found: dict[str, Any]) -> str:
        """The address of the page, from what the button's own address is made of."""
        return reverse(self.page, kwargs={**self.fixed, **{part: found[part] for part in self.parts}})


def button(
    page: str, *parts: str, undone: str | Promise, also: tuple[str, ...] = (), **fixed: str
) -> Callable[[View], View]:
    """Let a view answer POST alone, and lead by GET to the page of this name.

    `parts` are what the page's address has in common with this one, `fixed` what else it is made of. `undone` says
    what was not done when the button was pressed in vain. `also` are further methods that the view answers itself.
    """

    def decorate(view: View) -> View:
        stands_on = Button(page, parts, undone, fixed)

        @wraps(view)
        def pressed(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in also:
                return view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD"):
                return redirect(stands_on.address(kwargs))
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST", *also])
            return view(request, *args, **kwargs)

        pressed.button = stands_on  # type: ignore[attr-defined]
        return pressed

    return decorate


def page_of(match: ResolverMatch) -> str:
    """The address of the page that an address belongs to: its button's, or itself."""
    stands_on: Button | None = getattr(match.func, "button", None)
    return stands_on.address(match.kwargs) if stands_on else reverse(match.view_name, kwargs=match.kwargs)


def say_undone(request: Request, match: ResolverMatch) -> None:
    """Tell on the next page what a button did not do."""
    stands_on: Button | None = getattr(match.func, "button", None)
    undone = stands_on.undone if stands_on else _("What you sent was not accepted.")
    why = _("You were signed out, or your role changed. Press the button again.")
    messages.warning(request, f"{undone} {why}")


def with_what_was_pressed(request: Request) -> str:
    """The address to go on to later; after a POST it remembers that a button was pressed."""
    return request.get_full_path() if request.method != "POST" else f"{request.path}?{PRESSED}=1"


def back_from_pressing(request: Request) -> HttpResponse | None:
    """Lead somebody whose button was pressed in vain to its page; None for everybody else."""
    if request.method not in ("GET", "HEAD") or PRESSED not in request.GET:
        return None
    assert request.resolver_match is not None
    say_undone(request, request.resolver_match)
    return redirect(page_of(request.resolver_match))
