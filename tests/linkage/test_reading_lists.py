"""Lists as people have them: a row that cannot be read is left out with a reason, and stops nothing."""

import tracemalloc
from datetime import date

import pytest

from opennrm.linkage.encodings import columns, encoding, lists
from opennrm.linkage.encodings.columns import Said
from opennrm.linkage.encodings.problems import EncodingProblem
from opennrm.linkage.encodings.records import Record

ON = date(2026, 12, 1)
HEADER = "First name,Surname,DOB,Sex,Parish\n"
SHANICE = "Shanice,Brown,2012-04-09,F,St Ann\n"
RECORD = Record("shanice", "brown", "20120409", "female", "stann")


def read(tmp_path, content, said=None):
    file = tmp_path / "list.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return encoding.read_list(lists.text_of(file), said or Said(), on=ON)


@pytest.mark.parametrize("encoding_name", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_form_in_which_spreadsheets_save_a_list_is_read(tmp_path, encoding_name, end, separator):
    text = (HEADER + "José,Núñez,2012-04-09,f,Bay\n").replace(",", separator).replace("\n", end)
    found = read(tmp_path, text.encode(encoding_name))
    assert list(found.lines.items()) == [(Record("jose", "nunez", "20120409", "female", "bay"), [2])]
    assert found.left_out == []


@pytest.mark.parametrize(
    "written, digits",
    [
        ("2012-04-09", "20120409"), ("2012/4/9", "20120409"), ("09/04/2012", "20120409"), ("9.4.2012", "20120409"),
        ("2012-04-09 00:00:00", "20120409"), ("2012-04", "201204"), ("2012", "2012"), ("2012~", "2012"), ("", ""),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(tmp_path, written, digits):
    found = read(tmp_path, HEADER + f"Shanice,Brown,{written},F,St Ann\n")
    assert [record.date_of_birth for record in found.lines] == [digits]


@pytest.mark.parametrize(
    "row, reason",
    [
        ("Shanice,Brown,31/02/2012,F,St Ann", "The date of birth cannot be read."),
        ("Shanice,Brown,soon,F,St Ann", "The date of birth cannot be read."),
        ("Shanice,Brown,0000,F,St Ann", "The date of birth cannot be read."),
        ("Shanice,Brown,2027-01-01,F,St Ann", "Nobody alive"),
        ("Shanice,Brown,1850,F,St Ann", "Nobody alive"),
        ("Shanice,Brown,XXXX-03-04,F,St Ann", "Nobody alive"),
        ("Shanice,,,F,St Ann", "At least two"),
        ("-,Brown,?,F,St Ann", "The date of birth cannot be read."),
        ("-,.,2012,F,St Ann", "At least two"),
        ("Shanice,Brown,2012", "The row has 3 columns, and the header has 5."),
        ("Shanice,Brown,2012,F,St Ann,more", "The row has 6 columns"),
        (f"{'a' * 101},Brown,2012,F,St Ann", "more than 100 letters"),
        (f"{'a' * 70_000},Brown,2012,F,St Ann", "more than 65,536 characters"),
        ('"Shanice,Brown,2012,F,St Ann', "A quotation mark is not closed."),
        ("Sha\x00nice,Brown,2012,F,St Ann", "not text"),
        ("\ufffdshanice,Brown,2012,F,St Ann", "cannot be read"),
    ],
)
def test_a_bad_row_is_left_out_with_its_line_and_reason_and_the_next_one_is_read(tmp_path, row, reason):
    found = read(tmp_path, HEADER + row + "\n" + SHANICE)
    assert list(found.lines.items()) == [(RECORD, [3])]
    assert [line for line, _ in found.left_out] == [2]
    assert reason in found.left_out[0][1]


def test_a_reason_repeats_no_word_of_the_row(tmp_path):
    found = read(tmp_path, HEADER + "=SUM(A1),Secretname,31/02/2012,F,Hiddenplace\n" + SHANICE)
    assert not any(
        word in found.left_out[0][1] for word in ("SUM", "Secretname", "31/02/2012", "Hiddenplace")
    )


def test_a_line_without_end_is_never_held_in_memory(tmp_path):
    content = HEADER.encode() + b"x" * 30_000_000 + b"\n" + SHANICE.encode()
    file = tmp_path / "list.csv"
    file.write_bytes(content)
    tracemalloc.start()
    found = encoding.read_list(lists.text_of(file), Said(), on=ON)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(found.lines) == [RECORD]
    assert most < 8_000_000


def test_a_cell_in_quotes_may_have_several_lines(tmp_path):
    found = read(tmp_path, HEADER + '"Shanice\nAnn","Brown",2012,F,"St\nAnn"\n' + SHANICE)
    assert list(found.lines.values()) == [[2], [5]]


def test_whoever_is_there_twice_is_one_person_with_two_lines(tmp_path):
    found = read(tmp_path, HEADER + SHANICE + "SHANICE,Brown,09/04/2012,girl,St. Ann\n\n" + SHANICE)
    assert found.lines == {RECORD: [2, 3, 5]}
    assert found.rows == 3


def test_a_first_line_that_names_the_separator_is_no_header(tmp_path):
    assert list(read(tmp_path, "sep=;\n" + (HEADER + SHANICE).replace(",", ";")).lines) == [RECORD]


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"PK\x03\x04rest of a workbook", "is a workbook"),
        ("", "no first line"),
        ("A table of children\n" + HEADER + SHANICE, "No column is clearly"),
        ("First name,Surname,Surname\nA,B,C\n", "More than one column"),
        (HEADER, "has no row that can be encoded"),
        (HEADER + "Shanice,Brown,soon,F,St Ann\n", "The date of birth cannot be read"),
        ("a\x00b,c\n1,2\n", "no first line"),
    ],
)
def test_a_list_that_cannot_be_read_at_all_is_refused_with_a_sentence(tmp_path, content, sentence):
    with pytest.raises(EncodingProblem, match=sentence):
        read(tmp_path, content)


