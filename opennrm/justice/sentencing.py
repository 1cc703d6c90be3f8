"""Sentences and appeals. What a court decided first stays as it was. Each is one step of the caller's transaction."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused

from . import access
from .actions import refuse_unless_past
from .counts import step
from .models import Appeal, Count, Sentence
from .states import CountState
from .values import (
    WITH_AMOUNT,
    WITH_TERM,
    Against,
    AppealBy,
    AppealResult,
    SentenceKind,
)


@dataclass(frozen=True, kw_only=True)
class Penalty:
    """What a court orders for one count. `consecutive_to` is another count whose term comes first."""

    kind: str
    months: int | None = None
    suspended_months: int | None = None
    amount: Decimal | None = None
    consecutive_to: UUID | None = None
    time_served_days: int = 0


def sentence(count_id: UUID, *, penalty: Penalty, on: date, page: UUID, by: Actor, at: datetime) -> Sentence:
    """Enter the sentence for a count on which the accused was found guilty, or pleaded guilty.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises TransitionRefused: there is no conviction, or a sentence already.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    count = access.count_to_change(by, count_id)
    if earlier := Sentence.objects.visible_to(by).filter(form_token=page).first():
        return earlier
    _refuse_wrong_day(count, on, at)
    row = _drawn_up(count, penalty, on, page=page, by=by, at=at)
    step(count, CountState.SENTENCED, on=on, by=by, at=at)
    row.save(from_action=True, force_insert=True)
    audit.record("sentence.entered", subject=row)
    return row


