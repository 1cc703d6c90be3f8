"""Supervisors find by tokens that occur once; everybody else among what they see, and both find the same."""

import re
import threading
from collections import Counter

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opennrm.people import finding, numbered_tokens, queries, search_index, tokens
from opennrm.people.models import SearchToken
from tests.walls.raw import run

NOW = timezone.now()


def found(world, person, text: str) -> queries.Found:
    with world.acting(person) as actor:
        return queries.search(actor, text, at=NOW)


def labels(world, person, text: str) -> set[str]:
    return {hit.label for hit in found(world, person, text).hits}


CHILDREN = [
    {"given_names": "Imani Rose", "family_name": "Thistlewood-O'Brien", "telephone": "876 555 0142"},
    {"given_names": "Imani", "family_name": "Brown", "other_names": "Mimi", "document_number": "A 123-456"},
    {"given_names": "Maria", "family_name": "De la Cruz", "telephone": "876-555-0151 / 876-555-0162 x12"},
    {"given_names": "Mariah", "family_name": "Browne", "telephone": "876 555 9142"},
    {"given_names": "Li", "family_name": "Wei", "document_number": "0142"},
    {"given_names": "伟", "family_name": "王"},
    {"given_names": "Jorge", "family_name": "Núñez", "telephone": "٨٧٦ ٥٥٥ ٠١٧٧"},  # noqa: RUF001
    {},
]
SEARCHES = [
    "imani", "Imani Brown", "Emani Braun", "Brown Maria", "maria brow", "Mar", "Thistlewoods", "obrien", "mim", "li",
    "wei li", "王", "王伟", "delacruz", "Maria Dela Cruz", "nunez jorge", "0142", "555 0142", "876 555 0162", "50177",
    "A123456", "imani 0142", "zebedee", "Marlon Brooks",
]  # fmt: skip


def test_a_supervisor_finds_by_tokens_what_a_caseworker_finds_among_the_names(
    world, constable, caseworker, supervisor
):
    for child in CHILDREN:
        world.report(constable, **child)
    both = {
        text: [
            [(hit.case.pk, hit.score, hit.label) for hit in found(world, person, text).hits]
            for person in (supervisor, caseworker)
        ]
        for text in SEARCHES
    }
    assert {text: by_tokens for text, (by_tokens, _among) in both.items()} == {
        text: among for text, (_by_tokens, among) in both.items()
    }
    assert sum(bool(among) for _by_tokens, among in both.values()) > 20


def test_no_token_occurs_twice_and_their_number_tells_no_length(world, constable, superuser):
    for given in ("Bo", "Bo", "Bo", "Maximiliana Theodora"):
        world.report(constable, given_names=given, family_name="Thistlewood")
    rows = superuser.execute("SELECT id, person_id FROM people_searchtoken").fetchall()
    assert len({token for token, _person in rows}) == len(rows)
    of_each = Counter(person for _token, person in rows)
    assert len(of_each) == 4
    assert all(number % numbered_tokens.PADDED_TO == 0 for number in of_each.values())


def test_tokens_stand_in_an_order_of_chance(world, constable, superuser):
    world.report(constable, given_names="Imani", family_name="Brown")
    rows = [row for (row,) in superuser.execute("SELECT id FROM people_searchtoken ORDER BY ctid").fetchall()]
    assert rows == sorted(rows)


def test_everybody_who_shares_a_name_is_found(world, constable, supervisor):
    family_names = {f"Reid{number}" for number in range(40)}
    for name in family_names:
        world.report(constable, given_names="Imani", family_name=name)
    assert labels(world, supervisor, "imani") == {f"Imani {name}" for name in family_names}


def test_two_children_of_one_name_reported_at_once_are_both_found(world, constable, supervisor):
    reporters = [world.person(world.agency("police"), "first_responder") for _ in range(6)]
    together, failed = threading.Barrier(len(reporters)), []

    def tell(number: int) -> None:
        try:
            together.wait()
            world.report(reporters[number], given_names="Imani", family_name=f"Brown {number}")
        except Exception as failure:
            failed.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=tell, args=[number]) for number in range(len(reporters))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(found(world, supervisor, "imani brown").hits) == len(reporters)


def test_a_report_that_fails_at_the_end_leaves_no_gap(world, constable, supervisor, monkeypatch):
    world.report(constable, given_names="Imani", family_name="Brown")
    with monkeypatch.context() as patch:
        add = search_index.add
        patch.setattr(search_index, "add", lambda *given: add(*given) or 1 / 0)
        with pytest.raises(ZeroDivisionError):
            world.report(constable, given_names="Imani", family_name="Reid")
    world.report(constable, given_names="Imani", family_name="Khan")
    assert labels(world, supervisor, "imani") == {"Imani Brown", "Imani Khan"}


def test_a_token_that_stands_for_nobody_keeps_its_number(world, constable, supervisor, superuser):
    receipts = [
        world.report(constable, given_names="Imani", family_name=name) for name in ("Brown", "Khan", "Reid")
    ]
    superuser.execute(
        "UPDATE people_searchtoken SET person_id = NULL WHERE person_id IN "
        "(SELECT id FROM people_person WHERE case_id = %s)",
        [receipts[0].case_id],
    )
    world.report(constable, given_names="Imani", family_name="Silva")
    assert labels(world, supervisor, "imani") == {"Imani Khan", "Imani Reid", "Imani Silva"}


