"""That a hidden case exists can be told from nothing: not from a list, a count, a search, a refusal or an error."""

import re
import uuid

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from opennrm.cases.models import Document, TimelineEntry
from opennrm.country.pack import pack
from tests.walls import cast as casting

pytestmark = pytest.mark.database

LOOKED_AT = ("home", "notices", "case-list", "case-search", "clock-list", "service-list", "concern-list")
CHANGING = re.compile(rb'name="(csrfmiddlewaretoken|page)" value="[^"]*"|[0-9]+\xc2\xa0(minutes?|seconds?)')


@pytest.fixture
def two_agencies(world):
    """A caseworker with a case of their own, and another agency that leads another area."""
    near, far = pack().areas[0].code, pack().areas[1].code
    mine = world.agency("child_protection", code="mine", areas=[near])
    world.agency("child_protection", code="theirs", areas=[far])
    reporter = world.person(world.agency("police"), "first_responder")
    worker = world.person(mine, "supervisor")
    canaries = casting.Canaries()
    casting.report(world, reporter, canaries, area=near)
    return worker, reporter, canaries, far


def pages_of(world, worker, words: str) -> dict[str, bytes]:
    client = world.client(worker)
    answers = {name: client.get(reverse(name)) for name in LOOKED_AT}
    answers["search"] = client.post(reverse("case-search"), {"words": words})
    shown = {}
    for name, response in answers.items():
        headers = sorted((k, v) for k, v in response.headers.items() if k != "Content-Length")
        shown[name] = CHANGING.sub(b"", response.content) + repr((response.status_code, headers)).encode()
    return shown


def test_a_hidden_case_of_the_same_child_changes_no_byte(world, two_agencies):
    worker, reporter, canaries, far = two_agencies
    before = pages_of(world, worker, canaries.given_names)
    casting.report(world, reporter, canaries, area=far)
    after = pages_of(world, worker, canaries.given_names)
    assert [name for name in before if before[name] != after[name]] == []


def test_hidden_and_absent_cases_are_refused_with_the_same_bytes(world, two_agencies):
    worker, reporter, canaries, far = two_agencies
    hidden = casting.report(world, reporter, canaries, area=far).case_id
    client = world.client(worker)
    for name in ("case-show", "case-assign"):
        answers = [client.get(reverse(name, args=[case_id])) for case_id in (hidden, uuid.uuid4())]
        assert {response.status_code for response in answers} == {404}
        assert CHANGING.sub(b"", answers[0].content) == CHANGING.sub(b"", answers[1].content)


@pytest.mark.parametrize("model", [TimelineEntry, Document])
def test_adding_to_a_hidden_case_fails_as_adding_to_an_absent_one(world, two_agencies, model):
    worker, reporter, canaries, far = two_agencies
    hidden = casting.report(world, reporter, canaries, area=far).case_id
    messages = set()
    for case_id in (hidden, uuid.uuid4()):
        with world.acting(worker) as actor:
            mine = [actor.own_principal]
            common = {"case_id": case_id, "readers": mine, "writers": mine}
            if model is TimelineEntry:
                row = TimelineEntry(at="2026-01-01T00:00Z", kind="case.assigned", **common)
            else:
                row = Document(
                    number=1, media_type="image/jpeg", size=1, digest="", added_at="2026-01-01T00:00Z",
                    added_by_id=actor.membership_id, **common,
                )  # fmt: skip
            with pytest.raises(DatabaseError) as refused, transaction.atomic():
                row.save(from_action=True, force_insert=True)
        messages.add(str(refused.value))
    assert len(messages) == 1
