"""Telephone numbers as people type them: alone, several in one field, with words and extensions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.people import telephones

ENDS = {"0142", "50142", "550142", "5550142"}


@pytest.mark.parametrize(
    "text", ["876-555-0142", "(876) 555 0142", "+1 876 555 0142", "1 876 5550142", "876 555 0142 ext. 7"]
)
def test_a_telephone_number_has_the_same_forms_however_written(text):
    assert telephones.forms_of(text, "JM") == ENDS


@pytest.mark.parametrize("text", ["", "119", "ring the shop"])
def test_what_is_no_telephone_number_has_no_form(text):
    assert telephones.forms_of(text, "JM") == set()


@pytest.mark.parametrize(
    "text, pieces",
    [
        ("876-555-0151 / 876-555-0162", ["876-555-0151", "876-555-0162"]),
        ("876.555.0151/876.555.0162", ["876.555.0151", "876.555.0162"]),
        ("8765550151 8765550162", ["8765550151", "8765550162"]),
        (
            "mother 876-555-0151 (evenings), aunt: (876) 555 0162 ext. 12",
            ["mother 876-555-0151 (evenings)", "aunt: (876) 555 0162 ext. 12"],
        ),
        ("call 555-0142 or 555-0143 at night", ["call 555-0142", "555-0143 at night"]),
        ("876-555-0151 x5, +44 20 7946 0958", ["876-555-0151 x5", "+44 20 7946 0958"]),
        ("ask at the shop", ["ask at the shop"]),
        ("  ", []),
    ],
)
def test_several_numbers_in_one_field_are_several_with_what_was_typed(text, pieces):
    assert telephones.pieces(text, "JM") == pieces


def test_both_numbers_of_one_field_are_found():
    forms = telephones.forms_of("876-555-0151 / 876-555-0162", "JM")
    assert {"5550151", "5550162", "0151", "0162"} <= forms


def test_a_number_is_looked_for_by_as_many_digits_as_were_typed_and_seven_at_most():
    assert telephones.forms_to_find("876 555 0142", "JM") == {"5550142"}
    assert telephones.forms_to_find("0142", "JM") == {"0142"}
    assert telephones.forms_to_find("142", "JM") == set()


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(TEXTS, st.sampled_from(["JM", "PT", "DE", "HT"]))
def test_any_text_may_be_typed_as_a_telephone_number(text, region):
    assert all(telephones.forms_of(text, region))
    assert "".join("".join(telephones.pieces(text, region)).split()) == "".join(text.split()) or (
        len(telephones.pieces(text, region)) > 1
    )
