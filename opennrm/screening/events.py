"""What happens when a child is screened and identified, and what follows from it."""

from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.events import Whom
from opennrm.country.identification import Meaning
from opennrm.country.pack import pack
from opennrm.country.titles import titles_of
from opennrm.foundation.events import Detail, Event, NoticeKind, Told, recorded

from .wording import OUTCOMES

ASKED = "asked"
"""Whoever was asked for a decision, for as long as they may see the case."""
ASKED_TEAMS = "asked teams"
"""The teams at the agency that was asked, also once they no longer see the case."""

WAITING = NoticeKind(kind="decision.waiting", says=_("A decision is waiting for your team."), about="case")
MADE = NoticeKind(
    kind="decision.made", says=_("The agency that you asked has made its decision."), about="case"
)
LATE = NoticeKind(
    kind="decision.lapsed", says=_("The agency that you asked has not decided in time."), about="case"
)
NOT_WANTED = NoticeKind(kind="decision.not_wanted", says=_("A decision is no longer needed from your team."))
NOTICES = (WAITING, MADE, LATE, NOT_WANTED)

_TO_THOSE_ASKED = Told(whom=ASKED_TEAMS, notice=NOT_WANTED)


def _result(detail: Detail) -> dict[str, str]:
    known = OUTCOMES.get(detail["outcome"])  # type: ignore[call-overload]
    return {"result": gettext(known).lower() if known else detail["outcome"]}


def _forms(detail: Detail) -> dict[str, str]:
    # In the middle of a sentence, so without the capital letters that the list of codes gives them.
    titles = titles_of("exploitation_types", detail["forms"].split())
    return {"forms": ", ".join(title[:1].lower() + title[1:] for title in titles)}


def _state(detail: Detail) -> dict[str, str]:
    return {"state": gettext(pack().identification.state(detail["to"]).title).lower()}


SCREENED = Event(
    kind="screening.completed",
    audit=_("Completed a screening"),
    story=_("The child was screened: {result}"),
    words=_result,
    about="screening",
    clock="screening.completed",
)
EXPLOITATION_RECORDED = Event(
    kind="exploitation.recorded",
    audit=_("Recorded a form of exploitation"),
    story=_("Recorded how the child is exploited: {forms}"),
    words=_forms,
    about="exploitation",
)
EXPLOITATION_WITHDRAWN = Event(
    kind="exploitation.withdrawn",
    audit=_("Withdrew a form of exploitation"),
    story=_("Withdrew a form of exploitation: {forms}"),
    tone="quiet",
    words=_forms,
    about="exploitation",
)
DECIDED = Event(
    kind="identification.decided",
    audit=_("Made an identification decision"),
    story=_("Decided: {state}"),
    tone="warn",
    words=_state,
    about="decision",
    settles=(LATE,),
)
CLOCKS = {
    Meaning.PRESUMED: "identification.presumed",
    Meaning.CONFIRMED: "identification.decided",
    Meaning.NOT_CONFIRMED: "identification.decided",
    Meaning.RECONSIDERED: "identification.reconsidered",
}
"""What a decision tells the clocks. A step to one more state that counts as potential tells them nothing."""
CLOCKS_BESIDES = {Meaning.NOT_CONFIRMED: "identification.not_confirmed"}
"""What a decision also tells them, for time limits that only one of the two decisions ends."""
REQUEST_SENT = Event(
    kind="decision_request.sent",
    audit=_("Asked another agency for a decision"),
    story=_("An agency was asked for a decision: {agency}"),
    agency="agency",
    clock="identification.asked",
    tells=(Told(whom=ASKED, notice=WAITING),),
    settles=(LATE,),
)
REQUEST_WITHDRAWN = Event(
    kind="decision_request.withdrawn",
    audit=_("Withdrew a request for a decision"),
    story=_("The request for a decision was withdrawn: {agency}"),
    agency="agency",
    clock="identification.request_ended",
    tells=(_TO_THOSE_ASKED,),
    settles=(WAITING,),
)
REQUEST_LAPSED = Event(
    kind="decision_request.lapsed",
    audit=_("Ended a request for a decision that nobody made in time"),
    story=_("The agency did not decide in time: {agency}"),
    tone="danger",
    agency="agency",
    clock="identification.request_ended",
    tells=(Told(whom=Whom.HOLDER, notice=LATE),),
    settles=(WAITING,),
)
REQUEST_DECIDED = Event(
    kind="decision_request.decided",
    audit=_("Ended a request for a decision, because the decision was made"),
    clock="identification.request_ended",
    tells=(Told(whom=Whom.HOLDER, notice=MADE),),
    settles=(WAITING,),
)
"""The story has it with the decision."""
REQUEST_DECIDED_BY_LEAD = replace(REQUEST_DECIDED, tells=(_TO_THOSE_ASKED,))
EVENTS = (
    SCREENED,
    EXPLOITATION_RECORDED,
    EXPLOITATION_WITHDRAWN,
    DECIDED,
    REQUEST_SENT,
    REQUEST_WITHDRAWN,
    REQUEST_LAPSED,
    REQUEST_DECIDED,
    *recorded(
        {
            "decision.opened": _("Read the reasons for a decision"),
            "decisions.listed": _("Looked at the decisions"),
            "exploitation.listed": _("Looked at the forms of exploitation"),
            "exploitation.opened": _("Read what was written about forms of exploitation"),
            "screening.begun": _("Began a screening"),
            "screening.discarded": _("Discarded an unfinished screening"),
            "screening.observations_opened": _("Read what was written beside the answers of a screening"),
            "screening.section_saved": _("Saved answers in a screening"),
            "screening.taken_over": _("Continued a screening that somebody else had started"),
            "screening.viewed": _("Looked at a screening"),
            "screening_draft.opened": _("Opened an unfinished screening"),
        }
    ),
)
