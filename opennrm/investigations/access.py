"""Who may see and change investigations and suspects. Nothing else in the product decides this.

Investigators of all agencies see the investigations and suspects of all, but for what an agency has confined to itself.
Only the agency of an investigation changes it. Prosecutors see what was sent to their agency.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.plain_text import plain
from opennrm.foundation.references import normal
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.visibility import GuardedQuerySet

from . import own_keys
from .models import (
    KNOWN_TO,
    ChildSuspectRequest,
    InvestigatedChild,
    Investigation,
    InvestigationQuerySet,
    Involvement,
    InvolvementQuerySet,
    Link,
    Suspect,
    SuspectStatus,
    Thing,
)
from .permissions import (
    CHILD_SUSPECT_AGREE,
    INVESTIGATE,
    INVESTIGATION_OVERSEE,
    INVESTIGATION_PROSECUTE,
)
from .states import State

LAPSE = "investigations.lapse"
"""The job that tells who leads an investigation that nothing happens in it."""


def teams(agency_id: UUID, permission: str) -> list[int]:
    """The principals of everybody at an agency whose role has a permission."""
    return [team_principal(agency_id, role) for role in pack().roles_that_may(permission)]


def known_to(agency_id: UUID | None) -> list[int]:
    """The principals of those who know of a suspect: all investigators, or those of the agency that confines it."""
    return teams(agency_id, INVESTIGATE) if agency_id is not None else [system_principal(KNOWN_TO)]


def readers_within(investigation: Investigation) -> list[int]:
    """Who reads what is in an investigation."""
    found = known_to(investigation.agency_id if investigation.is_confined else None)
    if investigation.prosecutors_id is not None:
        found += teams(investigation.prosecutors_id, INVESTIGATION_PROSECUTE)
    return sorted(set(found))


def writers_within(investigation: Investigation) -> list[int]:
    """Who changes what is in an investigation."""
    return sorted(teams(investigation.agency_id, INVESTIGATE))


def may_look(actor: Actor) -> bool:
    """Whether the actor's role reads any investigation."""
    return actor.may(INVESTIGATE) or actor.may(INVESTIGATION_PROSECUTE)


def visible_to(actor: Actor) -> InvestigationQuerySet:
    """The investigations that the actor reads."""
    if not may_look(actor):
        return Investigation.objects.none()
    return Investigation.objects.visible_to(actor).select_related("agency", "lead__account", "prosecutors")


def suspects(actor: Actor) -> GuardedQuerySet:
    """The suspects of whom the actor knows."""
    return Suspect.objects.visible_to(actor) if may_look(actor) else Suspect.objects.none()


def involvements(actor: Actor) -> InvolvementQuerySet:
    """Who is suspected in which investigation, as far as the actor reads it."""
    return Involvement.objects.visible_to(actor) if may_look(actor) else Involvement.objects.none()


def children(actor: Actor) -> GuardedQuerySet:
    """The references of the children in investigations that the actor reads."""
    return (
        InvestigatedChild.objects.visible_to(actor) if may_look(actor) else InvestigatedChild.objects.none()
    )


def to_read(actor: Actor, investigation_id: UUID) -> Investigation:
    """Return an investigation, and record who looked at it.

    :raises NotThere: there is none that this actor may see.
    """
    found = fetch(visible_to(actor), pk=investigation_id)
    audit.record("investigation.viewed", subject=found)
    return found


def to_change(actor: Actor, investigation_id: UUID, *, lock: bool = True) -> Investigation:
    """Return an investigation that has not ended to an investigator of its agency; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: it is another agency's, or the actor's role does not investigate.
    :raises Refused: it has ended.
    """
    found = of_own_agency(actor, investigation_id, lock=lock)
    if found.state == State.ENDED:
        raise Refused(_("This investigation has ended. Reopen it to change it."))
    return found


def of_own_agency(actor: Actor, investigation_id: UUID, *, lock: bool = True) -> Investigation:
    """The same whether or not it has ended."""
    found = fetch(visible_to(actor), pk=investigation_id)
    if not is_of(actor, found):
        raise NotAllowed(_("Only investigators of the agency that leads the investigation can do this."))
    return _locked(actor, found) if lock else found


