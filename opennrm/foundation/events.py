"""The form of an event: what happened, and everything that follows from it.

A context declares its events in `events.py`. Most are only recorded in the audit. An event of a case is told by one
call (`cases.telling.tell`), and its entry in the story, its time limits, its notices and the reporter's receipt follow
from what is declared here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

Text = str | Promise
"""A sentence, translated when it is shown."""

Detail = Mapping[str, str]
"""What is kept of an event besides its kind: codes and ids, never a name or a text about a child."""


def _no_words(_detail: Detail) -> dict[str, str]:
    return {}


def _no_reason(_detail: Detail) -> str:
    return ""


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """What a notice says, and the subject whose page it leads to, such as "referral".

    Where it has no subject of its own, it leads to a page by its name.
    """

    kind: str
    says: Text
    about: str = ""
    page: str = "home"


@dataclass(frozen=True, kw_only=True)
class Told:
    """Somebody to whom an event is news: a relation to the case, found when the event is told and never kept."""

    whom: str
    notice: NoticeKind


@dataclass(frozen=True, kw_only=True)
class Event:
    """One kind of event.

    :param kind: "what.happened": the same in the audit, in the story and for the rules of time limits.
    :param audit: what was done, for whoever reads the audit; the person who did it stands apart.
    :param story: what happened, for the story of the case, with the placeholders that `words` fills; None: not there.
    :param tone: how the story shows it: neutral, info, good, warn, danger or quiet.
    :param words: the words for the placeholders of `story`, from the detail.
    :param person: the key of the detail that holds the id of a membership; `{person}` in `story` is its name.
    :param agency: the key of the detail that holds the id of an agency; `{agency}` in `story` is its name.
    :param because: the reason, from the detail, that the story shows beneath; empty without one.
    :param about: the subject whose page the story links to; its id is in the detail under the same name.
    :param clock: what the country's rules of time limits call it; empty: no time limit starts or stops.
    :param clock_besides: what else they call it, where some of such events have a name of their own.
    :param is_of_matter: whether it happens to a matter within a case, such as a referral, with time limits of its own.
    :param ends_matter: whether every time limit of the matter that it is about stops.
    :param tells: who hears of it.
    :param settles: the notices about the same case or matter that nobody needs to look at any more.
    :param receipt: what the reporter's receipt says from now on; empty: the same as before.
    """

    kind: str
    audit: Text
    story: Text | None = None
    tone: str = "neutral"
    words: Callable[[Detail], Mapping[str, str]] = _no_words
    person: str = ""
    agency: str = ""
    because: Callable[[Detail], str] = _no_reason
    about: str = ""
    clock: str = ""
    clock_besides: str = ""
    is_of_matter: bool = False
    ends_matter: bool = False
    tells: tuple[Told, ...] = ()
    settles: tuple[NoticeKind, ...] = ()
    receipt: str = ""

    @property
    def clock_names(self) -> tuple[str, ...]:
        """Everything that the country's rules call it."""
        return tuple(filter(None, (self.clock, self.clock_besides)))


def recorded(sentences: Mapping[str, Text]) -> tuple[Event, ...]:
    """Events that the audit alone keeps: each kind with its sentence."""
    return tuple(Event(kind=kind, audit=sentence) for kind, sentence in sentences.items())
