"""Ties between cases: which children belong together, as far as each case's own walls let somebody see it.

Each of two cases has a row about the other. It is seen by whoever leads that case, and says nothing of the other case
to somebody who does not see that one too.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.cases.telling import tell
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Event
from opennrm.foundation.plain_text import plain
from opennrm.foundation.references import normal
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from .events import REPORTED_TOGETHER, TIE_ENDED, TIED
from .kinds import TieKind, of_both
from .models import CaseTie

MOST_SHOWN = 25
"""As many ties of a case are shown."""


class TieNotPossible(Refused):
    """These two cases cannot be tied; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Tied:
    """Another case that the child's is tied to, and that the actor sees too."""

    tie_id: UUID
    case: Case
    kind: str


@dataclass(frozen=True, kw_only=True)
class Ties:
    """The ties of a case that have not ended. Of `hidden` of them the actor does not see the other case."""

    seen: Sequence[Tied] = ()
    hidden: int = 0


@dataclass(frozen=True, kw_only=True)
class OpenTie:
    """A tie with the reason for which it ended. `other` and `kind` are there only if the actor sees that case too."""

    id: UUID
    other: Case | None
    kind: str
    was_reported: bool
    tied_at: datetime
    tied_by: Membership
    ended_at: datetime | None
    ended_by: Membership | None
    end_reason: str


def of_case(actor: Actor, case: Case) -> Ties:
    """The ties of a case that the actor leads, with two queries at most. Somebody else is shown none."""
    rows = list(
        CaseTie.objects.visible_to(actor)
        .present()
        .filter(case_id=case.pk)
        .order_by("tied_at", "id")[:MOST_SHOWN]
    )
    others = _seen(actor, rows)
    seen = [
        Tied(tie_id=row.pk, case=others[row.other_id], kind=row.get_kind_display())
        for row in rows
        if row.other_id in others
    ]
    return Ties(seen=seen, hidden=len(rows) - len(seen))


def open_ties(actor: Actor, case: Case) -> list[OpenTie]:
    """The ties of a case that the actor leads: those that have not ended first. Opening the reasons is recorded."""
    people = ("tied_by__account", "tied_by__agency", "ended_by__account", "ended_by__agency")
    rows = CaseTie.objects.visible_to(actor).filter(case_id=case.pk).select_related(*people)
    found = sorted(rows.order_by("-tied_at", "id")[:MOST_SHOWN], key=lambda row: row.ended_at is not None)
    if not found:
        return []
    seal, others = cases.seal(actor, case.pk), _seen(actor, found)
    right = cases.right_of(actor, case)
    audit.record("ties.opened", subject=case, right=right, detail={"count": len(found)})
    return [
        OpenTie(
            id=row.pk,
            other=others.get(row.other_id),
            kind=row.get_kind_display() if row.other_id in others else "",
            was_reported=row.was_reported,
            tied_at=row.tied_at,
            tied_by=row.tied_by,
            ended_at=row.ended_at,
            ended_by=row.ended_by,
            end_reason=plain(seal.open_field(row, "end_reason"), lines=True),
        )
        for row in found
    ]


def _seen(actor: Actor, rows: Collection[CaseTie]) -> Mapping[UUID, Case]:
    """Those of the other cases that the actor sees."""
    if not rows:
        return {}
    return {case.pk: case for case in cases.visible_to(actor).filter(pk__in=[row.other_id for row in rows])}


def record_reported(
    told: Sequence[tuple[Case, str]], *, beside: Case | None, by: Actor, at: datetime
) -> None:
    """Tie the cases of one report to each other, and to the case that it began from. For whoever sends it.

    :param told: each case, and how its child is connected to the first; of the first, to that of `beside`.
    """
    first, first_kind = told[0]
    for (one, one_kind), (other, other_kind) in combinations(told, 2):
        kind = _known(other_kind) if one == first else of_both(one_kind, other_kind)
        _record(one, other, kind, was_reported=True, by=by, at=at)
    if beside is not None:
        for case, kind_told in told:
            kind = _known(kind_told) if case == first else of_both(first_kind, kind_told)
            _record_beside(case, beside, kind, by=by, at=at)
    if len(told) > 1:
        detail = {"count": str(len(told) - 1)}
        for case, _kind in told:
            tell(
                REPORTED_TOGETHER,
                case.pk,
                subject=case,
                by=by,
                at=at,
                right="reporter",
                detail=detail,
                seen_by=[],
            )


def _record_beside(case: Case, beside: Case, kind: TieKind, *, by: Actor, at: datetime) -> None:
    """Tie a new case to the one that its report began from."""
    own, of_beside = _record(case, beside, kind, was_reported=False, by=by, at=at)
    # Whoever holds the new case hears of the concern itself.
    _tell(replace(TIED, tells=()), own, right="reporter", by=by, at=at)
    _tell(TIED, of_beside, right=cases.right_of(by, beside), by=by, at=at)


def _known(kind: str) -> TieKind:
    """Children of one report belong to one incident, also where nobody knows more."""
    return TieKind(kind) if kind in TieKind.values else TieKind.SAME_INCIDENT


