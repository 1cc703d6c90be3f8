"""Names, numbers and dates in one form, whatever the spelling."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.people import rules

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    "text, words",
    [
        ("Núñez", ["nunez"]),
        ("O'Brien O’Brien", ["obrien", "obrien"]),  # noqa: RUF001
        ("Anne-Marie  d’Arc", ["anne", "marie", "darc"]),  # noqa: RUF001
        ("Søren Łukasz Groß", ["soren", "lukasz", "gross"]),
        ("  ,-; ", []),
        ("Ｆｕｌｌ", ["full"]),  # noqa: RUF001
    ],
)
def test_words_of_a_name(text, words):
    assert rules.words(text) == words


def test_beginnings_of_a_word():
    assert rules.beginnings("thistle") == ["thi", "this", "thist", "thistl"]
    assert rules.beginnings("li") == []


@pytest.mark.parametrize("one, other", [("philip", "fillip"), ("catherine", "katherine"), ("shaun", "shawn")])
def test_names_that_sound_alike_meet(one, other):
    assert rules.sound(one) == rules.sound(other)


@pytest.mark.parametrize("text", ["876-555-0142", "(876) 555 0142", "+1 876 555 0142", "1 876 5550142"])
def test_a_telephone_number_has_one_form(text):
    assert rules.telephone_forms(text, "JM") == {"5550142", "+18765550142"}


@pytest.mark.parametrize("text", ["", "119", "ring the shop", "555-014"])
def test_what_is_no_telephone_number_has_no_form(text):
    assert rules.telephone_forms(text, "JM") == set()


@pytest.mark.parametrize(
    "born, age",
    [
        ("", None),
        ("2010", 15),
        ("2010-06", 15),
        ("2010-05", 16),
        ("2010-06-01", 16),
        ("2010-06-02", 15),
        ("2027", 0),
    ],
)
def test_of_a_date_known_in_part_the_youngest_age_counts(born, age):
    assert rules.age_on(date(2026, 6, 1), born) == age


@given(NAMES)
def test_a_normal_form_is_its_own_normal_form(text):
    words = rules.words(text)
    assert rules.words(" ".join(words)) == words


@given(NAMES)
def test_a_name_fits_itself_best(text):
    words = rules.words(text)
    assert rules.score(words, words) == (100 if words else 0)


@given(
    st.lists(st.text(min_size=1, max_size=12), max_size=4),
    st.lists(st.text(min_size=1, max_size=12), max_size=4),
)
def test_a_score_is_a_share_of_a_hundred_and_more_names_never_lower_it(wanted, names):
    score = rules.score(wanted, names)
    assert 0 <= score <= 100
    assert rules.score(wanted, [*names, "another"]) >= score


@given(NAMES, st.sampled_from(["JM", "PT", "DE", "HT"]))
def test_any_text_may_be_typed_as_a_telephone_number(text, region):
    assert all(form for form in rules.telephone_forms(text, region))
