"""`opennrm link` and what it reads: every kind of file, every fault in a row, and nothing that others can open."""

import csv
import json
import os
import stat
from datetime import date

import pytest
from click.testing import CliRunner

from opennrm.cli import link as cli
from opennrm.country.linkage import LEVELS
from opennrm.foundation.partial_dates import DateOrder
from opennrm.linkage.bulk import extra, linking, values
from opennrm.linkage.bulk.reasons import FIELD, phrase
from opennrm.linkage.bulk.work_folder import work_folder
from opennrm.linkage.lists import ListRefused
from opennrm.linkage.model import Model
from opennrm.linkage.rules import Word, word_of
from tests.country.packs import TEMPLATE, loaded
from tests.linkage.lists_to_link import TWINS, crowd, read, workbook, written


def run(*arguments):
    return CliRunner().invoke(cli.command, [*map(str, arguments), "--pack", str(TEMPLATE)])


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def linked(tmp_path):
    """The pairs of a list of four, and what the command said."""
    people, out = written(tmp_path / "people.csv", TWINS), tmp_path / "pairs.csv"
    result = run(people, "--out", out)
    assert result.exit_code == 0, result.output
    return rows_of(out), result.output


def test_the_same_child_in_other_words_is_found_with_the_reasons(linked):
    pairs, told = linked
    best = pairs[0]
    assert (best["id_1"], best["id_2"]) == ("a1", "a3")
    assert best["same_person"] == "very likely"
    assert float(best["probability"]) > 0.99
    assert best["agrees"] == "given names, sex, area"
    assert best["nearly_agrees"] == "family name (a letter or two differ), birth date (day and month swapped)"
    assert "born               DOB" in told


def test_twins_are_possibly_the_same_at_most_and_no_group(linked):
    pairs, _ = linked
    twins = next(pair for pair in pairs if {pair["id_1"], pair["id_2"]} == {"a2", "a4"})
    assert (twins["same_person"], twins["note"]) == ("possibly", "perhaps twins")
    assert twins["cluster_1"] == twins["cluster_2"] == ""


def test_who_belongs_together_is_written_group_by_group(linked, tmp_path):
    groups = rows_of(tmp_path / "pairs.clusters.csv")
    assert [(row["cluster"], row["records"], row["id"]) for row in groups] == [
        ("1", "2", "a1"),
        ("1", "2", "a3"),
    ]


