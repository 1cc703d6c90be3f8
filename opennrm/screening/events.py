"""What happens when a child is screened and identified, and what follows from it."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.foundation.events import Detail, Event, recorded

from .states import State
from .wording import OUTCOMES


def _result(detail: Detail) -> dict[str, str]:
    known = OUTCOMES.get(detail["outcome"])  # type: ignore[call-overload]
    return {"result": gettext(known).lower() if known else detail["outcome"]}


def _state(detail: Detail) -> dict[str, str]:
    return {"state": str(State(detail["to"]).label).lower()}


SCREENED = Event(
    kind="screening.completed",
    audit=_("Completed a screening"),
    story=_("The child was screened: {result}"),
    words=_result,
    about="screening",
    clock="screening.completed",
)
DECIDED = Event(
    kind="identification.decided",
    audit=_("Made an identification decision"),
    story=_("Decided: {state}"),
    tone="warn",
    words=_state,
)
"""What it tells the clocks depends on the decision."""
EVENTS = (
    SCREENED,
    DECIDED,
    *recorded(
        {
            "decision.opened": _("Read the reasons for a decision"),
            "screening.begun": _("Began a screening"),
            "screening.discarded": _("Discarded an unfinished screening"),
            "screening.section_saved": _("Saved answers in a screening"),
            "screening.viewed": _("Looked at a screening"),
            "screening_draft.opened": _("Opened an unfinished screening"),
        }
    ),
)
