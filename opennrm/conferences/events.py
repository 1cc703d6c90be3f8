"""What happens to case conferences, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import Event, NoticeKind, Told, recorded

CHAIR = "chair of the conference"
"""Whoever is to chair it: the person who was named, or whoever leads the case."""

TO_CHAIR = NoticeKind(
    kind="conference.chair", says=_("You are to chair a case conference."), about="conference"
)
MOVED_NOTICE = NoticeKind(kind="conference.moved", says=_("A case conference was moved."), about="conference")
NOTICES = (TO_CHAIR, MOVED_NOTICE)

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
    tells=(Told(whom=CHAIR, notice=MOVED_NOTICE),),
    settles=(MOVED_NOTICE,),
)
CANCELLED = Event(
    kind="conference.cancelled",
    audit=_("Cancelled a case conference"),
    story=_("A case conference was cancelled"),
    tone="quiet",
    about="conference",
    settles=NOTICES,
)
HELD = Event(
    kind="conference.held",
    audit=_("Recorded that a case conference was held"),
    story=_("A case conference was held"),
    tone="good",
    about="conference",
    settles=NOTICES,
)
MINUTES_WRITTEN = Event(
    kind="conference.minutes_written",
    audit=_("Wrote the minutes of a case conference"),
    story=_("The minutes of a case conference were written"),
    about="conference",
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
)
PARTICIPANT_ADDED = Event(
    kind="conference.participant_added", audit=_("Added somebody who takes part in a case conference")
)
AGENDA_ADDED = Event(kind="conference.agenda_added", audit=_("Added to the agenda of a case conference"))
AGENDA_DROPPED = Event(
    kind="conference.agenda_dropped", audit=_("Took something off the agenda of a case conference")
)
FELL_BACK = Event(
    kind="conference.fell_back",
    audit=_("Left a case conference to whoever leads the case, because its chair lost the case"),
    settles=NOTICES,
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
    AGENDA_ADDED,
    AGENDA_DROPPED,
    FELL_BACK,
    *recorded(
        {
            "conference.opened": _("Read a case conference"),
            "conferences.counted": _("Looked at the figures of case conferences"),
            "minutes_draft.discarded": _("Deleted unfinished minutes"),
            "minutes_draft.expired": _("Deleted unfinished minutes, because their time was over"),
            "minutes_draft.opened": _("Opened unfinished minutes"),
            "minutes_draft.saved": _("Saved unfinished minutes"),
        }
    ),
)


def silent(event: Event) -> Event:
    """The event, of which nobody is told: it is no news to whoever did it."""
    return replace(event, tells=())
