"""The list, the page of one case, what is sealed in it, taking and giving it, and searching."""

import re
import threading
from uuid import uuid4

import pytest
from django.db import connections
from django.urls import reverse

from opennrm.country.pack import pack
from opennrm.foundation.files import accept
from opennrm.invented.concerns import photograph
from tests.foundation.test_files import document
from tests.world import Person


@pytest.fixture
def caseworker(world, protection) -> Person:
    return world.person(protection, "caseworker", name="Marva Invented")


@pytest.fixture
def colleague(world, protection) -> Person:
    return world.person(protection, "caseworker", name="Tyrone Invented")


@pytest.fixture
def reported(world, protection):
    """Reports a concern as a constable, and returns the id of its case."""
    constable = world.person(world.agency("police"), "first_responder")
    return lambda **answers: world.report(constable, **answers).case_id


def page(world, person: Person, name: str, *args) -> str:
    response = world.client(person).get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def opened(world, person: Person, case_id) -> str:
    return world.client(person).post(reverse("case-identity", args=[case_id])).content.decode()


def test_an_empty_list_says_what_would_stand_there(world, caseworker):
    assert "There are no cases here" in page(world, caseworker, "case-list")


def test_the_case_says_first_which_danger_was_reported(world, caseworker, reported):
    danger = next(iter(pack().codes("urgent_dangers").values()))
    assert danger.title in page(world, caseworker, "case-show", reported(urgent_dangers=[danger.code]))
    assert "Urgent:" not in page(world, caseworker, "case-show", reported())


def test_opening_shows_what_was_reported_by_whom_it_is_known_and_where(world, caseworker, reported):
    source, area = next(iter(pack().codes("sources").values())), pack().areas[0]
    content = opened(
        world, caseworker, reported(told_by=source.code, area=area.code, account="Seen at the pier.")
    )
    assert all(words in content for words in (source.title, area.name, "Seen at the pier."))


def test_what_a_file_was_called_is_shown_once_it_is_opened_and_not_before(world, caseworker, reported):
    case_id = reported(
        files=[photograph(name="Keisha Brown.jpg"), accept(document(), "Report on Keisha.pdf")]
    )
    before = page(world, caseworker, "case-show", case_id)
    assert "Keisha" not in before
    assert re.search(r"(Picture 1.*Document 2|Document 2.*Picture 1|Document 1.*Picture 2|Picture 2.*Document 1)",
                     before, re.DOTALL)  # fmt: skip
    after = opened(world, caseworker, case_id)
    assert all(name in after for name in ("Keisha Brown.jpg", "Report on Keisha.pdf"))


@pytest.mark.parametrize(
    "answer, warning",
    [
        ("yes", None),
        ("no", "It is not safe to contact the person"),
        (None, "We do not know whether it is safe"),
    ],
)
def test_whoever_reported_is_not_called_where_it_is_not_safe(world, caseworker, reported, answer, warning):
    content = opened(
        world, caseworker, reported(reporter_contact="876 555 0100", reporter_safe_to_contact=answer)
    )
    assert "876 555 0100" in content
    assert (warning in content) if warning else ("safe to write to" not in content)


def test_a_case_is_taken_once(world, caseworker, colleague, reported):
    case_id = reported()
    address = reverse("case-take", args=[case_id])
    assert world.client(caseworker).post(address).status_code == 302
    assert world.client(caseworker).post(address).status_code == 409
    assert world.client(colleague).post(address).status_code == 404


def test_a_supervisor_gives_a_case_to_somebody(world, caseworker, colleague, supervisor, reported):
    case_id = reported()
    address = reverse("case-assign", args=[case_id])
    answer = world.client(supervisor).post(address, {"to": str(colleague.membership.pk)}, follow=True)
    assert "only that person and the supervisors can see it" in answer.content.decode()
    shown = [
        world.client(person).get(reverse("case-show", args=[case_id])) for person in (colleague, caseworker)
    ]
    assert [response.status_code for response in shown] == [200, 404]


def test_giving_to_nobody_says_what_to_do(world, supervisor, caseworker, reported):
    answer = world.client(supervisor).post(reverse("case-assign", args=[reported()]), {"to": ""})
    assert "Choose who the case should be assigned to." in answer.content.decode()


def test_a_caseworker_gives_a_case_to_nobody_else(world, caseworker, colleague, reported):
    address = reverse("case-assign", args=[reported()])
    answer = world.client(caseworker).post(address, {"to": str(colleague.membership.pk)})
    assert answer.status_code == 403


def test_a_search_shows_what_is_found_and_says_what_to_try_otherwise(world, caseworker, reported):
    reported(given_names="Imani", family_name="Thistle")
    client = world.client(caseworker)
    found = client.post(reverse("case-search"), {"words": "imani"}).content.decode()
    assert "1 case found" in found
    assert "Imani Thistle" in found
    assert (
        "Try another spelling" in client.post(reverse("case-search"), {"words": "zebedee"}).content.decode()
    )
    assert "two letters" in client.post(reverse("case-search"), {"words": "i"}).content.decode()
    assert "Enter a name" in client.post(reverse("case-search"), {"words": ""}).content.decode()


def test_a_search_that_did_not_look_at_everything_says_so(world, caseworker, reported, monkeypatch):
    monkeypatch.setattr("opennrm.people.finding.MOST_OPENED", 1)
    client = world.client(caseworker)
    for more_than_one_looks_at in (False, True):
        reported(given_names="Imani")
        found = client.post(reverse("case-search"), {"words": "imani"}).content.decode()
        assert ("There may be more" in found) is more_than_one_looks_at


def test_the_second_of_two_who_take_a_case_reads_that_it_was_taken(world, caseworker, colleague, reported):
    case_id = reported()
    address = reverse("case-take", args=[case_id])
    assert world.client(caseworker).post(address).status_code == 302
    answer = world.client(colleague).post(address)
    assert answer.status_code == 404
    assert "Marva Invented took this case on" in answer.content.decode()


def test_of_two_who_take_a_case_at_the_same_moment_one_reads_that_it_was_taken(
    world, caseworker, colleague, reported
):
    case_id, answers = reported(), []
    together = threading.Barrier(2)

    def take(person) -> None:
        try:
            together.wait()
            answers.append(world.client(person).post(reverse("case-take", args=[case_id])))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=[person]) for person in (caseworker, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first, second = sorted(answers, key=lambda answer: answer.status_code)
    assert (first.status_code, second.status_code) == (302, 404)
    assert re.search(r"(Marva|Tyrone) Invented took this case on", second.content.decode())


def test_taking_what_was_never_there_reads_as_taking_what_is_hidden(world, caseworker, colleague, reported):
    case_id = reported()
    world.client(caseworker).post(reverse("case-take", args=[case_id]))
    foreign = world.person(world.agency("police"), "supervisor")
    pages = [
        re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', "", answer.content.decode())
        for answer in (
            world.client(foreign).post(reverse("case-take", args=[case_id])),
            world.client(foreign).post(reverse("case-take", args=[uuid4()])),
        )
    ]
    assert pages[0] == pages[1]
