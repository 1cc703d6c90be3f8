"""How long a search took tells nothing of children whom one may not see."""

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from opennrm.web import middleware
from opennrm.web.middleware import STEP_SECONDS, until_next_step


@given(st.floats(min_value=0, max_value=60))
def test_an_answer_is_sent_on_the_next_step(passed):
    waiting = until_next_step(passed)
    assert 0 < waiting <= STEP_SECONDS
    steps = (passed + waiting) / STEP_SECONDS
    assert abs(steps - round(steps)) < 1e-6


@pytest.fixture
def waits(monkeypatch):
    """Each wait, with whether a transaction was open; nobody waits."""
    seen: list[tuple[float, bool]] = []
    monkeypatch.setattr(
        middleware, "sleep", lambda seconds: seen.append((seconds, connection.in_atomic_block))
    )
    return seen


@pytest.fixture
def caseworker(world):
    return world.person(world.agency("child_protection"), "caseworker")


@pytest.mark.parametrize("words", ["Imani", "0142", "x", ""])
def test_every_answer_to_a_search_waits_after_its_transaction(world, caseworker, waits, words):
    world.client(caseworker).post(reverse("case-search"), {"words": words})
    ((seconds, holds_transaction),) = waits
    assert 0 < seconds <= STEP_SECONDS
    assert not holds_transaction


def test_other_pages_do_not_wait(world, caseworker, waits):
    client = world.client(caseworker)
    for address in ("case-search", "case-list", "home", "service-list"):
        client.get(reverse(address))
    client.get("/no-such-page/")
    assert waits == []
