"""What happens in best-interests procedures, and what follows from it. No event says what was asked or voted."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.foundation.events import Event, NoticeKind, Told, recorded

SEATED = "those who may take the seat"
"""The teams of the agency for which a seat was named, and later its member."""

SEAT_NOTICE = NoticeKind(
    kind="best_interests.seat", says=_("Your agency is asked for a member of a panel."), about="seat"
)
VOTE_NOTICE = NoticeKind(
    kind="best_interests.vote", says=_("A panel of which you are a member can vote now."), about="seat"
)
CLOSED_NOTICE = NoticeKind(
    kind="best_interests.voting_closed",
    says=_("The panel has voted about one of your cases. A supervisor can record the decision."),
    about="procedure",
)
NOTICES = (SEAT_NOTICE, VOTE_NOTICE, CLOSED_NOTICE)

_OF_PROCEDURE = Event(kind="", audit="", about="procedure", is_of_matter=True)
OPENED = replace(
    _OF_PROCEDURE,
    kind="best_interests.began",
    audit=_("Opened a best-interests procedure"),
    story=_("A best-interests procedure was opened"),
    tone="info",
)
ADDED = replace(_OF_PROCEDURE, kind="best_interests.added", audit=_("Added to a best-interests procedure"))
INTERIM = replace(
    _OF_PROCEDURE,
    kind="best_interests.interim",
    audit=_("Took an interim decision about what is best for a child"),
    story=_("A supervisor took an interim decision about what is best for the child"),
    tone="warn",
    clock="best_interests.interim",
)
SEAT_NAMED = replace(
    _OF_PROCEDURE,
    kind="best_interests.seat_named",
    audit=_("Asked an agency for a member of a panel"),
    tells=(Told(whom=SEATED, notice=SEAT_NOTICE),),
)
SEAT_TAKEN = Event(
    kind="best_interests.seat_taken",
    audit=_("Took a seat in a panel, with an undertaking and a declaration of interest"),
    settles=(SEAT_NOTICE,),
)
SEAT_REMOVED = replace(
    _OF_PROCEDURE, kind="best_interests.seat_removed", audit=_("Took back a seat in a panel")
)
PANEL_OPENED = replace(
    _OF_PROCEDURE,
    kind="best_interests.panel_opened",
    audit=_("Opened a best-interests procedure to its panel"),
    story=_("The panel can read the best-interests report and vote"),
)
CAN_VOTE = Event(
    kind="best_interests.can_vote",
    audit=_("Let a member of a panel vote"),
    tells=(Told(whom=SEATED, notice=VOTE_NOTICE),),
)
VOTED = Event(kind="best_interests.voted", audit=_("Voted in a panel"), settles=(VOTE_NOTICE,))
VOTING_CLOSED = Event(
    kind="best_interests.voting_closed",
    audit=_("The votes of a panel were opened to each other"),
    tells=(Told(whom=Whom.HOLDER, notice=CLOSED_NOTICE),),
)
DECIDED = replace(
    _OF_PROCEDURE,
    kind="best_interests.decided",
    audit=_("Recorded what was decided to be best for a child"),
    story=_("It was decided what is best for the child"),
    tone="good",
    clock="best_interests.decided",
    settles=(CLOSED_NOTICE,),
)
ENDED = replace(
    _OF_PROCEDURE,
    kind="best_interests.carried_out",
    audit=_("Recorded what came of a best-interests decision"),
    story=_("What came of a best-interests decision was recorded"),
)
REVIEWED = replace(
    _OF_PROCEDURE,
    kind="best_interests.reviewed",
    audit=_("Reviewed a best-interests decision"),
    story=_("A best-interests decision was reviewed, and stands"),
    clock="best_interests.reviewed",
)
NEXT_REVIEW = Event(
    kind="best_interests.next_review",
    audit=_("The time until the next review of a best-interests decision began"),
    clock="best_interests.next_review",
    is_of_matter=True,
)
REOPENED = replace(
    _OF_PROCEDURE,
    kind="best_interests.reopened",
    audit=_("Reopened a best-interests procedure"),
    story=_("A best-interests procedure was reopened"),
    tone="warn",
    clock="best_interests.reopened",
)
EVENTS = (
    OPENED,
    ADDED,
    INTERIM,
    SEAT_NAMED,
    SEAT_TAKEN,
    SEAT_REMOVED,
    PANEL_OPENED,
    CAN_VOTE,
    VOTED,
    VOTING_CLOSED,
    DECIDED,
    ENDED,
    REVIEWED,
    NEXT_REVIEW,
    REOPENED,
    *recorded(
        {
            "best_interests.read": _("Read a best-interests procedure"),
            "best_interests.panel_read": _("Read a best-interests report as a member of its panel"),
            "best_interests.seat_read": _("Read that a member of a panel is asked for"),
            "best_interests.printed": _("Printed a paper of a best-interests procedure"),
        }
    ),
)
