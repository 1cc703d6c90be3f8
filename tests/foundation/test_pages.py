"""A long list is shown page by page: nothing twice, nothing left out, in both directions."""

import pytest
from django.db.models import Count

from opennrm.agencies.models import Agency
from opennrm.foundation.pages import NoSuchPage, Page, page_of

ORDER = ("-name", "id")
"""Of many agencies of the same name, the id tells which comes first."""


@pytest.fixture
def agencies(world) -> list:
    for name in ("Bay", "Cape", "Bay", "Ásta", "Bay", "Delta", "Cape"):
        world.agency("police", name=name)
    return list(Agency.objects.using("setup").order_by(*ORDER))


def of(mark: str = "", *, size: int, order=ORDER) -> Page:
    return page_of(Agency.objects.using("setup").all(), order, mark, size=size)


def walk(size: int) -> list[Page]:
    pages = [of(size=size)]
    while pages[-1].next:
        pages.append(of(pages[-1].next, size=size))
    return pages


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 50])
def test_pages_follow_each_other_without_a_gap_or_a_repetition(agencies, size):
    pages = walk(size)
    assert [row for page in pages for row in page.rows] == agencies
    assert all(len(page.rows) == size for page in pages[:-1])
    assert not pages[0].previous


@pytest.mark.parametrize("size", [1, 2, 3])
def test_the_way_back_shows_the_same_pages(agencies, size):
    pages = walk(size)
    page = pages[-1]
    for expected in reversed(pages[:-1]):
        page = of(page.previous, size=size)
        assert page.rows == expected.rows
    assert not page.previous
    assert of(page.next, size=size).rows == pages[1].rows


def test_near_the_beginning_the_way_back_shows_a_whole_first_page(agencies, world):
    second = of(of(size=3).next, size=3)
    Agency.objects.using("setup").filter(pk=agencies[0].pk).delete(from_action=True)
    first = of(second.previous, size=3)
    assert [row.pk for row in first.rows] == [row.pk for row in agencies[1:4]]
    assert not first.previous


def test_a_list_that_ends_with_a_page_has_no_next_one(agencies):
    assert not of(size=len(agencies)).next


def test_an_empty_list_has_no_pages_around_it(world):
    assert of(size=3) == Page(rows=[], previous="", next="")


def test_rows_that_are_counted_together_have_pages_too(agencies):
    counted = Agency.objects.using("setup").values("name").annotate(count=Count("pk"))
    first = page_of(counted, ("name",), size=2)
    second = page_of(counted, ("name",), first.next, size=2)
    assert {row["name"]: row["count"] for row in first.rows + second.rows} == {
        "Ásta": 1, "Bay": 3, "Cape": 2, "Delta": 1,
    }  # fmt: skip


def test_a_mark_gives_away_nothing_of_the_entry(agencies):
    assert "Delta" not in of(size=1).next
    assert of(size=1).next != of(size=1).next


def _changed(mark: str) -> str:
    return mark[:-6] + ("AAAA" if mark[-6:-2] != "AAAA" else "BBBB") + mark[-2:]


@pytest.mark.parametrize("spoil", [
    lambda mark: "nonsense", lambda mark: "é", lambda mark: mark[:-8], _changed, lambda mark: "A" * 5000,
])  # fmt: skip
def test_a_mark_that_was_not_made_here_is_refused(agencies, spoil):
    with pytest.raises(NoSuchPage):
        of(spoil(of(size=1).next), size=1)


def test_a_mark_of_another_list_is_refused(agencies):
    with pytest.raises(NoSuchPage):
        of(of(size=1).next, size=1, order=("name", "id"))
