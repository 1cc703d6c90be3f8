"""Finding a child again, among the cases that one may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from opennrm.agencies.permissions import Permission
from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.models import Case, CaseKey, Receipt
from opennrm.country.pack import pack
from opennrm.foundation import references
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.sealing import Seal, seal_of

from . import rules, tokens
from .models import Person, SearchToken

MOST_CANDIDATES = 200
"""As many are opened in memory and scored; the ones that share most with the search."""
_NAMES = ("given_names", "family_name", "other_names")


class SearchTooShort(Refused):
    """The search would fit almost everybody; the message says what to type."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A case that a search found. `person_id` is None where the reference fitted.

    `score` goes from 0 to 100; `label` is the child's name, empty where none is known or may be shown.
    """

    case: Case
    person_id: UUID | None
    score: int
    label: str


def search(actor: Actor, text: str, *, at: datetime) -> list[Hit]:
    """Find cases by a name or the beginning of one, an alias, a telephone or its end, a paper, or a reference.

    Records that a search was made and what it showed, never what was looked for; and in the history of each
    case whose child it named, that it did.

    :raises NotAllowed: the actor's role does not search.
    :raises SearchTooShort: one letter, or fewer than three digits.
    """
    if not actor.may(Permission.CASE_SEARCH):
        raise NotAllowed("Your role does not search for cases.")
    if not rules.is_enough(text):
        raise SearchTooShort(
            _("Type at least two letters of a name, four digits of a telephone number, or a reference.")
        )
    hits = _by_reference(actor, text) or _by_person(actor, text) + _by_beginning(actor, text)
    hits = list({hit.case.pk: hit for hit in reversed(hits)}.values())[::-1]
    shown = [str(hit.case.pk) for hit in hits]
    audit.record("search.made", detail={"results": len(hits), "cases": shown})
    named = [hit.case for hit in hits if hit.label]
    rights = cases.rights_of(actor, named)
    # Of the case, so that its lead finds in its history who read the name.
    audit.record_each("identity.found", [(case, rights[case.pk]) for case in named])
    return hits


def _by_reference(actor: Actor, text: str) -> list[Hit]:
    reference = references.normal(text)
    receipts = Receipt.objects.visible_to(actor).filter(number=reference).values_list("case_id", flat=True)
    visible = cases.visible_to(actor)
    found = visible.filter(reference=reference) | visible.filter(pk__in=list(receipts))
    return [Hit(case=case, person_id=None, score=100, label="") for case in found]


def _by_beginning(actor: Actor, text: str) -> list[Hit]:
    """Cases of which the reference, or the number of a receipt, begins in this way."""
    intake = pack().intake
    visible = cases.visible_to(actor)
    as_reference, as_receipt = Q(pk__in=[]), Q(pk__in=[])
    for beginning in references.beginnings(text, [intake.case_reference_prefix]):
        as_reference |= Q(reference__startswith=beginning)
    for beginning in references.beginnings(text, [intake.receipt_prefix]):
        as_receipt |= Q(number__startswith=beginning)
    receipts = Receipt.objects.visible_to(actor).filter(as_receipt).values_list("case_id", flat=True)
    found = visible.filter(as_reference | Q(pk__in=list(receipts))).order_by("reference")
    return [Hit(case=case, person_id=None, score=100, label="") for case in found[:MOST_CANDIDATES]]


def _by_person(actor: Actor, text: str) -> list[Hit]:
    candidates = _candidates(actor, text)
    people = Person.objects.visible_to(actor).filter(pk__in=candidates)
    rows = list(people)
    in_sight = cases.visible_to(actor).in_bulk([person.case_id for person in rows])
    keys = CaseKey.objects.visible_to(actor).in_bulk(in_sight.keys())
    hits = [
        hit
        for person in rows
        if person.case_id in keys
        and (hit := _hit(actor, text, person, in_sight[person.case_id], keys[person.case_id], candidates))
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.label, hit.case.reference))


def _candidates(actor: Actor, text: str) -> dict[UUID, bool]:
    """The persons who share most tokens with the search, and whether one of these is a number."""
    keys = tokens.keys_of_search(text)
    numbers = {key for key in keys if key[0] in (tokens.TELEPHONE, tokens.DOCUMENT)}
    visible = SearchToken.objects.visible_to(actor)
    by_name = visible.filter(token__in=tokens.tokens(keys - numbers)).values_list("person_id", flat=True)
    most_alike = by_name.annotate(shared=Count("token", distinct=True)).order_by("-shared", "person_id")
    by_number = (
        visible.filter(token__in=tokens.tokens(numbers)).values_list("person_id", flat=True).distinct()
    )
    found = dict.fromkeys(by_number[:MOST_CANDIDATES], True)
    for person_id in most_alike[:MOST_CANDIDATES]:
        found.setdefault(person_id, False)
    return found


def _hit(
    actor: Actor, text: str, person: Person, case: Case, key: CaseKey, candidates: dict[UUID, bool]
) -> Hit | None:
    seal: Seal = seal_of(case.pk, bytes(key.wrapped))
    names = {name: plain(seal.open_field(person, name), lines=False) for name in _NAMES}
    fits = 100 if candidates[person.pk] else rules.score(rules.words(text), rules.forms_of(**names))
    if fits < rules.GOOD_ENOUGH:
        return None
    label = _label(names) if actor.may(Permission.IDENTITY_OPEN) else ""
    return Hit(case=case, person_id=person.pk, score=fits, label=label)


def _label(names: dict[str, str]) -> str:
    name = " ".join(filter(None, (names["given_names"], names["family_name"])))
    alias = names["other_names"]
    if name and alias:
        return _("%(name)s, known as %(alias)s") % {"name": name, "alias": alias}
    return name or alias
