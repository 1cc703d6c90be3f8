"""Who may see and change what is done for prevention. Nothing else in the product decides this."""

from datetime import date, datetime
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from opennrm.agencies.models import Account, Agency
from opennrm.country.pack import pack
from opennrm.foundation import keys, sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import team_principal
from opennrm.foundation.references import normal as normal_reference
from opennrm.foundation.refusals import NotAllowed
from opennrm.foundation.visibility import GuardedQuerySet
from opennrm.foundation.working_time import start_of

from . import rules
from .models import Activity, Attendance, Curriculum, Findings, Inspection, Publication, TrainingCertificate
from .permissions import (
    CURRICULUM_KEEP,
    INSPECTION_DO,
    INSPECTION_READ,
    PREVENTION_CONFIRM,
    PREVENTION_PLAN,
    PREVENTION_VIEW,
)

_NAMES = "prevention names"
_PERSON = "prevention person"


def person_of_account(account_id: UUID) -> bytes:
    """The keyed token of somebody who has an account."""
    return sealing.token_maker()(_PERSON, f"account {account_id}")


def person_named(name: str, agency: str) -> bytes:
    """The keyed token of somebody of this name at this agency."""
    return sealing.token_maker()(_PERSON, f"name {rules.normal(name)}|{rules.normal(agency)}")


def person_of(name: str, agency: str, email: str) -> bytes:
    """The keyed token of somebody who was at a training: of their account if the email address is of one."""
    account = Account.objects.filter(email__iexact=email.strip(), is_active=True).first() if email else None
    return person_of_account(account.pk) if account else person_named(name, agency)


def sealed_name(name: str, row_id: UUID) -> bytes:
    """A name, sealed for one row."""
    text = name.encode()
    # All of one length but for the longest: whoever has a list of names cannot guess by it.
    filled = text + bytes(-len(text) % sealing.PADDED_TO)
    return keys.seal_for(_NAMES, filled, bound_to=row_id.bytes)


def name_in(sealed: bytes | memoryview | None, row_id: UUID) -> str:
    """The name that was sealed for this row; empty if there is none, or the key is another."""
    if not sealed:
        return ""
    try:
        return keys.open_for(_NAMES, bytes(sealed), bound_to=row_id.bytes).rstrip(b"\0").decode()
    except InvalidTag:
        return ""


def curricula(actor: Actor) -> QuerySet[Curriculum]:
    """The curricula in use, of all agencies."""
    if not actor.may(PREVENTION_VIEW):
        return Curriculum.objects.none()
    return Curriculum.objects.filter(replaced_at=None).select_related("agency")


def curriculum_to_keep(actor: Actor, curriculum_id: UUID, *, lock: bool = True) -> Curriculum:
    """Return a curriculum of the actor's own agency.

    :raises NotThere: there is none in use.
    :raises NotAllowed: it is another agency's, or the actor keeps none.
    """
    found = curricula(actor)
    row: Curriculum = fetch(found.select_for_update(of=("self",)) if lock else found, pk=curriculum_id)
    if row.agency_id != actor.agency_id or not actor.may(CURRICULUM_KEEP):
        raise NotAllowed(_("Only the agency that keeps a curriculum can change it."))
    return row


def activities(actor: Actor) -> QuerySet[Activity]:
    """The activities of all agencies, for whoever may see the calendar of prevention."""
    if not actor.may(PREVENTION_VIEW):
        return Activity.objects.none()
    return Activity.objects.select_related("agency", "curriculum")


def activity_to_read(actor: Actor, activity_id: UUID) -> Activity:
    """Return an activity.

    :raises NotThere: there is none that this actor may see.
    """
    return fetch(activities(actor), pk=activity_id)


def may_report(actor: Actor, activity: Activity) -> bool:
    """Whether the actor reports this activity: its organiser."""
    return activity.agency_id == actor.agency_id and actor.may(PREVENTION_PLAN)


def may_certify(actor: Actor, activity: Activity) -> bool:
    """Whether the actor issues certificates for this training: who keeps its curriculum."""
    curriculum = activity.curriculum
    return (
        curriculum is not None
        and curriculum.agency_id == actor.agency_id
        and bool(curriculum.certificate_kind)
        and actor.may(CURRICULUM_KEEP)
    )


