"""Urgent dangers to a child: those that were reported and those found later, and how each ended.

A case is urgent for as long as one of them has not ended.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.actions import mark_urgent
from opennrm.cases.bound import LEAD
from opennrm.cases.events import URGENT
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import Refused
from opennrm.foundation.sealing import Seal
from opennrm.foundation.state_table import TransitionRefused

from .events import DANGER_ADDED, DANGER_ENDED, HELPERS
from .models import Danger


class DangerNotPossible(Refused):
    """There is no such danger, or it is recorded already."""


@dataclass(frozen=True, kw_only=True)
class OpenDanger:
    """An urgent danger with the reasons, opened. `reason` is empty for one that was reported."""

    id: UUID
    code: str
    was_reported: bool
    reason: str
    began_at: datetime
    recorded_by: Membership
    ended_at: datetime | None
    ended_by: Membership | None
    end_reason: str


def record_reported(case: Case, codes: Iterable[str], *, by: Actor, at: datetime) -> None:
    """Record the dangers that a concern reports, of a case that is being opened."""
    for code in codes:
        _made(case, code, was_reported=True, by=by, at=at).save(from_action=True, force_insert=True)


def _made(case: Case, code: str, *, was_reported: bool, by: Actor, at: datetime) -> Danger:
    return Danger.make(
        case, at, code=code, was_reported=was_reported, began_at=at, recorded_by_id=by.membership_id
    )


def add(case_id: UUID, *, danger: str, reason: str, by: Actor, at: datetime) -> Danger:
    """Record an urgent danger: the case is urgent from now on, and the others who look after it are told.

    :param danger: its code in the pack.
    :raises NotThere: there is no such case for `by`.
    :raises NotAllowed: `by` does not lead it.
    :raises DangerNotPossible: the pack has no such danger, or the child is known to be in it.
    :raises NoReason: it says too little.
    """
    case = cases.case(by, case_id, as_="lead", lock=True)
    if danger not in pack().codes("urgent_dangers"):
        raise DangerNotPossible(_("Choose one of the dangers shown."), field="danger")
    if Danger.objects.visible_to(by).present().filter(case_id=case_id, code=danger).exists():
        raise DangerNotPossible(_("This danger is recorded already. Choose another one."), field="danger")
    reason = require_reason(reason)
    added = _made(case, danger, was_reported=False, by=by, at=at)
    cases.seal(by, case_id).close_field(added, "reason", reason)
    added.save(from_action=True, force_insert=True)
    mark_urgent(case, is_urgent=True)
    detail, right = {"urgency": str(case_id)}, cases.right_of(by, case)
    helping = Matter(id=case_id, relations={HELPERS: lambda: helping_with_dangers(case, at=at)})
    tell(
        DANGER_ADDED,
        case_id,
        subject=added,
        by=by,
        at=at,
        right=right,
        detail=detail,
        matter=helping,
        to_others=True,
    )
    return added


def helping_with_dangers(case: Case, *, at: datetime) -> set[int]:
    """The parts of others that cover the dangers of a case."""
    return set(cases.covered(case.pk, Danger.SCOPE, at=at)) - {LEAD}


def end(case_id: UUID, danger_id: UUID, *, reason: str, by: Actor, at: datetime) -> Danger:
    """Record that a danger is over. When none is left, the case is no longer urgent.

    :raises NotThere: this case has no such danger that `by` may see.
    :raises NotAllowed: `by` does not lead the case.
    :raises TransitionRefused: it has ended already.
    :raises NoReason: it says too little.
    """
    case = cases.case(by, case_id, as_="lead", lock=True)
    danger = _present(by, case_id, danger_id)
    danger.ended_at, danger.ended_by_id = at, by.membership_id
    cases.seal(by, case_id).close_field(danger, "end_reason", require_reason(reason))
    danger.save(from_action=True, update_fields=["ended_at", "ended_by", "end_reason"])
    is_last = not Danger.objects.visible_to(by).present().filter(case_id=case_id).exists()
    mark_urgent(case, is_urgent=not is_last)
    detail, right = {"urgency": str(case_id)}, cases.right_of(by, case)
    # After the last one, nobody needs to hear any more that the case is urgent.
    event = replace(DANGER_ENDED, settles=(URGENT,)) if is_last else DANGER_ENDED
    tell(event, case_id, subject=danger, by=by, at=at, right=right, detail=detail)
    return danger


def present_in(actor: Actor, case_ids: Iterable[UUID]) -> Mapping[UUID, list[str]]:
    """The codes of the dangers that have not ended, of those of these cases whose dangers the actor sees."""
    rows = Danger.objects.visible_to(actor).present().filter(case_id__in=list(case_ids))
    found: dict[UUID, list[str]] = {}
    for case_id, code in rows.order_by("began_at", "id").values_list("case_id", "code"):
        found.setdefault(case_id, []).append(code)
    return found


def shows_dangers(actor: Actor, case: Case) -> bool:
    """Whether the actor's part covers urgent dangers of the case. Whoever leads it may record the first."""
    return cases.leads(actor, case) or Danger.objects.visible_to(actor).filter(case_id=case.pk).exists()


def danger_to_end(actor: Actor, case_id: UUID, danger_id: UUID) -> tuple[Case, Danger]:
    """Return a case that the actor leads, and a danger of it that has not ended.

    :raises NotThere: this case has no such danger that the actor may see.
    :raises NotAllowed: the actor does not lead the case.
    :raises TransitionRefused: it has ended already.
    """
    case = cases.case(actor, case_id, as_="lead", event=None)
    return case, _present(actor, case_id, danger_id)


def _present(actor: Actor, case_id: UUID, danger_id: UUID) -> Danger:
    danger = fetch(Danger.objects.visible_to(actor), pk=danger_id, case_id=case_id)
    if danger.ended_at is not None:
        raise TransitionRefused(_("Somebody has already recorded that this danger is over."))
    return danger


def open_dangers(actor: Actor, case: Case) -> list[OpenDanger]:
    """Every danger of a case: those that have not ended first, then the newest. Opening the reasons is recorded."""
    rows = Danger.objects.visible_to(actor).filter(case_id=case.pk)
    people = ("recorded_by__account", "recorded_by__agency", "ended_by__account", "ended_by__agency")
    found = sorted(
        rows.select_related(*people).order_by("-began_at", "id"), key=lambda row: row.ended_at is not None
    )
    if not found:
        return []
    seal = cases.seal(actor, case.pk)
    right = cases.right_of(actor, case)
    audit.record("dangers.opened", subject=case, right=right, detail={"count": len(found)})
    return [_opened(row, seal) for row in found]


def _opened(row: Danger, seal: Seal) -> OpenDanger:
    return OpenDanger(
        id=row.pk,
        code=row.code,
        was_reported=row.was_reported,
        reason=plain(seal.open_field(row, "reason"), lines=True),
        began_at=row.began_at,
        recorded_by=row.recorded_by,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        end_reason=plain(seal.open_field(row, "end_reason"), lines=True),
    )
