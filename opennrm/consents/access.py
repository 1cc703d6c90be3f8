"""Who may see and record what was agreed to. Nothing else in the product decides this."""

from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotAllowed
from opennrm.foundation.sealing import Seal

from .models import (
    Consent,
    EndNotice,
    EndNoticeQuerySet,
    Guardian,
    LegalBasis,
    Objection,
    ObjectionQuerySet,
    OpenQuerySet,
)
from .permissions import CONSENT_CONFIRM, CONSENT_RECORD, OBJECTION_DECIDE


def visible_to(actor: Actor) -> OpenQuerySet:
    """What was said about consent in the cases that the actor leads."""
    return Consent.objects.visible_to(actor)


def bases(actor: Actor) -> OpenQuerySet:
    """On what something is done without consent in the cases that the actor leads."""
    return LegalBasis.objects.visible_to(actor)


def guardians(actor: Actor) -> OpenQuerySet:
    """The guardians of the children of the cases that the actor leads."""
    return Guardian.objects.visible_to(actor)


def consents_of(actor: Actor, case_id: UUID) -> OpenQuerySet:
    """What was said about consent in a case, also what has ended."""
    return visible_to(actor).of_case(case_id)


def bases_of(actor: Actor, case_id: UUID) -> OpenQuerySet:
    """On what something is done in a case without consent, also what has ended."""
    return bases(actor).of_case(case_id)


def guardians_of(actor: Actor, case_id: UUID) -> OpenQuerySet:
    """The guardians of the child of a case, also those who no longer decide."""
    return guardians(actor).of_case(case_id)


def end_notices_of(actor: Actor, case_id: UUID) -> EndNoticeQuerySet:
    """Which agencies were told in a case that something shared with them is over."""
    return EndNotice.objects.visible_to(actor).of_case(case_id)


def objections_of(actor: Actor, case_id: UUID) -> ObjectionQuerySet:
    """What the child of a case objects to."""
    return Objection.objects.visible_to(actor).of_case(case_id)


def to_confirm(actor: Actor) -> EndNoticeQuerySet:
    """The notices that the actor's agency has still to confirm, the oldest first."""
    if not actor.may(CONSENT_CONFIRM):
        return EndNotice.objects.none()
    mine = EndNotice.objects.visible_to(actor).filter(agency_id=actor.agency_id)
    return mine.unconfirmed().order_by("sent_at", "id")


def to_decide(actor: Actor) -> ObjectionQuerySet:
    """The objections that wait for a data officer, the oldest first."""
    if not actor.may(OBJECTION_DECIDE):
        return Objection.objects.none()
    return Objection.objects.visible_to(actor).waiting().order_by("recorded_at", "id")


def case_to_record(actor: Actor, case_id: UUID, *, lock: bool, may: Permission = CONSENT_RECORD) -> Case:
    """Return the case to whoever leads it and records consent; without `lock` only to be shown.

    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role does not allow this.
    :raises CaseClosed: it is to be locked, and is closed.
    """
    event = None if lock else "consent.opened"
    return case_access.case(actor, case_id, as_="lead", may=may, lock=lock, event=event)


def consent_to_end(actor: Actor, consent_id: UUID) -> Consent:
    """Return a consent, locked together with its case, to whoever leads that.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    """
    found = fetch(Consent.objects.visible_to(actor), pk=consent_id)
    case_access.case(actor, found.case_id, as_="lead", may=CONSENT_RECORD, lock=True)
    return fetch(Consent.objects.visible_to(actor).select_for_update(of=("self",)), pk=consent_id)


def basis_to_end(actor: Actor, basis_id: UUID) -> LegalBasis:
    """Return a legal basis, locked together with its case, to whoever leads that.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    """
    found = fetch(LegalBasis.objects.visible_to(actor), pk=basis_id)
    case_access.case(actor, found.case_id, as_="lead", may=CONSENT_RECORD, lock=True)
    return fetch(LegalBasis.objects.visible_to(actor).select_for_update(of=("self",)), pk=basis_id)


def guardian_to_end(actor: Actor, guardian_id: UUID) -> Guardian:
    """Return a guardian, locked together with the case, to whoever leads that.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor does not lead the case, or their role records no consent.
    """
    found = fetch(Guardian.objects.visible_to(actor), pk=guardian_id)
    case_access.case(actor, found.case_id, as_="lead", may=CONSENT_RECORD, lock=True)
    return fetch(Guardian.objects.visible_to(actor).select_for_update(of=("self",)), pk=guardian_id)


def notice_to_confirm(actor: Actor, notice_id: UUID) -> EndNotice:
    """Return a notice to the agency that was told.

    :raises NotThere: there is none for the actor's agency.
    :raises NotAllowed: the actor's role confirms nothing.
    """
    mine = EndNotice.objects.visible_to(actor).filter(agency_id=actor.agency_id)
    if not actor.may(CONSENT_CONFIRM):
        raise NotAllowed(_("Your role does not allow this."))
    return fetch(mine, pk=notice_id)


def objection_to_decide(actor: Actor, objection_id: UUID) -> Objection:
    """Return an objection to a data officer.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role decides about none.
    """
    if not actor.may(OBJECTION_DECIDE):
        raise NotAllowed(_("Your role does not allow this."))
    return fetch(Objection.objects.visible_to(actor), pk=objection_id)


def open_words(actor: Actor, case_id: UUID) -> Seal:
    """The seal of a case, to read what was written about consent; recorded.

    :raises NotThere: the actor has no part that covers anything sealed.
    """
    seal = case_access.seal(actor, case_id)
    case = case_access.visible_to(actor).get(pk=case_id)
    audit.record("consent.opened", subject=case, right=case_access.right_of(actor, case))
    return seal


def teams_with(permission: Permission, agency: Agency) -> list[int]:
    """The teams at an agency whose roles have this permission."""
    kind = pack().agency_kinds.get(agency.kind)
    held = kind.roles if kind else ()
    return [team_principal(agency.pk, role) for role in pack().roles_that_may(permission) if role in held]


def officers_for(agency: Agency) -> list[int]:
    """The teams that decide about objections: of this agency, or if nobody does so there, of every other."""
    roles = pack().roles_that_may(OBJECTION_DECIDE)
    acting = Membership.objects.acting().filter(role__in=roles)
    own = set(acting.filter(agency=agency).values_list("agency_id", "role"))
    teams = own or set(acting.values_list("agency_id", "role"))
    return [team_principal(agency_id, role) for agency_id, role in sorted(teams)]


def id_of_page(kind: str, of: UUID, page: UUID, *, by: Actor) -> UUID:
    """The id of what one showing of a page makes: the same page sent twice makes one. Nobody can choose one."""
    said = f"{of}|{by.membership_id}|{page}"
    return sealing.id_of(f"consents {kind}", said)
