"""Counts: laid, replaced, answered and decided. A count never changes its offence. Each is one step."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.cases.reasons import require_reason
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused, move

from . import access
from .actions import happened, refuse_unless_past
from .models import Accused, ChildInProceeding, Count, CountStep, Proceeding
from .states import COUNT_STEPS, ENDED_WITHOUT, OVER, VERDICTS, CountState
from .values import Basis, Facts, LesserReason, Plea


@dataclass(frozen=True, kw_only=True)
class Charge:
    """What somebody is charged with. The prosecutor says which kind of law it is, and what the facts are.

    :param lesser_because: why trafficking facts are charged under another law.
    :param victims: ids of children in the proceeding.
    """

    offence: str
    basis: str
    facts: str
    victims: Collection[UUID] = ()
    lesser_because: str = ""


def lay(
    proceeding_id: UUID, *, accused: UUID, charge: Charge, on: date, page: UUID, by: Actor, at: datetime
) -> Count:
    """Add a count.

    :raises NotThere: there is no such proceeding or accused that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    proceeding = access.proceeding_to_change(by, proceeding_id)
    if earlier := access.of_proceeding(Count, by, proceeding_id).filter(form_token=page).first():
        return earlier
    fetch(access.of_proceeding(Accused, by, proceeding_id), pk=accused)
    refuse_unless_past(on, at, field="on")
    count = _new(proceeding, accused, charge, on, page=page, by=by, at=at)
    _keep_new(count, by=by, at=at)
    audit.record("count.laid", subject=count)
    return count


def amend(
    count_id: UUID, *, charge: Charge, on: date, reason: str, page: UUID, by: Actor, at: datetime
) -> Count:
    """Replace a count by another one against the same accused. What it said stays, with the day and the reason.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises TransitionRefused: it was decided or replaced.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    before = access.count_to_change(by, count_id)
    if earlier := access.of_proceeding(Count, by, before.proceeding_id).filter(form_token=page).first():
        return earlier
    refuse_unless_past(on, at, field="on")
    if on < before.added_on:
        raise Refused(_("Enter a day after the count was added."), field="on")
    why = require_reason(reason)
    count = _new(before.proceeding, before.accused_id, charge, on, page=page, by=by, at=at)
    count.replaces, count.replaces_because, count.plea = before, why, Plea.NONE
    step(before, CountState.REPLACED, on=on, reason=why, by=by, at=at)
    _keep_new(count, by=by, at=at)
    audit.record("count.replaced", subject=before, detail={"by": str(count.pk)})
    return count


def plead(count_id: UUID, *, plea: str, on: date, by: Actor, at: datetime) -> Count:
    """Record what the accused answers. A plea of guilty is a conviction; any other leads to a trial.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises TransitionRefused: it was decided or replaced.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    count = access.count_to_change(by, count_id)
    if plea not in (Plea.GUILTY, Plea.NOT_GUILTY, Plea.TO_LESSER):
        raise Refused(_("Choose what the accused answers."), field="plea")
    _refuse_wrong_day(count, on, at)
    if plea != Plea.GUILTY and count.state == CountState.FOR_TRIAL:
        raise TransitionRefused(_("This count is for trial already."))
    count.plea = plea
    to = CountState.PLEADED_GUILTY if plea == Plea.GUILTY else CountState.FOR_TRIAL
    step(count, to, on=on, by=by, at=at)
    audit.record("count.plea", subject=count)
    return count


