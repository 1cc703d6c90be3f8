"""The first wall of every page: who may open it at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotAllowed
from opennrm.web.buttons import back_from_pressing
from opennrm.web.held_forms import ask_to_sign_in
from opennrm.web.request import Request

View = Callable[..., HttpResponse]


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Let the view run only for actors with one of `permissions`; signed out goes to sign-in.

    Tests read `.permission`, the first of them, and `.permissions`, all of them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.actor.is_signed_in:
                return ask_to_sign_in(request)
            if not any(request.actor.may(permission) for permission in permissions):
                raise NotAllowed
            return back_from_pressing(request) or view(request, *args, **kwargs)

        return _mark(guarded, permission=permissions[0], permissions=permissions)

    return decorate


def signed_in(view: View) -> View:
    """Let the view run for anybody who is signed in: pages about oneself."""

    @wraps(view)
    def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_signed_in:
            return ask_to_sign_in(request)
        return back_from_pressing(request) or view(request, *args, **kwargs)

    return _mark(guarded, permission=None, for_anyone_signed_in=True)


def public(view: View) -> View:
    """Let anybody open the view. Used for sign-in, help and the like; never for a page with a record."""
    return _mark(view, permission=None, is_public=True)


def _mark(view: View, **facts: Any) -> View:
    """Write on a view who may open it, for middleware and tests to read."""
    for name, fact in facts.items():
        setattr(view, name, fact)
    return view
