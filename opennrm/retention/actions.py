"""Asking to erase a case, deciding on it, withdrawing it, and carrying it out."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases import access as case_access
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import membership_principal
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access, doors, events
from .models import Erasure
from .permissions import ERASURE_ASK, ERASURE_DECIDE
from .rules import takes_effect
from .states import State

ERASE = "retention.erase"
"""The job that carries out what was decided."""


class Standing(Refused):
    """Something stands against erasing the case; its page lists what."""


def ask(case_id: UUID, *, by: Actor, at: datetime) -> Erasure:
    """Ask people in another role to let a case be erased whose time is over. Who asks again has the same request.

    :raises NotThere: there is no such case that `by` may see.
    :raises NotAllowed: `by` does not lead it, or their role does not ask for this.
    :raises CaseErased: it is erased already.
    :raises TransitionRefused: somebody else has asked already.
    :raises Standing: something stands against it.
    :raises Refused: nobody could decide.
    """
    case = access.led_case(by, case_id, may=ERASURE_ASK, lock=True)
    last = access.erasure_of(by, case_id)
    if last is not None and last.state in (State.ASKED, State.APPROVED):
        if last.asked_by_id == by.membership_id:
            return last
        raise TransitionRefused(_("Somebody has already asked to erase this case."))
    if doors.against([case_id]).get(case_id):
        raise Standing(_("This case cannot be erased now. The page says why."))
    teams = access.decider_teams(case, but=by.account_id)
    if not teams:
        raise Refused(
            _(
                "Nobody can decide on this yet. Ask an administrator of an agency that decides on erasing to invite "
                "somebody."
            )
        )
    erasure = doors.ask(case_id, deciders=teams, at=at)
    _tell(events.ASKED, erasure, by=by, at=at)
    for team in teams:
        notices.notify(
            team, events.TO_DECIDE.kind, by=by, at=at, subject_id=erasure.pk, settled_by=erasure.writers
        )
    return erasure


def approve(erasure_id: UUID, *, by: Actor, at: datetime) -> Erasure:
    """Let a case be erased when the waiting time of the country is over.

    :raises NotThere: there is no such request that `by` may see.
    :raises NotAllowed: `by` asked for it, has the same role or was not asked.
    :raises TransitionRefused: it was decided on, or withdrawn.
    :raises Standing: something stands against it.
    """
    erasure = _to_decide(by, erasure_id)
    if doors.against([erasure.case_id]).get(erasure.case_id):
        raise Standing(_("This case cannot be erased now. The page says why."))
    effect = takes_effect(at, pack().erasing.waiting_days)
    doors.decide(erasure, refusal="", takes_effect_at=effect, at=at)
    return _decided("erasure.approved", erasure, by=by, at=at)


def refuse(erasure_id: UUID, *, reason: str, by: Actor, at: datetime) -> Erasure:
    """Do not let a case be erased. `reason` is a code of the pack's `erasure_refusals`.

    :raises NotThere: there is no such request that `by` may see.
    :raises NotAllowed: `by` asked for it, has the same role or was not asked.
    :raises TransitionRefused: it was decided on, or withdrawn.
    :raises Refused: the reason is none of the list.
    """
    erasure = _to_decide(by, erasure_id)
    if reason not in pack().codes("erasure_refusals"):
        raise Refused(_("Choose one of the answers in the list."), field="reason")
    doors.decide(erasure, refusal=reason, takes_effect_at=None, at=at)
    return _decided("erasure.refused", erasure, by=by, at=at)


def withdraw(erasure_id: UUID, *, by: Actor, at: datetime) -> Erasure:
    """Let a case not be erased after all: by whoever leads it and may ask, or by whoever decides, until it is erased.

    :raises NotThere: there is no such request that `by` may see.
    :raises NotAllowed: the role of `by` neither asks nor decides.
    :raises TransitionRefused: it has ended.
    """
    erasure = access.erasure_to_change(by, erasure_id)
    decides = by.may(ERASURE_DECIDE) and access.is_decider(by, erasure)
    if not (decides or by.may(ERASURE_ASK)):
        raise NotAllowed(_("Your role does not allow this."))
    _require_under_way(erasure)
    return end(erasure, as_decider=decides, by=by, at=at)


def end(erasure: Erasure, *, as_decider: bool = False, by: Actor, at: datetime) -> Erasure:
    """Withdraw a request that is under way, also because something now stands against it."""
    doors.withdraw(erasure, at=at)
    notices.settle(events.TO_DECIDE.kind, erasure.pk, by=by, at=at)
    if as_decider:
        # Whoever decides has no part in the case, and so no entry in its story.
        audit.record("erasure.stopped", subject=erasure, right="decider")
        _notify_asker(erasure, by=by, at=at)
    else:
        _tell(events.WITHDRAWN, erasure, by=by, at=at)
    return erasure


def erase(erasure_id: UUID) -> bool:
    """Erase a case whose waiting time is over; returns whether it was. For the job ERASE.

    It is one transaction: whoever stops the job in the middle of it stops all of it, and the next one begins again.
    """
    erasure = Erasure.objects.get(pk=erasure_id)
    if not doors.erase(erasure_id):
        return False
    audit.record("case.erased", subject=erasure, right=ERASE)
    return True


def _to_decide(by: Actor, erasure_id: UUID) -> Erasure:
    erasure = access.erasure_to_change(by, erasure_id)
    if not (by.may(ERASURE_DECIDE) and access.is_decider(by, erasure)):
        raise NotAllowed(_("Your role does not allow this."))
    if erasure.state != State.ASKED:
        raise TransitionRefused(_("Somebody has already decided on this request, or it was withdrawn."))
    if not access.may_decide(by, erasure):
        raise NotAllowed(_("Another person in another role has to decide."))
    return erasure


def _require_under_way(erasure: Erasure) -> None:
    if erasure.state not in (State.ASKED, State.APPROVED):
        raise TransitionRefused(_("This request has already ended. You cannot withdraw it."))


def _decided(kind: str, erasure: Erasure, *, by: Actor, at: datetime) -> Erasure:
    audit.record(kind, subject=erasure, right="decider", detail={"reason": erasure.refusal})
    notices.settle(events.TO_DECIDE.kind, erasure.pk, by=by, at=at)
    _notify_asker(erasure, by=by, at=at)
    return erasure


def _notify_asker(erasure: Erasure, *, by: Actor, at: datetime) -> None:
    asker = membership_principal(erasure.asked_by_id)
    notices.notify(asker, events.DECIDED.kind, by=by, at=at, subject_id=erasure.case_id)


def _tell(event: events.Event, erasure: Erasure, *, by: Actor, at: datetime) -> None:
    right = case_access.right_in(by, erasure.case_id)
    detail = {"erasure": str(erasure.pk)}
    tell(event, erasure.case_id, subject=erasure, by=by, at=at, right=right, detail=detail, seen_by=[])
