"""What is known of concerns, by which a list tells cases apart without a name."""

from collections.abc import Collection, Mapping
from uuid import UUID

from opennrm.cases.next_steps import Asked, Facts, Told
from opennrm.foundation.actor import Actor

from .models import Concern, Danger


def _concerns(actor: Actor, case_ids: Collection[UUID]) -> list[Asked]:
    rows = Concern.objects.visible_to(actor).filter(case_id__any_of=case_ids)
    return [Asked(rows, ("reported_at", "id", "kinds"))]


def _kinds(actor: Actor, concerns: list[Told]) -> Mapping[UUID, list[str]]:
    """The kinds of all concerns of each case, those of the first before the others."""
    found: dict[UUID, list[str]] = {}
    for case_id, (_at, _id, kinds) in sorted(concerns, key=lambda each: each.says[:2]):
        of_case = found.setdefault(case_id, [])
        of_case += [kind for kind in kinds if kind not in of_case]
    return found


def _present(actor: Actor, case_ids: Collection[UUID]) -> list[Asked]:
    rows = Danger.objects.visible_to(actor).present().filter(case_id__any_of=case_ids)
    return [Asked(rows, ("began_at", "id", "code"))]


def _dangers(actor: Actor, dangers: list[Told]) -> Mapping[UUID, list[str]]:
    """The codes of the dangers that have not ended, those that began first before the others."""
    found: dict[UUID, list[str]] = {}
    for case_id, (_at, _id, code) in sorted(dangers, key=lambda each: each.says[:2]):
        found.setdefault(case_id, []).append(code)
    return found


FACTS = (
    Facts(name="concern_kinds", asks=_concerns, reads=_kinds, otherwise=list),
    Facts(name="dangers", asks=_present, reads=_dangers, otherwise=list, rows=Danger),
)
