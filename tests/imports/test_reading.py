"""What the cells of an old list mean, and what to do where they mean nothing."""

from datetime import date

import pytest

from opennrm.country.pack import pack
from opennrm.foundation.partial_dates import DateOrder
from opennrm.imports import dates, reading
from opennrm.imports.columns import Columns, Field, guess
from opennrm.imports.dates import evidence, is_ambiguous

ON = date(2026, 12, 1)


def born(text, order=DateOrder.DAY_FIRST):
    return dates.read(text, order, pack().month_names, on=ON).isoformat()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("03/04/2011", "2011-04-03"),
        ("3.4.2011", "2011-04-03"),
        ("3-4-11", "2011-04-03"),
        ("25/12/99", "1999-12-25"),
        ("12/25/2011", "2011-12-25"),
        ("2011-04-03", "2011-04-03"),
        ("2011-04-03 00:00:00", "2011-04-03"),
        ("2011/4", "2011-04"),
        ("04/2011", "2011-04"),
        ("00/00/2011", "2011"),
        ("2011", "2011"),
        ("about 2011", "2011~"),
        ("c. 2011", "2011~"),
        ("2011?", "2011~"),
        ("3 April 2011", "2011-04-03"),
        ("April 3rd, 2011", "2011-04-03"),
        ("3-Apr-11", "2011-04-03"),
        ("April 2011", "2011-04"),
    ],
)
def test_dates_are_read_as_people_write_them(text, meant):
    assert born(text) == meant


@pytest.mark.parametrize(
    "text",
    ["31/02/2011", "yesterday", "99/99/2011", "5/0/2011", "201", "1/2", "Apr", "13/13/2011", "9" * 400],
)
def test_what_is_no_date_is_not_guessed(text):
    with pytest.raises(ValueError):
        born(text)


def test_the_order_of_day_and_month_is_asked_where_it_matters():
    assert born("03/04/2011", DateOrder.MONTH_FIRST) == "2011-03-04"
    with pytest.raises(ValueError, match="order"):
        born("03/04/2011", None)
    assert born("25/12/2011", None) == "2011-12-25"
    assert is_ambiguous("03/04/2011")
    assert not is_ambiguous("04/04/2011")
    assert not is_ambiguous("25/12/2011")


def test_the_order_is_guessed_only_where_all_dates_agree():
    assert evidence(["03/04/2011", "25/12/2011"]) == DateOrder.DAY_FIRST
    assert evidence(["03/04/2011", "12/25/2011"]) == DateOrder.MONTH_FIRST
    assert evidence(["25/12/2011", "12/25/2011"]) is None
    assert evidence(["03/04/2011"]) is None


# Columns


def test_columns_are_guessed_from_headings_below_a_title():
    rows = [
        ["Ledger of the north"],
        [],
        ["No.", "Child's name", "D.O.B.", "M/F", "Parish", "Shoe size"],
        ["1", "Ann Bell"],
    ]
    found = guess(rows)
    assert found.heading_row == 2
    assert found.fields == (Field.REFERENCE, Field.NAME, Field.BORN, Field.SEX, Field.AREA, Field.NOTES)


def test_a_second_column_of_the_same_goes_to_the_notes():
    found = guess([["Name", "Surname", "Name", "Phone", "Phone"]])
    assert found.fields == (Field.NAME, Field.FAMILY, Field.NOTES, Field.TELEPHONE, Field.TELEPHONE)


def test_columns_beyond_the_headings_are_kept_too():
    found = guess([["First name", "Surname"], ["Ann", "Bell", "and more"]])
    assert found.fields == (Field.GIVEN, Field.FAMILY, Field.NOTES)


def test_what_was_said_comes_back_as_it_was():
    said = guess([["Name", "Born"], ["Ann", "25/12/2011"]])
    assert Columns.of(said.as_data()) == said


# Rows


def read(**cells):
    fields = tuple(Field(name) for name in cells)
    columns = Columns(
        heading_row=0, fields=fields, order=DateOrder.DAY_FIRST, headings=tuple(map(str.title, cells))
    )
    return reading.read(list(cells.values()), columns, reading.known(), on=ON)


def problems(**cells):
    return [problem.code for problem in read(**cells).problems]


def test_a_name_in_one_column_is_taken_apart():
    assert read(name="Keisha Ann Brown").answers == {"given_names": "Keisha Ann", "family_name": "Brown"}
    assert read(name="Brown, Keisha Ann").answers == {"given_names": "Keisha Ann", "family_name": "Brown"}
    assert read(name="Keisha").answers == {"family_name": "Keisha"}


def test_codes_are_known_by_their_titles_too():
    area = pack().areas[0]
    found = read(given_names="Ann", sex="GIRL", area=area.name.upper())
    assert (found.answers["sex"], found.answers["area"], found.problems) == ("female", area.code, [])


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"age": "12"}, ["no_name"]),
        ({"given_names": "=HYPERLINK(1)"}, ["formula", "no_name"]),
        ({"given_names": "#REF!", "family_name": "Bell"}, ["formula"]),
        ({"given_names": "A" * 201, "family_name": "Bell"}, ["too_long"]),
        ({"given_names": "Ann", "birth_date": "31/02/2011"}, ["date"]),
        ({"given_names": "Ann", "birth_date": "1/1/2030"}, ["birth"]),
        ({"given_names": "Ann", "age": "twelve"}, ["age"]),
        ({"given_names": "Ann", "age": "121"}, ["age"]),
        ({"given_names": "Ann", "sex": "maybe"}, ["sex"]),
        ({"given_names": "Ann", "area": "Atlantis"}, ["area"]),
    ],
)
def test_a_row_that_cannot_be_read_says_why(cells, codes):
    found = read(**cells)
    assert [problem.code for problem in found.problems] == codes
    assert all("{" not in problem.sentence for problem in found.problems)


def test_of_an_age_and_a_date_of_birth_the_age_goes_to_the_notes():
    found = read(given_names="Ann", birth_date="25/12/2011", age="9")
    assert "age" not in found.answers
    assert found.answers["account"] == "Age: 9"


def test_a_row_with_more_cells_than_headings_is_not_guessed():
    columns = Columns(heading_row=0, fields=(Field.GIVEN,), headings=("Name",))
    found = reading.read(["Ann", "Bell"], columns, reading.known(), on=ON)
    assert [problem.code for problem in found.problems] == ["columns"]
