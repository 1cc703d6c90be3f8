"""Taking a case over from an agency's old list: a draft becomes a case, as for a concern, but nobody reported it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from opennrm.agencies.models import Agency
from opennrm.cases import access as cases
from opennrm.cases import actions as case_actions
from opennrm.cases.models import Case
from opennrm.cases.states import FromList
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import Seal
from opennrm.people import known
from opennrm.people.actions import record_child
from opennrm.people.known import Known
from opennrm.people.models import Person
from opennrm.people.tokens import Key

from . import answers as reading
from . import drafts
from .actions import lead_from_draft, record_concern
from .models import ConcernDraft


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A case that was taken over, with its child, the keys that find the child, and the seal of the case."""

    case: Case
    child: Person
    keys: Collection[Key]
    seal: Seal


def take_over(case_id: UUID, answers: Mapping[str, Any], *, agency: Agency, by: Actor, at: datetime) -> Taken:
    """Open a case of this id for an agency, with what a row of its list says. It waits to be released.

    Nobody gets a receipt, and no time limit starts. The caller makes the child findable, last of all.

    :param answers: by the names of the answers of a concern; any may be missing.
    :raises Incomplete: an answer cannot be true, such as a date of birth in the future.
    """
    draft = drafts.begin(case_id, by=by, at=at)
    seal = cases.seal(by, draft.pk)
    on = at.astimezone(pack().zone).date()
    read = reading.read(answers, {}, pack=pack(), on=on, required=())
    lead_from_draft(draft.pk, agency)
    case = case_actions.open_without_receipt(
        draft.pk,
        agency=agency,
        at=at,
        area=read.area,
        sex=read.child.sex,
        age=read.age,
        languages=read.child.languages,
        from_list=FromList.WAITING,
    )
    record_concern(case, read, seal, by=by, at=at)
    child = record_child(case, read.child, seal, at=at)
    # It leads to no receipt, so nothing of it has to stay.
    ConcernDraft.objects.filter(pk=draft.pk).delete(from_action=True)
    told_of = Known(
        texts=read.child.texts,
        telephones=tuple(read.child.telephones),
        sex=read.child.sex,
        area=case.area,
        age=case.age,
        on=on,
    )
    return Taken(case=case, child=child, keys=known.keys_of_child(told_of), seal=seal)
