"""One transaction a request, opened around view and render, entered by the database's own check of the session."""

import re
from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from opennrm.agencies.access import actor_of
from opennrm.country.pack import pack
from opennrm.foundation.actor import NOBODY
from opennrm.foundation.context import begin_clean, enter_session
from opennrm.web.request import Request

Respond = Callable[[Request], HttpResponse]
# What a session's token looks like; anything else need not be looked for, and some of it no database can hold.
TOKEN = re.compile(r"[a-z0-9]{8,64}")


class StreamingRefused(RuntimeError):
    """A view tried to stream; rows would be read after the transaction, and its context, are gone."""


def client_address(request: Request) -> str:
    """Where the request came from; X-Forwarded-For is believed from a trusted proxy alone."""
    direct = request.META.get("REMOTE_ADDR", "")
    if direct in settings.TRUSTED_PROXIES:
        claimed = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
        try:
            return str(ip_address(claimed))
        except ValueError:
            return direct
    return direct


class Headers:
    """What no page may do without: nothing is cached, nothing is embedded, nothing is sniffed."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Frame-Options", "DENY")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class OneTransaction:
    """Opens the transaction, lets the database say who asks, and commits before a byte leaves."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        token = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not TOKEN.fullmatch(token):
            token = ""
        begin_clean()
        with transaction.atomic():
            request.entered = enter_session(token, origin=client_address(request))
            response = self.get_response(request)
            if response.streaming:
                transaction.set_rollback(True)
                raise StreamingRefused(request.resolver_match)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response


class ActingAgency:
    """Puts the actor on the request: who asks, acting for which agency, in which role."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        with timezone.override(pack().zone):
            return self._respond(request)

    def _respond(self, request: Request) -> HttpResponse:
        request.actor = actor_of(request.entered)
        if request.actor is NOBODY and request.user.is_authenticated:
            # The session ended, or the account was deactivated, since the cookie was given out.
            request.account_before = request.user.pk
            request.session.flush()
            request.user = AnonymousUser()
            messages.info(
                request, _("You were signed out. Sign in again to continue. We have kept your drafts.")
            )
        return self.get_response(request)


class FirstSteps:
    """Before the first case: a second factor where the role demands one, the code of conduct, an agency to act for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Request, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if getattr(view, "permission", None) is None or not request.actor.is_signed_in:
            return None
        from opennrm.web.agencies.first_steps import next_step

        step = next_step(request)
        return redirect(step) if step else None
