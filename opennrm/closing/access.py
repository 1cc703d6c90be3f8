"""Who may ask to close a case, decide on that, and reopen it. Nothing else in the product decides this."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Membership, MembershipQuerySet
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation import references
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.permissions import Permission
from opennrm.foundation.plain_text import plain
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.foundation.sealing import Seal

from .models import Closure, ClosureQuerySet, Continuation
from .permissions import CLOSING_DECIDE
from .states import State


class NoEarlierCase(Refused):
    """There is no closed case of this reference that the actor leads."""


@dataclass(frozen=True, kw_only=True)
class OpenedClosure:
    """A closing with everything that is sealed in it."""

    closure: Closure
    words: str
    told_words: str
    decision_words: str
    reopening_reason: str


@dataclass(frozen=True, kw_only=True)
class Link:
    """Another case of the same child. `other` is None for whoever does not see it; `reason` where it was opened."""

    continuation: Continuation
    other: Case | None
    reason: str = ""


def visible_to(actor: Actor) -> ClosureQuerySet:
    """The closings that the actor sees: of cases that they lead."""
    return Closure.objects.visible_to(actor)


def to_decide(actor: Actor) -> ClosureQuerySet:
    """Those that wait for a supervisor, and for which the actor did not ask themselves."""
    return visible_to(actor).waiting().exclude(asked_by__account_id=actor.account_id)


def waiting_in(actor: Actor, case_ids: Collection[UUID]) -> ClosureQuerySet:
    """Those of these cases about which somebody has asked, and nobody has decided."""
    return visible_to(actor).waiting().filter(case_id__any_of=case_ids)


def may_decide(actor: Actor, closure: Closure) -> bool:
    """Whether the actor may decide on a closing for which somebody has asked."""
    return actor.may(CLOSING_DECIDE) and closure.asked_by.account_id != actor.account_id


def deciders(case: Case, *, but: UUID | None) -> MembershipQuerySet:
    """Those in the lead agency who see a case and may decide on closing it, but for this account."""
    roles = pack().roles_that_may(CLOSING_DECIDE)
    acting = Membership.objects.acting().filter(agency_id=case.lead_agency_id, role__in=roles)
    return acting.filter(supervises=True).exclude(account_id=but)


def case_to_close(actor: Actor, case_id: UUID, *, may: Permission, event: str | None = None) -> Case:
    """Return a case to somebody who leads it and may ask for its closing, or decide about it.

    :param event: how the audit calls this look at the case; None where the caller records what it shows of it.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or their role does not allow this.
    """
    return case_access.case(actor, case_id, as_="lead", may=may, event=event)


def locked(actor: Actor, case_id: UUID, *, may: Permission, even_closed: bool = False) -> Case:
    """The same, locked for a step of its closing.

    :raises CaseClosed: it is closed, and that is not expected here.
    """
    return case_access.case(actor, case_id, as_="lead", may=may, lock=True, even_closed=even_closed)


def closure_to_change(
    actor: Actor, case_id: UUID, closure_id: UUID, *, may: Permission
) -> tuple[Case, Closure]:
    """Return a closing, locked with its case, to somebody who leads the case.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow this.
    """
    case = locked(actor, case_id, may=may, even_closed=True)
    related = visible_to(actor).of_case(case_id).select_related("asked_by")
    return case, fetch(related.select_for_update(of=("self",)), pk=closure_id)


def closure_to_decide(actor: Actor, case_id: UUID, closure_id: UUID) -> tuple[Case, OpenedClosure]:
    """Open a closing for whoever may decide on it. Reading it is recorded.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not decide on this.
    """
    case = case_to_close(actor, case_id, may=CLOSING_DECIDE)
    related = visible_to(actor).of_case(case_id).select_related("asked_by__account")
    closure = fetch(related, pk=closure_id)
    audit.record("closing.opened", subject=case, right=case_access.right_of(actor, case))
    return case, _opened(case_access.seal(actor, case.pk), closure)


def last_of(actor: Actor, case_id: UUID) -> Closure | None:
    """The last closing of a case, whatever came of it."""
    related = "asked_by__account", "decided_by__account"
    return visible_to(actor).of_case(case_id).select_related(*related).newest_first().first()


def closing_of(actor: Actor, case: Case) -> Closure:
    """The closing by which a case is closed, locked.

    :raises NotThere: there is none.
    """
    closed = visible_to(actor).of_case(case.pk).filter(state=State.APPROVED)
    return fetch(closed.select_for_update(of=("self",)), case_id=case.pk)


def links_of(actor: Actor, case_id: UUID) -> list[Link]:
    """Other cases of the same child, the newest decision first. Their reasons stay sealed."""
    rows = list(_continuations(actor, case_id))
    return [
        Link(continuation=row, other=other) for row, other in zip(rows, _others(actor, rows), strict=True)
    ]


def continues_elsewhere(actor: Actor, case: Case) -> bool:
    """Whether an earlier case of the same child goes on with what this one asks."""
    links = [each for each in links_of(actor, case.pk) if each.continuation.is_later]
    return any(each.other is not None and each.other.closed_at is None for each in links)


def reopened_for(actor: Actor, case: Case, reference: str) -> Case | None:
    """The case of this reference, if it was reopened because of this newer one, and is open."""
    others = [each.other for each in links_of(actor, case.pk) if each.continuation.is_later and each.other]
    wanted = references.normal(reference)
    return next((each for each in others if each.reference == wanted and each.closed_at is None), None)


def _continuations(actor: Actor, case_id: UUID):
    rows = Continuation.objects.visible_to(actor).of_case(case_id)
    return rows.select_related("decided_by__account").order_by("-decided_at", "id")


def _others(actor: Actor, rows: Collection[Continuation]) -> list[Case | None]:
    if not rows:
        return []
    seen = case_access.visible_to(actor).in_bulk([row.other_id for row in rows])
    return [seen.get(row.other_id) for row in rows]


def open_history(actor: Actor, case_id: UUID) -> tuple[Case, list[OpenedClosure], list[Link]]:
    """Every closing of a case, the newest first, and the other cases of the child, opened. Reading them is recorded.

    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead it.
    """
    case = case_access.case(actor, case_id, as_="lead", event=None)
    related = "asked_by__account", "decided_by__account", "reopened_by__account"
    rows = list(visible_to(actor).of_case(case_id).select_related(*related).newest_first())
    links = links_of(actor, case_id)
    if not rows and not links:
        raise NotThere
    audit.record("closing.opened", subject=case, right=case_access.right_of(actor, case))
    seal = case_access.seal(actor, case_id)
    reasons = [plain(seal.open_field(each.continuation, "reason"), lines=True) for each in links]
    opened_links = [
        Link(continuation=each.continuation, other=each.other, reason=reason)
        for each, reason in zip(links, reasons, strict=True)
    ]
    return case, [_opened(seal, row) for row in rows], opened_links


def _opened(seal: Seal, closure: Closure) -> OpenedClosure:
    names = "words", "told_words", "decision_words", "reopening_reason"
    texts = {name: plain(seal.open_field(closure, name), lines=True) for name in names}
    return OpenedClosure(closure=closure, **texts)


def earlier_case(actor: Actor, reference: str, *, but: UUID) -> Case:
    """The closed case of this reference, which the actor leads, and which is another than `but`.

    :raises NoEarlierCase: there is none.
    """
    closed = case_access.visible_to(actor).closed().writable_by(actor)
    found = closed.filter(reference=references.normal(reference)).exclude(pk=but).first()
    if found is None:
        raise NoEarlierCase(
            _("We found no closed case of your agency with this reference. Search for the child to find it."),
            field="reference",
        )
    return found
