"""Possible duplicates of a child among the cases that somebody sees: who may be the same child, and why."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings

from opennrm.audit import actions as audit
from opennrm.cases.models import Case
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotAllowed
from opennrm.people import comparable
from opennrm.people.comparable import InSight
from opennrm.people.known import Known
from opennrm.people.permissions import CASE_SEARCH

from . import judged
from .model import Model
from .records import Features, Record, features_of, features_without_names
from .rules import Comparison, Word, compare_features, is_possible_without_names, most_of_names

MOST_SHOWN = 10
"""As many children are shown, the likeliest first."""
_BETWEEN_NAMES = re.compile(r"[,;/\n]")


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
    others = [each for each in in_sight if each.case.pk != without and each.person_id not in settled]
    alike = _alike(known, others)
    may_name = actor.may(IDENTITY_OPEN)
    children = [
        Possible(
            person_id=each.person_id,
            case=each.case,
            name=_name(each) if may_name else "",
            comparison=comparison,
        )
        for each, comparison in alike[:MOST_SHOWN]
    ]
    shown = [str(child.case.pk) for child in children]
    audit.record("duplicates.checked", detail={"shown": len(shown), "cases": shown, "model": model().version})
    return Found(children, is_cut or len(alike) > MOST_SHOWN)


def _alike(known: Known, in_sight: Iterable[InSight]) -> list[tuple[InSight, Comparison]]:
    """Those who are at least "possible", the likeliest first."""
    of, wanted = model(), features_of(record_of(known), model().variants)
    most = most_of_names(wanted, of)
    compared = [
        (each, compare_features(wanted, features_of(record_of(each.known), of.variants), of))
        for each in in_sight
        # Names are opened and compared only where they can still decide: mostly the date of birth already has.
        if is_possible_without_names(wanted, without_names(each), of, most=most)
    ]
    alike = [(each, comparison) for each, comparison in compared if comparison.word is not Word.NONE]
    return sorted(alike, key=lambda pair: (-pair[1].sum, pair[0].case.reference))


def without_names(child: InSight) -> Features:
    """What of a child is compared without opening a name."""
    record = Record(
        born=child.born,
        sex=child.case.sex,
        area=child.case.area,
        telephones=child.telephones,
        document_number=child.text("document_number"),
    )
    return features_without_names(record)


def record_of(known: Known) -> Record:
    """What is known of a child, in the fields that are compared."""
    called = _BETWEEN_NAMES.split(f"{known.text('other_names')}\n{known.text('former_names')}")
    return Record(
        given_names=known.text("given_names"),
        family_name=known.text("family_name"),
        aliases=tuple(filter(None, map(str.strip, called))),
        born=known.born,
        sex=known.sex,
        area=known.area,
        telephones=known.telephones,
        document_number=known.text("document_number"),
        school=known.text("school"),
        guardian=known.text("guardian"),
    )


def model() -> Model:
    """The version of the model that the country pack names, with its frozen frequencies."""
    return _model_of(settings.COUNTRY_PACK)


@lru_cache(maxsize=4)
def _model_of(_folder: Path | str) -> Model:
    return Model.of(pack().linkage)


def _name(child: InSight) -> str:
    texts = (plain(child.known.text(field), lines=False) for field in ("given_names", "family_name"))
    return " ".join(filter(None, texts)) or plain(child.known.text("other_names"), lines=False)
