"""On which terms an agency may ask a service for help, as the country pack and the directory have it now."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.country.sharing import Stage
from opennrm.country.titles import title_of
from opennrm.directory.models import Service
from opennrm.foundation.refusals import Refused

from .permissions import REFERRAL_ANSWER
from .rules import AnswerTimes, answer_times


class CannotRefer(Refused):
    """The service cannot be asked as things are; the message says what is missing and who can help."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the service sees at which stage, on which legal bases, which roles there answer, and by when."""

    pending_scopes: frozenset[str]
    accepted_scopes: frozenset[str]
    legal_bases: tuple[str, ...]
    answering_roles: list[str]
    times: AnswerTimes


def terms_for(sender_kind: str, service: Service, *, at: datetime) -> Terms:
    """Put together the terms on which an agency of this kind may ask the service now.

    :raises CannotRefer: the service is closed, nobody there may answer, or the country has no rule for it.
    """
    if not (service.is_active and service.agency.is_active):
        raise CannotRefer(_("This service no longer takes children. Choose another one."))
    pending, accepted = (_sharing(sender_kind, service, stage) for stage in (Stage.PENDING, Stage.ACCEPTED))
    deadlines = pack().clock_rules_started_by("referral.sent")
    times = answer_times(at, deadlines, calendar=pack().calendar, zone=pack().zone)
    if times is None:
        raise CannotRefer(
            _(
                "No rule says how soon a service has to answer. Ask your administrator to add one to the country pack."
            )
        )
    return Terms(
        pending_scopes=pending.scopes,
        accepted_scopes=accepted.scopes,
        legal_bases=accepted.legal_bases,
        answering_roles=_who_answers(service),
        times=times,
    )


def shown_once_accepted(sender_kind: str, service: Service, *, at: datetime) -> frozenset[str]:
    """The parts of a case that the service sees once it accepts; none where it cannot be asked now."""
    try:
        return terms_for(sender_kind, service, at=at).accepted_scopes
    except CannotRefer:
        return frozenset()


def why_not(sender_kind: str, service: Service, *, at: datetime) -> str:
    """Why an agency of this kind cannot ask the service now, in a sentence; empty where it can."""
    try:
        terms_for(sender_kind, service, at=at)
    except CannotRefer as refused:
        return str(refused)
    return ""


def _sharing(sender_kind: str, service: Service, stage: Stage):
    sharing = pack().sharing_for(sender_kind, service.agency.kind, service.kind, stage)
    if not sharing.legal_bases:
        message = _(
            "No rule allows an agency of the kind “{sender}” to share what an agency of the kind “{receiver}” needs "
            "for “{purpose}”. Choose another service, or ask your administrator whether the agencies can agree a rule."
        )
        raise CannotRefer(
            message.format(
                sender=title_of("agency_kinds", sender_kind),
                receiver=title_of("agency_kinds", service.agency.kind),
                purpose=title_of("service_kinds", service.kind),
            )
        )
    return sharing


def answering_roles(agency_kind: str) -> list[str]:
    """The roles at agencies of this kind whose people answer referrals."""
    kind = pack().agency_kinds.get(agency_kind)
    held = kind.roles if kind else ()
    return [role for role in pack().roles_that_may(REFERRAL_ANSWER) if role in held]


def _who_answers(service: Service) -> list[str]:
    roles = answering_roles(service.agency.kind)
    if not roles:
        raise CannotRefer(_("Nobody at this agency can answer a request. Choose another service."))
    return roles
