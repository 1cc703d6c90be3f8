"""Who may see, answer and withdraw a referral. Nothing else in the product decides this."""

from dataclasses import dataclass
from uuid import UUID

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.states import Part
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import ONGOING, Referral, ReferralQuerySet
from .permissions import REFERRAL_ANSWER, REFERRAL_SEND


@dataclass(frozen=True)
class Notes:
    """What was written to each other, opened."""

    from_sender: str
    from_receiver: str


def visible_to(actor: Actor) -> ReferralQuerySet:
    """The referrals that the actor sees: sent for a case that they lead, or on offer to or taken on by them."""
    return Referral.objects.visible_to(actor)


def to_answer(actor: Actor) -> ReferralQuerySet:
    """Those that wait for the answer of the actor's own team."""
    return visible_to(actor).received_by(actor.agency_id).waiting_for_answer()


def referral_to_read(actor: Actor, referral_id: UUID) -> Referral:
    """Return the referral and record who looked.

    :raises NotThere: there is none that this actor may see.
    """
    related = "service", "sender", "receiver", "sent_by__account", "answered_by__account", "ended_by__account"
    referral = fetch(visible_to(actor).select_related(*related), pk=referral_id)
    audit.record("referral.viewed", subject=referral, right=right_of(actor, referral))
    return referral


def open_notes(actor: Actor, referral: Referral) -> Notes:
    """Open what sender and receiver wrote, and record it; nothing is recorded when nothing was written.

    :raises NotThere: the actor holds no part by which sealed values can be opened.
    """
    written = [field for field in ("note", "outcome_note") if getattr(referral, field)]
    if not written:
        return Notes("", "")
    seal = case_access.seal(actor, referral.case_id)
    notes = Notes(seal.open_field(referral, "note"), seal.open_field(referral, "outcome_note"))
    audit.record(
        "referral.notes_opened", subject=referral, right=right_of(actor, referral), detail={"fields": written}
    )
    return notes


def referral_to_answer(actor: Actor, referral_id: UUID, *, lock: bool = True) -> Referral:
    """Return the referral, for the team that was asked; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but was not asked.
    """
    referral = _referral(actor, referral_id, lock=lock)
    if not answers(actor, referral):
        raise NotAllowed("Only the team that was asked can answer a referral.")
    return referral


def referral_to_withdraw(actor: Actor, referral_id: UUID, *, lock: bool = True) -> Referral:
    """Return the referral, for the lead of its case; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but does not lead its case.
    """
    referral = _referral(actor, referral_id, lock=lock)
    if not sends(actor, referral) or not actor.may(REFERRAL_SEND):
        raise NotAllowed("Only the agency that leads the case can withdraw a referral.")
    return referral


def _referral(actor: Actor, referral_id: UUID, *, lock: bool) -> Referral:
    visible = visible_to(actor)
    referral = fetch(visible, pk=referral_id)
    if not lock:
        return referral
    participation.keep_lead(referral.case_id)
    return fetch(visible.select_for_update(of=("self",)), pk=referral_id)


def answers(actor: Actor, referral: Referral) -> bool:
    """Whether the actor is of the team that was asked."""
    holds_part = {referral.asked_principal, referral.serving_principal} & set(actor.principals)
    is_receiver = referral.receiver_id == actor.agency_id and actor.may(REFERRAL_ANSWER)
    return bool(holds_part) and is_receiver


def sends(actor: Actor, referral: Referral) -> bool:
    """Whether the actor leads the case that the referral is about."""
    return case_access.leads_case_of(actor, referral.case_id)


def right_of(actor: Actor, referral: Referral) -> str:
    """By which part the actor sees the referral: for the audit."""
    if referral.serving_principal in actor.principals:
        return Part.SERVING
    if referral.asked_principal in actor.principals:
        return Part.ASKED
    case = case_access.visible_to(actor).filter(pk=referral.case_id).first()
    return case_access.right_of(actor, case) if case else ""


def shows_case(actor: Actor, referral: Referral) -> bool:
    """Whether the actor sees more than the referral: the case itself."""
    return case_access.visible_to(actor).filter(pk=referral.case_id).exists()


def same_form(actor: Actor, case_id: UUID, form_token: UUID | None) -> Referral | None:
    """The referral that this very form has already sent."""
    if form_token is None:
        return None
    return visible_to(actor).filter(case_id=case_id, form_token=form_token).first()


def ongoing_to(actor: Actor, case_id: UUID, service_id: UUID) -> Referral | None:
    """The referral of the case to this service that has not ended, locked."""
    asked = visible_to(actor).ongoing().filter(case_id=case_id, service_id=service_id)
    return asked.select_for_update(of=("self",)).first()


def waiting(watch: Actor) -> ReferralQuerySet:
    """Locked, for the watch over the clocks: those that wait for an answer, oldest first."""
    # Whoever is answering one at this moment holds its lock; the next round finds how it ended.
    found = visible_to(watch).waiting_for_answer().select_for_update(of=("self",), skip_locked=True)
    return found.order_by("expires_at", "id")


def ended_and_relying(watch: Actor) -> ReferralQuerySet:
    """Locked, for the watch: those that have ended, while what was agreed for them has not."""
    relying = visible_to(watch).relying().exclude(state__in=ONGOING)
    return relying.select_related("service").select_for_update(of=("self",), skip_locked=True).order_by("id")


def relying_in(actor: Actor, case_id: UUID) -> ReferralQuerySet:
    """Locked, for its lead and the watch: the referrals of a case that go on and rely on what was agreed."""
    relying = visible_to(actor).writable_by(actor).relying().ongoing().filter(case_id=case_id)
    return (
        relying.select_related("service__agency", "receiver").select_for_update(of=("self",)).order_by("id")
    )
