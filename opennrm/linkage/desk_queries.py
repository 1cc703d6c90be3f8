"""What the linkage desk shows of its work: how much waits, and in figures how well it decides."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Min

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.pages import MOST_COUNTED

from . import desk_access, row_keys
from .models import LinkRequest, Pair
from .rules import Word
from .states import DeskSays, PairState

LOOKED_BACK = timedelta(days=365)
"""So far back do the figures of the desk go."""
MOST_OF_AGENCY = 50
"""So many pairs of its own does an agency see at once; once they are judged, the next ones come."""
SHOWN_WORDS = (Word.VERY_LIKELY, Word.LIKELY, Word.POSSIBLE, Word.NONE)


@dataclass(frozen=True, kw_only=True)
class Backlog:
    """How many pairs wait, up to one more than `MOST_COUNTED`, and since when the oldest does."""

    pairs: int
    oldest: datetime | None


@dataclass(frozen=True, kw_only=True)
class OwnPair:
    """Two cases of one agency that may be about the same child."""

    one: Case
    other: Case
    found_at: datetime


@dataclass(frozen=True, kw_only=True)
class Right:
    """Of the pairs with one word how many were decided, and how many of those were the same child."""

    word: Word
    same: int
    different: int
    cannot_tell: int

    @property
    def share(self) -> float | None:
        """The share of the same child among those that could be told."""
        told = self.same + self.different
        return self.same / told if told else None


@dataclass(frozen=True, kw_only=True)
class Quality:
    """How well the desk decides. `pairs_an_hour` while somebody is at it; None if too little was decided."""

    words: tuple[Right, ...]
    backlog: Backlog
    looks: int
    looks_agreed: int
    pairs_an_hour: float | None

    @property
    def agreement(self) -> float | None:
        """The share of second looks that said the same as the first."""
        return self.looks_agreed / self.looks if self.looks else None


def backlog(actor: Actor) -> Backlog:
    """What waits at the desk."""
    waiting = desk_access.at_desk(actor).waiting()
    return Backlog(
        pairs=waiting.order_by()[: MOST_COUNTED + 1].count(),
        oldest=waiting.aggregate(oldest=Min("found_at"))["oldest"],
    )


def to_ask(actor: Actor) -> list[Pair]:
    """The pairs of one child whose lead has to be asked, or has refused, the oldest first."""
    found = desk_access.at_desk(actor).filter(
        state__in=[PairState.SAME, PairState.REFUSED], low_agency__isnull=False
    )
    return list(found.select_related("low_agency", "high_agency").order_by("settled_at", "id")[:MOST_COUNTED])


def asked(actor: Actor) -> list[LinkRequest]:
    """The questions that wait for the answer of a lead, what is due first before the others."""
    found = LinkRequest.objects.visible_to(actor).filter(
        pair__in=desk_access.at_desk(actor), pair__state=PairState.ASKED
    )
    related = "pair__low_agency", "pair__high_agency"
    return list(found.select_related(*related).order_by("due_at", "id")[:MOST_COUNTED])


def refusal_of(actor: Actor, pair: Pair) -> tuple[LinkRequest, str] | None:
    """How the lead of a pair has refused last, with its words opened."""
    found = LinkRequest.objects.visible_to(actor).filter(pair=pair).order_by("-asked_at", "-id").first()
    if found is None or pair.state != PairState.REFUSED:
        return None
    return found, row_keys.seal_of(found).open_field(found, "words")


def within_agency(actor: Actor) -> list[OwnPair]:
    """The pairs of cases that the actor's agency leads, as far as the actor sees both, what counts most first."""
    waiting = desk_access.within_agency(actor).select_related("low", "high")
    found = list(waiting.order_by("-priority", "found_at", "id")[:MOST_OF_AGENCY])
    ids = {person.case_id for pair in found for person in (pair.low, pair.high)}
    cases = case_access.visible_to(actor).in_bulk(ids)
    return [
        OwnPair(one=cases[pair.low.case_id], other=cases[pair.high.case_id], found_at=pair.found_at)
        for pair in found
        if pair.low.case_id in cases and pair.high.case_id in cases
    ]


def quality(actor: Actor, *, at: datetime) -> Quality:
    """How well the desk decides, in figures, for the desk and for auditors. It is recorded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.figures_of_desk(%s)", [at - LOOKED_BACK])
        answer = cursor.fetchone()[0]
    counted: Mapping = json.loads(answer) if isinstance(answer, str) else answer
    audit.record("desk.figures_viewed")
    seconds, oldest = float(counted["seconds"]), counted["oldest"]
    by_word = {(word, says): number for word, says, number in counted["decided"]}
    return Quality(
        words=tuple(_right(word, by_word) for word in SHOWN_WORDS),
        backlog=Backlog(pairs=counted["waiting"], oldest=datetime.fromisoformat(oldest) if oldest else None),
        looks=counted["looks"],
        looks_agreed=counted["agreed"],
        pairs_an_hour=counted["paced"] * 3600 / seconds if seconds else None,
    )


def _right(word: Word, by_word: Mapping[tuple[str, str], int]) -> Right:
    same, different, cannot_tell = (by_word.get((word, says), 0) for says in DeskSays.values)
    return Right(word=word, same=same, different=different, cannot_tell=cannot_tell)
