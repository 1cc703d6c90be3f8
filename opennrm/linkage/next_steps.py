"""What is known of many cases at once: other cases of the same child."""

from collections.abc import Collection, Mapping
from uuid import UUID

from opennrm.cases.next_steps import Asked, Facts, Told
from opennrm.foundation.actor import Actor
from opennrm.people.models import Person

from . import queries


def _people(actor: Actor, case_ids: Collection[UUID]) -> list[Asked]:
    return [Asked(queries.people_of(actor, case_ids), ("pk",))]


def _elsewhere(actor: Actor, people: list[Told]) -> Mapping[UUID, queries.Elsewhere]:
    return queries.elsewhere_of_people(actor, {UUID(pk): case_id for case_id, (pk,) in people})


FACTS = (Facts(name="same_child", asks=_people, reads=_elsewhere, otherwise=queries.Elsewhere, rows=Person),)