def dispose(
    count_id: UUID,
    *,
    to: str,
    on: date,
    reason: str = "",
    lesser: Charge | None = None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Count:
    """Record what became of a count: a verdict, or its end without one. Guilty of a lesser offence adds that count.

    :param lesser: of which lesser offence the accused was found guilty.
    :return: the count; of a lesser offence, the one that was added.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises TransitionRefused: it cannot come to that from where it is.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    count = access.count_to_change(by, count_id)
    if to not in (*VERDICTS, *ENDED_WITHOUT):
        raise Refused(_("Choose what became of the count."), field="to")
    if earlier := access.of_proceeding(Count, by, count.proceeding_id).filter(form_token=page).first():
        return earlier
    _refuse_wrong_day(count, on, at)
    if to in ENDED_WITHOUT:
        reason = require_reason(reason)
    step(count, to, on=on, reason=reason.strip(), by=by, at=at)
    audit.record("count.disposed", subject=count)
    if to != CountState.LESSER:
        return count
    if lesser is None or not lesser.offence:
        raise Refused(_("Choose the lesser offence."), field="offence")
    return _add_lesser(count, lesser, on, page=page, by=by, at=at)


def _add_lesser(count: Count, charge: Charge, on: date, *, page: UUID, by: Actor, at: datetime) -> Count:
    added = _new(count.proceeding, count.accused_id, charge, on, page=page, by=by, at=at)
    added.replaces, added.replaces_because = count, str(CountState.LESSER.value)
    added.state, added.verdict, added.verdict_on = CountState.GUILTY, CountState.GUILTY, on
    _keep_new(added, by=by, at=at)
    audit.record("count.laid", subject=added)
    return added


def step(count: Count, to: str, *, on: date, reason: str = "", by: Actor, at: datetime) -> None:
    """Let a count that the caller has locked come to a state. The first verdict is written down once, and stays.

    :raises TransitionRefused: it cannot come to that from where it is.
    """
    move(count, to, transitions=COUNT_STEPS)
    is_verdict = to in (*VERDICTS, CountState.PLEADED_GUILTY)
    if is_verdict and not count.verdict:
        count.verdict, count.verdict_on = to, on
    if to in (*OVER, *VERDICTS, CountState.PLEADED_GUILTY) and count.ended_on is None:
        count.ended_on = on
    if to in (CountState.FOR_TRIAL, CountState.NO_VERDICT):
        count.ended_on = None
    if to == CountState.QUASHED:
        count.quashed_on = on
    count.save(
        from_action=True,
        update_fields=["plea", "state", "verdict", "verdict_on", "ended_on", "quashed_on"],
    )
    _remember(count, on=on, reason=reason, by=by, at=at)
    happened(count.proceeding, at=at)


def _remember(count: Count, *, on: date, reason: str, by: Actor, at: datetime) -> None:
    CountStep(
        readers=count.readers,
        writers=count.writers,
        count=count,
        state=count.state,
        happened_on=on,
        reason=reason,
        recorded_at=at,
        recorded_by_id=by.membership_id,
    ).save(from_action=True, force_insert=True)


def _new(
    proceeding: Proceeding, accused: UUID, charge: Charge, on: date, *, page: UUID, by: Actor, at: datetime
) -> Count:
    """A count, not yet saved."""
    offence = _checked(charge)
    victims = _checked_victims(proceeding, charge, by=by)
    team = access.prosecutors(proceeding.agency_id)
    last = access.of_proceeding(Count, by, proceeding.pk).aggregate(last=Max("number"))["last"]
    about: dict[str, Any] = {"offence": offence.code, "law": offence.law, "section": offence.section}
    about |= {"basis": charge.basis, "facts": charge.facts, "lesser_because": _lesser(charge)}
    return Count(
        readers=team, writers=team, proceeding=proceeding, accused_id=accused, number=(last or 0) + 1, **about,
        victims=victims, added_on=on, form_token=page, recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip


def _keep_new(count: Count, *, by: Actor, at: datetime) -> None:
    count.ended_on = count.verdict_on
    count.save(from_action=True, force_insert=True)
    _remember(count, on=count.added_on, reason="", by=by, at=at)
    happened(count.proceeding, at=at)


def _checked(charge: Charge) -> Any:
    offence = pack().justice.offences.get(charge.offence)
    if offence is None:
        raise Refused(_("Choose the offence."), field="offence")
    if charge.basis not in Basis.values:
        raise Refused(_("Choose which kind of law this is."), field="basis")
    if charge.facts not in Facts.values:
        raise Refused(_("Choose what the facts are."), field="facts")
    return offence


def _lesser(charge: Charge) -> str:
    """Why trafficking facts are under another law; nothing where they are not.

    :raises Refused: the reason is missing.
    """
    if charge.facts != Facts.TRAFFICKING or charge.basis == Basis.TRAFFICKING:
        return ""
    if charge.lesser_because not in LesserReason.values:
        raise Refused(
            _("Choose why trafficking is charged under another law."),
            field="lesser_because",
        )
    return charge.lesser_because


def _checked_victims(proceeding: Proceeding, charge: Charge, *, by: Actor) -> list[UUID]:
    known = ChildInProceeding.objects.visible_to(by).filter(proceeding=proceeding)
    wanted = set(charge.victims)
    if wanted - set(known.values_list("pk", flat=True)):
        raise Refused(_("Choose children of this proceeding."), field="victims")
    return sorted(wanted)


def _refuse_wrong_day(count: Count, on: date, at: datetime) -> None:
    refuse_unless_past(on, at, field="on")
    if on < count.added_on:
        raise Refused(_("Enter a day after the count was added."), field="on")
