"""Who may set legal holds, ask to erase a case, decide on that, and read what is left. Nothing else decides this."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from opennrm.agencies.models import Membership, MembershipQuerySet
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.closing.access import visible_to as closings_visible_to
from opennrm.closing.models import ClosureQuerySet
from opennrm.closing.states import State as ClosureState
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotThere

from .models import Erasure, ErasureQuerySet, Hold, HoldQuerySet
from .permissions import ERASURE_ASK, ERASURE_DECIDE, HOLD_SET
from .states import State


def holds_visible_to(actor: Actor) -> HoldQuerySet:
    """The legal holds that the actor sees: of cases that they lead."""
    return Hold.objects.visible_to(actor)


def visible_to(actor: Actor) -> ErasureQuerySet:
    """The requests to erase a case that the actor sees: of cases that they lead, and those that they may decide on."""
    return Erasure.objects.visible_to(actor)


def to_decide(actor: Actor) -> ErasureQuerySet:
    """The requests that wait for a team of the actor."""
    waiting = visible_to(actor).asked().filter(deciders__overlap=list(actor.principals))
    return waiting.exclude(asked_by__account_id=actor.account_id)


def decided_lately(actor: Actor) -> ErasureQuerySet:
    """The requests that a team of the actor approved, and that can still be withdrawn."""
    return visible_to(actor).filter(state=State.APPROVED, deciders__overlap=list(actor.principals))


def past_their_time(actor: Actor, *, at: datetime) -> ClosureQuerySet:
    """The closings of the cases that the actor leads and that are kept no longer."""
    today = at.astimezone(pack().zone).date()
    closed = closings_visible_to(actor).filter(state=ClosureState.APPROVED, kept_until__lt=today)
    left = case_access.visible_to(actor).filter(erased_at=None).writable_by(actor)
    return closed.filter(case_id__in=left.values("pk"))


def to_review(actor: Actor, *, at: datetime) -> HoldQuerySet:
    """The legal holds whose day of review has come, in cases that the actor leads."""
    today = at.astimezone(pack().zone).date()
    return holds_visible_to(actor).writable_by(actor).in_effect().filter(review_on__lte=today)


def hold_of(actor: Actor, case_id: UUID) -> Hold | None:
    """The legal hold that is in effect in a case, as far as the actor may see it."""
    return holds_visible_to(actor).of_case(case_id).in_effect().select_related("set_by__account").first()


def erasure_of(actor: Actor, case_id: UUID) -> Erasure | None:
    """The last request to erase a case, as far as the actor may see it."""
    related = "asked_by__account", "decided_by__account", "withdrawn_by__account"
    return visible_to(actor).of_case(case_id).select_related(*related).newest_first().first()


def led_case(actor: Actor, case_id: UUID, *, may: Permission, lock: bool = False) -> Case:
    """Return a case, closed or not, to somebody who leads it, locked for an action if that is asked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or their role does not allow this.
    :raises CaseErased: it is erased.
    """
    return case_access.case(actor, case_id, as_="lead", may=may, lock=lock, even_closed=True)


def hold_to_change(actor: Actor, case_id: UUID, hold_id: UUID, *, lock: bool = False) -> tuple[Case, Hold]:
    """Return a legal hold that is in effect, with its case, to somebody who may review and lift it.

    :raises NotThere: there is none that this actor may see, or it was lifted.
    :raises NotAllowed: the actor does not lead the case, or their role sets no holds.
    """
    case = led_case(actor, case_id, may=HOLD_SET, lock=lock)
    holds = holds_visible_to(actor).of_case(case_id).in_effect().select_related("set_by__account")
    return case, fetch(holds.select_for_update(of=("self",)) if lock else holds, pk=hold_id)


def erasure_to_read(actor: Actor, erasure_id: UUID) -> Erasure:
    """Return a request to erase a case. Reading it is recorded.

    :raises NotThere: there is none that this actor may see.
    """
    related = (
        "asked_by__account", "asked_by__agency", "decided_by__account", "withdrawn_by__account",
    )  # fmt: skip
    found = fetch(visible_to(actor).select_related(*related), pk=erasure_id)
    audit.record("erasure.viewed", subject=found, right=right_of(actor, found))
    return found


def erasure_to_change(actor: Actor, erasure_id: UUID) -> Erasure:
    """Return a request for an action, which the doors of the database lock.

    :raises NotThere: there is none that this actor may see.
    """
    return fetch(visible_to(actor).select_related("asked_by"), pk=erasure_id)


def readable(actor: Actor, erasure_ids: Collection[str]) -> set[str]:
    """Those of these requests that the actor may read, by their ids."""
    if not erasure_ids or not (actor.may(ERASURE_ASK) or actor.may(ERASURE_DECIDE)):
        return set()
    found = visible_to(actor).filter(pk__any_of=erasure_ids)
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def may_decide(actor: Actor, erasure: Erasure) -> bool:
    """Whether the actor is another person in another role, who was asked, and nobody has decided."""
    return (
        erasure.state == State.ASKED
        and actor.may(ERASURE_DECIDE)
        and is_decider(actor, erasure)
        and erasure.asked_by.account_id != actor.account_id
        and erasure.asked_by.role != actor.role
    )


def is_decider(actor: Actor, erasure: Erasure) -> bool:
    """Whether a team of the actor was asked."""
    return not set(erasure.deciders).isdisjoint(actor.principals)


def right_of(actor: Actor, erasure: Erasure) -> str:
    """By what the actor sees a request: as somebody who decides, or by their part in the case."""
    return "decider" if is_decider(actor, erasure) else case_access.right_in(actor, erasure.case_id)


def decider_teams(case: Case, *, but: UUID | None) -> list[int]:
    """The teams that can decide on erasing a case of this agency: each has somebody other than this account."""
    teams = sorted(set(_deciders(but=but).values_list("agency_id", "role")))
    return [team_principal(agency_id, role) for agency_id, role in teams]


def _deciders(*, but: UUID | None) -> MembershipQuerySet:
    roles: Collection[str] = pack().roles_that_may(ERASURE_DECIDE)
    kinds = pack().erasing.agency_kinds
    acting = Membership.objects.acting().filter(agency__kind__in=kinds, role__in=roles)
    return acting.exclude(account_id=but)


def shell(actor: Actor, case_id: UUID) -> tuple[Case, Erasure]:
    """What is left of an erased case: its row, and by whose decisions it was erased. Reading it is recorded.

    :raises NotThere: there is none that this actor may see, or it is not erased.
    """
    case = case_access.case(actor, case_id, even_erased=True, event=None)
    if case.erased_at is None:
        raise NotThere
    audit.record("shell.viewed", subject=case, right=case_access.right_of(actor, case))
    related = "asked_by__account", "decided_by__account"
    erased = visible_to(actor).of_case(case_id).filter(state=State.ERASED).select_related(*related)
    return case, fetch(erased, case_id=case_id)
