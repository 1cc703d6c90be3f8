"""Who may see, keep, order and look at recordings. Nothing else in the product decides this."""

from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.case_rows import CaseQuerySet
from opennrm.cases.models import Case, Participation
from opennrm.cases.states import Part
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal, team_principal
from opennrm.foundation.permissions import Permission
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.visibility import may_change

from .chunks import unwrap
from .models import Copy, CopyQuerySet, HandOver, LedgerEvent, MasterKey, Recording, RecordingQuerySet
from .permissions import COPY_ORDER, COPY_VIEW, CUSTODY_KEEP
from .states import State
from .store import Stored
from .vocabulary import RECORDINGS

JOB = "custody.keep"
"""The job that completes uploads, makes copies, verifies, and ends what is over."""


class Blocked(Refused):
    """Nothing of this recording is copied or handed over, because something differs that nobody has explained."""


def system() -> Actor:
    """The job as an actor, within its own transaction."""
    return Actor(principals=(system_principal(JOB),))


def visible_to(actor: Actor) -> RecordingQuerySet:
    """The recordings that the actor may know of: of cases that they lead, or in which their part covers them."""
    return Recording.objects.visible_to(actor)


def kept_by(actor: Actor) -> RecordingQuerySet:
    """The recordings of which the actor is the custodian."""
    return visible_to(actor).filter(custodian_id=actor.membership_id)


def copies_for(actor: Actor) -> CopyQuerySet:
    """The copies that were made for the actor's agency, also those that have ended."""
    return Copy.objects.visible_to(actor).filter(recipient_id=actor.agency_id)


def case_for_recording(actor: Actor, case_id: UUID, *, lock: bool) -> Case:
    """Return a case to a custodian who leads it, or whose part covers recordings.

    :raises NotThere: there is no such case that this actor may see.
    :raises NotAllowed: the actor keeps no recordings, or their agency's part does not cover them.
    """
    case = case_access.case(actor, case_id, may=CUSTODY_KEEP, event=None if lock else "case.viewed")
    if not keeps_in(actor, case):
        raise NotAllowed(_("The part of your agency in this case does not cover recordings."))
    if lock:
        participation.keep_lead(case_id)
        case.refresh_from_db()
        if case.closed_at is not None:
            case_access.refuse_closed()
    return case


def keeps_in(actor: Actor, case: Case) -> bool:
    """Whether the actor may become custodian of a recording of this case, which they see.

    That their agency keeps one already does not let it keep others.
    """
    if not actor.may(CUSTODY_KEEP):
        return False
    own = case_access.own_parts(actor, case.pk).filter(scopes__contains=[RECORDINGS], ended_at=None)
    return case_access.leads(actor, case) or own.exclude(part=Part.KEEPING).exists()


def cases_to_keep_in(actor: Actor) -> CaseQuerySet:
    """The open cases in which the actor may become custodian of a recording, the newest first."""
    covering = Participation.objects.visible_to(actor).filter(scopes__contains=[RECORDINGS], ended_at=None)
    own = covering.filter(case_id=OuterRef("pk"), principal__in=actor.principals).exclude(part=Part.KEEPING)
    found = case_access.visible_to(actor).open().filter(may_change(actor) | Exists(own))
    return found.order_by("-opened_at", "id")


def recording_to_read(actor: Actor, recording_id: UUID, *, event: str = "recording.opened") -> Recording:
    """Return a recording to somebody who may know of it, and record who looked.

    :raises NotThere: there is none that this actor may know of.
    """
    found = visible_to(actor).select_related(
        "custodian__account",
        "custodian__agency",
        "announced_by__account",
        "offered_to__account",
        "offered_to__agency",
    )
    recording = fetch(found, pk=recording_id)
    audit.record(event, subject=recording, right=case_access.right_in(actor, recording.case_id))
    return recording


