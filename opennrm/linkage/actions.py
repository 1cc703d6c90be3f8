"""Saying of two records whether they are of the same child, and taking that back. Nothing else changes by it."""

from datetime import datetime, timedelta
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases.reasons import require_reason
from opennrm.foundation.actor import Actor

from . import access, judged, queries, row_keys
from .models import Verdict
from .states import Basis, Says


def same(case_id: UUID, other_id: UUID, *, note: str = "", by: Actor, at: datetime) -> Verdict:
    """Say that two records are of the same child. If that stands already, nothing happens.

    :param note: why, in one's own words. Whoever sees both records reads it.
    :raises NotThere: `by` does not see both of them, or it is one case.
    :raises NotAllowed: the role of `by` does not say this, or opens no identities.
    """
    return _say(Says.SAME, "same_child.same", case_id, other_id, note=note, by=by, at=at)


def different(case_id: UUID, other_id: UUID, *, note: str = "", by: Actor, at: datetime) -> Verdict:
    """Say that two records are of different children, so that nobody is asked again. Otherwise as `same`."""
    return _say(Says.DIFFERENT, "same_child.different", case_id, other_id, note=note, by=by, at=at)


def take_back(verdict_id: UUID, *, reason: str, by: Actor, at: datetime) -> Verdict:
    """Take a verdict back, as if it had never been said. If somebody has already done that, nothing happens.

    :raises NotThere: it is not on two records that `by` sees.
    :raises NotAllowed: the role of `by` does not say this, or opens no identities.
    :raises NoReason: the reason says too little.
    """
    taken = access.verdict_to_take_back(by, verdict_id)
    reason = require_reason(reason)
    access.keep_to_oneself((taken.low_id, taken.high_id))
    done = access.visible_to(by).filter(takes_back=taken).first()
    if done is not None:
        return done
    row = Verdict(low_id=taken.low_id, high_id=taken.high_id, says=Says.TAKEN_BACK, takes_back=taken)
    return _keep(row, "same_child.taken_back", reason, by=by, at=at)


def _say(
    says: Says, kind: str, case_id: UUID, other_id: UUID, *, note: str, by: Actor, at: datetime
) -> Verdict:
    one, other = access.two_records(by, case_id, other_id)
    low_id, high_id = access.ends(one, other)
    access.keep_to_oneself((low_id, high_id))
    stands = judged.standing_between(by, (low_id, high_id))
    if stands is not None and stands.says == says:
        return stands
    _known, comparison = queries.compared(by, one, other)
    row = Verdict(
        low_id=low_id,
        high_id=high_id,
        says=says,
        levels=comparison.places,
        weight=comparison.sum,
        model=comparison.version,
    )
    # Whoever had to wait for somebody who judged the same two comes after them.
    at = at if stands is None else max(at, stands.judged_at + timedelta(microseconds=1))
    return _keep(row, kind, note, by=by, at=at)


def _keep(row: Verdict, kind: str, note: str, *, by: Actor, at: datetime) -> Verdict:
    row.basis, row.judged_at, row.judged_by_id = Basis.IN_SIGHT, at, by.membership_id
    if note.strip():
        row_keys.new_seal(row).close_field(row, "note", note.strip())
    row.save(from_action=True, force_insert=True)
    # Of no case: whoever leads the one and does not see the other would learn that the child is known elsewhere.
    audit.record(kind, subject=row)
    return row
