"""A sealed text says nothing about what it is, not even how long."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.foundation import sealing
from opennrm.people.models import Person


def sealed(text: str) -> tuple[sealing.Seal, Person]:
    person = Person(pk=uuid4(), case_id=uuid4())
    seal = sealing.Seal(person.case_id, sealing.new_data_key())
    seal.close_field(person, "given_names", text)
    return seal, person


@given(st.text(max_size=300))
def test_a_text_comes_back_as_it_was(text):
    seal, person = sealed(text)
    assert seal.open_field(person, "given_names") == text


def test_a_short_name_is_sealed_as_long_as_a_long_one():
    lengths = {
        len(sealed(name)[1].given_names) for name in ("Bo", "Al\u0080", "Marisol Concepcion de la Cruz")
    }
    assert len(lengths) == 1


@pytest.mark.parametrize("length", [sealing.PADDED_TO - 1, sealing.PADDED_TO, 5 * sealing.PADDED_TO])
def test_a_text_of_any_length_is_filled_up(length):
    seal, person = sealed("x" * length)
    assert (len(person.given_names) - len(sealed("x")[1].given_names)) % sealing.PADDED_TO == 0
    assert seal.open_field(person, "given_names") == "x" * length
