"""Old lists with which somebody has to go on, in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.foundation.actor import Actor
from opennrm.imports import access, standing
from opennrm.web.worklist import MOST, Item, Section


def to_go_on(actor: Actor, at: datetime) -> list[Section]:
    """The lists that wait to be imported, or whose cases wait to be released; no section where there is none."""
    lists = standing.to_go_on(actor, most=MOST)
    if not lists:
        return []
    items = [
        Item(
            title=access.title_of(row),
            url=reverse("import-show", args=[row.pk]),
            hint=ngettext(
                "%(number)s case waits to be released", "%(number)s cases wait to be released", waiting
            )
            % {"number": waiting}
            if waiting
            else row.get_state_display(),
        )
        for row, waiting in lists
    ]
    return [Section(title=_("Old lists"), items=items, empty="", all_url=reverse("import-list"))]
