"""A child is found again by what people remember, among the cases that one may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from opennrm.cases.actions import assign
from opennrm.foundation.refusals import NotAllowed
from opennrm.people import queries
from opennrm.people.queries import Hit, SearchTooShort

NOW = timezone.now()


def search(actor, text, *, at) -> list[Hit]:
    return queries.search(actor, text, at=at).hits


@pytest.fixture
def imani(world, constable):
    return world.report(
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
        world.report(constable, given_names=given, family_name=family, telephone=f"876 555 02{number:02}")
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


@pytest.mark.parametrize("text", ["li wei", "wei li", "Li", "WEI"])
def test_names_of_two_letters_are_found(world, caseworker, others, text):
    with world.acting(caseworker) as actor:
        assert [hit.label for hit in search(actor, text, at=NOW)] == ["Li Wei"]


SPELLINGS = [
    ("O'Brien", "O Brien"),
    ("O’Brien", "OBRIEN"),  # noqa: RUF001
    ("Jean-Baptiste", "Jeanbaptiste"),
    ("Jean\u2011Baptiste", "Jean Baptiste"),
    ("De la Cruz", "Delacruz"),
    ("De la Cruz", "de-la-cruz"),
    ("Mc Kenzie", "McKenzie"),
    ("D’Ávila", "d avila"),  # noqa: RUF001
    ("N’Golo", "Ngolo"),  # noqa: RUF001
    ("Van der Berg", "Vanderberg"),
    ("Bo", "bo"),
    ("王伟", "王伟"),
    ("王伟", "王 伟"),
    ("欧阳明月", "欧阳 明月"),
    ("さくら", "さくら"),
    ("김민수", "김 민수"),
    ("Владимир", "ВЛАДИМИР"),
    ("Юрий Ли", "юрий ли"),
    ("محمد علی", "مُحَمَّد علي"),
    ("سارة", "ساره"),
    ("कुमार", "कुमार"),
    ("สมชาย", "สมชาย"),
    ("Γιάννης", "γιαννης"),
    ("שָׂרָה", "שרה"),
    ("می\u200cن\u0627", "مین\u0627"),
]


@pytest.mark.parametrize("one, other", [*SPELLINGS, *[(other, one) for one, other in SPELLINGS]])
def test_a_name_is_found_however_it_is_put_together(world, constable, caseworker, others, one, other):
    receipt = world.report(constable, family_name=one)
    with world.acting(caseworker) as actor:
        assert [hit.case.pk for hit in search(actor, other, at=NOW)] == [receipt.case_id]


@pytest.mark.parametrize("text", ["王伟", "伟王", "伟 王", "王", "伟"])
def test_a_chinese_name_is_found_whole_and_by_each_of_its_parts(world, constable, caseworker, others, text):
    receipt = world.report(constable, family_name="王", given_names="伟")
    with world.acting(caseworker) as actor:
        assert [hit.case.pk for hit in search(actor, text, at=NOW)] == [receipt.case_id]


def test_another_name_with_the_same_character_is_not_mistaken(world, constable, caseworker):
    world.report(constable, family_name="李", given_names="伟")
    with world.acting(caseworker) as actor:
        assert search(actor, "王伟", at=NOW) == []


def test_a_word_of_one_letter_is_found_inside_a_longer_name(world, constable, caseworker, others):
    receipt = world.report(constable, given_names="Ana", family_name="E Silva")
    with world.acting(caseworker) as actor:
        for text in ("Ana e Silva", "e silva", "Esilva"):
            assert [hit.case.pk for hit in search(actor, text, at=NOW)] == [receipt.case_id]


@pytest.mark.parametrize("text", ["876-555-0151", "876 555 0162", "0151", "0162", "50162", "+1 876 555 0162"])
@pytest.mark.parametrize(
    "kept",
    [
        {"telephone": "876-555-0151 / 876-555-0162"},
        {"telephone": "mother: 876-555-0151 x12, aunt (876) 555-0162 ext. 4"},
        {"telephone": "876-555-0151", "telephone_2": "876-555-0162"},
    ],
)
def test_each_of_several_telephones_is_found(world, constable, caseworker, others, kept, text):
    receipt = world.report(constable, given_names="Imani", **kept)
    with world.acting(caseworker) as actor:
        assert [hit.case.pk for hit in search(actor, text, at=NOW)] == [receipt.case_id]


def test_the_end_of_a_telephone_or_of_a_reference_shows_only_what_one_may_see(world, caseworker, imani):
    foreign = world.person(world.agency("police"), "supervisor")
    with world.acting(caseworker) as actor:
        reference = search(actor, "imani", at=NOW)[0].case.reference
    _prefix, first, *rest = reference.split("-")
    for text in ("0142", first, "-".join([first, *rest]), reference[:10], imani.number.partition("-")[2]):
        with world.acting(caseworker) as actor:
            assert imani.case_id in [hit.case.pk for hit in search(actor, text, at=NOW)]
        with world.acting(foreign) as actor:
            assert search(actor, text, at=NOW) == []


def test_a_control_character_of_an_older_record_is_not_shown(world, constable, caseworker):
    world.report(constable, given_names="Ima\u202eni\u0007", family_name="Bro\u200bwn")
    with world.acting(caseworker) as actor:
        assert [hit.label for hit in search(actor, "Imani Brown", at=NOW)] == ["Imani Brown"]


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


@pytest.mark.parametrize("text", ["", "i", "i.", "--", "7"])
def test_a_search_that_fits_everybody_is_refused_with_advice(world, caseworker, text):
    with world.acting(caseworker) as actor, pytest.raises(SearchTooShort, match="two letters"):
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


@pytest.mark.parametrize("role", ["caseworker", "supervisor"])
def test_a_search_asks_the_database_as_often_whatever_it_finds(world, protection, constable, role):
    """Once it asked 215 times for 33 children of one name."""
    for number in range(18):
        world.report(constable, given_names="Imani", family_name=f"Reid{number}")
    with world.acting(world.person(protection, role)) as actor, CaptureQueriesContext(connection) as asked:
        assert len(search(actor, "Imani", at=NOW)) == 18
    assert len(asked) <= 20
