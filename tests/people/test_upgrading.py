"""Children of an earlier version get the search tokens that it did not make; what is interrupted goes on."""

from itertools import islice

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.linkage import duplicates
from opennrm.people import known, numbered_tokens, tokens, upgrading
from opennrm.people.known import Known
from opennrm.people.models import Person, SearchToken
from tests import databases
from tests.people.test_search_index import labels

NAMES = ["Imani", "Imanie", "Emani", "Imany", "Omar"]


@pytest.fixture
def of_an_earlier_version(world, constable, monkeypatch):
    """Children who are found by what is typed, and who meet no other record of theirs."""
    with monkeypatch.context() as patch:
        patch.setattr(known, "keys_to_meet", lambda _known: set())
        for name in NAMES:
            world.report(constable, given_names=name, family_name="Thistlewood", birth_date="2012-04-09")
    Person.objects.using("setup").update(from_action=True, tokens_as_of=1)


@pytest.fixture
def as_migrator(world):
    def add(*, stop_after: int | None = None) -> list[int]:
        with databases.connected("default", USER="opennrm_migrator", role="opennrm_owner"):
            return list(islice(upgrading.add_missing_tokens(), stop_after))

    return add


def met(world, supervisor) -> int:
    wanted = Known(
        texts={"given_names": "Imani", "family_name": "Thistlewood", "birth_date": "2012-04-09"},
        telephones=(), sex="", area="", age=None, on=timezone.now().date(),
    )  # fmt: skip
    with world.acting(supervisor) as actor:
        return len(duplicates.find(actor, wanted).children)


def test_every_child_meets_other_records_of_theirs_afterwards(
    world, supervisor, of_an_earlier_version, as_migrator
):
    assert met(world, supervisor) == 0
    assert as_migrator() == [len(NAMES)]
    assert met(world, supervisor) == len(NAMES)
    assert labels(world, supervisor, "omar") == {"Omar Thistlewood"}
    (event,) = AuditEvent.objects.using("setup").filter(kind="search_tokens.made")
    assert event.detail == {"children": len(NAMES)}


def test_what_was_interrupted_goes_on_where_it_was(
    world, supervisor, of_an_earlier_version, as_migrator, monkeypatch
):
    monkeypatch.setattr(upgrading, "CHILDREN_AT_ONCE", 2)
    assert as_migrator(stop_after=1) == [2]
    rows = SearchToken.objects.using("setup")
    first = set(rows.values_list("pk", flat=True))
    with monkeypatch.context() as patch:
        patch.setattr(upgrading, "_insert", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            as_migrator()
    assert set(rows.values_list("pk", flat=True)) == first
    assert as_migrator() == [2, 1]
    assert as_migrator() == []
    assert met(world, supervisor) == len(NAMES)
    assert rows.count() % numbered_tokens.PADDED_TO == 0


def test_a_child_who_is_recorded_now_lacks_nothing(world, constable, supervisor, as_migrator):
    world.report(constable, given_names="Imani", family_name="Thistlewood", birth_date="2012-04-09")
    assert Person.objects.using("setup").get().tokens_as_of == tokens.VERSION
    assert as_migrator() == []
    assert met(world, supervisor) == 1


def test_children_whom_nobody_can_read_any_more_are_passed_over(
    world, superuser, supervisor, of_an_earlier_version, as_migrator
):
    superuser.execute("DELETE FROM cases_casekey")
    before = SearchToken.objects.using("setup").count()
    assert as_migrator() == [len(NAMES)]
    assert SearchToken.objects.using("setup").count() == before
