"""On which terms a service may be asked, and by when it has to answer."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.agencies.models import Agency
from opennrm.contexts import vocabulary
from opennrm.country.pack import load
from opennrm.directory.models import Service
from opennrm.foundation.working_time import Unit
from opennrm.referrals.rules import answer_times
from opennrm.referrals.terms import CannotRefer, terms_for

MARESIA = Path(__file__).parents[1] / "packs" / "maresia"
AT = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Deadline:
    length: int
    unit: Unit


class EveryDay:
    def is_working_day(self, day: date, /) -> bool:
        return True


def test_without_a_deadline_there_are_no_times():
    assert answer_times(AT, [], calendar=EveryDay(), zone=UTC) is None


def test_the_end_comes_as_long_after_the_reminder_as_the_reminder_after_the_sending():
    times = answer_times(AT, [Deadline(24, Unit.HOURS)], calendar=EveryDay(), zone=UTC)
    assert (times.due_at, times.expires_at) == (AT + timedelta(hours=24), AT + timedelta(hours=48))


@given(st.lists(st.builds(Deadline, st.integers(1, 40), st.sampled_from(list(Unit))), min_size=1, max_size=4))
def test_the_shortest_deadline_counts_and_times_are_in_order(deadlines):
    times = answer_times(AT, deadlines, calendar=EveryDay(), zone=UTC)
    assert AT < times.due_at < times.expires_at
    alone = [answer_times(AT, [deadline], calendar=EveryDay(), zone=UTC) for deadline in deadlines]
    assert times.due_at == min(one.due_at for one in alone)


@pytest.fixture
def maresia(monkeypatch):
    """The invented second country instead of the first."""
    pack = load(MARESIA, vocabulary())
    monkeypatch.setattr("opennrm.referrals.terms.pack", lambda: pack)
    return pack


def house(kind: str = "bed", agency_kind: str = "house", **facts) -> Service:
    return Service(agency=Agency(kind=agency_kind, name="House"), name="A house", kind=kind, **facts)


def test_another_country_has_other_terms(maresia):
    terms = terms_for("harbour_guard", house(), at=AT)
    assert terms.pending_scopes == {"case"}
    assert terms.accepted_scopes == {"case", "contact", "identity", "notes", "persons", "tellings"}
    assert terms.legal_bases == ("Law on Children Brought by Sea", "Rule of the harbour guard on beds")
    assert terms.answering_roles == ["host"]
    assert terms.times.due_at.astimezone(maresia.zone).date() == date(2026, 3, 5)


def test_a_pair_of_kinds_without_a_rule_is_refused(maresia):
    with pytest.raises(CannotRefer, match="No rule allows"):
        terms_for("house", house(agency_kind="harbour_guard"), at=AT)