def test_the_tokens_of_a_person_are_found_without_reading_all_of_them(superuser):
    superuser.execute("SET enable_seqscan = off")
    plan = superuser.execute(
        "EXPLAIN UPDATE people_searchtoken SET person_id = NULL WHERE person_id = ANY (ARRAY("
        "SELECT id FROM people_person WHERE case_id = gen_random_uuid()))"
    ).fetchall()
    superuser.execute("RESET enable_seqscan")
    assert "search_token_of_person" in str(plan)


def test_among_many_of_each_word_the_child_who_has_both_is_found(world, constable, supervisor, monkeypatch):
    monkeypatch.setattr(search_index, "MOST_OF_A_KEY", 2)
    monkeypatch.setattr(numbered_tokens, "PROBES", 1)
    monkeypatch.setattr(search_index, "_FIRST_LOOK", (0, 1))
    for number in range(4):
        world.report(constable, given_names="Maria", family_name=f"Reid{number}")
        world.report(constable, given_names=f"Ana{number}", family_name="Brown")
    world.report(constable, given_names="Maria", family_name="Brown")
    for text in ("Maria Brown", "brown maria", "Mariah Braun", "maria bro"):
        answer = found(world, supervisor, text)
        assert answer.hits[0].label == "Maria Brown"
        assert answer.is_cut


def test_who_sees_more_than_is_opened_is_told(world, constable, caseworker, supervisor, monkeypatch):
    monkeypatch.setattr(finding, "MOST_OPENED", 3)
    for number in range(4):
        world.report(constable, given_names="Imani", family_name=f"Reid{number}")
    answer = found(world, caseworker, "imani")
    assert {hit.label for hit in answer.hits} == {"Imani Reid1", "Imani Reid2", "Imani Reid3"}
    assert answer.is_cut
    assert not found(world, supervisor, "imani").is_cut


@pytest.mark.parametrize("number", [0, 1, 2, 15, 16, 17, 1000, 33_333, 70_000])
def test_the_first_free_number_is_found_in_few_questions(number):
    asked = []

    def taken(wanted):
        asked.append(len(wanted))
        return {(key, place) for key, place in wanted if place < {"frequent": number, "rare": 1}[key[1]]}

    keys = {(tokens.NAME, "frequent"), (tokens.NAME, "rare")}
    free = numbered_tokens.first_free(keys, taken)
    assert free == {(tokens.NAME, "frequent"): number, (tokens.NAME, "rare"): 1}
    assert len(asked) <= 6
    assert max(asked) <= 40


def test_the_same_name_has_other_tokens_in_another_agency(world, protection):
    elsewhere = world.agency("child_protection")
    key = (tokens.NAME, "imani")
    assert tokens.maker(protection.pk)(key, 0) != tokens.maker(elsewhere.pk)(key, 0)
    assert tokens.maker(protection.pk)(key, 0) == tokens.maker(protection.pk)(key, 0)


def test_only_supervisors_of_the_agency_see_tokens(world, constable, caseworker, supervisor):
    world.report(constable, given_names="Imani")
    elsewhere = world.person(world.agency("child_protection"), "supervisor")
    seen = {}
    for person in (constable, caseworker, supervisor, elsewhere):
        with world.acting(person):
            seen[person.email] = SearchToken.objects.exists()
    assert [email for email, sees in seen.items() if sees] == [supervisor.email]


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_a_search_reads_no_row_of_a_hidden_child_of_the_same_name(world, protection, constable, role):
    """So that it takes no longer where hidden children share the name."""
    searcher = world.person(protection, role)
    world.report(constable, given_names="Imani", family_name="Brown")
    before = rows_read(world, searcher, "Imani Brown")
    world.agency("child_protection", areas=["JM-14"])
    for _ in range(5):
        world.report(constable, area="JM-14", given_names="Imani", family_name="Brown")
    assert before
    assert rows_read(world, searcher, "Imani Brown") == before


def rows_read(world, person, text: str) -> list[tuple[str, float]]:
    """The same of a search, by whoever makes it."""
    with world.acting(person) as actor:
        with CaptureQueriesContext(connection) as asked:
            queries.search(actor, text, at=NOW)
        return rows_read_by(asked)


def rows_read_by(asked) -> list[tuple[str, float]]:
    """For each of these queries about people, its table, and how many rows were read, also those thrown away."""
    run("SET LOCAL enable_seqscan = off")
    read = []
    for query in asked:
        if table := re.match('SELECT .* FROM "(people_[a-z]+)"', query["sql"]):
            (explained,) = run(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql'].replace('%', '%%')}")
            read.append((table[1], sum(_rows(explained["Plan"]))))
    return read


def _rows(node: dict) -> list[float]:
    counted = [
        value for name, value in node.items() if name == "Actual Rows" or name.startswith("Rows Removed")
    ]
    return counted + [value for inner in node.get("Plans", ()) for value in _rows(inner)]


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_those_who_fit_best_are_shown_and_it_is_said_that_there_are_more(
    world, protection, constable, monkeypatch, role
):
    monkeypatch.setattr(finding, "MOST_SHOWN", 2)
    for name in ("Imanuel", "Imani", "Imanie"):
        world.report(constable, given_names=name)
    answer = found(world, world.person(protection, role), "iman")
    assert [hit.label for hit in answer.hits] == ["Imani", "Imanie"]
    assert answer.is_cut
