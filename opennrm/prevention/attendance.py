"""Everything that changes who is on the list of an activity. Nobody under 18 is ever listed by name."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.references import ALPHABET
from opennrm.foundation.refusals import Refused
from opennrm.foundation.sealing import id_of

from . import access
from .activities import refuse_unless_counting, to_count
from .models import Activity, Attendance, Kind, Source

CODE_LETTERS = 6
OPEN_FOR = timedelta(hours=12)
"""How long people can sign in by code, unless it is closed earlier."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody who was there. Without a name they are counted, and nothing else."""

    role: str
    sex: str
    age_band: str
    area: str
    name: str = ""
    agency: str = ""
    email: str = ""
    hours: Decimal | None = None
    pre: int | None = None
    post: int | None = None
    wants_certificate: bool = False


def add(activity_id: UUID, entry: Entry, *, page: str, by: Actor, at: datetime) -> Attendance:
    """Put somebody on the list by hand. `page` is of which showing of the page; sent twice it makes one.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises Refused: it takes no numbers now, or this person is on the list, or is under 18 and named.
    """
    activity = to_count(by, activity_id, at=at)
    row_id = id_of("prevention attendance", f"{by.account_id} {page}")
    if same := Attendance.objects.filter(pk=row_id).first():
        return same
    row = _row(activity, entry, row_id, Source.HAND, at=at)
    row.save(from_action=True, force_insert=True)
    audit.record("attendance.added", subject=row, detail={"source": row.source})
    return row


def add_all(activity_id: UUID, entries: Sequence[Entry], *, by: Actor, at: datetime) -> int:
    """Put everybody of a spreadsheet on the list who is not on it yet; returns how many that were.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises Refused: it takes no numbers now, or somebody is under 18 and named.
    """
    activity = to_count(by, activity_id, at=at)
    listed = {
        bytes(person)
        for person in access.standing_attendances(activity).values_list("person", flat=True)
        if person
    }
    rows = []
    for entry in entries:
        person = access.person_of(entry.name, entry.agency, entry.email)
        if person not in listed:
            listed.add(person)
            rows.append(_row(activity, entry, uuid4(), Source.FILE, at=at, person=person))
    Attendance.objects.bulk_create(rows, from_action=True)
    audit.record("attendance.added", subject=activity, detail={"source": Source.FILE, "number": len(rows)})
    return len(rows)


