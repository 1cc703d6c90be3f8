"""Dates are read as people write them, and never guessed."""

from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from opennrm.web.design import DateNotUnderstood, PartialDate, in_words, read_date, read_date_text
from opennrm.web.templatetags.design import day

WHOLE = PartialDate(2012, 3, 27)


@pytest.mark.parametrize(
    "text",
    [
        "27 March 2012",
        "27 mar 2012",
        "27/3/2012",
        "27.03.2012",
        "27-3-2012",
        "2012-03-27",
        "2012/3/27",
        "27th of March, 2012",
        "March 27, 2012",
        "Tuesday 27 March 2012",
        "  27  MARCH   2012 ",
    ],
)
def test_a_whole_date_is_understood(text):
    assert read_date_text(text) == WHOLE


@pytest.mark.parametrize("text", ["March 2012", "3/2012", "2012-03", "mar. 2012"])
def test_a_month_and_a_year_are_understood(text):
    assert read_date_text(text) == PartialDate(2012, 3)


def test_a_year_alone_is_understood():
    assert read_date_text("2012") == PartialDate(2012)


def test_nothing_typed_is_no_date():
    assert read_date_text("  ") is None
    assert read_date("", " ", "") is None


def test_a_whole_date_in_one_box_is_understood():
    assert read_date("27 March 2012", "", "") == WHOLE
    assert read_date("", "", "27/3/2012") == WHOLE


def test_three_boxes_take_names_of_months():
    assert read_date("27", "March", "2012") == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        "27 de marzo de 2012", "27 mar 2012", "27 marzo 2012",  # Spanish
        "27 mas 2012", "27 MAS 2012",  # Haitian Creole, whose names the pack gives
        "27 मार्च 2012",  # Hindi
        "27 三月 2012", "27 3月 2012",  # Mandarin Chinese
    ],
)  # fmt: skip
def test_months_are_understood_in_every_language_of_the_country(text):
    assert read_date_text(text) == WHOLE


@pytest.mark.parametrize(
    "text, month", [("jiye 2012", 7), ("JIYÈ 2012", 7), ("oktob 2012", 10), ("sept. 2012", 9)]
)
def test_months_are_understood_without_their_accents_and_shortened(text, month):
    assert read_date_text(text) == PartialDate(2012, month)


def test_months_of_a_language_that_the_country_does_not_speak_are_not_guessed():
    with pytest.raises(DateNotUnderstood, match="Enter the month"):
        read_date_text("27 helmikuuta 2012")


def test_months_are_understood_in_the_language_of_the_page_and_in_english():
    with translation.override("fr"):
        assert read_date_text("27 mars 2012") == WHOLE
        assert read_date_text("27 March 2012") == WHOLE


@pytest.mark.parametrize(
    ("boxes", "parts"),
    [
        (("27", "3", ""), ("year",)),
        (("27", "", "2012"), ("month",)),
        (("27", "3", "12"), ("year",)),
        (("27", "3", "0000"), ("year",)),
        (("0", "3", "2012"), ("day",)),
        (("x", "3", "2012"), ("day",)),
        (("27", "13", "2012"), ("month",)),
        (("27", "ju", "2012"), ("month",)),
        (("30", "2", "2012"), ("day", "month", "year")),
    ],
)
def test_what_is_no_date_is_refused_and_the_boxes_are_named(boxes, parts):
    with pytest.raises(DateNotUnderstood) as refused:
        read_date(*boxes)
    assert refused.value.parts == parts
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize("text", ["yesterday", "3/27/2012", "27 March", "1 2 3 4", "27.3.12"])
def test_what_could_mean_something_else_is_not_guessed(text):
    with pytest.raises(DateNotUnderstood):
        read_date_text(text)


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_date_reads_back_as_it_was_written(day):
    known = PartialDate.of(day)
    assert read_date_text(in_words(known)) == known
    assert read_date_text(day.isoformat()) == known
    assert PartialDate.fromisoformat(known.isoformat()) == known


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_date_or_is_refused_aloud(text):
    try:
        known = read_date_text(text)
    except DateNotUnderstood:
        return
    assert known is None or known.earliest <= known.latest


@pytest.mark.parametrize(
    ("boxes", "known"),
    [
        (("27", "March", "", ""), PartialDate(None, 3, 27)),
        (("", "March", "", ""), PartialDate(None, 3)),
        (("", "", "2012", "yes"), PartialDate(2012, about=True)),
        (("", "", "about 2012", ""), PartialDate(2012, about=True)),
        (("27 March", "", "", ""), PartialDate(None, 3, 27)),
        (("29 February", "", "", "yes"), PartialDate(None, 2, 29, about=True)),
        (("", "", "", "yes"), None),
    ],
)
def test_any_part_may_be_unknown_and_the_whole_about_right(boxes, known):
    assert read_date(*boxes, needs_year=False) == known


@pytest.mark.parametrize("text", ["27 March", "March 27", "27th of March"])
def test_a_day_of_which_nobody_knows_the_year_is_understood_where_that_may_be(text):
    assert read_date_text(text, needs_year=False) == PartialDate(None, 3, 27)


@pytest.mark.parametrize("text", ["about 2012", "About 2012", "around 2012", "ca. 2012", "~2012", "~ 2012"])
def test_people_say_in_many_ways_that_they_are_not_sure(text):
    assert read_date_text(text) == PartialDate(2012, about=True)


@pytest.mark.parametrize("text", ["27 3", "27", "3", "30 February", "27 about"])
def test_numbers_without_a_year_are_not_guessed(text):
    with pytest.raises(DateNotUnderstood):
        read_date_text(text, needs_year=False)


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (PartialDate(2012), "2012"),
        (PartialDate(2012, 2), "February 2012"),
        (WHOLE, "27 March 2012"),
        (date(2012, 3, 27), "27 March 2012"),
        (PartialDate(None, 3, 27), "27 March, year not known"),
        (PartialDate(None, 3), "March, year not known"),
        (PartialDate(2012, about=True), "about 2012"),
        ("2012-03-27~", "about 27 March 2012"),
        ("no date", "no date"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_is_written_as_people_do(known, words):
    assert in_words(known) == words
    assert day(known) == words


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("digits", ["9" * 5000, "0" * 5000 + "1", "9" * 25, "²", "١٢٣٤٥٦٧٨٩٠١"])
def test_numbers_that_nobody_means_are_no_date(part, digits):
    boxes = ["1", "2", "2012"]
    boxes[part] = digits
    with pytest.raises(DateNotUnderstood):
        read_date(*boxes)