def of_prosecutor(actor: Actor, investigation_id: UUID, *, lock: bool = True) -> Investigation:
    """Return an investigation to a prosecutor of the agency that it was sent to.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor is not of that agency, or their role does not prosecute.
    """
    found = fetch(visible_to(actor), pk=investigation_id)
    if not is_prosecutor_of(actor, found):
        raise NotAllowed(_("Only the prosecutors to whom the investigation was sent can do this."))
    return _locked(actor, found) if lock else found


def of_either(actor: Actor, investigation_id: UUID, *, lock: bool = True) -> Investigation:
    """Return an investigation to those who may end it: its own agency, and the prosecutors while they have it."""
    found = fetch(visible_to(actor), pk=investigation_id)
    has_it = is_prosecutor_of(actor, found) and found.state == State.WITH_PROSECUTOR
    if not is_of(actor, found) and not has_it:
        raise NotAllowed(_("Only the agency that has the investigation can do this."))
    return _locked(actor, found) if lock else found


def _locked(actor: Actor, found: Investigation) -> Investigation:
    return fetch(visible_to(actor).select_for_update(of=("self",)), pk=found.pk)


def is_of(actor: Actor, investigation: Investigation) -> bool:
    """Whether the actor investigates for the agency that leads this."""
    return actor.may(INVESTIGATE) and investigation.agency_id == actor.agency_id


def is_prosecutor_of(actor: Actor, investigation: Investigation) -> bool:
    """Whether the investigation was sent to the actor's agency, and the actor prosecutes there."""
    return actor.may(INVESTIGATION_PROSECUTE) and investigation.prosecutors_id == actor.agency_id


def require_overseeing(actor: Actor) -> None:
    """Refuse whoever does not say who leads an investigation.

    :raises NotAllowed: the actor's role does not say that.
    """
    if not actor.may(INVESTIGATION_OVERSEE):
        raise NotAllowed(_("Your role does not give investigations to others."))


def investigators_of(agency_id: UUID) -> list[Membership]:
    """Those at an agency who can lead an investigation, by name."""
    roles = pack().roles_that_may(INVESTIGATE)
    acting = Membership.objects.acting().filter(agency_id=agency_id, role__in=roles)
    return list(acting.select_related("account").order_by("account__name", "pk"))


def agencies_with(permission: str) -> list[Agency]:
    """The agencies at which somebody has a permission now."""
    roles = pack().roles_that_may(permission)
    acting = Membership.objects.acting().filter(role__in=roles)
    return list(Agency.objects.active().filter(pk__in=acting.values("agency_id")).order_by("name"))


def suspect(actor: Actor, suspect_id: UUID) -> Suspect:
    """Return a suspect, sealed.

    :raises NotThere: there is none of whom this actor knows.
    """
    return fetch(suspects(actor), pk=suspect_id)


def suspect_to_change(actor: Actor, suspect_id: UUID, *, lock: bool = True) -> Suspect:
    """Return a suspect to somebody who investigates; without `lock` only to be shown.

    :raises NotThere: there is none of whom this actor knows.
    :raises NotAllowed: the actor's role does not investigate.
    """
    found = fetch(suspects(actor), pk=suspect_id)
    if not actor.may(INVESTIGATE) or set(found.writers).isdisjoint(actor.principals):
        raise NotAllowed(_("Only investigators can do this."))
    return fetch(suspects(actor).select_for_update(of=("self",)), pk=suspect_id) if lock else found


@dataclass(frozen=True, kw_only=True)
class OpenSuspect:
    """A suspect opened: `texts` by the names of the sealed fields, empty where nobody knows."""

    suspect: Suspect
    texts: dict[str, str]

    @property
    def name(self) -> str:
        """As lists and drawings call them: the name, or the code where no name is known."""
        names = (self.texts["given_names"], self.texts["family_name"])
        return " ".join(filter(None, names)) or self.texts["other_names"] or self.suspect.code


