"""What is known of concerns, by which a list tells cases apart without a name."""

from collections.abc import Collection, Mapping
from uuid import UUID

from opennrm.cases.next_steps import Facts
from opennrm.foundation.actor import Actor

from .dangers import present_in
from .models import Concern, Danger


def _kinds(actor: Actor, case_ids: Collection[UUID]) -> Mapping[UUID, list[str]]:
    rows = Concern.objects.visible_to(actor).filter(case_id__in=case_ids).order_by("reported_at", "id")
    found: dict[UUID, list[str]] = {}
    for case_id, kinds in rows.values_list("case_id", "kinds"):
        of_case = found.setdefault(case_id, [])
        of_case += [kind for kind in kinds if kind not in of_case]
    return found


FACTS = (
    Facts(name="concern_kinds", of=_kinds, otherwise=list),
    Facts(name="dangers", of=present_in, otherwise=list, rows=Danger),
)
