"""Which agencies can take part in a case, for what and with which parts of it, as the country pack has it now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.refusals import Refused
from opennrm.referrals.rules import AnswerTimes, answer_times
from opennrm.tasks import rules as task_rules

from . import events
from .permissions import JOINT_WORK_ANSWER


class CannotAsk(Refused):
    """The agency cannot be asked as things are; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What an agency may see of a case for a purpose, on which bases, which roles there answer, and for how long."""

    scopes: frozenset[str]
    legal_bases: tuple[str, ...]
    roles: tuple[str, ...]
    times: AnswerTimes
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An agency, for which purposes it can be asked, and where there is none, why."""

    agency: Agency
    purposes: tuple[str, ...]
    refusal: str = ""


def terms_for(case: Case, agency: Agency, purpose: str, *, at: datetime) -> Terms:
    """Put together the terms on which the agency can be asked for this purpose now.

    :raises CannotAsk: the country has no rule for it, or nobody there can answer.
    """
    if not agency.is_active or agency.pk == case.lead_agency_id:
        raise CannotAsk(_("This agency cannot be asked. Choose another one."))
    shown = pack().sharing_to_take_part(case.lead_agency.kind, agency.kind, purpose)
    if not shown.scopes:
        raise CannotAsk(_no_rule(case, agency, purpose))
    roles = taking_roles(agency.kind)
    if not Membership.objects.acting().filter(agency=agency, role__in=roles).exists():
        raise CannotAsk(_nobody(agency))
    return Terms(
        scopes=shown.scopes,
        legal_bases=shown.legal_bases,
        roles=roles,
        times=_times_from(at),
        last_day=last_day_from(at),
    )


def candidates(case: Case) -> list[Candidate]:
    """Every agency besides the lead, those that can be asked first; and why the others cannot."""
    agencies = list(Agency.objects.active().exclude(pk=case.lead_agency_id).order_by("name", "id"))
    acting = Membership.objects.acting().filter(agency__in=agencies)
    present = set(acting.values_list("agency_id", "role").distinct())
    found = [_candidate(case, agency, present) for agency in agencies]
    return sorted(found, key=lambda candidate: not candidate.purposes)


def _candidate(case: Case, agency: Agency, present: Collection[tuple]) -> Candidate:
    lead_kind = case.lead_agency.kind
    purposes = tuple(
        purpose
        for purpose in pack().codes("joint_purposes")
        if pack().sharing_to_take_part(lead_kind, agency.kind, purpose).scopes
    )
    if not purposes:
        return Candidate(agency=agency, purposes=(), refusal=_no_rule(case, agency))
    if not any((agency.pk, role) in present for role in taking_roles(agency.kind)):
        return Candidate(agency=agency, purposes=(), refusal=_nobody(agency))
    return Candidate(agency=agency, purposes=purposes)


def _no_rule(case: Case, agency: Agency, purpose: str = "") -> str:
    kinds = {
        "sender": title_of("agency_kinds", case.lead_agency.kind),
        "receiver": title_of("agency_kinds", agency.kind),
    }
    if not purpose:
        message = _(
            "No rule lets an agency of the kind “{sender}” share a case with an agency of the kind “{receiver}”."
        )
        return message.format(**kinds)
    message = _(
        "No rule lets an agency of the kind “{sender}” share a case with an agency of the kind “{receiver}” for "
        "“{purpose}”. Choose another agency, or ask your administrator whether the agencies can agree a rule."
    )
    return message.format(purpose=title_of("joint_purposes", purpose), **kinds)


def _nobody(agency: Agency) -> str:
    return _("Nobody at {agency} has a role that can answer.").format(agency=agency.name)


def taking_roles(agency_kind: str) -> tuple[str, ...]:
    """The roles at agencies of this kind whose people answer, and see the case while the agency takes part."""
    kind = pack().agency_kinds.get(agency_kind)
    held = kind.roles if kind else ()
    return tuple(role for role in pack().roles_that_may(JOINT_WORK_ANSWER) if role in held)


def last_day_from(at: datetime) -> date:
    """The last day on which an agency can take part that is asked, or allowed to stay longer, at this moment."""
    return at.astimezone(pack().zone).date() + timedelta(days=pack().joint_work.longest_days)


def end_of(day: date) -> datetime:
    """The last second of a day in the country."""
    return task_rules.end_of(day, pack().zone)


def _times_from(at: datetime) -> AnswerTimes:
    deadlines = pack().clock_rules_started_by(events.ASKED.clock)
    times = answer_times(at, deadlines, calendar=pack().calendar, zone=pack().zone)
    if times is None:
        raise CannotAsk(
            _(
                "No rule says how soon an agency has to answer. Ask your administrator to add one to the country pack."
            )
        )
    return times
