"""What people have already said of records, as far as somebody sees both of each two."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from opennrm.cases.models import CaseKey
from opennrm.foundation.actor import Actor
from opennrm.people.models import Person, PersonCorrection

from . import access, components
from .components import Ends
from .models import Verdict, VerdictQuerySet
from .states import Says

ASKED_AGAIN_AFTER = ("given_names", "family_name", "other_names", "birth_date")
"""Whoever corrects one of these makes another record of it: two that were held to be different may be alike now."""


def around(visible: VerdictQuerySet, person_ids: Collection[UUID]) -> dict[Ends, Verdict]:
    """What stands between these persons and others, and between all who are tied to them, however long the chain."""
    found: dict[UUID, Verdict] = {}
    seen, waiting = set[UUID](), {*person_ids}
    while waiting:
        found |= {each.pk: each for each in visible.of_persons(sorted(waiting))}
        seen |= waiting
        stands = components.standing(found.values())
        waiting = {
            person for ends, each in stands.items() if each.says == Says.SAME for person in ends
        } - seen
    return components.standing(found.values())


def standing_between(actor: Actor, pair: Ends) -> Verdict | None:
    """What stands between two persons."""
    said = access.visible_to(actor).of_both(*pair)
    return components.standing(said.select_related("judged_by__account", "judged_by__agency")).get(pair)


def not_to_ask(actor: Actor, person_ids: Collection[UUID]) -> dict[Ends, Verdict]:
    """What stands between these persons and others, and need not be asked again, until it is taken back.

    "Different children" is asked again once names or the birth date of one side have been corrected since.
    """
    stands = components.standing(access.visible_to(actor).of_persons(person_ids))
    refused = [ends for ends, each in stands.items() if each.says == Says.DIFFERENT]
    corrected = _corrected(actor, {person for ends in refused for person in ends}) if refused else {}
    return {
        ends: each
        for ends, each in stands.items()
        if each.says == Says.SAME
        or all(corrected.get(person, each.judged_at) <= each.judged_at for person in ends)
    }


def settled_with(actor: Actor, case_id: UUID) -> set[UUID]:
    """The persons of whom it need not be asked whether they are the child of a case."""
    own = set(Person.objects.visible_to(actor).filter(case_id=case_id).values_list("pk", flat=True))
    stands = not_to_ask(actor, own) if own else {}
    return {person for ends in stands for person in ends} - own


def keys_left(actor: Actor, case_ids: Collection[UUID]) -> QuerySet[CaseKey]:
    """The keys of those of these cases that have one: without it, nobody can know any more of whom they were."""
    return CaseKey.objects.visible_to(actor).filter(pk__any_of=case_ids, wrapped__isnull=False)


def _corrected(actor: Actor, person_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When names or the birth date of these persons were corrected last."""
    found = PersonCorrection.objects.visible_to(actor).filter(
        subject_id__any_of=person_ids, fields__overlap=list(ASKED_AGAIN_AFTER)
    )
    return dict(found.order_by("corrected_at").values_list("subject_id", "corrected_at"))