def withdraw(activity_id: UUID, attendance_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take somebody off the list, because they were not there or are on it twice.

    :raises NotThere: there is nobody whom this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises Refused: it takes no numbers now, or they have a certificate.
    """
    row = access.attendance_to_change(by, activity_id, attendance_id)
    _refuse_unless_changing(row, at=at)
    _withdraw(row, at=at)
    audit.record("attendance.withdrawn", subject=row)


def correct(
    activity_id: UUID,
    attendance_id: UUID,
    *,
    hours: Decimal,
    pre: int | None,
    post: int | None,
    by: Actor,
    at: datetime,
) -> Attendance:
    """Say how long somebody was there and how their test went: in a row that takes the place of the one before.

    :raises NotThere: there is nobody whom this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises Refused: it takes no numbers now, or they have a certificate.
    """
    old = access.attendance_to_change(by, activity_id, attendance_id)
    _refuse_unless_changing(old, at=at)
    _withdraw(old, at=at)
    new = Attendance(
        activity=old.activity,
        person=old.person,
        role=old.role,
        sex=old.sex,
        age_band=old.age_band,
        area=old.area,
        hours=hours,
        pre=pre,
        post=post,
        wants_certificate=old.wants_certificate,
        source=old.source,
        # It stands where the one before stood.
        added_at=old.added_at,
    )
    if name := access.name_in(old.name, old.pk):
        new.name = access.sealed_name(name, new.pk)
    new.save(from_action=True, force_insert=True)
    audit.record("attendance.added", subject=new, detail={"source": new.source, "instead_of": str(old.pk)})
    return new


def open_sign_in(activity_id: UUID, *, by: Actor, at: datetime) -> Activity:
    """Let people sign in by a code for some hours. An earlier code no longer counts.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    :raises Refused: it takes no numbers now.
    """
    activity = to_count(by, activity_id, at=at)
    activity.sign_in_code = "".join(secrets.choice(ALPHABET) for _each in range(CODE_LETTERS))
    activity.sign_in_until = at + OPEN_FOR
    activity.save(from_action=True, update_fields=["sign_in_code", "sign_in_until"])
    audit.record("activity.sign_in_opened", subject=activity)
    return activity


def close_sign_in(activity_id: UUID, *, by: Actor, at: datetime) -> Activity:
    """Let nobody sign in by code any more.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: another agency organises it.
    """
    activity = access.activity_to_report(by, activity_id)
    activity.sign_in_code, activity.sign_in_until = "", None
    activity.save(from_action=True, update_fields=["sign_in_code", "sign_in_until"])
    audit.record("activity.sign_in_closed", subject=activity)
    return activity


def sign_in(code: str, entry: Entry, *, page: str, at: datetime) -> Attendance:
    """Put whoever has the code on the list. Anybody may, without an account. `page` as for `add`.

    :raises Refused: there is no activity of this code where people can sign in now; or they are on the list, or are
        under 18 and gave a name.
    """
    activity = access.activity_to_sign_in(code, at=at)
    if activity is None:
        raise Refused(_("No training takes this code now. Check it, or ask the trainer."), field="code")
    refuse_unless_counting(activity, on=at.astimezone(pack().zone).date())
    row_id = id_of("prevention sign-in", f"{activity.pk} {page}")
    if same := Attendance.objects.filter(pk=row_id).first():
        return same
    row = _row(activity, entry, row_id, Source.CODE, at=at)
    row.save(from_action=True, force_insert=True)
    audit.record("attendance.signed_in", subject=activity)
    return row


def normal_code(text: str) -> str:
    """A code as it is kept, from what somebody typed."""
    return "".join(each for each in text.upper() if each.isalnum())[:CODE_LETTERS]


def _row(
    activity: Activity, entry: Entry, row_id: UUID, source: Source, *, at: datetime, person: bytes = b""
) -> Attendance:
    if entry.name and entry.age_band in pack().prevention.child_bands:
        raise Refused(_("Nobody under 18 is listed by name. Leave the name empty."), field="name")
    of_hours = activity.curriculum.hours if activity.curriculum else None
    if entry.hours is not None and of_hours is not None and entry.hours > of_hours:
        raise Refused(
            _("The course has %(hours)s hours. Enter so many, or fewer.") % {"hours": of_hours}, field="hours"
        )
    row = Attendance(
        pk=row_id,
        activity=activity,
        role=entry.role,
        sex=entry.sex,
        age_band=entry.age_band,
        area=entry.area,
        hours=entry.hours,
        pre=entry.pre,
        post=entry.post,
        wants_certificate=entry.wants_certificate,
        source=source,
        added_at=at,
    )
    if entry.name:
        row.person = person or access.person_of(entry.name, entry.agency, entry.email)
        if access.standing_attendances(activity).filter(person=row.person).exists():
            raise Refused(_("This person is already on the list."), field="name")
        row.name = access.sealed_name(entry.name, row.pk)
    return row


def _refuse_unless_changing(row: Attendance, *, at: datetime) -> None:
    refuse_unless_counting(row.activity, on=at.astimezone(pack().zone).date())
    if row.certificates.filter(revoked_at=None).exists():
        raise Refused(_("This person has a certificate for this training. Revoke it first."))


def _withdraw(row: Attendance, *, at: datetime) -> None:
    row.withdrawn_at = at
    row.save(from_action=True, update_fields=["withdrawn_at"])


def takes_list(activity: Activity) -> bool:
    """Whether an activity has a list of who was there: a training or a talk."""
    return activity.kind != Kind.CAMPAIGN
