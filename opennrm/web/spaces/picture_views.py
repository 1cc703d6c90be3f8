"""Photographs of a space: added and removed by the agency that keeps it, shown to whoever tells a child about it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.foundation.access import fetch
from opennrm.spaces import access, pictures
from opennrm.spaces.models import SpacePicture
from opennrm.spaces.permissions import SPACE_BOOK, SPACE_KEEP, TEAM_KEEP
from opennrm.tellings.permissions import TELLING_WRITE
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request
from opennrm.web.spaces.forms import PictureForm


@requires(SPACE_BOOK, SPACE_KEEP, TEAM_KEEP, TELLING_WRITE)
@require_safe
def show(request: Request, space_id: UUID, picture_id: UUID) -> HttpResponse:
    """A photograph itself."""
    picture = fetch(SpacePicture.objects.in_use().filter(space_id=space_id), pk=picture_id)
    headers = {
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(bytes(picture.content), content_type=picture.media_type, headers=headers)


@requires(SPACE_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: Request, space_id: UUID) -> HttpResponse:
    """Add a photograph to a space of one's own agency."""
    space = access.space_to_keep(request.actor, space_id, lock=False)
    form = PictureForm.sent(request) if request.method == "POST" else PictureForm()
    if form.is_bound and form.is_valid():
        with refusals_on(form, field="file"):
            title, file = form.cleaned_data["title"], form.harmless()
            pictures.add(space_id, title=title, file=file, by=request.actor, at=timezone.now())
            messages.success(request, _("The picture was added. Sheets for children can show it."))
            return redirect("space-show", space_id)
    status = form.status_when_refused if form.is_bound else 200
    return render(request, "spaces/picture_add.html", {"space": space, "form": form}, status=status)


@requires(SPACE_KEEP)
@button("space-show", "space_id", undone=gettext_lazy("The picture was not removed."))
def remove(request: Request, space_id: UUID, picture_id: UUID) -> HttpResponse:
    """Show a photograph to nobody any more."""
    pictures.remove(space_id, picture_id, by=request.actor, at=timezone.now())
    messages.success(request, _("The picture was removed."))
    return redirect("space-show", space_id)
