"""Bad lists are refused with the line and what to do; good ones are read."""

import pytest

from opennrm.statistics.hidden_population import TableRefused, read, read_bytes, read_text

REFUSED = {
    "negative count": ("A,B,count\n1,0,5\n0,1,-3\n1,1,2\n", 3, "negative"),
    "fractional count": ("A,B,count\n1,0,5\n0,1,2.5\n1,1,2\n", 3, "whole number"),
    "count in words": ("A,B,count\n1,0,five\n1,1,2\n", 2, "not a number"),
    "no count": ("A,B,count\n1,0,\n1,1,2\n", 2, "not a number"),
    "count not a number": ("A,B,count\n1,0,nan\n1,1,2\n", 2, "not a number"),
    "count with underscores": ("A,B,count\n1,0,1_000\n1,1,2\n", 2, "not a number"),
    "count in powers of ten": ("A,B,count\n1,0,1E+03\n1,1,2\n", 2, "last digits are lost"),
    "points and commas between columns": (
        "A,B,count\n1,0,1.000\n0,1,900\n1,1,120\n",
        2,
        "can mean 1 or 1000",
    ),
    "points in every row": ("A;B;count\n1;0;1.000\n0;1;2.000\n1;1;3.000\n", 2, "can mean 1 or 1000"),
    "decimal commas with three zeros": ("A;B;count\n1;0;1,000\n0;1;900\n1;1;120\n", 2, "can mean 1 or 1000"),
    "points of both kinds": ("A;B;count\n1;0;900.0\n0;1;1.000\n1;1;120\n", 3, "can mean 1 or 1000"),
    "points and commas": ("A\tB\tcount\n1\t0\t1.000\n0\t1\t2,000\n1\t1\t9\n", 2, "can mean 1 or 1000"),
    "commas that are not in quotes": ("A,B,count\n1,0,1,000\n1,1,2\n", 2, "“1,000” is a count with commas"),
    "groups of another size": ("A;B;count\n1;0;10.00.0\n1;1;2\n", 2, "not a number"),
    "fraction with a separator": ("A;B;count\n1;0;1.234,5\n1;1;2\n", 2, "whole number"),
    "fraction below one": ("A;B;count\n1;0;0.512\n0;1;900\n1;1;2\n", 2, "whole number"),
    "the same row twice": ("A,B,count\n1,0,5\n0,1,3\n1,0,5\n1,1,2\n", 4, "same count as line 2"),
    "count far too large": ("A,B,count\n1,0,9999999999\n1,1,2\n", 2, "check the row"),
    "all-zero row": ("A,B,count\n1,0,5\n0,0,3\n1,1,2\n", 3, "on no list"),
    "one list": ("A,count\n1,5\n", 1, "only one list"),
    "name twice": ("A,A,count\n1,0,5\n1,1,2\n", 1, "a different name"),
    "name missing": ("A,,count\n1,0,5\n1,1,2\n", 1, "no name"),
    "twenty lists": (
        ",".join(f"L{n}" for n in range(20)) + "\n" + ",".join("1" * 20) + "\n",
        1,
        "at most 12",
    ),
    "title above the header": ("Lists of 2013,,\nA,B,count\n1,0,5\n1,1,2\n", 1, "title"),
    "short title": ("Lists of 2013\nA,B,count\n1,0,5\n1,1,2\n", 1, "title"),
    "title above semicolons": ("Lists of 2013, Ministry\nA;B;count\n1;0;5\n1;1;2\n", 1, "looks like a title"),
    "title as wide as the table": ("Lists,2013,Ministry\nA,B,count\n1,0,5\n1,1,2\n", 1, "looks like a title"),
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
        ("A,B,count\n1,0,5\n0,1,3\n", "Lines 1 to 3: Nobody is on two lists"),
        ("A,B,count\n1,0,0\n1,1,0\n", "Lines 1 to 3: There is nobody on the lists"),
        ("A,B,C,count\n1,0,0,5\n0,1,0,4\n1,1,0,2\n", "There is nobody on the list “C”; leave its column out"),
        ("", "The file is empty"),
    ],
)
def test_refusal_of_the_whole_says_what_to_do(text, words):
    with pytest.raises(TableRefused, match=words):
        read_text(text)


