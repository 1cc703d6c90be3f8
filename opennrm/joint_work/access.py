"""Who may see, answer, extend and end joint work. Nothing else in the product decides this."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.models import Case
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import LIVE, JointWork, JointWorkQuerySet
from .permissions import JOINT_WORK_ANSWER, JOINT_WORK_ASK


@dataclass(frozen=True, kw_only=True)
class Texts:
    """What was written to each other, opened."""

    summary: str
    end_words: str


def visible_to(actor: Actor) -> JointWorkQuerySet:
    """The joint work that the actor sees: in cases that they lead, and what their own team was asked for or does."""
    return JointWork.objects.visible_to(actor)


def to_answer(actor: Actor) -> JointWorkQuerySet:
    """What waits for the answer of the actor's own team."""
    waiting = visible_to(actor).waiting_for_answer().filter(to_agency_id=actor.agency_id)
    return waiting.filter(asked_principal__in=actor.principals)


def going_on_with(actor: Actor) -> JointWorkQuerySet:
    """What the actor's own team takes part in."""
    going_on = visible_to(actor).going_on().filter(to_agency_id=actor.agency_id)
    return going_on.filter(principal__in=actor.principals)


def live_in(actor: Actor, case_id: UUID, agency_id: UUID, purpose: str) -> JointWork | None:
    """Locked: the joint work of this agency for this purpose in a case, if it has not ended."""
    live = visible_to(actor).live().filter(case_id=case_id, to_agency_id=agency_id, purpose=purpose)
    return live.select_for_update(of=("self",)).select_related("to_agency").first()


def readable(actor: Actor, ids: Collection[str]) -> set[str]:
    """Those of these that the actor may read, by their ids."""
    found = visible_to(actor).filter(pk__any_of=ids) if ids else JointWork.objects.none()
    return {str(pk) for pk in found.values_list("pk", flat=True)}


def agency_to_ask(agency_id: UUID) -> Agency:
    """Return an agency that works with others.

    :raises NotThere: there is none.
    """
    return fetch(Agency.objects.active(), pk=agency_id)


def case_to_share(actor: Actor, case_id: UUID, *, lock: bool = False) -> Case:
    """Return a case to somebody of its lead agency who may ask others to take part.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead it, or their role asks nobody.
    """
    return case_access.case(actor, case_id, as_="lead", may=JOINT_WORK_ASK, lock=lock)


def to_read(actor: Actor, work_id: UUID) -> tuple[JointWork, Texts]:
    """Return joint work with its texts opened, and record who looked and who read them.

    :raises NotThere: there is none that this actor may see.
    """
    related = "from_agency", "to_agency", "asked_by__account", "answered_by__account", "ended_by__account"
    work = fetch(visible_to(actor).select_related(*related, "ended_by__agency"), pk=work_id)
    right = right_of(actor, work)
    audit.record("joint_work.viewed", subject=work, right=right)
    seal = case_access.seal(actor, work.case_id)
    texts = Texts(
        summary=seal.open_field(work, "summary"),
        end_words=seal.open_field(work, "end_words"),
    )
    audit.record("joint_work.texts_opened", subject=work, right=right)
    return work, texts


def for_agency(actor: Actor, work_id: UUID, *, lock: bool = True) -> JointWork:
    """Return joint work to the team that was asked or takes part; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor sees it, but is not of that team.
    """
    work = _joint_work(actor, work_id, lock=lock)
    if not is_of_agency(actor, work):
        raise NotAllowed(_("Only the agency that was asked can answer this."))
    return work


def for_lead(actor: Actor, work_id: UUID, *, lock: bool = True) -> JointWork:
    """Return joint work to somebody who leads its case and may ask others; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead its case, or their role asks nobody.
    """
    work = _joint_work(actor, work_id, lock=lock)
    if not is_of_lead(actor, work):
        raise NotAllowed(_("Only the agency that leads the case can do this."))
    return work


def for_either(actor: Actor, work_id: UUID, *, lock: bool = True) -> JointWork:
    """Return joint work to either side, each of which can end it at any time; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role neither asks nor takes part.
    """
    work = _joint_work(actor, work_id, lock=lock)
    if not is_of_agency(actor, work) and not is_of_lead(actor, work):
        raise NotAllowed(_("Your role does not allow this."))
    return work


def _joint_work(actor: Actor, work_id: UUID, *, lock: bool) -> JointWork:
    work = fetch(visible_to(actor).select_related("from_agency", "to_agency"), pk=work_id)
    if not lock:
        return work
    participation.keep_lead(work.case_id)
    locked = visible_to(actor).select_related("from_agency", "to_agency").select_for_update(of=("self",))
    return fetch(locked, pk=work_id)


def is_of_agency(actor: Actor, work: JointWork) -> bool:
    """Whether the actor is of the team that was asked or takes part, and holds its part."""
    if work.to_agency_id != actor.agency_id or not actor.may(JOINT_WORK_ANSWER):
        return False
    return not {work.asked_principal, work.principal}.isdisjoint(actor.principals)


def is_of_lead(actor: Actor, work: JointWork) -> bool:
    """Whether the actor leads the case of this joint work, and their role asks others."""
    return actor.may(JOINT_WORK_ASK) and case_access.leads_case_of(actor, work.case_id)


def right_of(actor: Actor, work: JointWork) -> str:
    """By which part the actor sees joint work, for the audit."""
    if work.asked_principal in actor.principals:
        return "invited"
    return case_access.right_in(actor, work.case_id)


def unanswered(watch: Actor) -> JointWorkQuerySet:
    """Locked, for the watch over the clocks: what waits for an answer, oldest first."""
    return _locked(visible_to(watch).waiting_for_answer()).order_by("expires_at", "id")


def past_their_time(watch: Actor, at: datetime) -> JointWorkQuerySet:
    """Locked, for the watch over the clocks: what has gone on for as long as it may, oldest first."""
    return _locked(visible_to(watch).going_on().filter(until__lte=at)).order_by("until", "id")


def _locked(found: JointWorkQuerySet) -> JointWorkQuerySet:
    # Whoever changes one at this moment holds its lock; the next round finds how it ended.
    return found.select_related("to_agency").select_for_update(of=("self",), skip_locked=True)


def ended_and_relying(watch: Actor) -> JointWorkQuerySet:
    """Locked, for the watch: what has ended, while what was agreed for it has not."""
    relying = visible_to(watch).filter(agreed_until__isnull=False).exclude(state__in=LIVE)
    return relying.select_for_update(of=("self",), skip_locked=True).order_by("id")


def relying_in(actor: Actor, case_id: UUID) -> JointWorkQuerySet:
    """Locked, for its lead and the watch: what goes on in a case and relies on what was agreed."""
    live = visible_to(actor).writable_by(actor).live().filter(case_id=case_id, agreed_until__isnull=False)
    return live.select_related("to_agency").select_for_update(of=("self",)).order_by("id")