def recording_to_keep(actor: Actor, recording_id: UUID, *, lock: bool = True) -> Recording:
    """Return a recording to its custodian, locked unless it is only shown.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is its custodian, or the actor's role keeps no recordings.
    """
    found = _recording_of(actor, recording_id, CUSTODY_KEEP)
    if found.custodian_id != actor.membership_id:
        raise NotAllowed(_("Only the custodian of a recording can do this."))
    return _locked(actor, found) if lock else found


def recording_to_order(actor: Actor, recording_id: UUID, *, lock: bool = True) -> Recording:
    """Return a recording to somebody who orders copies of it; with `lock` the case stays with whoever leads it.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: the actor's role orders no copies.
    """
    found = _recording_of(actor, recording_id, COPY_ORDER)
    if lock:
        participation.keep_lead(found.case_id)
    return found


def recording_to_destroy(actor: Actor, recording_id: UUID, *, lock: bool = True) -> Recording:
    """Return a recording to the second person who lets it be destroyed: another custodian of the same agency.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: the actor asked for it, works elsewhere, or their role keeps no recordings.
    """
    found = _recording_of(actor, recording_id, CUSTODY_KEEP)
    is_other = found.destroying_asked_by_id not in (None, actor.membership_id)
    if not is_other or found.custodian.agency_id != actor.agency_id:
        raise NotAllowed(_("Another custodian of the same agency, who did not ask for it, can do this."))
    return _locked(actor, found) if lock else found


def recording_offered(actor: Actor, recording_id: UUID, *, lock: bool = True) -> Recording:
    """Return a recording to whoever was asked to become its custodian.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: the actor was not asked, or their role keeps no recordings.
    """
    found = _recording_of(actor, recording_id, CUSTODY_KEEP)
    if found.offered_to_id != actor.membership_id:
        raise NotAllowed(_("Nobody has asked you to become the custodian of this recording."))
    if not lock:
        return found
    if found.custodian.agency_id != actor.agency_id:
        _pass_to(actor, found)
    return _locked(actor, found)


def _pass_to(actor: Actor, recording: Recording) -> None:
    """Let the custodians of the actor's agency keep a recording that was offered to the actor, and nobody else."""
    keepers = keepers_at(Agency.objects.get(pk=actor.agency_id))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.pass_recording(%s, %s)", [str(recording.pk), keepers])


def _recording_of(actor: Actor, recording_id: UUID, permission: Permission) -> Recording:
    found = fetch(visible_to(actor).select_related("custodian__agency"), pk=recording_id)
    if not actor.may(permission):
        raise NotAllowed(_("Your role does not allow this."))
    return found


def _locked(actor: Actor, found: Recording) -> Recording:
    participation.keep_lead(found.case_id)
    return fetch(
        visible_to(actor).writable_by(actor).select_for_update(of=("self",), no_key=True), pk=found.pk
    )


def refuse_blocked(recording: Recording) -> None:
    """Refuse to copy or hand over what is not sealed, or differs from its ledger.

    :raises Blocked: it is not sealed, or differs.
    """
    if recording.state != State.SEALED:
        raise Blocked(_("This recording is not sealed yet, or no longer there."))
    if recording.is_blocked:
        raise Blocked(
            _(
                "This recording differs from its ledger. Before it can be copied or handed over, the custodian and the "
                "prosecution have to write down what they found out."
            )
        )


def copy_to_keep(actor: Actor, copy_id: UUID, *, lock: bool = True) -> tuple[Recording, Copy]:
    """Return a copy with its recording to the custodian.

    :raises NotThere: there is none that this actor may know of.
    :raises NotAllowed: somebody else is the custodian.
    """
    found = fetch(Copy.objects.visible_to(actor), pk=copy_id)
    recording = recording_to_keep(actor, found.recording_id, lock=lock)
    copies = Copy.objects.visible_to(actor)
    return recording, fetch(copies.select_for_update(of=("self",)) if lock else copies, pk=copy_id)


