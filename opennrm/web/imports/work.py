"""Old lists with which somebody has to go on, in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.imports import standing
from opennrm.web.design import in_words
from opennrm.web.worklist import MOST, Item, Section


def to_go_on(actor: Actor, at: datetime) -> list[Section]:
    """The lists that wait to be imported, or whose cases wait to be released; no section where there is none.

    What a list is called is sealed, and opened on its own page.
    """
    lists = standing.to_go_on(actor, most=MOST)
    if not lists:
        return []
    items = [
        Item(
            title=_("Old list of %(day)s") % {"day": in_words(row.added_at.astimezone(pack().zone).date())},
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