def test_a_header_that_a_terminal_would_obey_is_shown_harmless(tmp_path):
    with pytest.raises(EncodingProblem) as refused:
        read(tmp_path, "\x1b[2JName,Other\nA,B\n")
    assert "\x1b" not in str(refused.value)


def said(tmp_path, text):
    file = tmp_path / "columns.toml"
    file.write_text(text)
    return columns.read_said(file)


def test_a_mapping_says_which_column_is_which_and_how_values_are_written(tmp_path):
    mapping = said(
        tmp_path,
        """
        [columns]
        given_name = "Name 1"
        family_name = "Name 2"
        date_of_birth = "Birth"
        area = ""
        [dates]
        order = "month-first"
        [sex]
        2 = "female"
        """,
    )
    found = read(tmp_path, "Name 1,Name 2,Birth,Sex,Area\nShanice,Brown,04/09/2012,2,Bay\n", mapping)
    assert list(found.lines) == [Record("shanice", "brown", "20120409", "female", "")]


def test_both_sides_can_agree_on_the_names_of_areas(tmp_path):
    found = read(tmp_path, HEADER + SHANICE, said(tmp_path, '[area]\n"St. Ann" = "Saint Ann"\n'))
    assert [record.area for record in found.lines] == ["saintann"]


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("[columns", "is not TOML"),
        ("[column]\n", "may have the tables"),
        ("[columns]\nname = 'x'", "is not a field"),
        ("[columns]\nsex = 3", "texts in quotes"),
        ("[dates]\norder = 'year'", "day-first"),
        ("[sex]\n1 = 'girl'", "female"),
        ("a = " + "[" * 5000, "is not TOML"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_with_a_sentence(tmp_path, text, sentence):
    with pytest.raises(EncodingProblem, match=sentence):
        said(tmp_path, text)


def test_a_column_that_is_not_there_or_used_twice_is_refused(tmp_path):
    for text in ('[columns]\nsex = "Gender"\n', '[columns]\nsex = "Parish"\n'):
        with pytest.raises(EncodingProblem, match=r"No column is called|for two fields"):
            read(tmp_path, HEADER + SHANICE, said(tmp_path, text))