def tie(case_id: UUID, *, reference: str, kind: str, by: Actor, at: datetime) -> CaseTie:
    """Tie two cases that the actor leads.

    :param reference: of the other case, as somebody typed it.
    :raises NotThere: there is no such case for `by`.
    :raises NotAllowed: `by` does not lead it.
    :raises TieNotPossible: `by` leads no other case with this reference, or the two are tied already.
    """
    case = cases.case(by, case_id, as_="lead", event=None)
    led = cases.visible_to(by).writable_by(by)
    # The same for a case that is hidden, that is led by somebody else, and that does not exist: none tells which.
    other = led.filter(reference=normal(reference)).first()
    if other is None:
        raise TieNotPossible(_("You do not work on a case with this reference. Check it."), field="reference")
    if other == case:
        raise TieNotPossible(
            _("This is the reference of this case. Enter that of the other case."), field="reference"
        )
    case, other = _locked(by, case.pk, other.pk)
    if CaseTie.objects.visible_to(by).present().filter(case_id=case.pk, other_id=other.pk).exists():
        raise TieNotPossible(_("These two cases are tied already."), field="reference")
    rows = _record(case, other, _known(kind), was_reported=False, by=by, at=at)
    for each, row in zip((case, other), rows, strict=True):
        _tell(TIED, row, right=cases.right_of(by, each), by=by, at=at)
    return rows[0]


def _locked(by: Actor, case_id: UUID, other_id: UUID) -> tuple[Case, Case]:
    """Both cases, locked in an order that does not depend on from which of them somebody comes."""
    found = {each: cases.case(by, each, as_="lead", lock=True) for each in sorted([case_id, other_id])}
    return found[case_id], found[other_id]


def _record(
    one: Case, other: Case, kind: TieKind, *, was_reported: bool, by: Actor, at: datetime
) -> list[CaseTie]:
    """Record a tie in both cases."""
    rows = []
    for case, beside in ((one, other), (other, one)):
        row = CaseTie.make(
            case,
            at,
            other_id=beside.pk,
            kind=kind,
            was_reported=was_reported,
            tied_at=at,
            tied_by_id=by.membership_id,
        )
        row.save(from_action=True, force_insert=True)
        rows.append(row)
    return rows


def _tell(event: Event, row: CaseTie, *, right: str, by: Actor, at: datetime) -> None:
    """Tell it those who lead the case, with nothing that tells of the other one."""
    tell(
        event,
        row.case_id,
        subject=row,
        by=by,
        at=at,
        right=right,
        detail={"kind": row.kind},
        seen_by=[],
        to_others=True,
    )


def tie_to_end(actor: Actor, case_id: UUID, tie_id: UUID) -> tuple[Case, CaseTie, bool]:
    """Return a case that the actor leads, a tie of it that has not ended, and whether they lead the other case too.

    :raises NotThere: this case has no such tie that the actor may see.
    :raises NotAllowed: the actor does not lead the case.
    :raises TransitionRefused: it has ended already.
    """
    case = cases.case(actor, case_id, as_="lead", event=None)
    row = _present(actor, case_id, tie_id)
    return case, row, cases.leads_case_of(actor, row.other_id)


def _present(actor: Actor, case_id: UUID, tie_id: UUID) -> CaseTie:
    row = fetch(CaseTie.objects.visible_to(actor), pk=tie_id, case_id=case_id)
    if row.ended_at is not None:
        raise TransitionRefused(_("Somebody has already ended this tie."))
    return row


def end(case_id: UUID, tie_id: UUID, *, reason: str, by: Actor, at: datetime) -> CaseTie:
    """End a tie in this case, and in the other one if the actor leads that too: nobody changes a case of others.

    :raises NotThere: this case has no such tie that `by` may see.
    :raises NotAllowed: `by` does not lead the case.
    :raises TransitionRefused: it has ended already.
    :raises NoReason: it says too little.
    """
    _case, row, leads_both = tie_to_end(by, case_id, tie_id)
    if leads_both:
        _locked(by, case_id, row.other_id)
    else:
        cases.case(by, case_id, as_="lead", lock=True)
    reason = require_reason(reason)
    ended = _end(_present(by, case_id, tie_id), reason, by=by, at=at)
    beside = CaseTie.objects.visible_to(by).writable_by(by).present()
    for other in beside.filter(case_id=row.other_id, other_id=case_id):
        _end(other, reason, by=by, at=at)
    return ended


def _end(row: CaseTie, reason: str, *, by: Actor, at: datetime) -> CaseTie:
    row.ended_at, row.ended_by_id = at, by.membership_id
    cases.seal(by, row.case_id).close_field(row, "end_reason", reason)
    row.save(from_action=True, update_fields=["ended_at", "ended_by", "end_reason"])
    _tell(TIE_ENDED, row, right=cases.right_in(by, row.case_id), by=by, at=at)
    return row


def case_beside(actor: Actor, case_id: UUID | None, *, lock: bool = False) -> Case | None:
    """The case that a report began from, if the actor still leads it; with `lock` until the transaction ends."""
    if case_id is None:
        return None
    led = cases.visible_to(actor).writable_by(actor)
    led = led.select_for_update(of=("self",), no_key=True) if lock else led
    return led.filter(pk=case_id).first()
