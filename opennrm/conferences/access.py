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
from opennrm.foundation.refusals import NotAllowed

from .models import AgendaItem, AgreedAction, Conference, ConferenceQuerySet, Participant
from .permissions import CONFERENCE_HOLD


def visible_to(actor: Actor) -> ConferenceQuerySet:
    """The conferences that the actor sees: of cases that they lead."""
    return Conference.objects.visible_to(actor)


def mine(actor: Actor) -> ConferenceQuerySet:
    """The planned conferences that the actor chairs, and those of cases that are assigned to them.

    The two are looked up apart, each by its own index, as one's own tasks are.
    """
    planned = visible_to(actor).planned()
    chaired = planned.filter(chair_id=actor.membership_id)
    of_lead = planned.filter(case__assigned_to_id=actor.membership_id)
    return visible_to(actor).filter(pk__in=chaired.values("pk").union(of_lead.values("pk")))


def conference_to_read(actor: Actor, conference_id: UUID) -> Conference:
    """Return a conference to somebody who leads its case, and record who looked: what is sealed is opened with it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    """
    people = "chair__account", "planned_by__account", "ended_by__account"
    conference = fetch(visible_to(actor).select_related(*people), pk=conference_id)
    _refuse_unless_lead(actor, conference)
    audit.record(
        "conference.opened", subject=conference, right=case_access.right_in(actor, conference.case_id)
    )
    return conference


def conference_to_change(actor: Actor, conference_id: UUID) -> Conference:
    """Return a conference locked, to somebody who leads its case.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does nothing with conferences.
    """
    _refuse_unless_lead(actor, found := fetch(visible_to(actor), pk=conference_id))
    participation.keep_lead(found.case_id)
    return fetch(visible_to(actor).select_for_update(of=("self",)), pk=conference_id)


def _refuse_unless_lead(actor: Actor, conference: Conference) -> None:
    if not actor.may(CONFERENCE_HOLD) or not case_access.leads_case_of(actor, conference.case_id):
        raise NotAllowed(_("Only the agency that leads a case works on its conferences."))


def participants_of(actor: Actor, conference_id: UUID) -> QuerySet[Participant]:
    """Everybody who was invited to a conference, in the order in which they were added."""
    found = Participant.objects.visible_to(actor).filter(conference_id=conference_id)
    return found.select_related("agency").order_by("added_at", "id")


def on_agenda(actor: Actor, conference_id: UUID) -> QuerySet[AgendaItem]:
    """What is on the agenda of a conference now, in the order in which it was added."""
    items = AgendaItem.objects.visible_to(actor).filter(conference_id=conference_id, dropped_at=None)
    return items.order_by("position", "id")


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
    return UUID(bytes=sealing.token_maker()(f"conference {kind}", said)[:16], version=4)
