"""The pages of a closed case: nobody is asked to fill in what would be refused."""

import pytest
from django.urls import reverse

from tests.closing.scene import set_up

pytestmark = pytest.mark.database

OFFERS = {
    "task-of-case": "Add a task",
    "conference-of-case": "Plan a case conference",
    "exploitation-list": "Record how the child is exploited",
    "case-ties": "Tie the two cases",
    "case-messages": "Send the question",
}


def test_a_closed_case_offers_nothing_that_would_be_refused(world):
    scene = set_up(world)
    client = world.client(scene.office.caseworker)
    pages = {page: reverse(page, args=[scene.case_id]) for page in OFFERS}
    for page, words in OFFERS.items():
        assert words in client.get(pages[page]).content.decode(), page
    scene.close()
    for page, words in OFFERS.items():
        answer = client.get(pages[page])
        assert answer.status_code == 200
        assert words not in answer.content.decode(), page
