"""The addresses that the frame of a page links to, for rendering pages without the product's views."""

from django.http import HttpResponse
from django.urls import path


def nothing(request):
    return HttpResponse()


NAMES = (
    "home",
    "notices",
    "switch-agency",
    "session-renew",
    "account_login",
    "account_logout",
    "help",
    "accessibility",
    "privacy",
)
urlpatterns = [path(f"{name}/", nothing, name=name) for name in NAMES]
