"""Every level of every field, each by a pair for which it is the right answer."""

import pytest

from opennrm.country.linkage import LEVELS
from opennrm.linkage.model import Model
from opennrm.linkage.records import Record, features_of, without_alias
from tests.linkage.scene import START, VARIANTS, level

MODEL = Model(START, VARIANTS)


def given(text, **more):
    return Record(given_names=text, **more)


def family(text, **more):
    return Record(family_name=text, **more)


def born(text):
    return Record(born=text)


def one_field(field):
    return lambda text: Record(**{field: text})


def guardian(text):
    return Record(guardian=text)


CASES = [
    ("given_names", "same", given("Kerry-Ann"), given("KERRY ANN")),
    ("given_names", "same", given("Kerryann"), given("Kerry Ann")),
    ("given_names", "same", given("D'Andre"), given("Dandre")),
    ("given_names", "variant", given("Kerry-Ann"), given("Kerry")),
    ("given_names", "variant", given("Liz"), given("Elizabeth")),
    ("given_names", "variant", given("Liz"), given("Beth")),
    ("given_names", "swapped", given("Anil", family_name="Persaud"), given("Persaud", family_name="Anil")),
    ("given_names", "swapped", given("Rosa"), given("Marta", second_family_name="Rosa")),
    ("given_names", "alias", given("Andre", aliases=("Bigga",)), given("Bigga")),
    ("given_names", "alias", given("Kadian", middle_names="Rose"), given("Rose")),
    ("given_names", "alias", given('Andre "Bigga"'), given("Bigga")),
    ("given_names", "near", given("Shanice"), given("Shanic")),
    ("given_names", "sound", given("Joseph"), given("Jozef")),
    ("given_names", "initial", given("J"), given("Jermaine")),
    ("given_names", "similar", given("Tamara"), given("Tamika")),
    ("given_names", "other", given("Kemar"), given("Omar")),
    ("given_names", "other", given("Mei"), given("Ma")),
    ("given_names", None, given("Mei"), given("--")),
    ("family_name", "same", family("De la Cruz"), family("Cruz")),
    ("family_name", "same", family("De la Cruz"), family("Delacruz")),
    ("family_name", "variant", family("Cruz Peña"), family("Cruz")),
    ("family_name", "variant", family("Toussaint"), family("Tousen")),
    ("family_name", "swapped", family("Ling", given_names="Mei"), family("Mei", given_names="Ling")),
    ("family_name", "near", family("Brown"), family("Browne")),
    ("family_name", "sound", family("Chin"), family("Chen")),
    ("family_name", "part", family("Cruz Peña"), family("Peña")),
    ("family_name", "part", family("Cruz", second_family_name="Peña"), family("Peña")),
    ("family_name", "similar", family("Morgan"), family("Morton")),
    ("family_name", "other", family("Grant"), family("Morgan")),
    ("birth_date", "same_day", born("2012-03-27"), born("2012-03-27")),
    ("birth_date", "swapped", born("2012-04-09"), born("2012-09-04")),
    ("birth_date", "one_digit", born("2012-04-09"), born("2012-04-19")),
    ("birth_date", "one_digit", born("2014-08-21"), born("2014-08-12")),
    ("birth_date", "same_month", born("2012-03-27"), born("2012-03")),
    ("birth_date", "other_month", born("2012-03-27"), born("2012-05")),
    ("birth_date", "estimated_same_year", born("2012-03-27"), born("2012")),
    ("birth_date", "estimated_same_year", born("2012-01-01"), born("2012-01-01~")),
    ("birth_date", "estimated_near", born("2012-03-27"), born("2014")),
    ("birth_date", "same_day_and_month", born("2008-03-27"), born("2011-03-27")),
    ("birth_date", "same_year", born("2012-03-27"), born("2012-10-05")),
    ("birth_date", "other", born("2012-03-27"), born("2009-10-05")),
    ("birth_date", "other", born("2012-03-27"), born("2015")),
    ("birth_date", "other", born("2012-03"), born("2013-03")),
    ("birth_date", None, born("2012-03-27"), born("XXXX-03-27")),
    ("birth_date", None, born("2012-03-27"), born("about 2012")),
    (
        "telephone",
        "same",
        Record(telephones=("555 123 4567", "555 999 0000")),
        Record(telephones=("123-4567",)),
    ),
    ("telephone", "one_digit", Record(telephones=("123-4567",)), Record(telephones=("123-4577",))),
    ("telephone", "one_digit", Record(telephones=("123-4567",)), Record(telephones=("123-4576",))),
    ("telephone", "other", Record(telephones=("123-4567",)), Record(telephones=("765-4321",))),
    ("telephone", None, Record(telephones=("123-4567",)), Record(telephones=("4567",))),
    ("guardian", "same", guardian("Marcia Brown"), guardian("BROWN, Marcia")),
    ("guardian", "part", guardian("Marcia Brown"), guardian("Marcia")),
    ("guardian", "near", guardian("Marcia Brown"), guardian("Marcia Browne")),
    ("guardian", "sound", guardian("Filip Cruz"), guardian("Phyllip Crus")),
    ("guardian", "other", guardian("Marcia Brown"), guardian("Odette Reid")),
    *(
        (field, found, one_field(field)(left), one_field(field)(right))
        for field in ("second_family_name", "middle_names", "school")
        for found, left, right in (
            ("same", "Saint Rosa", "saint-rosa"),
            ("near", "Rosario", "Rosarios"),
            ("other", "Rosario", "Peña"),
        )
    ),
    ("middle_names", "near", Record(middle_names="A"), Record(middle_names="Ann")),
    ("sex", "same", Record(sex="female"), Record(sex="Female")),
    ("sex", "other", Record(sex="female"), Record(sex="male")),
    ("area", "same", Record(area="Bay"), Record(area="Bay")),
    ("area", "other", Record(area="Bay"), Record(area="Hill")),
    ("document_number", "same", Record(document_number="A 12-345"), Record(document_number="a12345")),
    ("document_number", "one_character", Record(document_number="A12345"), Record(document_number="A12435")),
    ("document_number", "one_character", Record(document_number="A12345"), Record(document_number="A1234")),
    ("document_number", "other", Record(document_number="A12345"), Record(document_number="B99345")),
]


@pytest.mark.parametrize(("field", "found", "left", "right"), CASES)
def test_level(field, found, left, right):
    assert level(field, left, right, MODEL) == found


def test_every_level_of_every_field_is_tried():
    tried = {(field, found) for field, found, _, _ in CASES if found}
    assert tried == {(field, found) for field, levels in LEVELS.items() for found in levels}


@pytest.mark.parametrize(
    ("written", "name", "called"),
    [
        ("Andre (Bigga)", "Andre", ["Bigga"]),
        ("Andre “Bigga”", "Andre", ["Bigga"]),
        ("Andre called Bigga", "Andre", ["Bigga"]),
        ("Marie dite Ti-Rose", "Marie", ["Ti-Rose"]),
        ("Callede", "Callede", []),
    ],
)
def test_what_somebody_is_called_is_an_alias_in_whichever_field_it_stands(written, name, called):
    text, found = without_alias(written)
    assert (text.strip(), found) == (name, called)


def test_a_record_of_a_thousand_words_is_compared_by_its_first():
    long = Record(given_names="Ana " * 1000, aliases=("Ti",) * 1000, telephones=("1234567",) * 1000)
    features = features_of(long, {})
    assert features.given is not None
    assert len(features.given.form) < 100
    assert len(features.others) < 10