@pytest.mark.parametrize(
    "content, words",
    [
        (b"A,B,count\n1,0,5\n1,1,2\nPol\x81cia,1,1\n", "Line 4: .*UTF-8"),
        ("A,B,count\n1,0,5\n".encode("utf-16-le"), "Line 1: .*not text"),
        (b"PK\x03\x04 and so on", "Line 1: .*spreadsheet"),
    ],
)
def test_what_is_no_text_is_refused(content, words):
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


WRITTEN = {
    "points among smaller numbers": ("A;B;count\n1;0;1.000\n0;1;900\n1;1;120\n", 1000, "thousands separator"),
    "points with tabs": ("A\tB\tcount\n1\t0\t1.000\n0\t1\t900\n1\t1\t120\n", 1000, "thousands separator"),
    "points that can be no decimals": ("A;B;count\n1;0;1.234\n0;1;2.500\n1;1;1.001\n", 1234, "thousands separator"),
    "points twice": ("A,B,count\n1,0,1.234.567\n0,1,1.000\n1,1,120\n", 1234567, "thousands separator"),
    "commas in quotes": ('A,B,count\n1,0,"1,000"\n0,1,"2,000"\n1,1,"3,000"\n', 1000, "thousands separator"),
    "commas as in India": ('A,B,count\n1,0,"1,23,456"\n0,1,9\n1,1,3\n', 123456, "thousands separator"),
    "blanks": ("A;B;count\n1;0;1 000\n0;1;2 000\n1;1;3 000\n", 1000, "thousands separator"),
    "blanks that do not break": ("A;B;count\n1;0;1\u202f000\n0;1;900\n1;1;3\n", 1000, "thousands separator"),
    "apostrophes": ("A;B;count\n1;0;1'000\n0;1;1\u2019100\n1;1;3\n", 1000, "thousands separator"),
    "points and decimal commas": ("A;B;count\n1;0;1.000,00\n0;1;900,00\n1;1;3,00\n", 1000, "thousands separator"),
    "one decimal that is zero": ("A,B,count\n1,0,1.0\n0,1,900.0\n1,1,3.0\n", 1, "read as decimals"),
    "decimal commas that are zero": ("A;B;count\n1;0;1,00\n0;1;900,00\n1;1;3,00\n", 1, "read as decimals"),
    "plain": ("A,B,count\n1,0,1000\n0,1,900\n1,1,3\n", 1000, ""),
}  # fmt: skip


@pytest.mark.parametrize("text, first, words", WRITTEN.values(), ids=WRITTEN.keys())
def test_a_count_is_read_as_it_is_meant_and_that_is_said(text, first, words):
    reading = read(text.encode())
    assert reading.table.counts[1] == first
    assert any(words in str(note) for note in reading.notes) or not words
    assert words or not reading.notes


def test_separators_at_the_end_of_lines_are_left_out_and_that_is_said():
    reading = read(b"A;B;count;;\n1;0;5;;\n0;1;3\n1;1;2;;\n")
    assert reading.table.names == ("A", "B")
    assert reading.table.observed == 10
    assert "with nothing after them" in str(reading.notes[0])


def test_rows_for_the_same_lists_are_added_up_and_that_is_said():
    reading = read(b"A,B,count\n1,0,2\n1,0,3\n1,1,1\n0,1,4\n1,0,9\n")
    assert list(reading.table.counts) == [0, 14, 4, 1]
    assert "added up: 2, 3, 6." in str(reading.notes[0])


def test_a_file_that_names_its_separator_is_read():
    assert read_text("sep=;\nA;B;count\n1;0;5\n0;1;3\n1;1;2\n").observed == 10


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_as_spreadsheets_save_them_are_read(encoding):
    reading = read("Polícia\tJustiça\tcount\r\n1\t0\t5\r\n0\t1\t3\r\n1\t1\t2\r\n".encode(encoding))
    assert reading.table.names == ("Polícia", "Justiça")
    assert any("Windows-1252" in str(note) for note in reading.notes) == (encoding == "cp1252")


def test_a_refusal_can_be_translated_without_its_place():
    with pytest.raises(TableRefused) as caught:
        read_text("A,B,count\n1,0,-5\n1,1,2\n")
    sentence = caught.value.sentence
    assert sentence.template.startswith("the count {cell} is negative")
    assert sentence.values == {"cell": "-5"}
