"""Who may see and change case conferences. Nothing else in the product decides this."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, AgencyQuerySet
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed, NotThere

from .models import (
    AgendaItem,
    AgreedAction,
    AgreedActionQuerySet,
    Conference,
    ConferenceQuerySet,
    Participant,
)
from .permissions import CONFERENCE_ATTEND, CONFERENCE_HOLD


def visible_to(actor: Actor) -> ConferenceQuerySet:
    """The conferences that the actor sees: of cases that they lead, and those to which their agency is invited."""
    return Conference.objects.visible_to(actor)


def led_by(actor: Actor) -> ConferenceQuerySet:
    """The conferences of cases that the actor leads."""
    return visible_to(actor).writable_by(actor)


def invited_to(actor: Actor) -> ConferenceQuerySet:
    """The conferences to which the actor's agency is invited, for as long as it takes part in the case."""
    return Conference.objects.only_read_by(actor)


def mine(actor: Actor) -> ConferenceQuerySet:
    """The planned conferences that the actor chairs, and those of cases that are assigned to them.

    The two are looked up apart, each by its own index, as one's own tasks are.
    """
    planned = led_by(actor).planned()
    chaired = planned.filter(chair_id=actor.membership_id)
    of_lead = planned.filter(case__assigned_to_id=actor.membership_id)
    return visible_to(actor).filter(pk__in=chaired.values("pk").union(of_lead.values("pk")))


def conference_to_read(actor: Actor, conference_id: UUID) -> Conference:
    """Return a conference to somebody who leads its case, and record who looked: what is sealed is opened with it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    """
    people = "chair__account", "planned_by__account", "ended_by__account"
    conference = fetch(led_by(actor).select_related(*people), pk=conference_id)
    _refuse_unless_lead(actor, conference)
    audit.record(
        "conference.opened", subject=conference, right=case_access.right_in(actor, conference.case_id)
    )
    return conference


def conference_to_change(actor: Actor, conference_id: UUID, *, with_case: bool = False) -> Conference:
    """Return a conference locked, to somebody who leads its case.

    :param with_case: lock the case too. Whoever locks it later waits for somebody who gives it away, and they for that.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    """
    _refuse_unless_lead(actor, found := fetch(led_by(actor), pk=conference_id))
    if with_case:
        case_access.case(actor, found.case_id, as_="lead", lock=True)
    else:
        participation.keep_lead(found.case_id)
    return fetch(led_by(actor).select_for_update(of=("self",)), pk=conference_id)


def _refuse_unless_lead(actor: Actor, conference: Conference) -> None:
    if not case_access.leads_case_of(actor, conference.case_id):
        # An agency that is invited has a page of its own, and here nothing.
        raise NotThere
    if not actor.may(CONFERENCE_HOLD):
        raise NotAllowed(_("Your role does not allow this."))


def participants_of(actor: Actor, conference_id: UUID) -> QuerySet[Participant]:
    """Everybody who was invited to a conference, in the order in which they were added."""
    found = Participant.objects.visible_to(actor).filter(conference_id=conference_id)
    return found.select_related("agency").order_by("added_at", "id")


def on_agenda(actor: Actor, conference_id: UUID) -> QuerySet[AgendaItem]:
    """What is on the agenda of a conference now, in the order in which it was added."""
    items = AgendaItem.objects.visible_to(actor).filter(conference_id=conference_id, dropped_at=None)
    return items.select_related("added_by__agency").order_by("added_at", "position", "id")


def invitation_to_read(actor: Actor, conference_id: UUID) -> Conference:
    """Return a conference to somebody whose agency is invited, and record who looked: what they may read is opened.

    :raises NotThere: there is none to which the actor's agency is invited, or it no longer takes part in the case.
    :raises NotAllowed: the actor's role does not answer invitations.
    """
    conference = fetch(invited_to(actor).select_related("planned_by__agency"), pk=conference_id)
    _refuse_unless_attending(actor)
    right = case_access.right_in(actor, conference.case_id)
    audit.record("conference.invitation_opened", subject=conference, right=right)
    return conference


def invitation_to_answer(actor: Actor, conference_id: UUID) -> Conference:
    """Return a conference to somebody whose agency is invited and says something about it.

    :raises NotThere: there is none to which the actor's agency is invited, or it no longer takes part in the case.
    :raises NotAllowed: the actor's role does not answer invitations.
    """
    conference = fetch(invited_to(actor), pk=conference_id)
    _refuse_unless_attending(actor)
    # Nobody gives the case away meanwhile: what is said is for whoever leads it.
    participation.keep_lead(conference.case_id)
    return conference


def _refuse_unless_attending(actor: Actor) -> None:
    if not actor.may(CONFERENCE_ATTEND):
        raise NotAllowed(_("Your role does not allow this."))


def own_participants(actor: Actor, conference_id: UUID) -> QuerySet[Participant]:
    """Those of the actor's own agency who are invited to a conference."""
    return participants_of(actor, conference_id).filter(agency_id=actor.agency_id, asked_at__isnull=False)


def actions_of_agency(actor: Actor) -> AgreedActionQuerySet:
    """What conferences agreed that the actor's agency does, and what nobody has reported or settled yet."""
    return AgreedAction.objects.visible_to(actor).of_others().filter(participant__agency_id=actor.agency_id)


def agreed_for(actor: Actor, conference_id: UUID) -> AgreedActionQuerySet:
    """What a conference agreed that the actor's agency does."""
    agreed = AgreedAction.objects.visible_to(actor).filter(conference_id=conference_id)
    return agreed.filter(participant__agency_id=actor.agency_id)


def action_to_report(actor: Actor, conference_id: UUID, action_id: UUID, *, lock: bool) -> AgreedAction:
    """Return what a conference agreed to somebody of the agency that does it; without `lock` only to be shown.

    :raises NotThere: there is none that the actor's agency does, or it no longer takes part in the case.
    :raises NotAllowed: the actor's role does not answer invitations.
    """
    own = agreed_for(actor, conference_id)
    found = fetch(own, pk=action_id)
    _refuse_unless_attending(actor)
    if not lock:
        return found
    participation.keep_lead(found.case_id)
    return fetch(own.select_for_update(of=("self",)), pk=action_id)


def agencies() -> AgencyQuerySet:
    """The agencies from which somebody can be invited."""
    return Agency.objects.active()


def conference_of_task(actor: Actor, task_id: UUID) -> UUID | None:
    """The conference that agreed on what is to be done by a task; None if none did."""
    agreed = AgreedAction.objects.visible_to(actor).filter(task_id=task_id)
    return agreed.values_list("conference_id", flat=True).first()


def id_of_page(kind: str, of: UUID, page: UUID, *, by: Actor) -> UUID:
    """The id of what one showing of a page makes: the same page sent twice makes one. Nobody can choose one."""
    said = f"{of}|{by.membership_id}|{page}"
    return sealing.id_of(f"conference {kind}", said)
