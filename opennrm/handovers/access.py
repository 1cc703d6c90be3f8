"""Who may see, answer and withdraw a handover. Nothing else in the product decides this."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.cases.states import Part
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import Handover, HandoverQuerySet
from .permissions import HANDOVER_ANSWER, HANDOVER_ASK


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What was written to each other, opened."""

    summary: str
    refusal_words: str


def visible_to(actor: Actor) -> HandoverQuerySet:
    """The handovers that the actor sees: of cases that they lead, those that their team was asked about, and of cases
    that their agency handed over for as long as it still sees something of them."""
    return Handover.objects.visible_to(actor)


def to_answer(actor: Actor) -> HandoverQuerySet:
    """Those that wait for the answer of the actor's own team."""
    waiting = visible_to(actor).waiting_for_answer().filter(to_agency_id=actor.agency_id)
    return waiting.filter(principal__in=actor.principals)


def waiting_in(actor: Actor, case_id: UUID, *, lock: bool = False) -> Handover | None:
    """The handover of a case that waits for an answer, as far as the actor may see it."""
    waiting = visible_to(actor).waiting_for_answer().filter(case_id=case_id)
    return (waiting.select_for_update(of=("self",)) if lock else waiting).first()


def readable(actor: Actor, handover_ids: Collection[str]) -> set[str]:
    """Those of these handovers that the actor may read, by their ids."""
    found = visible_to(actor).filter(pk__any_of=handover_ids) if handover_ids else Handover.objects.none()
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def handover_to_read(actor: Actor, handover_id: UUID) -> tuple[Handover, Texts]:
    """Return a handover with its texts opened, and record who looked and who read them.

    :raises NotThere: there is none that this actor may see.
    """
    related = "from_agency", "to_agency", "asked_by__account", "ended_by__account"
    handover = fetch(visible_to(actor).select_related(*related), pk=handover_id)
    right = right_of(actor, handover)
    audit.record("handover.viewed", subject=handover, right=right)
    seal = case_access.seal(actor, handover.case_id)
    texts = Texts(
        summary=seal.open_field(handover, "summary"),
        refusal_words=seal.open_field(handover, "refusal_words"),
    )
    audit.record("handover.texts_opened", subject=handover, right=right)
    return handover, texts


def case_to_hand_over(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """Return a case to somebody of its lead agency who may hand it over.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or their role hands no case over.
    """
    return case_access.case(actor, case_id, as_="lead", may=HANDOVER_ASK, lock=lock)


def handover_to_answer(actor: Actor, handover_id: UUID, *, lock: bool = True) -> Handover:
    """Return a handover to the team that was asked; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but was not asked.
    """
    handover = _handover(actor, handover_id, lock=lock)
    if not answers(actor, handover):
        raise NotAllowed(_("Only the agency that was asked can answer this."))
    return handover


def handover_to_withdraw(actor: Actor, handover_id: UUID, *, lock: bool = True) -> Handover:
    """Return a handover to somebody of the agency that leads its case; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead its case, or their role hands no case over.
    """
    handover = _handover(actor, handover_id, lock=lock)
    if not case_access.leads_case_of(actor, handover.case_id) or not actor.may(HANDOVER_ASK):
        raise NotAllowed(_("Only the agency that leads the case can withdraw this."))
    return handover


def _handover(actor: Actor, handover_id: UUID, *, lock: bool) -> Handover:
    visible = visible_to(actor).select_related("from_agency", "to_agency")
    handover = fetch(visible, pk=handover_id)
    if not lock:
        return handover
    participation.keep_lead(handover.case_id)
    return fetch(visible.select_for_update(of=("self",)), pk=handover_id)


def answers(actor: Actor, handover: Handover) -> bool:
    """Whether the actor is of the team that was asked."""
    is_asked = handover.principal in actor.principals and handover.to_agency_id == actor.agency_id
    return is_asked and actor.may(HANDOVER_ANSWER)


def right_of(actor: Actor, handover: Handover) -> str:
    """By which part the actor sees the handover: for the audit."""
    if handover.principal in actor.principals:
        return Part.RECEIVING
    return case_access.right_in(actor, handover.case_id)


def waiting(watch: Actor) -> HandoverQuerySet:
    """Locked, for the watch over the clocks: those that wait for an answer, oldest first."""
    # Whoever is answering one at this moment holds its lock; the next round finds how it ended.
    found = visible_to(watch).waiting_for_answer().select_for_update(of=("self",), skip_locked=True)
    return found.order_by("expires_at", "id")
