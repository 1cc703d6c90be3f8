"""How great the risk to a child is: a level of the country pack, with its day and reason. Earlier ones are kept."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import Refused

from . import access
from .events import RISK_ASSESSED
from .models import Case, RiskAssessment
from .reasons import require_reason
from .telling import tell


class RiskNotPossible(Refused):
    """This level or day cannot be; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class OpenAssessment:
    """An assessment with its reason, opened."""

    level: str
    assessed_on: date
    reason: str
    recorded_at: datetime
    recorded_by: Membership


def highest() -> str:
    """The last level of the pack's list; empty if it has none."""
    return next(reversed(list(pack().codes("risk_levels"))), "")


def assess(case_id: UUID, *, level: str, assessed_on: date, reason: str, by: Actor, at: datetime) -> Case:
    """Record how great the risk is. A rise to the highest level tells the supervisors.

    The newest by its day is the one that lists show: an older one can be added afterwards.

    :raises NotThere: there is no such case for `by`.
    :raises NotAllowed: `by` does not lead it.
    :raises RiskNotPossible: the pack has no such level, or the day is in the future.
    :raises NoReason: it says too little.
    """
    case = access.case(by, case_id, as_="lead", lock=True)
    if level not in pack().codes("risk_levels"):
        raise RiskNotPossible(_("Choose one of the levels shown."), field="level")
    if assessed_on > at.astimezone(pack().zone).date():
        raise RiskNotPossible(
            _("The day is in the future. Enter the day of the assessment."), field="assessed_on"
        )
    reason, before = require_reason(reason), case.risk
    row = RiskAssessment.make(
        case, at, level=level, assessed_on=assessed_on, recorded_at=at, recorded_by_id=by.membership_id
    )
    access.seal(by, case.pk).close_field(row, "reason", reason)
    row.save(from_action=True, force_insert=True)
    newest = _of_case(by, case.pk).first()
    case.risk = newest.level if newest else level
    case.save(from_action=True, update_fields=["risk"])
    is_rise = case.risk == highest() != before
    tell(
        RISK_ASSESSED if is_rise else replace(RISK_ASSESSED, tells=()),
        case.pk,
        subject=row,
        by=by,
        at=at,
        right=access.right_of(by, case),
        detail={"level": level, "risk": str(case.pk)},
        to_others=True,
        seen_by=access.covered_in_story(case.pk, RiskAssessment.SCOPE, at=at),
    )
    return case


def _of_case(actor: Actor, case_id: UUID):
    rows = RiskAssessment.objects.visible_to(actor).filter(case_id=case_id)
    return rows.order_by("-assessed_on", "-recorded_at", "id")


def open_history(actor: Actor, case: Case) -> list[OpenAssessment]:
    """Every assessment of a case, the newest first. Opening the reasons is recorded."""
    rows = list(_of_case(actor, case.pk).select_related("recorded_by__account", "recorded_by__agency"))
    if not rows:
        return []
    seal = access.seal(actor, case.pk)
    audit.record("risk.opened", subject=case, right=access.right_of(actor, case), detail={"count": len(rows)})
    return [
        OpenAssessment(
            level=row.level,
            assessed_on=row.assessed_on,
            reason=plain(seal.open_field(row, "reason"), lines=True),
            recorded_at=row.recorded_at,
            recorded_by=row.recorded_by,
        )
        for row in rows
    ]
