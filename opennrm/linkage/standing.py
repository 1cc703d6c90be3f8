"""What stands of two records for the matcher, and whether it is still an answer after one of them was corrected."""

from collections.abc import Collection, Sequence
from uuid import UUID

from opennrm.country.linkage import LEVELS
from opennrm.foundation.actor import Actor

from .models import Verdict
from .states import Says

Ends = tuple[UUID, UUID]
"""Two persons, the one with the lesser id first."""
_WHO = [list(LEVELS).index(field) for field in ("given_names", "family_name", "birth_date")]


def standing_between(actor: Actor, wanted: Collection[Ends]) -> dict[Ends, Verdict]:
    """The verdict that stands on each of these pairs: the newest that nobody took back."""
    seen = Verdict.objects.visible_to(actor).filter(low__id__any_of=[low for low, _high in wanted])
    found = [each for each in seen.order_by("judged_at", "id") if (each.low_id, each.high_id) in wanted]
    taken_back = {each.takes_back_id for each in found}
    return {
        (each.low_id, each.high_id): each
        for each in found
        if each.says != Says.TAKEN_BACK and each.pk not in taken_back
    }


def settles(verdict: Verdict, levels: Sequence[int]) -> bool:
    """Whether a verdict answers for two records that agree on these levels now.

    "Different" is asked again once the names or the birth dates agree otherwise than they did when somebody said it.
    """
    if verdict.says == Says.SAME or not verdict.levels:
        return True
    return [verdict.levels[place] for place in _WHO] == [levels[place] for place in _WHO]
