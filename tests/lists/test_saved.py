"""Lists that somebody saves for themselves."""

import pytest
from django.utils import timezone

from opennrm.country.pack import pack
from opennrm.foundation.refusals import NotThere
from opennrm.lists import access, actions, queries
from opennrm.lists.models import SavedList
from opennrm.lists.rules import Kind, Order, Wanted
from opennrm.tasks.rules import Wanted as WantedTasks
from opennrm.tasks.rules import When

WANTED = Wanted(urgent=True, age_to=11, order=Order.RISK)


@pytest.fixture
def do(world, caseworker):
    """Take a step as this person, as a rule the caseworker, in a transaction of its own."""

    def do(verb, *given, by=caseworker, **options):
        if verb in ("save", "remove"):
            options["at"] = timezone.now()
        with world.acting(by) as actor:
            return getattr(actions, verb)(*given, by=actor, **options)

    return do


def titles(world, person) -> list[str]:
    with world.acting(person) as actor:
        return list(access.titles(actor, Kind.CASES).values())


def test_a_list_is_saved_once_however_often_that_is_asked(do):
    first, again = do("save", "Young ones", WANTED), do("save", "Young ones", WANTED)
    assert (first.pk, again.wanted) == (again.pk, WANTED)
    with pytest.raises(actions.ListNotSaved, match="different name"):
        do("save", "YOUNG ones", Wanted(overdue=True))


def test_nobody_else_sees_or_changes_a_saved_list(do, world, caseworker, supervisor):
    saved = do("save", "About Keisha", WANTED)
    assert (titles(world, caseworker), titles(world, supervisor)) == (["About Keisha"], [])
    assert b"Keisha" not in bytes(SavedList.objects.using("setup").get(pk=saved.pk).title)
    for verb, given in (("rename", ["Mine"]), ("remove", []), ("restore", [])):
        with pytest.raises(NotThere):
            do(verb, saved.pk, *given, by=supervisor)


def test_what_was_removed_last_can_be_put_back(do, world, caseworker):
    first, second = do("save", "First", WANTED), do("save", "Second", WANTED)
    do("rename", second.pk, "Last")
    do("remove", first.pk)
    do("remove", second.pk)
    assert titles(world, caseworker) == []
    do("restore", second.pk)
    assert titles(world, caseworker) == ["Last"]
    with pytest.raises(NotThere):
        do("restore", first.pk)


def test_one_person_has_no_more_than_so_many(do, monkeypatch):
    monkeypatch.setattr(actions, "MOST", 1)
    do("save", "First", WANTED)
    with pytest.raises(actions.ListNotSaved, match="Remove one"):
        do("save", "Second", WANTED)


def test_what_is_no_longer_offered_is_told_and_dropped(world, caseworker, supervisor):
    area, holder = pack().areas[0].code, str(caseworker.membership.pk)
    old = Wanted(area=("gone", area), risk=("gone",), identification=("gone",), holder=holder, sex="male")
    with world.acting(caseworker) as actor:
        kept, gone = queries.still_offered(actor, old)
    assert kept == Wanted(sex="male", area=(area,))
    assert gone == ["holder", "area", "identification", "risk"]
    with world.acting(supervisor) as actor:
        kept, _gone = queries.still_offered(actor, old)
    assert kept == Wanted(sex="male", area=(area,), holder=holder)


def test_lists_of_tasks_are_saved_beside_those_of_cases(do, world, caseworker):
    wanted = WantedTasks(when=When.OVERDUE)
    saved = do("save", "Mine", wanted)
    do("save", "Mine", WANTED)
    with world.acting(caseworker) as actor:
        assert list(access.titles(actor, Kind.TASKS)) == [saved.pk]
        assert [len(lists) for lists in access.titles_by_kind(actor).values()] == [1, 1]
    assert SavedList.objects.using("setup").get(pk=saved.pk).wanted == wanted


def test_of_a_list_of_tasks_too_what_is_no_longer_offered_is_dropped(world, caseworker, supervisor):
    old = WantedTasks(whose=str(caseworker.membership.pk), kind=("gone",), rule=("gone",), ended=True)
    with world.acting(caseworker) as actor:
        kept, gone = queries.tasks_still_offered(actor, old)
    assert (kept, gone) == (WantedTasks(ended=True), ["whose", "kind", "rule"])
    with world.acting(supervisor) as actor:
        kept, gone = queries.tasks_still_offered(actor, old)
    assert (kept.holder, gone) == (str(caseworker.membership.pk), ["kind", "rule"])
