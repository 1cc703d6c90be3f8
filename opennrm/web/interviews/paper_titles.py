"""Which papers of an interview there are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from opennrm.country.interviews import Checklist
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Text
from opennrm.foundation.papers import Section
from opennrm.interviews.models import Interview
from opennrm.web.interviews import paper_texts


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A paper. `names_nobody`: nothing on it says what it is about, for whoever finds it."""

    title: Text
    says: Callable[[Actor, Interview], list[Section]]
    names_nobody: bool = True
    only_after: bool = False


KINDS: Mapping[str, Kind] = {
    "agenda": Kind(title=gettext_lazy("Agenda of the day"), says=paper_texts.agenda),
    "presence-log": Kind(title=gettext_lazy("Who was there (blank)"), says=paper_texts.presence_log),
    "steps": Kind(title=gettext_lazy("Times and parts (blank)"), says=paper_texts.steps),
    "before-the-day": Kind(
        title=gettext_lazy("Before the day"), says=paper_texts.of_list(Checklist.BEFORE_THE_DAY)
    ),
    "room-check": Kind(title=gettext_lazy("Room check"), says=paper_texts.of_list(Checklist.ROOM)),
    "recorder-check": Kind(
        title=gettext_lazy("Recorder check"), says=paper_texts.of_list(Checklist.RECORDER)
    ),
    "question-slips": Kind(title=gettext_lazy("Questions for the break (blank)"), says=paper_texts.slips),
    "closing-checklist": Kind(
        title=gettext_lazy("Closing checklist"), says=paper_texts.of_list(Checklist.CLOSING)
    ),
    "peer-review": Kind(title=gettext_lazy("Peer review"), says=paper_texts.of_list(Checklist.PEER_REVIEW)),
    "particulars": Kind(
        title=gettext_lazy("Interview particulars"),
        says=paper_texts.particulars,
        names_nobody=False,
        only_after=True,
    ),
    "review-minutes": Kind(
        title=gettext_lazy("Minutes of case reviews"), says=paper_texts.review_minutes, names_nobody=False
    ),
}


def offered(interview: Interview) -> list[tuple[str, Text]]:
    """The papers that can be printed now, each with its address and title."""
    return [
        (code, kind.title)
        for code, kind in KINDS.items()
        if interview.began_at is not None or not kind.only_after
    ]