def appeal(
    count_id: UUID, *, appealed_by: str, against: str, on: date, page: UUID, by: Actor, at: datetime
) -> Appeal:
    """Record an appeal.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises TransitionRefused: nothing can be appealed against.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    count = access.count_to_change(by, count_id)
    if earlier := Appeal.objects.visible_to(by).filter(form_token=page).first():
        return earlier
    if appealed_by not in AppealBy.values:
        raise Refused(_("Choose who appeals."), field="appealed_by")
    is_acquitted = count.state == CountState.NOT_GUILTY
    if against not in Against.values or (against == Against.ACQUITTAL) != is_acquitted:
        raise Refused(_("Choose what the court decided on this count."), field="against")
    _refuse_wrong_day(count, on, at)
    step(count, CountState.UNDER_APPEAL, on=on, by=by, at=at)
    row = Appeal(
        readers=count.readers, writers=count.writers, count=count, appealed_by=appealed_by, against=against,
        filed_on=on, form_token=page, recorded_at=at, recorded_by_id=by.membership_id,
    )  # fmt: skip
    row.save(from_action=True, force_insert=True)
    audit.record("appeal.filed", subject=row)
    return row


def decide_appeal(
    count_id: UUID,
    *,
    result: str,
    on: date,
    penalty: Penalty | None = None,
    page: UUID,
    by: Actor,
    at: datetime,
) -> Appeal:
    """Record what came of the appeal on a count. The verdict of the first court stays in the figures of its year.

    :param penalty: what the sentence is now, where it was varied.
    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises TransitionRefused: no appeal waits to be decided.
    :raises Refused: an answer has to be corrected, or the proceeding has ended.
    """
    count = access.count_to_change(by, count_id)
    if count.state != CountState.UNDER_APPEAL:
        raise TransitionRefused(_("No appeal on this count waits for a decision."))
    row: Appeal = fetch(
        Appeal.objects.visible_to(by).select_for_update(of=("self",)), count=count, decided_on=None
    )
    _refuse_unless_fits(row, result)
    refuse_unless_past(on, at, field="on")
    if on < row.filed_on:
        raise Refused(_("Enter a day after the appeal."), field="on")
    row.decided_on, row.result = on, result
    row.save(from_action=True, update_fields=["decided_on", "result"])
    if result == AppealResult.VARIED:
        _vary(count, penalty, on, page=page, by=by, at=at)
    step(count, _AFTER[AppealResult(result)], on=on, by=by, at=at)
    audit.record("appeal.decided", subject=row)
    return row


_AFTER = {
    AppealResult.DISMISSED: CountState.FINAL,
    AppealResult.WITHDRAWN: CountState.FINAL,
    AppealResult.VARIED: CountState.FINAL,
    AppealResult.QUASHED: CountState.QUASHED,
    AppealResult.RETRIAL: CountState.FOR_TRIAL,
}


def _refuse_unless_fits(row: Appeal, result: str) -> None:
    fits = {
        Against.CONVICTION: (AppealResult.QUASHED, AppealResult.RETRIAL),
        Against.SENTENCE: (AppealResult.VARIED,),
        Against.ACQUITTAL: (AppealResult.RETRIAL,),
    }
    if result not in (AppealResult.DISMISSED, AppealResult.WITHDRAWN, *fits[Against(row.against)]):
        raise Refused(_("Choose a result that fits what the appeal was against."), field="result")


def _vary(count: Count, penalty: Penalty | None, on: date, *, page: UUID, by: Actor, at: datetime) -> None:
    if penalty is None:
        raise Refused(_("Choose what the sentence is now."), field="kind")
    before = fetch(Sentence.objects.visible_to(by).that_count().select_for_update(of=("self",)), count=count)
    row = _drawn_up(count, penalty, on, page=page, by=by, at=at)
    # One sentence of a count stands at a time, so that the earlier one first names the later one.
    before.varied_by_id = row.pk
    before.save(from_action=True, update_fields=["varied_by"])
    row.save(from_action=True, force_insert=True)


def make_final(count_id: UUID, *, by: Actor, at: datetime) -> Count:
    """Record that nobody can appeal any more.

    :raises NotThere: there is none that this actor may see.
    :raises NotAllowed: the actor's role does not prosecute.
    :raises TransitionRefused: there is no sentence, or an appeal waits.
    :raises Refused: the time to appeal is not over, or the proceeding has ended.
    """
    count = access.count_to_change(by, count_id)
    today = at.astimezone(pack().zone).date()
    row = Sentence.objects.visible_to(by).that_count().filter(count=count).first()
    if row is None or count.state != CountState.SENTENCED:
        raise TransitionRefused(_("This count has no sentence that can become final."))
    if today <= row.sentenced_on + timedelta(days=pack().justice.appeal_days):
        raise Refused(_("The time for an appeal is not over yet."))
    step(count, CountState.FINAL, on=today, by=by, at=at)
    audit.record("count.final", subject=count)
    return count


def _drawn_up(count: Count, penalty: Penalty, on: date, *, page: UUID, by: Actor, at: datetime) -> Sentence:
    """A sentence, not yet saved."""
    _refuse_incomplete(penalty)
    if penalty.consecutive_to is not None:
        _refuse_wrong_order(count, penalty.consecutive_to, by=by)
    has_term, has_amount = penalty.kind in WITH_TERM, penalty.kind in WITH_AMOUNT
    return Sentence(
        readers=count.readers,
        writers=count.writers,
        count=count,
        kind=penalty.kind,
        months=penalty.months if has_term else None,
        suspended_months=penalty.suspended_months if penalty.kind == SentenceKind.SUSPENDED else None,
        amount=penalty.amount if has_amount else None,
        currency=pack().justice.currency if has_amount and penalty.amount else "",
        consecutive_to_id=penalty.consecutive_to if has_term else None,
        time_served_days=penalty.time_served_days,
        sentenced_on=on,
        form_token=page,
        recorded_at=at,
        recorded_by_id=by.membership_id,
    )


def _refuse_incomplete(penalty: Penalty) -> None:
    if penalty.kind not in SentenceKind.values:
        raise Refused(_("Choose what the court ordered."), field="kind")
    if penalty.kind in WITH_TERM and not penalty.months:
        raise Refused(_("Enter how many months the term is."), field="months")
    if penalty.kind == SentenceKind.SUSPENDED and not penalty.suspended_months:
        raise Refused(_("Enter for how many months it is suspended."), field="suspended_months")


def _refuse_wrong_order(count: Count, before_id: UUID, *, by: Actor) -> None:
    """A term can only follow one of the same accused which does not wait for it."""
    before = fetch(Count.objects.visible_to(by), pk=before_id)
    same = before.accused_id == count.accused_id and before.pk != count.pk
    terms = {row.count_id: row.consecutive_to_id for row in Sentence.objects.visible_to(by).that_count().filter(
        count__accused=count.accused_id
    )}  # fmt: skip
    seen: UUID | None = before.pk
    while seen is not None and seen != count.pk:
        seen = terms.get(seen)
    if not same or before.pk not in terms or seen == count.pk:
        raise Refused(
            _("Choose another count of the same person that has a sentence already."), field="consecutive_to"
        )


def _refuse_wrong_day(count: Count, on: date, at: datetime) -> None:
    refuse_unless_past(on, at, field="on")
    if count.verdict_on is not None and on < count.verdict_on:
        raise Refused(_("Enter a day that is not before the verdict."), field="on")