def copy_to_look_at(actor: Actor, copy_id: UUID) -> Copy:
    """Return a copy to somebody of the agency that it was made for, also when it has ended.

    :raises NotThere: there is none that was made for the actor's agency.
    :raises NotAllowed: the actor's role looks at no copies.
    """
    copy = fetch(copies_for(actor), pk=copy_id)
    if not actor.may(COPY_VIEW) and not actor.may(CUSTODY_KEEP):
        raise NotAllowed(_("Your role does not allow this."))
    return copy


def hand_over_to_take(actor: Actor, copy: Copy) -> HandOver | None:
    """The hand-over of a copy that nobody has confirmed; None without one."""
    return HandOver.objects.visible_to(actor).filter(copy=copy, accepted_at=None).first()


def ledger_of(actor: Actor, recording_id: UUID) -> QuerySet[LedgerEvent]:
    """The events of a ledger in their order, as far as the actor may read them."""
    found = LedgerEvent.objects.visible_to(actor).filter(recording_id=recording_id)
    return found.select_related("membership__account", "membership__agency").order_by("sequence")


def master_of(recording: Recording) -> Stored:
    """The master in the store, for its custodian while it arrives, and for the job: nobody else reads its key."""
    key = MasterKey.objects.get(pk=recording.pk)
    assert key.wrapped is not None
    return Stored(recording.pk, unwrap(recording.pk, key.wrapped), recording.bytes)


def stored_copy(copy: Copy) -> Stored:
    """A copy in the store, for those who may look at it."""
    assert copy.wrapped is not None
    return Stored(copy.pk, unwrap(copy.pk, copy.wrapped), copy.bytes)


def keepers_at(agency: Agency) -> list[int]:
    """The teams at an agency whose people may be custodians."""
    return _teams(agency, CUSTODY_KEEP)


def viewers_at(agency: Agency) -> list[int]:
    """The teams at an agency whose people look at copies made for it."""
    return _teams(agency, COPY_VIEW)


def _teams(agency: Agency, permission: Permission) -> list[int]:
    kind = pack().agency_kinds.get(agency.kind)
    held = kind.roles if kind else ()
    return [team_principal(agency.pk, role) for role in pack().roles_that_may(permission) if role in held]


def custodians_besides(actor: Actor, recording: Recording) -> QuerySet[Membership]:
    """To whom its custodian could give it: others of their agency, and of those whose part covers recordings."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.agencies_that_know(%s)", [str(recording.pk)])
        agencies = [actor.agency_id, *(agency for (agency,) in cursor.fetchall())]
    roles = pack().roles_that_may(CUSTODY_KEEP)
    acting = Membership.objects.acting().filter(agency_id__in=agencies, role__in=roles)
    found = acting.exclude(pk=actor.membership_id).select_related("account", "agency")
    return found.order_by("agency__name", "account__name", "id")


def agencies_that_view() -> list[Agency]:
    """The agencies for which a copy can be made, to be looked at here."""
    kinds = [
        code
        for code, kind in pack().agency_kinds.items()
        if any(role in kind.roles for role in pack().roles_that_may(COPY_VIEW))
    ]
    return list(Agency.objects.active().filter(kind__in=kinds).order_by("name", "id"))


def show_to_all_parts(recording: Recording) -> None:
    """Let everybody read a new recording whose part covers it. Whoever adds it knows of no part but their own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.show_recording(%s)", [str(recording.pk)])
    recording.refresh_from_db(fields=["readers"])


def orderers_at(agency_id: UUID) -> list[int]:
    """The teams at an agency whose people order copies."""
    return _teams(Agency.objects.get(pk=agency_id), COPY_ORDER)


def record_opened(copy: Copy) -> None:
    """Record that somebody read what is known of a copy that was made for their agency."""
    audit.record("recording.copy_opened", subject=copy, right="copy")
