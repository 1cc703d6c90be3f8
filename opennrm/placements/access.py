"""Who may see and change placements. Nothing else in the product decides this."""

from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotAllowed

from .models import Placement, PlacementQuerySet, Visit, VisitQuerySet, Whereabouts, WhereaboutsQuerySet
from .permissions import PLACEMENT_KEEP


def visible_to(actor: Actor) -> PlacementQuerySet:
    """The placements of the children whose cases the actor leads, in every version."""
    if not actor.may(PLACEMENT_KEEP):
        return Placement.objects.none()
    return Placement.objects.visible_to(actor)


def of_case(actor: Actor, case_id: UUID) -> PlacementQuerySet:
    """Where the child of a case stays, stayed and is to stay, as it counts now."""
    return visible_to(actor).of_case(case_id).that_count()


def versions_of(actor: Actor, root: UUID) -> PlacementQuerySet:
    """What was recorded of one placement, the newest version first."""
    return visible_to(actor).filter(root=root).order_by("-version")


def visits_of(actor: Actor, root: UUID) -> VisitQuerySet:
    """The visits to the child in one placement, the latest first."""
    return Visit.objects.visible_to(actor).filter(placement_id=root).latest_first()


def whereabouts_of(actor: Actor, case_id: UUID) -> WhereaboutsQuerySet:
    """What everybody who sees a case knows of where the child is; the last row counts."""
    return Whereabouts.objects.visible_to(actor).of_case(case_id).newest_first()


def case_to_place(actor: Actor, case_id: UUID, *, lock: bool) -> Case:
    """Return the case to whoever leads it and keeps placements; without `lock` only to be shown.

    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises CaseClosed: it is to be locked, and is closed.
    """
    return case_access.case(actor, case_id, as_="lead", may=PLACEMENT_KEEP, lock=lock)


def placement_to_read(actor: Actor, root: UUID) -> Placement:
    """Return a placement as it counts now, and record who looked: where the child is, is opened with it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not allow this.
    """
    found = _current(actor, root)
    audit.record("placement.opened", subject=found, right=case_access.right_in(actor, found.case_id))
    return found


def placement_to_change(actor: Actor, root: UUID) -> Placement:
    """Return a placement as it counts now, locked with its case.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises CaseClosed: the case is closed.
    """
    found = _current(actor, root)
    case_to_place(actor, found.case_id, lock=True)
    return fetch(visible_to(actor).that_count().select_for_update(of=("self",)), root=root)


def _current(actor: Actor, root: UUID) -> Placement:
    found = fetch(Placement.objects.visible_to(actor).that_count(), root=root)
    if not actor.may(PLACEMENT_KEEP):
        raise NotAllowed(_("Your role does not allow this."))
    return found


def id_of_page(kind: str, of: UUID, page: UUID, *, by: Actor) -> UUID:
    """The id of what one showing of a page makes: the same page sent twice makes one. Nobody can choose one."""
    said = f"{of}|{by.membership_id}|{page}"
    return sealing.id_of(f"placement {kind}", said)