def opened(actor: Actor, rows: Iterable[Suspect]) -> dict[UUID, OpenSuspect]:
    """Open suspects whom the caller has fetched for this actor, and record who read them."""
    found = {row.pk: _open(row) for row in rows}
    if found:
        audit.record("suspects.opened", detail={"suspects": sorted(str(pk) for pk in found)})
    return found


def open_one(actor: Actor, row: Suspect) -> OpenSuspect:
    """Open one suspect, and record who read it and which fields."""
    found = _open(row)
    fields = [name for name, text in found.texts.items() if text]
    audit.record("suspect.opened", subject=row, detail={"fields": fields})
    return found


def unrecorded(rows: Iterable[Suspect]) -> list[OpenSuspect]:
    """Open suspects to compare or draw them. The caller records whom it shows."""
    return [_open(row) for row in rows]


def _open(row: Suspect) -> OpenSuspect:
    seal = own_keys.seal_of(row)
    texts = {name: plain(seal.open_field(row, name), lines=name == "description") for name in Suspect.SEALED}
    return OpenSuspect(suspect=row, texts=texts)


def statuses(actor: Actor, suspect_ids: Collection[UUID]) -> GuardedQuerySet:
    """Where these suspects were, the newest first, without what was withdrawn."""
    rows = SuspectStatus.objects.visible_to(actor).filter(suspect__any_of=suspect_ids, withdrawn_at=None)
    return rows.order_by("-happened_at", "-recorded_at", "id")


def links(actor: Actor) -> GuardedQuerySet:
    """What suspects are linked to now, as far as the actor knows of both."""
    # A link is read by exactly those who read its suspect, so nobody has to be asked for again.
    return Link.objects.visible_to(actor).filter(ended_at=None) if may_look(actor) else Link.objects.none()


def things(actor: Actor) -> GuardedQuerySet:
    """The things of which the actor knows."""
    return Thing.objects.visible_to(actor) if may_look(actor) else Thing.objects.none()


def value_of(thing: Thing) -> str:
    """What a thing is, opened. Whoever shows it records that."""
    return plain(own_keys.seal_of(thing).open_field(thing, "value"), lines=False)


def case_of_reference(actor: Actor, reference: str) -> Case:
    """The case of a reference, for somebody who sees it.

    :raises Refused: the actor sees no case of this reference; whether there is one, nobody learns.
    """
    found = case_access.visible_to(actor).filter(reference=normal(reference)).first()
    if found is None:
        raise Refused(
            _(
                "You see no case with this reference. Check it, or ask the agency that leads the case to let you in."
            ),
            field="case_reference",
        )
    return found


def requests_to_answer(actor: Actor) -> GuardedQuerySet:
    """Whether a child may be listed as a suspect: what waits for an answer of the actor's own team."""
    rows = ChildSuspectRequest.objects.visible_to(actor)
    return rows.filter(asked_agency_id=actor.agency_id, has_agreed=None) if _agrees(actor) else rows.none()


def request_to_answer(actor: Actor, request_id: UUID, *, lock: bool = True) -> ChildSuspectRequest:
    """Return a request to a supervisor of the agency that was asked.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor is not of the agency that was asked, or their role does not answer this.
    """
    rows = ChildSuspectRequest.objects.visible_to(actor).select_related("asking_agency", "asked_by__account")
    found = fetch(rows, pk=request_id)
    if found.asked_agency_id != actor.agency_id or not _agrees(actor):
        raise NotAllowed(_("Only a supervisor of the agency that was asked can answer this."))
    return fetch(rows.select_for_update(of=("self",)), pk=request_id) if lock else found


def _agrees(actor: Actor) -> bool:
    return actor.may(CHILD_SUSPECT_AGREE)


def require_investigating(actor: Actor) -> None:
    """Refuse whoever does not investigate.

    :raises NotAllowed: the actor's role does not investigate.
    """
    if not actor.may(INVESTIGATE) or actor.agency_id is None:
        raise NotAllowed(_("Your role does not investigate."))


def one_at_a_time(what: str) -> None:
    """Let nobody else come to this line with the same words until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"investigations {what}"])
