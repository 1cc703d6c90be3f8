"""What becomes of a case that came from an agency's old list: it is released, or withdrawn. Above, others say when."""

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.foundation.state_table import TransitionRefused

from . import case_keys
from .models import Case, TimelineEntry
from .states import LIST_TRANSITIONS, FromList


def move_on(case: Case, to: FromList) -> None:
    """Release or withdraw a case that the caller has locked. Why, and who did it, is what the caller records.

    :raises TransitionRefused: it came from no list, or was released or withdrawn already.
    """
    if to not in LIST_TRANSITIONS.get(case.from_list, set()):
        raise TransitionRefused(_("This step is no longer possible, because something has changed."))
    case.from_list = to
    case.save(from_action=True, update_fields=["from_list"])


def forget(case: Case) -> None:
    """Destroy the key of a withdrawn case, and empty what is kept of the child unsealed. The row itself stays."""
    case_keys.destroy(case.pk)
    case.area, case.sex, case.age, case.languages, case.risk = "", "", None, [], ""
    case.save(from_action=True, update_fields=["area", "sex", "age", "languages", "risk"])


def touched(case_ids: Collection[UUID], *, beside: Collection[str]) -> set[UUID]:
    """Those of these cases in which something happened besides events of these kinds."""
    entries = TimelineEntry.objects.filter(case__pk__any_of=list(case_ids)).exclude(kind__in=list(beside))
    return set(entries.values_list("case_id", flat=True))