def test_only_the_owner_can_open_what_is_written_and_nothing_is_written_over(linked, tmp_path):
    made = [path for path in tmp_path.iterdir() if path.name.startswith("pairs.")]
    assert {path.name for path in made} == {"pairs.csv", "pairs.clusters.csv", "pairs.report.html"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    again = run(tmp_path / "people.csv", "--out", tmp_path / "pairs.csv")
    assert again.exit_code == 1
    assert "already exists" in again.output


def test_the_report_says_it_in_words_loads_nothing_and_names_nobody(linked, tmp_path):
    report = (tmp_path / "pairs.report.html").read_text()
    assert "4 records were compared" in report
    assert report.count("<svg") == report.count('role="img"') == 4
    assert "default-src 'none'" in report
    for name in ("Shanice", "Brown", "2012-04-09", "http:", "https:"):
        assert name not in report.replace("http://www.w3.org/2000/svg", "")


def test_very_likely_pairs_of_a_long_list_are_nearly_always_right(tmp_path):
    people, out = crowd(tmp_path, 1500), tmp_path / "pairs.csv"
    result = run(people, "--out", out, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["pairs"] == len(rows_of(out)) == sum(told["words"].values()) > 300
    truth = dict(line.split(",") for line in (tmp_path / "truth.csv").read_text().splitlines())
    right = [
        truth[row["id_1"]] == truth[row["id_2"]]
        for row in rows_of(out)
        if row["same_person"] == "very likely"
    ]
    assert sum(right) / len(right) > 0.95


def test_a_row_that_cannot_be_read_is_written_down_and_stops_nothing(tmp_path):
    people = written(
        tmp_path / "people.csv",
        [
            *TWINS,
            ("a5", "", "", "2012-01-01", "", ""),
            ("a6", "Ana"),
            ("a7", "Ana", "Reid", "long ago", "F", "Hanover"),
        ],
    )
    result = run(people, "--out", tmp_path / "pairs.csv")
    assert result.exit_code == 0, result.output
    assert "Rows left out: 2. Rows compared without a value: 1." in result.output
    assert [
        (row["line"], row["what_happened"], row["reason"]) for row in rows_of(tmp_path / "pairs.problems.csv")
    ] == [
        ("7", "left out", "The row has 2 columns, and the header has 6."),
        ("6", "left out", "The row has no name."),
        ("8", "compared", "The date of birth cannot be read. The row was compared without it."),
    ]


def test_two_lists_are_compared_with_each_other_and_within_each_if_asked(tmp_path):
    one = written(tmp_path / "one.csv", TWINS[:4])
    two = written(tmp_path / "two.csv", [TWINS[0], ("b1", *TWINS[1][1:]), ("b2", *TWINS[4][1:])])
    between = run(one, two, "--out", tmp_path / "between.csv", "--at-least", "likely")
    assert between.exit_code == 0, between.output
    found = {
        (row["list_1"], row["id_1"], row["list_2"], row["id_2"]) for row in rows_of(tmp_path / "between.csv")
    }
    assert found == {("one.csv", "a1", "two.csv", "b1"), ("one.csv", "a3", "two.csv", "b1")}
    within = run(one, two, "--out", tmp_path / "within.csv", "--at-least", "likely", "--within")
    assert within.exit_code == 0, within.output
    more = {
        (row["list_1"], row["id_1"], row["list_2"], row["id_2"]) for row in rows_of(tmp_path / "within.csv")
    }
    assert more - found == {("one.csv", "a1", "one.csv", "a3")}


def test_columns_are_said_by_a_file_if_they_cannot_be_guessed(tmp_path):
    people = written(tmp_path / "people.csv", [("n", "v1", "v2"), ("1", "Ana", "Reid"), ("2", "Ana", "Reid")])
    refused = run(people, "--out", tmp_path / "pairs.csv")
    assert refused.exit_code == 1
    assert "No column is clearly a name" in refused.output
    assert 'given_names = "Name 1"' in refused.output
    (tmp_path / "columns.toml").write_text('[columns]\ngiven_names = "v1"\nfamily_name = "v2"\n')
    said = run(people, "--out", tmp_path / "pairs.csv", "--columns", tmp_path / "columns.toml")
    assert said.exit_code == 0, said.output
    assert "given_names        v1" in said.output


def test_a_name_that_a_spreadsheet_would_run_is_written_as_a_text(tmp_path):
    rows = [
        TWINS[0],
        ("1", "=1+1", "Reid", "2012-04-09", "F", "St Ann"),
        ("2", "=1+1", "Reid", "2012-04-09", "F", "St Ann"),
    ]
    assert run(written(tmp_path / "people.csv", rows), "--out", tmp_path / "pairs.csv").exit_code == 0
    assert rows_of(tmp_path / "pairs.csv")[0]["given_names_1"] == "'=1+1"


DATES = [
    ("2012-03-27", "2012-03-27"), ("2012-03", "2012-03"), ("2012", "2012"), ("27/3/2012", "2012-03-27"),
    ("27.03.2012 00:00:00", "2012-03-27"), ("20120327", "2012-03-27"), ("27-Mar-2012", "2012-03-27"),
    ("about 2012", "2012~"), ("2012~", "2012~"), ("c. 2012-03", "2012-03~"), ("2012-13-27", "2012-13-27"),
    ("yesterday", None), ("1812-01-01", None), ("2027-01-01", None), ("27/03/12", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "known"), DATES)
def test_dates_are_read_as_people_write_them(text, known):
    assert values.born(text, DateOrder.DAY_FIRST, on=date(2026, 12, 1)) == known


def test_the_order_of_day_and_month_can_be_said():
    assert values.born("03/27/2012", DateOrder.MONTH_FIRST, on=date(2026, 12, 1)) == "2012-03-27"


def test_a_workbook_says_the_same_as_a_list(tmp_path):
    from_list, from_workbook = (
        read(written(tmp_path / "a.csv", TWINS)),
        read(workbook(tmp_path / "a.xlsx", TWINS)),
    )
    assert from_workbook.each[0].kind == "a workbook"
    for column in ("given_names", "family_name", "born", "sex", "area"):
        assert [from_workbook.table.written(column, row) for row in range(4)] == [
            from_list.table.written(column, row) for row in range(4)
        ]


MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def test_dates_and_numbers_of_a_workbook_are_read_as_they_are_shown(tmp_path):
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="dd\\-mm\\-yyyy"/></numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>'
    )
    texts = "".join(
        f'<c r="{place}1" t="inlineStr"><is><t>{text}</t></is></c>'
        for place, text in (("A", "Name"), ("B", "Surname"), ("C", "DOB"), ("D", "Telephone"))
    )
    texts = texts.replace("Name<", "Given name<", 1)
    row = '<c r="A{0}" t="inlineStr"><is><t>Ana</t></is></c><c r="C{0}" s="1"><v>40995</v></c>'
    row += '<c r="D{0}"><v>8765551234</v></c>'
    sheet = (
        f'<worksheet {MAIN}><sheetData><row r="1">{texts}</row><row r="2">{row.format(2)}</row>'
        f'<row r="3">{row.format(3)}</row></sheetData></worksheet>'
    )
    found = read(workbook(tmp_path / "a.xlsx", TWINS, sheet=sheet, styles=styles))
    assert found.table.written("born", 0) == "2012-03-27"
    assert found.table.written("telephone", 1) == "8765551234"
    assert found.problems == []


def test_a_workbook_that_would_grow_without_end_is_refused(tmp_path):
    bomb = f'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet {MAIN}><sheetData/></worksheet>'
    with pytest.raises(ListRefused, match="it has a document type"):
        read(workbook(tmp_path / "a.xlsx", TWINS, sheet=bomb))


def test_a_broken_workbook_is_refused_with_a_remedy(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    result = run(tmp_path / "a.xlsx", "--out", tmp_path / "pairs.csv")
    assert result.exit_code == 1
    assert "Save the sheet as CSV" in result.output


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch):
    def missing(name):
        raise ModuleNotFoundError(name=name.split(".")[0])

    monkeypatch.setattr(extra, "import_module", missing)
    (tmp_path / "a.parquet").write_bytes(b"PAR1")
    people = written(tmp_path / "people.csv", TWINS)
    for arguments, name in (
        ((tmp_path / "a.parquet",), "duckdb"),
        ((people, "--engine", "duckdb"), "splink"),
        ((people, "--engine", "spark"), "splink"),
    ):
        result = run(*arguments, "--out", tmp_path / "pairs.csv", "--work", tmp_path / "work")
        assert result.exit_code == 1
        assert f"This needs {name}, which is not installed." in result.output
        assert 'pip install "opennrm[linkage]"' in result.output
    assert not (tmp_path / "pairs.csv").exists()


def test_the_work_folder_is_its_owners_alone_and_nothing_of_it_is_left(tmp_path):
    with work_folder(tmp_path / "linkage") as folder:
        assert (
            stat.S_IMODE(folder.stat().st_mode)
            == stat.S_IMODE((tmp_path / "linkage").stat().st_mode)
            == 0o700
        )
        (folder / "records.parquet").write_text("Shanice Brown")
    assert list((tmp_path / "linkage").iterdir()) == []


def test_what_a_killed_run_left_is_removed_at_the_next_start_and_what_works_is_not(tmp_path):
    below = tmp_path / "linkage"
    (below / "work-killed").mkdir(parents=True)
    os.chmod(below, 0o700)
    (below / "work-killed" / "records.parquet").write_text("Shanice Brown")
    with work_folder(below) as first, work_folder(below) as second:
        assert first.exists()
        assert sorted(below.iterdir()) == sorted([first, second])


def test_a_work_folder_that_others_can_open_is_refused(tmp_path):
    os.chmod(tmp_path, 0o755)
    with pytest.raises(ListRefused, match="chmod 700"), work_folder(tmp_path):
        pass


def test_each_level_of_each_field_has_its_words():
    plain = {"same", "same_day", "other"}
    for field, levels in LEVELS.items():
        for level in levels:
            assert (phrase(field, level) == FIELD[field]) == (level in plain)


def test_a_list_says_the_words_that_a_page_says(tmp_path):
    found = linking.link(read(crowd(tmp_path, 600)), Model.of(loaded(TEMPLATE).linkage), within=True)
    words = [
        word_of(bits, found.model, is_household=household)
        for bits, household in zip(found.pairs.sums.tolist(), found.household.tolist(), strict=True)
    ]
    assert [linking.WORDS[place] for place in found.words] == words
    assert Word.NONE not in words


def test_the_command_names_what_there_is():
    assert list(cli.WORDS.values()) == [str(word) for word in linking.WORDS]
