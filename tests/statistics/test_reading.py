"""Bad lists are refused with the line and what to do; good ones are read."""

import pytest

from opennrm.statistics.hidden_population import TableRefused, read_bytes, read_text

REFUSED = {
    "negative count": ("A,B,count\n1,0,5\n0,1,-3\n1,1,2\n", 3, "negative"),
    "fractional count": ("A,B,count\n1,0,5\n0,1,2.5\n1,1,2\n", 3, "whole number"),
    "count in words": ("A,B,count\n1,0,five\n1,1,2\n", 2, "not a number"),
    "no count": ("A,B,count\n1,0,\n1,1,2\n", 2, "not a number"),
    "count not a number": ("A,B,count\n1,0,nan\n1,1,2\n", 2, "whole number"),
    "count far too large": ("A,B,count\n1,0,9999999999\n1,1,2\n", 2, "check the row"),
    "all-zero row": ("A,B,count\n1,0,5\n0,0,3\n1,1,2\n", 3, "on no list"),
    "one list": ("A,count\n1,5\n", 1, "only one list"),
    "name twice": ("A,A,count\n1,0,5\n1,1,2\n", 1, "a name of its own"),
    "name missing": ("A,,count\n1,0,5\n1,1,2\n", 1, "no name"),
    "twenty lists": (
        ",".join(f"L{n}" for n in range(20)) + "\n" + ",".join("1" * 20) + "\n",
        1,
        "at most 12",
    ),
    "title above the header": ("Lists of 2013,,\nA,B,count\n1,0,5\n1,1,2\n", 1, "title"),
    "short title": ("Lists of 2013\nA,B,count\n1,0,5\n1,1,2\n", 1, "title"),
    "title of two cells": ("Lists of 2013,Ministry\nA,B,count\n1,0,5\n1,1,2\n", 1, "title"),
    "no header": ("1,0\n1,1\n0,1\n", 1, "no header"),
    "count in the middle": ("A,count,B\n1,5,0\n", 1, "last one"),
    "short row": ("A,B,count\n1,0,5\n1,1\n", 3, "columns"),
    "mark in letters": ("A,B,count\n1,0,5\n1,x,2\n", 3, "neither 0 nor 1"),
    "counts under another name": ("A,B,people\n1,0,5\n1,1,2\n", 2, "name the column"),
    "header alone": ("A,B,count\n", 1, "no rows"),
}


@pytest.mark.parametrize("text, line, words", REFUSED.values(), ids=REFUSED.keys())
def test_refusal_names_the_line_and_what_to_do(text, line, words):
    with pytest.raises(TableRefused, match=f"Line {line}: .*{words}") as caught:
        read_text(text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "text, words",
    [
        ("A,B,count\n1,0,5\n0,1,3\n", "Lines 1 to 3: Nobody stands on two lists"),
        ("A,B,count\n1,0,0\n1,1,0\n", "Lines 1 to 3: The lists hold nobody"),
        ("A,B,C,count\n1,0,0,5\n0,1,0,4\n1,1,0,2\n", "The list “C” holds nobody; leave its column out"),
        ("", "The file is empty"),
    ],
)
def test_refusal_of_the_whole_says_what_to_do(text, words):
    with pytest.raises(TableRefused, match=words):
        read_text(text)


@pytest.mark.parametrize(
    "content, words",
    [
        ("A,B,count\n1,0,5\n1,1,2\nPolícia,1,1\n".encode("latin-1"), "Line 4: .*UTF-8"),
        ("A,B,count\n".encode("utf-16"), "Line 1: .*UTF-16"),
        (b"PK\x03\x04 and so on", "Line 1: .*spreadsheet"),
    ],
)
def test_wrong_encoding_is_named(content, words):
    with pytest.raises(TableRefused, match=words):
        read_bytes(content)


def test_counts_and_people_give_the_same_table():
    counted = read_text("A,B,count\n1,0,2\n0,1,1\n1,1,1\n")
    people = read_text("A,B\n1,0\n1,1\n0,1\n1,0\n")
    assert counted.names == people.names == ("A", "B")
    assert list(counted.counts) == list(people.counts) == [0, 2, 1, 1]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_usual_separators_are_read(separator):
    text = "A,B,count\n1,0,2\n0,1,1\n1,1,1\n".replace(",", separator)
    assert read_text(text).observed == 4


def test_byte_order_mark_blank_lines_and_windows_lines_are_read():
    table = read_bytes("\ufeff\r\nA , B,Count\r\n1, 0,2\r\n\r\n0,1,1\r\n1,1,1\r\n".encode())
    assert table.names == ("A", "B")
    assert table.observed == 4


def test_same_history_twice_is_added_up():
    assert list(read_text("A,B,count\n1,0,2\n1,0,3\n1,1,1\n0,1,4\n").counts) == [0, 5, 4, 1]
