"""The first wall of every page: who may open it at all."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from opennrm.agencies.permissions import Permission
from opennrm.web.held_forms import ask_to_sign_in

View = Callable[..., HttpResponse]


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Let the view run only for actors with one of `permissions`; signed out goes to sign-in.

    Tests read `.permission`, the first of them, and `.permissions`, all of them.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.actor.is_signed_in:  # type: ignore[attr-defined]
                return ask_to_sign_in(request)
            if not any(request.actor.may(permission) for permission in permissions):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permissions[0]  # type: ignore[attr-defined]
        guarded.permissions = permissions  # type: ignore[attr-defined]
        return guarded

    return decorate


def signed_in(view: View) -> View:
    """Let the view run for anybody who is signed in: pages about oneself."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.actor.is_signed_in:  # type: ignore[attr-defined]
            return ask_to_sign_in(request)
        return view(request, *args, **kwargs)

    guarded.permission = None  # type: ignore[attr-defined]
    guarded.for_anyone_signed_in = True  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Let anybody open the view. Used for sign-in, help and the like; never for a page with a record."""
    view.permission = None  # type: ignore[attr-defined]
    view.is_public = True  # type: ignore[attr-defined]
    return view
