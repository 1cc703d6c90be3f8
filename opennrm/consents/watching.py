"""What happens to consent by itself: it ends by time and on the birthday, and before that somebody is to ask again."""

from datetime import date, datetime, timedelta

from opennrm.cases import clocks
from opennrm.cases.telling import tell
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal

from . import actions, events, queries, rules
from .models import Consent, LegalBasis
from .states import Answer, End

AT_ONCE = 200
"""So many rows are dealt with in one round; the next round goes on."""


def watch(at: datetime) -> None:
    """End what is over, and let somebody ask again for what is over soon.

    Runs as the job "clocks.watch" (`foundation.context.as_job`). What was agreed to counts no more after its last day,
    also when this never runs.
    """
    by, today = Actor(principals=(system_principal(clocks.WATCH),)), queries.today(at)
    _end_consents(by, today, at=at)
    _end_bases(by, today, at=at)
    _let_ask_again(by, today, at=at)
    _warn_of_coming_of_age(by, today, at=at)


def _end_consents(by: Actor, today: date, *, at: datetime) -> None:
    over = Consent.objects.visible_to(by).open().filter(ends_on__lt=today)
    rows: list[Consent] = list(
        over.select_for_update(of=("self",), skip_locked=True).order_by("id")[:AT_ONCE]
    )
    for consent in rows:
        by_birthday = rules.ends_by_birthday(consent.ends_on, consent.of_age_on)
        actions.end_rows([consent], End.BIRTHDAY if by_birthday else End.TIME, by=by, at=at)
    for consent in actions.one_of_each(rows):
        actions.tell_of(events.ENDED, consent, by=by, at=at, end=consent.ended_because)


def _end_bases(by: Actor, today: date, *, at: datetime) -> None:
    over = LegalBasis.objects.visible_to(by).open().filter(ends_on__lt=today)
    for basis in over.select_for_update(of=("self",), skip_locked=True).order_by("id")[:AT_ONCE]:
        actions.end_rows([basis], End.TIME, by=by, at=at)
        actions.tell_of(events.BASIS_ENDED, basis, by=by, at=at)


def _let_ask_again(by: Actor, today: date, *, at: datetime) -> None:
    """Once for the answers of one asking, some days before they end."""
    soon = today + timedelta(days=pack().consents.ask_again_days)
    agreed = (
        Consent.objects.visible_to(by)
        .open()
        .filter(answer=Answer.YES, warned_at=None, ends_on__gte=today, ends_on__lte=soon)
    )
    rows = list(agreed.select_for_update(of=("self",), skip_locked=True).order_by("id")[:AT_ONCE])
    for consent in rows:
        consent.warned_at = at
        consent.save(from_action=True, update_fields=["warned_at"])
    for consent in actions.one_of_each(rows):
        actions.tell_of(events.SOON_OVER, consent, by=by, at=at)


def _warn_of_coming_of_age(by: Actor, today: date, *, at: datetime) -> None:
    """Once for a case, so long before the birthday that there is time to ask the young person."""
    soon = today + timedelta(days=pack().consents.of_age_days)
    agreed = (
        Consent.objects.visible_to(by)
        .open()
        .filter(warned_of_age_at=None, of_age_on__gt=today, of_age_on__lte=soon)
    )
    rows = list(agreed.select_for_update(of=("self",), skip_locked=True).order_by("id")[:AT_ONCE])
    warned = Consent.objects.visible_to(by).filter(
        case_id__in={each.case_id for each in rows}, warned_of_age_at__isnull=False
    )
    already = set(warned.values_list("case_id", flat=True))
    for consent in rows:
        consent.warned_of_age_at = at
        consent.save(from_action=True, update_fields=["warned_of_age_at"])
        if consent.case_id not in already:
            already.add(consent.case_id)
            tell(events.OF_AGE_SOON, consent.case_id, subject=consent, by=by, at=at, seen_by=by.principals)
