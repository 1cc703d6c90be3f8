"""What happens while a concern is written and received."""

from dataclasses import replace

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import NEW_CONCERN, URGENT, Whom
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .kinds import TieKind

CASE_TIED = NoticeKind(kind="case.tied", says=_("One of your cases was tied to another case."), about="case")
HELPERS = "helpers"
"""The relation of those whose part in a case covers its urgent dangers."""
REPORTER = "reporter"
"""The relation of whoever reported a concern to the questions about it."""
NEWS_FROM_REPORTER = NoticeKind(
    kind="reporter.wrote", says=_("Somebody who reported a concern has written to you."), about="messages"
)
QUESTION = NoticeKind(
    kind="reporter.asked",
    says=_("You have a question to answer about something that you reported."),
    about="question",
)
NOTICES = (NEWS_FROM_REPORTER, QUESTION, CASE_TIED)


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
    tells=(
        Told(whom=Whom.HOLDER, notice=URGENT),
        Told(whom=Whom.SUPERVISION, notice=URGENT),
        Told(whom=HELPERS, notice=URGENT),
    ),
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
ADDED = Event(
    kind="concern.added_to",
    audit=_("Added something to a concern that they had reported"),
    story=_("The person who reported the concern added something"),
    tone="info",
    about="messages",
    tells=(Told(whom=Whom.HOLDER, notice=NEWS_FROM_REPORTER),),
)
ADDITION_SHOWN = Event(
    kind="concern.addition_shown",
    audit=_("Showed other agencies in the case what the person who reported the concern wrote"),
    story=_("Other agencies in the case were shown what the person who reported the concern wrote"),
    tone="quiet",
)
ASKED = Event(
    kind="question.asked",
    audit=_("Asked the person who reported the concern a question"),
    story=_("The person who reported the concern was asked a question"),
    about="messages",
    tells=(Told(whom=REPORTER, notice=QUESTION),),
)
ANSWERED = Event(
    kind="question.answered",
    audit=_("Answered a question about a concern that they had reported"),
    story=_("The person who reported the concern answered a question"),
    tone="info",
    about="messages",
    tells=(Told(whom=Whom.HOLDER, notice=NEWS_FROM_REPORTER),),
)
WITHDRAWN = Event(
    kind="question.withdrawn",
    audit=_("Withdrew a question to the person who reported the concern"),
    story=_("A question to the person who reported the concern was withdrawn"),
    tone="quiet",
    about="messages",
    settles=(QUESTION,),
)
EVENTS = (
    REPORTED_TOGETHER,
    TIED,
    TIE_ENDED,
    RECEIVED,
    DANGER_ADDED,
    DANGER_ENDED,
    COMMENTED,
    ADDED,
    ADDITION_SHOWN,
    ASKED,
    ANSWERED,
    WITHDRAWN,
    *recorded(
        {
            "attachment.added": _("Added a file to a draft"),
            "attachment.removed": _("Removed a file from a draft"),
            "concern.opened": _("Read the concern as it was reported"),
            "dangers.opened": _("Read why the case is or was urgent"),
            "label.saved": _("Gave a draft or receipt of their own a label"),
            "labels.opened": _("Read their own labels"),
            "messages.opened": _("Read what the reporter and the lead agency wrote to each other"),
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