def may_open_names(actor: Actor, activity: Activity) -> bool:
    """Whether the actor reads the names on the list: the organiser, or who keeps the curriculum."""
    return may_report(actor, activity) or may_certify(actor, activity)


def may_confirm(actor: Actor) -> bool:
    """Whether the actor confirms what others reported, and publishes figures."""
    return actor.may(PREVENTION_CONFIRM) and actor.agency_kind in pack().prevention.confirming_kinds


def activity_to_report(actor: Actor, activity_id: UUID, *, lock: bool = True) -> Activity:
    """Return an activity of the actor's own agency for a change; without `lock` only to be shown.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it, or the actor reports none.
    """
    found = activities(actor)
    row: Activity = fetch(found.select_for_update(of=("self",)) if lock else found, pk=activity_id)
    if not may_report(actor, row):
        raise NotAllowed(_("Only the organiser can change this."))
    return row


def activity_to_confirm(actor: Actor, activity_id: UUID) -> Activity:
    """Return an activity, locked, to somebody who confirms it.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor confirms nothing, or planned or reported it.
    """
    row: Activity = fetch(activities(actor).select_for_update(of=("self",)), pk=activity_id)
    if not may_confirm(actor) or actor.membership_id in (row.planned_by_id, row.reported_by_id):
        raise NotAllowed(_("Somebody else has to confirm what you planned or reported."))
    return row


def activity_to_certify(actor: Actor, activity_id: UUID, *, lock: bool = True) -> Activity:
    """Return a training to whoever keeps its curriculum.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's agency does not keep the curriculum, or it gives no certificate.
    """
    found = activities(actor)
    row: Activity = fetch(found.select_for_update(of=("self",)) if lock else found, pk=activity_id)
    if not may_certify(actor, row):
        raise NotAllowed(_("Only the agency that keeps the curriculum issues certificates."))
    return row


def activity_to_sign_in(code: str, *, at: datetime) -> Activity | None:
    """The activity of which this is the code, while it is open. Anybody may ask who has the code."""
    found = Activity.objects.filter(sign_in_until__gt=at).exclude(sign_in_code="")
    return found.filter(sign_in_code=code).select_related("curriculum").first()


def standing_attendances(activity: Activity) -> QuerySet[Attendance]:
    """Who is on the list of an activity, in the order in which they were added."""
    return Attendance.objects.filter(activity=activity, withdrawn_at=None).order_by("added_at", "id")


def attendance_to_change(
    actor: Actor, activity_id: UUID, attendance_id: UUID, *, lock: bool = True
) -> Attendance:
    """Return somebody on the list of an activity of the actor's own agency, the activity locked; without `lock` to show.

    :raises NotThere: there is nobody whom this actor may see.
    :raises NotAllowed: another agency organises it.
    """
    activity = activity_to_report(actor, activity_id, lock=lock)
    row: Attendance = fetch(standing_attendances(activity), pk=attendance_id)
    row.activity = activity
    return row


def certificates_of(activity: Activity) -> QuerySet[TrainingCertificate]:
    """The certificates that were issued for a training."""
    return TrainingCertificate.objects.filter(attendance__activity=activity).order_by("number")


def certificates(actor: Actor) -> QuerySet[TrainingCertificate]:
    """The certificates that the actor's agency issued, for whoever keeps its curricula."""
    if not actor.may(CURRICULUM_KEEP):
        return TrainingCertificate.objects.none()
    return TrainingCertificate.objects.filter(agency_id=actor.agency_id).select_related("agency")


def own_certificates(actor: Actor) -> QuerySet[TrainingCertificate]:
    """The certificates of whoever asks."""
    if not actor.is_signed_in:
        return TrainingCertificate.objects.none()
    held = TrainingCertificate.objects.filter(holder=person_of_account(actor.account_id))
    return held.select_related("agency").order_by("-valid_until", "number")


def certificate_to_read(actor: Actor, certificate_id: UUID) -> TrainingCertificate:
    """Return a certificate to its holder, or to the agency that issued it.

    :raises NotThere: there is none that this actor may see.
    """
    readable = Q(pk__in=certificates(actor).values("pk")) | Q(pk__in=own_certificates(actor).values("pk"))
    return fetch(TrainingCertificate.objects.filter(readable).select_related("agency"), pk=certificate_id)


