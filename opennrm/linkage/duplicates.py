"""Possible duplicates of a child among the cases that somebody sees: who may be the same child, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.models import Case
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotAllowed
from opennrm.people import comparable
from opennrm.people.comparable import Child
from opennrm.people.known import Known
from opennrm.people.permissions import CASE_SEARCH

from . import judged
from .opened import Opened, model, named_once, record_of
from .reach import Reach
from .records import features_of
from .rules import Comparison, Word, compare_features

MOST_SHOWN = 10
"""As many children are shown, the likeliest first."""
_SHOWN = ("reference", "area", "sex", "age", "closed_at")


@dataclass(frozen=True, kw_only=True)
class Possible:
    """A child who may be the same. `name` is empty where none is known, or the actor's role opens no identities."""

    person_id: UUID
    case: Case
    name: str
    comparison: Comparison


@dataclass(frozen=True)
class Found:
    """Who may be the same child, the likeliest first; `is_cut` if there may be more than were compared or are shown."""

    children: list[Possible]
    is_cut: bool


def find(actor: Actor, known: Known, *, without: UUID | None = None) -> Found:
    """The children in sight of the actor who may be the one of whom so much is known.

    The model is frozen, and of children whom the actor does not see no row is read: they change neither a word nor an
    order. One event records who is shown, never what was known.

    :param without: the case of the child itself. Records of which somebody has said whether they are of the same child
        are left out with it.
    :raises NotAllowed: the actor's role does not search.
    """
    if not actor.may(CASE_SEARCH):
        raise NotAllowed("Your role does not search.")
    if not known.is_comparable:
        return Found([], is_cut=False)
    in_sight, is_cut = comparable.in_sight(actor, known)
    settled = judged.settled_with(actor, without) if without else set()
    others = [each for each in in_sight if each.facts.case_id != without and each.person_id not in settled]
    alike = _alike(known, others)
    best = alike[:MOST_SHOWN]
    seen = cases.visible_to(actor).only(*_SHOWN).in_bulk([each.facts.case_id for each, _ in best])
    may_name = actor.may(IDENTITY_OPEN)
    children = [
        Possible(
            person_id=each.person_id,
            case=seen[each.facts.case_id],
            name=_name(each) if may_name else "",
            comparison=comparison,
        )
        for each, comparison in best
        if each.facts.case_id in seen
    ]
    shown = [str(child.case.pk) for child in children]
    audit.record("duplicates.checked", detail={"shown": len(shown), "cases": shown, "model": model().version})
    return Found(children, is_cut or len(alike) > MOST_SHOWN)


def _alike(known: Known, in_sight: Iterable[Child]) -> list[tuple[Child, Comparison]]:
    """Those who are at least "possible", the likeliest first."""
    of = model()
    wanted = features_of(record_of(known), of.variants)
    reach, named = Reach(wanted, of), named_once()
    compared = [
        (each.child, compare_features(wanted, each.features, of))
        for each in (Opened(child, named) for child in in_sight)
        if each.is_possible(reach)
    ]
    alike = [(each, comparison) for each, comparison in compared if comparison.word is not Word.NONE]
    return sorted(alike, key=lambda pair: (-pair[1].sum, pair[0].facts.reference))


def _name(child: Child) -> str:
    texts = (plain(child.known.text(field), lines=False) for field in ("given_names", "family_name"))
    return " ".join(filter(None, texts)) or plain(child.known.text("other_names"), lines=False)
