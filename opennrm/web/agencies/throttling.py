"""Attempts as pages make them: from which device and network, and the answer to whoever has to wait."""

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils import timezone

from opennrm.agencies import devices, queries, throttle
from opennrm.agencies.models import Account
from opennrm.web.request import Request

View = Callable[..., HttpResponse]


def attempt(request: Request, kind: throttle.Kind, account: Account) -> throttle.Attempt:
    """Count an attempt of an account that is known already.

    :raises ValidationError: it has to wait; the sentence says for how long.
    """
    return _attempt(request, kind, str(account.pk), account)


def attempt_by_address(request: Request, kind: throttle.Kind, email: str) -> throttle.Attempt:
    """Count an attempt for an email address, alike whether it has an account or not.

    :raises ValidationError: it has to wait; the sentence says for how long.
    """
    address = email.strip().lower()
    # Only a device that is known for an account makes a difference; others need not be looked up.
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME)
    account = Account.objects.filter(email=address).first() if cookie else None
    return _attempt(request, kind, address, account)


def _attempt(request: Request, kind: throttle.Kind, name: str, account: Account | None) -> throttle.Attempt:
    now = timezone.now()
    device = devices.known(_cookie(request), account.pk, at=now) if account else None
    try:
        return throttle.take(kind, account=name, origin=queries.origin(), device=device, at=now)
    except throttle.Throttled as throttled:
        request.throttled_until = throttled.until
        raise ValidationError(throttle.sentence(throttled.until, at=now), code="throttled") from throttled


def use(request: Request, kind: throttle.Kind, *, says: Callable[[int], str]) -> None:
    """Count something that costs, alike from every device of the person who asks. It is not given back.

    :param says: the sentence for somebody who has to wait so many minutes.
    :raises ValidationError: it has to wait.
    """
    now, account = timezone.now(), str(request.actor.account_id)
    try:
        throttle.take(kind, account=account, origin=queries.origin(), at=now)
    except throttle.Throttled as throttled:
        request.throttled_until = throttled.until
        minutes = throttle.minutes_until(throttled.until, at=now)
        raise ValidationError(says(minutes), code="throttled") from throttled


def was_right(made: throttle.Attempt) -> None:
    """Take an attempt off the counters: it was no wrong guess."""
    throttle.give_back(made, at=timezone.now())


def know_device(request: Request, response: HttpResponse, account: Account) -> None:
    """Let this device be known for an account that was signed in to from it, every step included."""
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        devices.remember(_cookie(request), account.pk, at=timezone.now()),
        max_age=devices.KNOWN_FOR,
        secure=settings.IS_SECURE,
        httponly=True,
        samesite="Strict",
    )


def says_when(view: View) -> View:
    """Answer 429, with the time to wait in its headers, where a form of the view had to refuse an attempt."""

    @wraps(view)
    def answered(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        until = getattr(request, "throttled_until", None)
        if until is not None and response.status_code == 422:
            response.status_code = 429
            response.headers["Retry-After"] = max(1, ceil((until - timezone.now()).total_seconds()))
        return response

    return answered


def _cookie(request: Request) -> str:
    return request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
