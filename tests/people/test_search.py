"""A child is found again by what people remember, among the cases that one may see."""

import pytest
from django.utils import timezone

from opennrm.cases.actions import assign
from opennrm.foundation.access import NotAllowed
from opennrm.people.queries import SearchTooShort, search
from tests.people.reporting import report

NOW = timezone.now()


@pytest.fixture
def protection(world):
    return world.agency("child_protection")


@pytest.fixture
def caseworker(world, protection):
    return world.person(protection, "caseworker")


@pytest.fixture
def constable(world, protection):
    return world.person(world.agency("police"), "first_responder")


@pytest.fixture
def imani(world, constable):
    return report(
        world,
        constable,
        given_names="Imani Rose",
        family_name="Thistlewood-O'Brien",
        other_names="Mimi",
        telephone="(876) 555-0142",
        document_number="A 123-456",
    )


@pytest.fixture
def others(world, constable):
    names = [("Jorge", "Núñez"), ("Imran", "Khan"), ("Rosalind", "Brown"), ("Li", "Wei")]
    return [
        report(world, constable, given_names=given, family_name=family, telephone=f"876 555 02{number:02}")
        for number, (given, family) in enumerate(names)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Imani",
        "imani rose",
        "IMANI THISTLEWOOD",
        "Thistle",
        "thistlewood o'brien",
        "Thistlewood O’Brien",  # noqa: RUF001
        "Thistelwood",
        "Emani",
        "mimi",
        "Mim",
        "8765550142",
        "+1 876 555 0142",
        "555-0142",
        "A123456",
        "a 123 456",
    ],
)
def test_a_child_is_found_by(world, caseworker, imani, others, text):
    with world.acting(caseworker) as actor:
        hits = search(actor, text, at=NOW)
    assert hits[0].case.pk == imani.case_id
    assert hits[0].label == "Imani Rose Thistlewood-O'Brien, known as Mimi"


@pytest.mark.parametrize("text", ["nunez", "Núñez", "NUNEZ jorge", "Nuñes"])
def test_accents_do_not_matter(world, caseworker, others, text):
    with world.acting(caseworker) as actor:
        assert [hit.label for hit in search(actor, text, at=NOW)] == ["Jorge Núñez"]


def test_names_of_two_letters_are_found_with_another_word(world, caseworker, others):
    with world.acting(caseworker) as actor:
        assert [hit.label for hit in search(actor, "li wei", at=NOW)] == ["Li Wei"]


@pytest.mark.parametrize("text", ["Zebedee", "Thistlethwaite Zebedee", "876 555 9999", "wood"])
def test_what_does_not_fit_is_not_found(world, caseworker, imani, others, text):
    with world.acting(caseworker) as actor:
        assert imani.case_id not in [hit.case.pk for hit in search(actor, text, at=NOW)]


def test_a_case_is_found_by_its_reference_or_its_receipt_however_typed(world, caseworker, imani, others):
    with world.acting(caseworker) as actor:
        reference = search(actor, "imani", at=NOW)[0].case.reference
        for text in (reference, reference.lower().replace("-", " "), imani.number):
            (hit,) = search(actor, text, at=NOW)
            assert (hit.case.pk, hit.person_id, hit.label) == (imani.case_id, None, "")


def test_nobody_finds_a_case_that_they_do_not_see(world, caseworker, imani, constable):
    foreign = world.person(world.agency("police"), "supervisor")
    with world.acting(caseworker) as actor:
        reference = search(actor, "imani", at=NOW)[0].case.reference
    with world.acting(foreign) as actor:
        for text in ("imani", "555-0142", reference, imani.number):
            assert search(actor, text, at=NOW) == []


def test_after_assignment_colleagues_find_it_no_more(world, protection, caseworker, imani):
    colleague = world.person(protection, "caseworker")
    with world.acting(colleague) as actor:
        assert search(actor, "imani", at=NOW)
    with world.acting(caseworker) as actor:
        assign(imani.case_id, to=actor.membership_id, by=actor, at=NOW)
    with world.acting(colleague) as actor:
        assert search(actor, "imani", at=NOW) == []
        assert search(actor, imani.number, at=NOW) == []


def test_a_role_that_does_not_search_is_refused(world, constable, imani):
    with world.acting(constable) as actor, pytest.raises(NotAllowed):
        search(actor, "imani", at=NOW)


@pytest.mark.parametrize("text", ["", "im", "i. m.", "--"])
def test_a_search_that_fits_everybody_is_refused_with_advice(world, caseworker, text):
    with world.acting(caseworker) as actor, pytest.raises(SearchTooShort, match="three letters"):
        search(actor, text, at=NOW)


def test_the_audit_knows_what_a_search_showed_and_not_what_was_looked_for(
    world, caseworker, imani, superuser
):
    with world.acting(caseworker) as actor:
        search(actor, "Thistlewood", at=NOW)
        search(actor, "Zebedee", at=NOW)
    rows = superuser.execute(
        "SELECT detail FROM audit_event WHERE kind = 'search.made' ORDER BY sequence"
    ).fetchall()
    assert rows == [({"results": 1, "cases": [str(imani.case_id)]},), ({"results": 0, "cases": []},)]


def test_the_history_of_a_case_tells_who_found_the_name(world, caseworker, imani, superuser):
    with world.acting(caseworker) as actor:
        search(actor, "Thistlewood", at=NOW)
    rows = superuser.execute("SELECT case_id, \"right\" FROM audit_event WHERE kind = 'identity.found'")
    assert rows.fetchall() == [(imani.case_id, "lead")]


def test_the_tokens_of_a_name_are_found_through_the_index(world, caseworker, imani, superuser):
    plan = superuser.execute(
        "SET enable_seqscan = off; EXPLAIN SELECT person_id FROM people_searchtoken WHERE token = '\\x00'"
    )
    while plan.description is None:
        plan.nextset()
    assert "search_token_value" in str(plan.fetchall())
    superuser.execute("RESET enable_seqscan")
