"""What happens to placements, and what follows from it. No event says where a child is."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .vocabulary import end_title, kind_title

MISSING_NOTICE = NoticeKind(
    kind="placement.missing", says=_("A child in one of your agency's cases is missing."), about="case"
)
NOTICES = (MISSING_NOTICE,)


def _kind(detail: Detail) -> dict[str, str]:
    # In the middle of a sentence, so without the capital letter that the pack gives it.
    title = kind_title(detail["kind"])
    return {"kind": title[:1].lower() + title[1:]}


def _why(detail: Detail) -> str:
    return end_title(detail.get("end", ""))


_OF_PLACEMENT = Event(kind="", audit="", words=_kind, about="placement", is_of_matter=True)
PLANNED = replace(
    _OF_PLACEMENT,
    kind="placement.planned",
    audit=_("Planned a placement"),
    story=_("A placement was planned: {kind}"),
)
CANCELLED = replace(
    _OF_PLACEMENT,
    kind="placement.cancelled",
    audit=_("Cancelled a planned placement"),
    story=_("A planned placement was cancelled: {kind}"),
    tone="quiet",
)
BEGAN = replace(
    _OF_PLACEMENT,
    kind="placement.began",
    audit=_("Recorded where a child stays"),
    story=_("The child moved in: {kind}"),
    tone="info",
    clock="placement.began",
    settles=(MISSING_NOTICE,),
)
ENDED = replace(
    _OF_PLACEMENT,
    kind="placement.ended",
    audit=_("Recorded that a placement ended"),
    story=_("A placement ended: {kind}"),
    because=_why,
    clock="placement.ended",
    ends_matter=True,
)
WENT_MISSING = replace(
    _OF_PLACEMENT,
    kind="placement.missing",
    audit=_("Recorded that a child is missing"),
    story=_("The child is missing"),
    tone="danger",
    clock="placement.missing",
    tells=(Told(whom=Whom.SUPERVISION, notice=MISSING_NOTICE),),
)
CORRECTED = replace(
    _OF_PLACEMENT,
    kind="placement.corrected",
    audit=_("Corrected a placement"),
    story=_("What was recorded of a placement was corrected: {kind}"),
    tone="quiet",
)
VISITED = replace(
    _OF_PLACEMENT,
    kind="placement.visited",
    audit=_("Recorded a visit to a child"),
    story=_("The child was visited, and not seen alone: {kind}"),
)
VISITED_ALONE = replace(
    VISITED,
    kind="placement.visited_alone",
    story=_("The child was visited and seen alone: {kind}"),
    tone="good",
    clock="placement.visited_alone",
)
VISITED_BEFORE = replace(
    VISITED_ALONE,
    kind="placement.visited_before",
    audit=_("Recorded an earlier visit to a child"),
    clock="",
)
"""A visit that is recorded after a later one: the time until the next visit is counted from that."""
NEXT_VISIT = Event(
    kind="placement.next_visit",
    audit=_("The time until the next visit to a child began"),
    clock="placement.next_visit",
    is_of_matter=True,
)
GAP = Event(
    kind="placement.gap",
    audit=_("A time began of which nothing says where the child is"),
    story=_("Nothing says where the child is now"),
    tone="warn",
    clock="placement.gap",
)
EVENTS = (
    PLANNED,
    CANCELLED,
    BEGAN,
    ENDED,
    WENT_MISSING,
    CORRECTED,
    VISITED,
    VISITED_ALONE,
    VISITED_BEFORE,
    NEXT_VISIT,
    GAP,
    *recorded(
        {
            "placement.opened": _("Read where a child stays"),
            "placement.printed": _("Printed a placement agreement"),
            "placements.counted": _("Looked at the figures of placements"),
        }
    ),
)
