"""Names, numbers and dates in one form, whatever the spelling."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opennrm.foundation.partial_dates import PartialDate
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
    assert rules.beginnings("mimi") == ["mim"]
    assert rules.beginnings("li") == []
    assert rules.beginnings("王伟") == ["王"]


@pytest.mark.parametrize("one, other", [("philip", "fillip"), ("catherine", "katherine"), ("shaun", "shawn")])
def test_names_that_sound_alike_meet(one, other):
    assert rules.sound(one) == rules.sound(other)


@pytest.mark.parametrize("apostrophe", "'’‘ʼ`´ʻʹ′＇ꞌ՚׳")  # noqa: RUF001
def test_an_apostrophe_of_any_kind_is_none(apostrophe):
    assert rules.words(f"O{apostrophe}Brien") == ["obrien"]
    assert {"o", "brien", "obrien"} <= rules.forms_of("", f"O{apostrophe}Brien", "")


@pytest.mark.parametrize("hyphen", "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d")
def test_a_hyphen_of_any_kind_parts_two_words_that_are_one_too(hyphen):
    assert rules.forms_of(f"Jean{hyphen}Baptiste", "", "") == {"jean", "baptiste", "jeanbaptiste"}


@pytest.mark.parametrize("unseen", "\u200b\u200e\u202e\u2060\ufeff\ufe0f\u034f")
def test_what_nobody_sees_is_in_no_word(unseen):
    assert rules.words(f"Ima{unseen}ni") == ["imani"]


@pytest.mark.parametrize(
    "text, words",
    [
        ("कुमार", 1),
        ("สมชาย ใจดี", 2),
        ("محـمد علی", 2),
        ("Владимир Ким", 2),
        ("김민수", 1),
        ("さくら 田中", 2),
    ],
)
def test_a_word_of_any_script_stays_whole(text, words):
    assert len(rules.words(text)) == words


def test_a_long_field_is_not_joined_without_end():
    assert len(rules.forms_of(" ".join("abcdefghijklmnopqrstuvwxyz" * 4), "", "")) < 100


@pytest.mark.parametrize("text", ["i", "", "--", "7", "12", "é"])
def test_too_little_to_search_for(text):
    assert not rules.is_enough(text)


@pytest.mark.parametrize("text", ["Bo", "王", "Ng", "김", "123", "Ю Ю"])
def test_enough_to_search_for(text):
    assert rules.is_enough(text)


@pytest.mark.parametrize(
    "born, age",
    [
        ("XXXX-06-01", None),
        ("2010", 15),
        ("2010-06", 15),
        ("2010-05", 16),
        ("2010-06-01", 16),
        ("2010-06-02", 15),
        ("2010-05~", 16),
        ("2027", 0),
    ],
)
def test_of_a_date_known_in_part_the_youngest_age_counts(born, age):
    assert rules.age_on(date(2026, 6, 1), PartialDate.fromisoformat(born)) == age


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


@pytest.mark.parametrize(
    "wanted, name",
    [
        ("O Brien", "O'Brien"),
        ("Jeanbaptiste", "Jean-Baptiste"),
        ("Delacruz", "De la Cruz"),
        ("McKenzie", "Mc Kenzie"),
        ("Mariadelaluz", "Maria de la Luz"),
    ],
)
def test_together_and_apart_fit_both_ways(wanted, name):
    assert rules.score(rules.words(wanted), rules.forms_of("", name, "")) == 100
    assert rules.score(rules.words(name), rules.forms_of("", wanted, "")) == 100


@pytest.mark.parametrize(
    ("born", "is_possible"),
    [
        ("1906", True), ("1905", False), ("1906-06", True), ("1906-05", False), ("1906-06-01", True),
        ("1906-05-31", False), ("2026-06-01", True), ("2026-06-02", False), ("2026-06", True), ("2027", False),
        ("XXXX-12-31", True),
    ],
)  # fmt: skip
def test_nobody_alive_was_born_in_the_future_or_more_than_120_years_ago(born, is_possible):
    assert rules.is_possible_birth(PartialDate.fromisoformat(born), on=date(2026, 6, 1)) == is_possible
