"""One suspect's name for whoever leads one case, because the child's safety plan needs it. It ends by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases import participation
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case
from opennrm.cases.reasons import require_reason
from opennrm.cases.telling import Matter, tell
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal, system_principal
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.foundation.visibility import GuardedQuerySet

from . import access, events, own_keys
from .models import Disclosure

ENDING = "disclosures.end"
"""The job that hides names whose time is over."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A name that was shown, opened."""

    disclosure: Disclosure
    name: str
    reason: str


def disclose(
    suspect_id: UUID, *, case_reference: str, reason: str, until: datetime, by: Actor, at: datetime
) -> Disclosure:
    """Show the name of one suspect to whoever leads one case, until a day.

    :raises NotThere: `by` knows of no such suspect.
    :raises NotAllowed: the role of `by` does not investigate.
    :raises Refused: `by` takes no part in a case of this reference, or the day is too late.
    :raises NoReason: why the safety plan needs it was not written.
    """
    suspect = access.suspect_to_change(by, suspect_id)
    case = access.case_of_reference(by, case_reference)
    reason = require_reason(reason, says=_("Write why the plan for the child's safety needs this name."))
    _refuse_too_late(until, at=at)
    participation.keep_lead(case.pk)
    same = of_case(by, case.pk).filter(suspect_id=suspect.pk, ended_at=None).first()
    if same is not None:
        return same
    principals = sorted({LEAD, membership_principal(by.membership_id), system_principal(ENDING)})
    row = Disclosure(
        case=case,
        suspect_id=suspect.pk,
        disclosed_at=at,
        disclosed_by_id=by.membership_id,
        until=until,
        readers=principals,
        writers=[each for each in principals if each != LEAD],
    )
    seal = own_keys.new_seal(row)
    seal.close_field(row, "name", access.open_one(by, suspect).name)
    seal.close_field(row, "reason", reason)
    row.save(from_action=True, force_insert=True)
    _tell(row, case, by=by, at=at)
    return row


def _refuse_too_late(until: datetime, *, at: datetime) -> None:
    longest = timedelta(days=pack().investigations.disclosure_days)
    if not at < until <= at + longest:
        raise Refused(
            _("Enter a day within the next %(days)s days.") % {"days": longest.days}, field="until_day"
        )


def _tell(row: Disclosure, case: Case, *, by: Actor, at: datetime) -> None:
    own = case_access.own_parts(by, case.pk).filter(ended_at=None)
    tell(
        events.DISCLOSED,
        case.pk,
        subject=row,
        by=by,
        at=at,
        right=case_access.right_of(by, case),
        detail={"disclosure": str(row.pk)},
        matter=Matter(id=row.pk),
        seen_by=list(own.values_list("principal", flat=True)),
        to_others=True,
    )


def of_case(actor: Actor, case_id: UUID) -> GuardedQuerySet:
    """The names that were shown in a case, as far as the actor may know: for its lead, and whoever showed them."""
    return Disclosure.objects.visible_to(actor).filter(case_id=case_id).order_by("-disclosed_at", "id")


def standing(actor: Actor, case_id: UUID, *, at: datetime) -> GuardedQuerySet:
    """Those of them that are shown at this moment."""
    return of_case(actor, case_id).filter(ended_at=None, until__gt=at)


def require_some(actor: Actor, case_id: UUID) -> None:
    """Let only those go on to whom a name is shown, or was, or who has shown one.

    :raises NotThere: there is no name that this actor may know of.
    """
    if not of_case(actor, case_id).exists():
        raise NotThere


def open_all(actor: Actor, case: Case, *, at: datetime) -> list[Shown]:
    """Open the names that are shown in a case at this moment, and record who read them."""
    rows = list(standing(actor, case.pk, at=at).select_related("disclosed_by__account"))
    if rows:
        audit.record(
            "disclosures.opened",
            subject=case,
            right=case_access.right_of(actor, case),
            detail={"disclosures": [str(row.pk) for row in rows]},
        )
    return [_opened(row) for row in rows]


def _opened(row: Disclosure) -> Shown:
    seal = own_keys.seal_of(row)
    return Shown(disclosure=row, name=seal.open_field(row, "name"), reason=seal.open_field(row, "reason"))


def end(case_id: UUID, disclosure_id: UUID, *, by: Actor, at: datetime) -> None:
    """Hide a name again before its time is over. It is removed with its reason, and the row stays.

    :raises NotThere: there is none in this case that `by` has shown.
    """
    row = fetch(Disclosure.objects.writable_by(by), pk=disclosure_id, case_id=case_id, ended_at=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.end_disclosure(%s, %s)", [str(row.pk), at])
    audit.record("disclosure.ended", subject=row)


def end_those_over(*, at: datetime) -> int:
    """Hide every name whose time is over; returns how many. For the job `ENDING`."""
    theirs = Disclosure.objects.filter(writers__contains=[system_principal(ENDING)])
    rows = list(theirs.filter(ended_at=None, until__lte=at).select_for_update(of=("self",)))
    for row in rows:
        row.wrapped, row.name, row.reason, row.ended_at = None, None, None, at
        row.save(from_action=True, update_fields=["wrapped", "name", "reason", "ended_at"])
    audit.record_each("disclosure.ended", [(row, ENDING) for row in rows])
    return len(rows)
