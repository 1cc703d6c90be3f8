"""Certificates of trainings: issued by whoever keeps the curriculum, checked by anybody, needed for some work."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation import keys
from opennrm.foundation.actor import Actor
from opennrm.foundation.references import ALPHABET, new_reference
from opennrm.foundation.refusals import Refused

from . import access, rules
from .models import Activity, Attendance, TrainingCertificate
from .states import State

PREFIX = "CE"
CODE_LETTERS = 8
"""Of a check code: 39 bits, and each attempt is counted."""


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What came of issuing: the new certificates, and how many people get none, by why."""

    certificates: Sequence[TrainingCertificate]
    not_trained: int
    not_passed: int
    needs_full_course: int


def issue(activity_id: UUID, *, by: Actor, at: datetime) -> Issued:
    """Issue a certificate to everybody on the list who was trained, passed if there is a test, and has none yet.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's agency does not keep the curriculum, or it gives no certificate.
    :raises Refused: the training was not held.
    """
    activity = access.activity_to_certify(by, activity_id)
    if activity.state in (State.PLANNED, State.CANCELLED):
        raise Refused(_("This training was not held. Certificates are issued afterwards."))
    rows = list(_without(activity))
    own = access.person_of_account(by.account_id)
    reasons = [_reason_against(activity, row, own=own) for row in rows]
    made = [
        _issue(activity, row, by=by, at=at) for row, reason in zip(rows, reasons, strict=True) if not reason
    ]
    return Issued(
        certificates=made,
        not_trained=reasons.count("not_trained"),
        not_passed=reasons.count("not_passed"),
        needs_full_course=reasons.count("needs_full_course"),
    )


def _without(activity: Activity) -> Iterable[Attendance]:
    """The people on the list who have no certificate of this training."""
    having = access.certificates_of(activity).filter(revoked_at=None).values("attendance_id")
    return access.standing_attendances(activity).filter(person__isnull=False).exclude(pk__in=having)


def _reason_against(activity: Activity, row: Attendance, *, own: bytes) -> str:
    """Why somebody gets no certificate; empty if they get one."""
    curriculum = activity.curriculum
    assert curriculum is not None
    percent = pack().prevention.trained_percent
    trained = row.hours is not None and rules.is_trained(row.hours, curriculum.hours, percent=percent)
    passed = rules.passed(row.post, pass_mark=curriculum.pass_mark, is_trained=trained)
    if bytes(row.person or b"") == own:
        return "own"
    if not trained:
        return "not_trained"
    if curriculum.pass_mark is not None and passed is not rules.Passed.YES:
        return "not_passed"
    if curriculum.is_refresher:
        earlier = TrainingCertificate.objects.filter(holder=row.person, kind=curriculum.certificate_kind)
        days = pack().prevention.renewal_days
        if not rules.may_refresh(earlier, activity.last_day, renewal_days=days):
            return "needs_full_course"
    return ""


def _issue(activity: Activity, row: Attendance, *, by: Actor, at: datetime) -> TrainingCertificate:
    curriculum = activity.curriculum
    assert curriculum is not None
    assert curriculum.validity_months is not None
    certificate = TrainingCertificate(
        number=new_reference(PREFIX),
        attendance=row,
        agency_id=by.agency_id,
        kind=curriculum.certificate_kind,
        title=curriculum.title,
        holder=row.person,
        valid_from=activity.last_day,
        valid_until=rules.last_valid_day(activity.last_day, curriculum.validity_months),
        issued_by_id=by.membership_id,
        issued_at=at,
    )
    certificate.name = access.sealed_name(access.name_in(row.name, row.pk), certificate.pk)
    certificate.save(from_action=True, force_insert=True)
    audit.record("training_certificate.issued", subject=certificate, detail={"kind": certificate.kind})
    return certificate


def revoke(certificate_id: UUID, *, reason: str, by: Actor, at: datetime) -> TrainingCertificate:
    """Let a certificate not count any more.

    :raises NotThere: there is none that this actor may revoke.
    """
    certificate = access.certificate_to_revoke(by, certificate_id)
    certificate.revoked_by_id, certificate.revoked_at = by.membership_id, at
    certificate.revoked_because = reason
    certificate.save(from_action=True, update_fields=["revoked_by_id", "revoked_at", "revoked_because"])
    audit.record("training_certificate.revoked", subject=certificate, detail={"kind": certificate.kind})
    return certificate


def check_code(certificate: TrainingCertificate) -> str:
    """The code on a certificate by which whoever has it proves that they do. It is kept nowhere."""
    secret = keys.keeper().derive("check codes of certificates")
    number, letters = int.from_bytes(hmac.digest(secret, certificate.pk.bytes, hashlib.sha256)), ""
    for _each in range(CODE_LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters += ALPHABET[place]
    return f"{letters[:4]}-{letters[4:]}"


_UNKNOWN = gettext_lazy("There is no certificate of this number, or the check code is not its own.")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What anybody learns of a certificate; the name only with its check code."""

    certificate: TrainingCertificate
    standing: rules.Standing
    name: str


def check(number: str, code: str, *, at: datetime) -> Checked:
    """Tell how a certificate stands, to anybody who has its number; with its check code also whose it is.

    :raises Refused: there is no such number, or the code is not the one of this certificate.
    """
    certificate, name = access.certificate_numbered(number), ""
    if certificate is None:
        raise Refused(str(_UNKNOWN))
    if code:
        given = "".join(each for each in code.upper() if each.isalnum())
        if not hmac.compare_digest(given.encode(), check_code(certificate).replace("-", "").encode()):
            raise Refused(str(_UNKNOWN))
        name = access.name_in(certificate.name, certificate.pk)
        audit.record("training_certificate.checked", subject=certificate)
    return Checked(certificate=certificate, standing=standing(certificate, at=at), name=name)


def standing(certificate: TrainingCertificate, *, at: datetime) -> rules.Standing:
    """How a certificate stands now."""
    on, days = at.astimezone(pack().zone).date(), pack().prevention.expiring_days
    return rules.standing(certificate, on=on, expiring_days=days)


def holds(account_id: UUID, kind: str, *, on: date) -> bool:
    """Whether somebody has a certificate of this kind that counts on a day."""
    return rules.counts_on(access.held_by([account_id], [kind])[account_id], on)


def refuse_without_to_screen(actor: Actor, *, at: datetime) -> None:
    """Return only for somebody who may screen: their role needs no certificate, or they have one that counts today.

    :raises Refused: they have none; the sentence says which one, and how to get it.
    """
    country = pack().prevention
    if actor.role not in country.screening_needs_certificate:
        return
    kind = country.screening_certificate
    if holds(actor.account_id, kind, on=at.astimezone(pack().zone).date()):
        return
    raise Refused(
        _(
            "To screen a child you need a certificate that counts today: %(certificate)s. You have none, or it has "
            "ended. Ask your supervisor which training gives it, and who can screen instead."
        )
        % {"certificate": title_of("certificate_kinds", kind)}
    )
