"""Before somebody changes how they sign in, they show again that it is they."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.urls import reverse

from opennrm.agencies import queries
from opennrm.agencies.sessions import uses_second_factor
from opennrm.web.request import Request

View = Callable[..., HttpResponse]


def confirmed(view: View) -> View:
    """Let the view run for whoever signed in, or confirmed it, in the last minutes; others confirm first.

    Who has a second factor must have used it in this session: a password alone never changes it.
    """

    @wraps(view)
    def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        # What was posted is not kept: it may hold a code or a password.
        after = reverse("account") if request.method == "POST" else request.path
        lacks_factor = not uses_second_factor(dict(request.session.items()))
        if lacks_factor and queries.has_second_factor(request.actor.account_id):
            return redirect_to_login(after, reverse("mfa_reauthenticate"))
        if not _is_recent(request):
            return redirect_to_login(after, reverse("account_reauthenticate"))
        return view(request, *args, **kwargs)

    return asked


def confirmed_by_factor(view: View) -> View:
    """Let the view run for whoever signed in, or confirmed it, in the last minutes; others enter a code first.

    They come back to the page that they asked for, with all that stands in its address. Who has no second factor
    enters the password. Who has one, and has confirmed it by the password alone, still enters a code.
    """

    @wraps(view)
    def asked(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        has_factor = queries.has_second_factor(request.actor.account_id)
        lacks_factor = has_factor and not uses_second_factor(dict(request.session.items()))
        if lacks_factor or not _is_recent(request, by_factor=has_factor):
            way = "mfa_reauthenticate" if has_factor else "account_reauthenticate"
            return redirect_to_login(request.get_full_path(), reverse(way))
        return view(request, *args, **kwargs)

    return asked


def _is_recent(request: Request, *, by_factor: bool = False) -> bool:
    records = get_authentication_records(request, request.user)
    newest = max((each["at"] for each in records if not by_factor or each["method"] == "mfa"), default=0)
    return time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