def certificate_to_revoke(actor: Actor, certificate_id: UUID, *, lock: bool = True) -> TrainingCertificate:
    """Return a certificate that the actor's agency issued.

    :raises NotThere: there is none that this actor may revoke.
    """
    found = certificates(actor).filter(revoked_at=None)
    return fetch(found.select_for_update(of=("self",)) if lock else found, pk=certificate_id)


def certificate_numbered(number: str) -> TrainingCertificate | None:
    """The certificate of this number. Anybody may ask who has it."""
    found = TrainingCertificate.objects.select_related("agency")
    return found.filter(number=normal_reference(number)).first()


def held_by(accounts: list[UUID], kinds: list[str] | None = None) -> dict[UUID, list[TrainingCertificate]]:
    """The certificates of these accounts that were not revoked, the earliest first."""
    tokens = {person_of_account(account): account for account in accounts}
    rows = TrainingCertificate.objects.filter(holder__in=list(tokens), revoked_at=None)
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    found: dict[UUID, list[TrainingCertificate]] = {account: [] for account in accounts}
    for row in rows.order_by("valid_from", "id"):
        found[tokens[bytes(row.holder)]].append(row)
    return found


def inspectors_of(agency_id: UUID) -> list[int]:
    """The principals of those who inspect for an agency."""
    return [team_principal(agency_id, role) for role in pack().roles_that_may(INSPECTION_DO)]


def readers_of_findings(agency_id: UUID) -> list[int]:
    """The principals of those who read what inspections of an agency found: its inspectors, and investigators."""
    roles = set(pack().roles_that_may(INSPECTION_READ))
    readers = set(inspectors_of(agency_id))
    for agency in Agency.objects.active():
        kind = pack().agency_kinds.get(agency.kind)
        readers |= {team_principal(agency.pk, role) for role in roles & set(kind.roles if kind else ())}
    return sorted(readers)


def findings(actor: Actor) -> GuardedQuerySet:
    """What inspections found, with the inspections, as far as the actor may read it."""
    seen = Findings.objects.visible_to(actor)
    return seen.select_related("inspection__agency")


def inspection_to_read(actor: Actor, inspection_id: UUID) -> Findings:
    """Return an inspection with what it found.

    :raises NotThere: there is none that this actor may see.
    """
    found: Findings = fetch(findings(actor), inspection_id=inspection_id)
    return found


def may_inspect(actor: Actor, inspection: Inspection) -> bool:
    """Whether the actor does this inspection: an inspector of its agency."""
    return inspection.agency_id == actor.agency_id and actor.may(INSPECTION_DO)


def inspection_to_do(actor: Actor, inspection_id: UUID, *, lock: bool = True) -> Findings:
    """Return an inspection of the actor's own agency, with what it found.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency inspects.
    """
    found = inspection_to_read(actor, inspection_id)
    if not may_inspect(actor, found.inspection):
        raise NotAllowed(_("Only the inspecting agency can change this."))
    if lock:
        found.inspection = Inspection.objects.select_for_update(of=("self",)).get(pk=inspection_id)
    return found


def inspection_of(found: Findings) -> Inspection:
    """The inspection whose findings these are."""
    return found.inspection


def receipt_is_known(number: str, *, since: date) -> bool:
    """Whether somebody of the actor's agency got a receipt of this number on this day or later."""
    start = start_of(since, pack().zone)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.receipt_is_known(%s, %s)", [normal_reference(number), start])
        return bool(cursor.fetchone()[0])


def publications(quarter: rules.Quarter) -> QuerySet[Publication]:
    """The editions of the figures of a quarter, the newest first."""
    rows = Publication.objects.filter(year=quarter.year, quarter=quarter.number)
    return rows.select_related("published_by__agency").order_by("-edition")


def refuse_unless_confirms(actor: Actor) -> None:
    """Return only for somebody who publishes figures.

    :raises NotAllowed: the actor does not.
    """
    if not may_confirm(actor):
        raise NotAllowed(_("Only the secretariat confirms and publishes figures."))
