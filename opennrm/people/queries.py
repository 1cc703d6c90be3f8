"""Finding a child again, among the cases that one may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.models import Case, Receipt
from opennrm.cases.permissions import IDENTITY_OPEN
from opennrm.country.pack import pack
from opennrm.foundation import references
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, Refused

from . import finding, rules
from .permissions import CASE_SEARCH

MOST_OF_A_BEGINNING = 50
"""As many cases are shown whose reference begins as typed."""


class SearchTooShort(Refused):
    """The search would fit almost everybody; the message says what to type."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A case that a search found. `person_id` is None where the reference fitted.

    `score` goes from 0 to 100; `label` is the child's name, empty where none is known or may be shown. `through` is the
    role of somebody around the child, where it was not the child who fitted.
    """

    case: Case
    person_id: UUID | None
    score: int
    label: str
    through: str = ""


@dataclass(frozen=True)
class Found:
    """What a search found, best first; `is_cut` if there may be more than it looked at or shows."""

    hits: list[Hit]
    is_cut: bool


def search(actor: Actor, text: str, *, at: datetime) -> Found:
    """Find cases by a name or the beginning of one, an alias, a telephone or its end, a paper, or a reference.

    Records that a search was made and what it showed, never what was looked for; and in the history of each
    case whose child it named, that it did.

    :raises NotAllowed: the actor's role does not search.
    :raises SearchTooShort: one letter, or fewer than three digits.
    """
    if not actor.may(CASE_SEARCH):
        raise NotAllowed("Your role does not search for cases.")
    if not rules.is_enough(text):
        raise SearchTooShort(
            _("Type at least two letters of a name, four digits of a telephone number, or a reference.")
        )
    found = _by_reference(actor, text) or _by_person_or_beginning(actor, text)
    shown = [str(hit.case.pk) for hit in found.hits]
    audit.record("search.made", detail={"results": len(shown), "cases": shown})
    named = [hit.case for hit in found.hits if hit.label]
    rights = cases.rights_of(actor, named)
    # Of the case, so that its lead finds in its history who read the name.
    audit.record_each("identity.found", [(case, rights[case.pk]) for case in named])
    return found


def _by_reference(actor: Actor, text: str) -> Found | None:
    reference = references.normal(text)
    receipts = Receipt.objects.visible_to(actor).filter(number=reference).values_list("case_id", flat=True)
    visible = cases.visible_to(actor)
    found = visible.filter(reference=reference) | visible.filter(pk__in=list(receipts))
    hits = [_of_reference(case) for case in found]
    return Found(hits, is_cut=False) if hits else None


def _of_reference(case: Case) -> Hit:
    return Hit(case=case, person_id=None, score=100, label="")


def _by_person_or_beginning(actor: Actor, text: str) -> Found:
    people, is_cut = _by_person(actor, text)
    others = _by_beginning(actor, text)
    # A case that is found in both ways is shown once, with the child.
    hits = {hit.case.pk: hit for hit in reversed(people + others[:MOST_OF_A_BEGINNING])}
    return Found(list(hits.values())[::-1], is_cut or len(others) > MOST_OF_A_BEGINNING)


def _by_beginning(actor: Actor, text: str) -> list[Hit]:
    """Cases of which the reference, or the number of a receipt, begins in this way."""
    intake = pack().intake
    visible = cases.visible_to(actor)
    as_reference, as_receipt = Q(pk__in=[]), Q(pk__in=[])
    for span in references.spans(text, [intake.case_reference_prefix]):
        as_reference |= Q(reference__range=span)
    for span in references.spans(text, [intake.receipt_prefix]):
        as_receipt |= Q(number__range=span)
    receipts = Receipt.objects.visible_to(actor).filter(as_receipt).values_list("case_id", flat=True)
    found = visible.filter(as_reference | Q(pk__in=list(receipts))).order_by("reference")
    return [_of_reference(case) for case in found[: MOST_OF_A_BEGINNING + 1]]


def _by_person(actor: Actor, text: str) -> tuple[list[Hit], bool]:
    matches, is_cut = finding.find(actor, text)
    may_name = actor.may(IDENTITY_OPEN)
    hits = [
        Hit(
            case=match.case,
            person_id=match.person_id,
            score=match.score,
            label=_label(match.names) if may_name else "",
            through=match.through,
        )
        for match in matches
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.label, hit.case.reference)), is_cut


def _label(names: dict[str, str]) -> str:
    name = " ".join(filter(None, (names["given_names"], names["family_name"])))
    alias = names["other_names"]
    if name and alias:
        name = _("%(name)s, known as %(alias)s") % {"name": name, "alias": alias}
    if former := names["former_names"]:
        # Whoever looked for the name before a correction would not see why this child was found.
        texts = {"name": name or alias, "former": ", ".join(former.splitlines())}
        return _("%(name)s (earlier recorded as %(former)s)") % texts
    return name or alias
