"""Error pages: each says what happened and what to do; none says whether a hidden record exists."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from opennrm.web import held_forms
from opennrm.web.buttons import with_what_was_pressed
from opennrm.web.request import Request


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


def csrf_failure(request: Request, reason: str = "") -> HttpResponse:
    """A form that does not prove to be ours is refused.

    One that the browser says to come from a page of ours was open while somebody signed in again in another tab: it
    is kept, and nothing happens before that person sends it once more.
    """
    by_script = "X-Autosave" in request.headers or "HX-Request" in request.headers
    if request.headers.get("Sec-Fetch-Site") != "same-origin" or by_script or held_forms.has_secrets(request):
        return render(request, "csrf.html", status=403)
    if not request.actor.is_signed_in:
        return held_forms.ask_to_sign_in(request)
    if sealed := held_forms.hold(request):
        request.session[held_forms.NAME] = sealed
        return redirect("held-form")
    return redirect(with_what_was_pressed(request))
