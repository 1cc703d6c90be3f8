"""Every address, every method, every relation to a case: what is answered, what it gives away, what it records."""

from collections.abc import Callable, Iterator

import pytest
from django.http import HttpResponse

from opennrm.web import errors
from tests import databases
from tests.walls import asking, judging
from tests.walls.asking import LOCKING, OUTSIDE, RELATIONS, Cell, Everybody
from tests.walls.pages import METHODS, Page, existing, expected
from tests.walls.posts import POSTS

DECIDED_BY_THE_GUARD = tuple(method for method in METHODS if method != "GET")
"""Methods that a view answers alike for everybody who may open it."""


def test_every_address_has_its_row():
    assert set(existing()) == set(expected()), (
        "Add the address to pages.toml of its folder in opennrm/web, or take it away."
    )


def test_every_form_has_its_fields():
    assert {page.name for page in expected().values() if page.takes_forms} == set(POSTS), (
        "Add to posts.py of its folder in tests/web what a browser sends to the address, or take it away."
    )


@pytest.fixture(scope="module")
def assembled(superuser, django_db_blocker) -> Iterator[Everybody]:
    """Made once: what a cell does is rolled back, or is nothing, so that all of them find the same."""
    with django_db_blocker.unblock():
        databases.empty(superuser)
        with asking.everybody(superuser) as made:
            yield made


@pytest.fixture
def everybody(assembled) -> Everybody:
    """They are signed in, however long the tests before this one took."""
    assembled.stay_signed_in()
    return assembled


@pytest.fixture
def plain_refusals(monkeypatch):
    """What the page of a refusal says is seen in test_existence; here its status is enough."""
    monkeypatch.setattr(errors, "render", lambda request, template, status: HttpResponse(status=status))


@pytest.fixture
def worth_asking(request) -> Callable[[Cell], bool]:
    """Whether a cell is asked by day: where the guard alone answers, one relation speaks for all of its role.

    Of the others that find the same on a page, every third is asked, by turns.
    """
    is_long = request.config.getoption("long")
    return lambda cell: is_long or (not cell.is_told_by_its_role and cell.is_its_turn)


def _faults(cells: Iterator[Cell], check) -> list[str]:
    found = []
    for cell in cells:
        try:
            check(cell)
        except AssertionError as fault:
            found.append(str(fault).splitlines()[0])
    return found


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_look_shows_and_records_what_it_should(everybody, plain_refusals, worth_asking, relation):
    """It also locks no row."""
    cells = (cell for page in expected().values() for cell in everybody.cells(page, relation, "GET"))
    assert _faults(filter(worth_asking, cells), judging.check_look) == []


@pytest.mark.parametrize(
    "statement", ["SELECT 1 FOR UPDATE", 'SELECT 1 FOR NO KEY UPDATE OF "a"', "… for share"]
)
def test_a_lock_of_a_look_is_recognised(statement):
    assert LOCKING.search(statement)
    assert not LOCKING.search("SELECT 'shared for', update_of FROM forms")


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_form_does_what_it_says(everybody, plain_refusals, worth_asking, relation):
    cells = (cell for page in expected().values() for cell in everybody.posts(page, relation))
    sent = (cell for cell in cells if cell.is_open and worth_asking(cell))
    assert _faults(sent, judging.check_post) == []


def test_a_form_that_has_to_be_corrected_says_so_in_its_status(everybody, plain_refusals):
    """It is sent empty, once an address, by somebody to whom it is open."""
    cells = (
        cell
        for page in expected().values()
        if page.takes_forms
        for cell in everybody.of_somebody_who_may(page, "POST")
    )
    assert _faults(cells, judging.check_empty_form) == []


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_form_that_is_refused_changes_no_row(everybody, plain_refusals, worth_asking, relation):
    """It is sent for good, as in service: nothing here rolls it back."""
    kept = everybody.kept
    cells = (cell for page in expected().values() for cell in everybody.posts(page, relation))
    refused = (cell for cell in cells if not cell.is_open and worth_asking(cell))
    faults = _faults(refused, judging.check_refused_post)
    changed = kept.changed()
    kept.restore()
    assert faults == []
    assert changed == []


@pytest.mark.parametrize("guard", ["public", "signed_in", "requires"])
def test_the_guard_alone_decides_on_the_other_methods(everybody, plain_refusals, guard, request):
    """They are asked once an address, by somebody to whom it is open; by day one of them, by turns.

    A form that is filled in is sent by the tests above.
    """
    is_long = request.config.getoption("long")
    cells = (
        cell
        for number, page in enumerate(expected().values())
        if page.guard == guard
        for method in (DECIDED_BY_THE_GUARD if is_long else _methods_by_day(number, page))
        for cell in everybody.of_somebody_who_may(page, method)
    )
    assert _faults(cells, judging.check_method) == []


def _methods_by_day(number: int, page: Page) -> list[str]:
    """One method of those that are neither a look nor a form that other tests send."""
    methods = [method for method in DECIDED_BY_THE_GUARD if method != "POST" or not page.takes_forms]
    return [methods[number % len(methods)]]


@pytest.mark.parametrize("wall", ["first", "second"])
@pytest.mark.parametrize("relation", [relation for relation in RELATIONS if relation not in OUTSIDE])
def test_one_wall_is_enough(everybody, plain_refusals, superuser, monkeypatch, request, relation, wall):
    """Without the other, each kind of record refuses each relation as before.

    By day this is asked where the wall has something to hide, not where the guard refuses, or where all may be shown,
    and there of every sixth kind of record for a relation, by turns, for each of the walls.
    """
    is_long = request.config.getoption("long")
    with asking.without(wall, superuser, monkeypatch):
        cells = (
            cell
            for number, page in enumerate(_one_of_each_kind(), RELATIONS.index(relation))
            if is_long or number % 6 == 3 * (wall == "first")
            for cell in everybody.cells(page, relation, page.methods[0])
            if is_long or cell.is_up_to_a_wall
        )
        assert _faults(cells, judging.check_wall) == []


def _one_of_each_kind() -> list[Page]:
    """One page for each kind of record, those who may, and those who find it."""
    kinds: dict[tuple, Page] = {}
    for page in expected().values():
        if page.seen_by is not None:
            kinds.setdefault((page.may, page.seen_by, tuple(sorted(page.kwargs.values()))), page)
    return list(kinds.values())


def test_no_address_forgets_the_first_wall(everybody, plain_refusals, superuser, monkeypatch):
    """Without the second, each address of a record refuses somebody whose role may, and who takes no part."""
    with asking.without("second", superuser, monkeypatch):
        cells = (
            cell
            for page in expected().values()
            if page.seen_by is not None
            for method in page.methods
            for cell in everybody.of_somebody_who_takes_no_part(page, method)
        )
        assert _faults(cells, judging.check_wall) == []
