"""What happens to what the child was told, and what follows from it."""

from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.country.sheets import Moment
from opennrm.foundation.events import Detail, Event, recorded


def _moment(detail: Detail) -> dict[str, str]:
    # In the middle of a sentence, so without the capital letter that the pack gives it.
    title = pack().sheets.moments[Moment(detail["moment"])].title
    return {"moment": title[:1].lower() + title[1:]}


WRITTEN = Event(
    kind="telling.written",
    audit=_("Wrote down what the child was told"),
    story=_("The child was told: {moment}"),
    tone="info",
    words=_moment,
    about="telling",
)
CORRECTED = Event(
    kind="telling.corrected",
    audit=_("Corrected what was written down about what the child was told"),
    story=_("Corrected what the child was told: {moment}"),
    tone="quiet",
    words=_moment,
    about="telling",
)
EVENTS = (
    WRITTEN,
    CORRECTED,
    *recorded({"tellings.opened": _("Read what the child was told")}),
)
