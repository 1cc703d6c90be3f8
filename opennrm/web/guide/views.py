"""Help for everybody, also for those who are not signed in: who to call, and how the product is used."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from opennrm.country.pack import pack
from opennrm.web.guards import public
from opennrm.web.guide import reading
from opennrm.web.parts import GUIDE_FIRST
from opennrm.web.request import Request


@public
@require_safe
def help_page(request: Request) -> HttpResponse:
    """The lines to call, what the country says, and the chapters of the guide."""
    today = timezone.localdate(timezone=pack().zone)
    help_of_country, hotlines = pack().help, pack().hotlines_on(today)
    guide = reading.chapter(GUIDE_FIRST)
    context = {"text": help_of_country, "hotlines": hotlines, "guide": guide, "language": reading.LANGUAGE}
    return render(request, "guide/help.html", context)


@public
@require_safe
def chapter(request: Request, chapter: str) -> HttpResponse:
    """One chapter of the guide."""
    context = {"chapter": reading.chapter(chapter), "language": reading.LANGUAGE}
    return render(request, "guide/chapter.html", context)
