"""What happens to case conferences, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.foundation.events import Event, NoticeKind, Told, recorded

CHAIR = "chair of the conference"
"""Whoever is to chair it: the person who was named, or whoever leads the case."""

GUESTS = "agencies that are invited"
"""The teams of the agencies that are invited, or of the one that this is about."""

TO_CHAIR = NoticeKind(
    kind="conference.chair", says=_("You are to chair a case conference."), about="conference"
)
MOVED_NOTICE = NoticeKind(kind="conference.moved", says=_("A case conference was moved."), about="conference")
ANSWERED_NOTICE = NoticeKind(
    kind="conference.answered",
    says=_("An agency has said who will come to a case conference."),
    about="conference",
)
PROPOSED_NOTICE = NoticeKind(
    kind="conference.proposed",
    says=_("An agency has proposed something for the agenda of a case conference."),
    about="conference",
)
REPORTED_NOTICE = NoticeKind(
    kind="conference.reported",
    says=_("An agency says that it has done what a case conference agreed."),
    about="conference",
)
INVITED_NOTICE = NoticeKind(
    kind="conference.invited",
    says=_("Your agency is invited to a case conference. Say who will come."),
    about="invitation",
)
GUESTS_MOVED = NoticeKind(
    kind="conference.invitation_moved",
    says=_("A case conference to which your agency is invited was moved. Say again who will come."),
    about="invitation",
)
GUESTS_CANCELLED = NoticeKind(
    kind="conference.invitation_cancelled",
    says=_("A case conference to which your agency is invited was cancelled."),
    about="invitation",
)
MINUTES_NOTICE = NoticeKind(
    kind="conference.minutes",
    says=_("You can read the minutes of a case conference to which your agency was invited."),
    about="invitation",
)
AGREED_NOTICE = NoticeKind(
    kind="conference.agreed",
    says=_("A case conference agreed on something for your agency to do."),
    about="invitation",
)
TO_LEAD = (TO_CHAIR, MOVED_NOTICE, ANSWERED_NOTICE, PROPOSED_NOTICE)
"""What whoever leads the case need not look at any more once the conference has ended."""
NOTICES = (
    *TO_LEAD,
    REPORTED_NOTICE,
    INVITED_NOTICE,
    GUESTS_MOVED,
    GUESTS_CANCELLED,
    MINUTES_NOTICE,
    AGREED_NOTICE,
)

PLANNED = Event(
    kind="conference.planned",
    audit=_("Planned a case conference"),
    story=_("A case conference was planned"),
    tone="info",
    about="conference",
    tells=(Told(whom=CHAIR, notice=TO_CHAIR),),
)
MOVED = Event(
    kind="conference.moved",
    audit=_("Moved a case conference"),
    story=_("A case conference was moved"),
    tone="quiet",
    about="conference",
    tells=(Told(whom=CHAIR, notice=MOVED_NOTICE), Told(whom=GUESTS, notice=GUESTS_MOVED)),
    settles=(MOVED_NOTICE, GUESTS_MOVED),
)
CANCELLED = Event(
    kind="conference.cancelled",
    audit=_("Cancelled a case conference"),
    story=_("A case conference was cancelled"),
    tone="quiet",
    about="conference",
    tells=(Told(whom=GUESTS, notice=GUESTS_CANCELLED),),
    settles=(*TO_LEAD, INVITED_NOTICE, GUESTS_MOVED),
)
HELD = Event(
    kind="conference.held",
    audit=_("Recorded that a case conference was held"),
    story=_("A case conference was held"),
    tone="good",
    about="conference",
    settles=(*TO_LEAD, INVITED_NOTICE, GUESTS_MOVED),
)
MINUTES_WRITTEN = Event(
    kind="conference.minutes_written",
    audit=_("Wrote the minutes of a case conference"),
    story=_("The minutes of a case conference were written"),
    about="conference",
    tells=(Told(whom=GUESTS, notice=MINUTES_NOTICE),),
)
MINUTES_CORRECTED = Event(
    kind="conference.minutes_corrected",
    audit=_("Corrected the minutes of a case conference"),
    story=_("The minutes of a case conference were corrected"),
    tone="quiet",
    about="conference",
)
ACTION_AGREED = Event(
    kind="conference.action_agreed",
    audit=_("Recorded what a case conference agreed"),
    story=_("A case conference agreed on an action"),
    about="conference",
    tells=(Told(whom=GUESTS, notice=AGREED_NOTICE),),
)
PARTICIPANT_ADDED = Event(
    kind="conference.participant_added", audit=_("Added somebody who takes part in a case conference")
)
INVITED = Event(
    kind="conference.invited",
    audit=_("Invited an agency to a case conference"),
    story=_("An agency was invited to a case conference: {agency}"),
    agency="agency",
    about="conference",
    tells=(Told(whom=GUESTS, notice=INVITED_NOTICE),),
)
ANSWERED = Event(
    kind="conference.answered",
    audit=_("Said who will come to a case conference"),
    tells=(Told(whom=CHAIR, notice=ANSWERED_NOTICE),),
    settles=(INVITED_NOTICE,),
)
PROPOSED = Event(
    kind="conference.proposed",
    audit=_("Proposed something for the agenda of a case conference"),
    tells=(Told(whom=CHAIR, notice=PROPOSED_NOTICE),),
)
REPORTED = Event(
    kind="conference.reported",
    audit=_("Reported that something agreed at a case conference is done"),
    story=_("An agency says that it has done what a case conference agreed: {agency}"),
    tone="good",
    agency="agency",
    about="conference",
    tells=(Told(whom=Whom.HOLDER, notice=REPORTED_NOTICE),),
    settles=(AGREED_NOTICE,),
)
AGENDA_ADDED = Event(kind="conference.agenda_added", audit=_("Added to the agenda of a case conference"))
AGENDA_DROPPED = Event(
    kind="conference.agenda_dropped", audit=_("Took something off the agenda of a case conference")
)
FELL_BACK = Event(
    kind="conference.fell_back",
    audit=_("Left a case conference to whoever leads the case, because its chair lost the case"),
    settles=TO_LEAD,
)
EVENTS = (
    PLANNED,
    MOVED,
    CANCELLED,
    HELD,
    MINUTES_WRITTEN,
    MINUTES_CORRECTED,
    ACTION_AGREED,
    PARTICIPANT_ADDED,
    INVITED,
    ANSWERED,
    PROPOSED,
    REPORTED,
    AGENDA_ADDED,
    AGENDA_DROPPED,
    FELL_BACK,
    *recorded(
        {
            "conference.opened": _("Read a case conference"),
            "conference.invitation_opened": _("Read an invitation to a case conference"),
            "conferences.counted": _("Looked at the figures of case conferences"),
            "minutes_draft.discarded": _("Deleted unfinished minutes"),
            "minutes_draft.expired": _("Deleted unfinished minutes, because their time was over"),
            "minutes_draft.opened": _("Opened unfinished minutes"),
            "minutes_draft.saved": _("Saved unfinished minutes"),
        }
    ),
)


def silent(event: Event) -> Event:
    """The event, of which its chair is not told: it is no news to whoever did it."""
    return replace(event, tells=tuple(told for told in event.tells if told.whom != CHAIR))
