"""Which agencies can be asked to take a case over, as the country pack has it now, and by when they have to answer."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.agencies.models import Agency, Membership
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation.refusals import Refused
from opennrm.referrals.rules import AnswerTimes, answer_times

from . import events
from .permissions import HANDOVER_ANSWER, HANDOVER_ASK


class CannotHandOver(Refused):
    """The case cannot be handed over as things are; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """An agency that can be asked, and the roles whose people there answer."""

    agency: Agency
    roles: tuple[str, ...]
    is_for_area: bool
    """Whether the agency works where the child is."""


def receivers_of(case: Case) -> list[Receiver]:
    """The agencies that can be asked to take the case over, those that work where the child is first."""
    agencies = Agency.objects.active().filter(kind__in=pack().handovers.agency_kinds)
    agencies = agencies.exclude(pk=case.lead_agency_id)
    acting = Membership.objects.acting().filter(agency__in=agencies)
    present = set(acting.values_list("agency_id", "role"))
    found = []
    for agency in agencies.order_by("name", "id"):
        roles = answering_roles(agency.kind)
        if any((agency.pk, role) in present for role in roles):
            is_for_area = bool(case.area) and case.area in agency.areas
            found.append(Receiver(agency=agency, roles=roles, is_for_area=is_for_area))
    return sorted(found, key=lambda receiver: not receiver.is_for_area)


def answering_roles(agency_kind: str) -> tuple[str, ...]:
    """The roles at agencies of this kind whose people take cases over."""
    return _held(agency_kind, HANDOVER_ANSWER)


def asking_roles(agency_kind: str) -> tuple[str, ...]:
    """The roles at agencies of this kind whose people hand cases over, and see what the agency keeps of them."""
    return _held(agency_kind, HANDOVER_ASK)


def _held(agency_kind: str, permission: str) -> tuple[str, ...]:
    kind = pack().agency_kinds.get(agency_kind)
    held = kind.roles if kind else ()
    return tuple(role for role in pack().roles_that_may(permission) if role in held)


def times_from(at: datetime) -> AnswerTimes:
    """By when an agency that is asked now has to answer, and when the question lapses.

    :raises CannotHandOver: the country has no rule for it.
    """
    deadlines = pack().clock_rules_started_by(events.ASKED.clock)
    times = answer_times(at, deadlines, calendar=pack().calendar, zone=pack().zone)
    if times is None:
        raise CannotHandOver(
            _(
                "No rule says how soon an agency has to answer. Ask your administrator to add one to the country pack."
            )
        )
    return times
