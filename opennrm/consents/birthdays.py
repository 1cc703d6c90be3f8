"""A corrected date of birth moves what ends when the child comes of age, and ends at once what is over by it."""

from datetime import datetime
from uuid import UUID

from opennrm.cases import access as case_access
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.people.access import youngest_on

from . import access, actions, events, queries, rules
from .models import Consent
from .states import End


def follow(case_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let the consents of a case end by the date of birth as it stands now. Whoever works on the case is told.

    For whoever corrects it, who leads the case and may open who the child is, in their transaction. What relies on a
    consent follows it there, and so do the agencies that were shown something.
    """
    given = (
        access.consents_of(by, case_id).open().select_for_update(of=("self",)).order_by("recorded_at", "id")
    )
    rows: list[Consent] = list(given)
    if not rows:
        return
    today = queries.today(at)
    _age, latest = youngest_on(by, case_access.visible_to(by).get(pk=case_id), today)
    of_age = rules.of_age_on(latest, pack().thresholds.child_under_age)
    moved: list[Consent] = []
    ended: list[Consent] = []
    for consent in rows:
        before = consent.ends_on
        found = rules.last_day_by_corrected_birth(consent.letter, agreed=consent.agreed_until, of_age=of_age)
        consent.of_age_on, consent.ends_on = of_age, max(found, consent.starts_on)
        consent.warned_of_age_at = None
        if consent.ends_on > before:
            # Somebody was asked to ask again too early.
            consent.warned_at = None
        consent.save(
            from_action=True, update_fields=["of_age_on", "ends_on", "warned_at", "warned_of_age_at"]
        )
        if found < today:
            ended.append(consent)
        elif consent.ends_on != before:
            moved.append(consent)
    actions.end_rows(ended, End.BIRTHDAY, by=by, at=at)
    for consent in actions.one_of_each(moved):
        actions.tell_of(events.MOVED, consent, by=by, at=at)
    for consent in actions.one_of_each(ended):
        actions.tell_of(events.ENDED, consent, by=by, at=at, end=End.BIRTHDAY)
