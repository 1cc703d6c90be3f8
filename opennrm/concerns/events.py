"""What happens while a concern is written and received."""

from dataclasses import replace

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import NEW_CONCERN, URGENT, Whom
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .kinds import TieKind

CASE_TIED = NoticeKind(kind="case.tied", says=_("One of your cases was tied to another case."), about="case")
NOTICES = (CASE_TIED,)


def _children(detail: Detail) -> dict[str, str]:
    count = int(detail["count"])
    return {"children": ngettext("one other child", "%(count)d other children", count) % {"count": count}}


def _tie(detail: Detail) -> dict[str, str]:
    kind = detail["kind"]
    return {"kind": str(TieKind(kind).label) if kind in TieKind.values else gettext("Not known")}


RECEIVED = Event(
    kind="concern.received",
    audit=_("Reported a concern"),
    story=_("A concern was reported"),
    tone="info",
    clock="concern.received",
    tells=(Told(whom=Whom.HOLDER, notice=NEW_CONCERN),),
)
DANGER_ADDED = Event(
    kind="danger.added",
    audit=_("Recorded an urgent danger to the child"),
    story=_("An urgent danger to the child was recorded"),
    tone="danger",
    about="urgency",
    tells=(Told(whom=Whom.HOLDER, notice=URGENT), Told(whom=Whom.SUPERVISION, notice=URGENT)),
)
DANGER_ENDED = Event(
    kind="danger.ended",
    audit=_("Recorded that an urgent danger to the child is over"),
    story=_("An urgent danger to the child is over"),
    tone="good",
    about="urgency",
)
COMMENTED = Event(
    kind="concern.commented",
    audit=_("Commented on what was reported"),
    story=_("Somebody commented on what was reported"),
    tone="quiet",
)
REPORTED_TOGETHER = Event(
    kind="concern.reported_together",
    audit=_("Reported several children in one report"),
    story=_("Reported together with {children}"),
    words=_children,
)
TIED = Event(
    kind="tie.made",
    audit=_("Tied the case to another case"),
    story=_("Tied to another case: {kind}"),
    words=_tie,
    tells=(Told(whom=Whom.HOLDER, notice=CASE_TIED),),
)
TIE_ENDED = Event(
    kind="tie.ended",
    audit=_("Ended a tie to another case"),
    story=_("A tie to another case was ended: {kind}"),
    tone="quiet",
    words=_tie,
)
EVENTS = (
    REPORTED_TOGETHER,
    TIED,
    TIE_ENDED,
    RECEIVED,
    DANGER_ADDED,
    DANGER_ENDED,
    COMMENTED,
    *recorded(
        {
            "attachment.added": _("Added a file to a draft"),
            "attachment.removed": _("Removed a file from a draft"),
            "concern.opened": _("Read the concern as it was reported"),
            "dangers.opened": _("Read why the case is or was urgent"),
            "draft.discarded": _("Deleted a draft"),
            "draft.expired": _("Deleted a draft that had expired"),
            "draft.opened": _("Opened their own draft"),
            "draft.saved": _("Saved a draft"),
            "draft.started": _("Began a draft"),
            "ties.opened": _("Read to which cases the case is or was tied"),
        }
    ),
)


def received(*, is_urgent: bool) -> Event:
    """The event of receiving a concern: of an urgent one those hear at once, too, who supervise the cases."""
    urgent = Told(whom=Whom.SUPERVISION, notice=NEW_CONCERN)
    return replace(RECEIVED, tells=(*RECEIVED.tells, urgent)) if is_urgent else RECEIVED
