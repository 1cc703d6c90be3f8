"""`opennrm release-check`: tables, the grid, the log, and what is said of a refusal."""

from __future__ import annotations

import json
import tomllib

import pytest
from click.testing import CliRunner

from opennrm.cli.release_check import command
from opennrm.statistics.release_gate.grid import NEUTRAL_SIGN, grid_of
from opennrm.statistics.release_gate.reading import read_elsewhere
from opennrm.statistics.release_gate.tables import TableProblem

GRID = """
[rules]
threshold = 11

[dimensions.county]
values = ["Bray", "Corran", "Dunmore", "Elgin"]
groups = { "North" = ["Bray", "Corran"], "South" = ["Dunmore", "Elgin"] }

[dimensions.age]
values = ["0-11", "12", "13-17"]
groups = { "12-17" = ["12", "13-17"] }
others = { "0-12" = ["0-11", "12"] }

[dimensions.year]
values = ["2021", "2022", "2023", "2024", "2025"]
groups = { "2021-2025" = ["2021", "2022", "2023", "2024", "2025"] }
published = ["2021-2025"]
"""
HEAD = "# title: {title}\n# unit: children\n"
BY_AGE = """county,age,count
Bray,0-11,60
Bray,12-17,25
Corran,0-11,31
Corran,12-17,3
Dunmore,0-11,22
Dunmore,12-17,19
Elgin,0-11,44
Elgin,12-17,41
"""


@pytest.fixture
def office(tmp_path):
    """A folder with a grid and a log, and a way to run the command in it."""

    class Office:
        folder = tmp_path
        log = tmp_path / "log"

        def file(self, name, text, title="By age"):
            path = tmp_path / name
            path.write_text((HEAD.format(title=title) + text) if not text.startswith("#") else text)
            return str(path)

        def run(self, *arguments, status=0):
            result = CliRunner().invoke(command, [*arguments, "--log", str(self.log)])
            assert result.exit_code == status, result.output
            return result.output

    made = Office()
    (tmp_path / "grid.toml").write_text(GRID)
    made.run("--grid", str(tmp_path / "grid.toml"))
    return made


def test_a_table_is_written_with_cells_hidden_and_entered(office):
    table = office.file("ages.csv", BY_AGE)
    assert "may be published" in office.run(table)
    assert len(office.log.read_text().splitlines()) == 1, "nothing is entered without --out"
    office.run(table, "--out", str(office.folder / "out"))
    rows = dict(
        line.rsplit(",", 1)
        for line in (office.folder / "out" / "ages.csv").read_text("utf-8-sig").splitlines()
    )
    assert rows["Corran,12-17"] == rows["Corran,0-11"] == NEUTRAL_SIGN
    assert rows["Total,Total"] == "245"
    entry = json.loads(office.log.read_text().splitlines()[1])["entry"]
    assert entry["kind"] == "release"
    assert {"county": ["Corran"], "age": ["12", "13-17"]} in entry["hidden"]
    assert "overwritten" in office.run(table, "--out", str(office.folder / "out"), status=1)


def test_a_second_table_that_gives_the_first_away_is_refused_without_a_number(office):
    office.run(
        office.file("all.csv", "county,count\nBray,85\nCorran,34\nDunmore,41\nElgin,85\n"),
        "--out",
        str(office.folder / "out"),
    )
    two = "county,age,count\n" + "".join(
        f"{county},{age},{count}\n"
        for county, counts in {
            "Bray": (49, 32),
            "Corran": (15, 19),
            "Dunmore": (20, 21),
            "Elgin": (40, 40),
        }.items()
        for age, count in zip(("0-11", "12-17"), counts, strict=True)
    )
    said = office.run(office.file("ages.csv", two, "Differs"), status=1)
    assert "differs from what is published" in said
    assert "Try: " in said
    assert not any(number in said for number in ("81", "85", "34"))


def test_figures_of_others_count_and_small_counts_are_shown_on_request(office):
    others = office.file(
        "ministry.csv",
        "# title: Report\n# unit: children\n# source: Ministry\ncounty,age,count\nTotal,0-12,161\n",
    )
    office.run("--elsewhere", others)
    table = office.file("ages.csv", "age,count\n0-11,157\n12-17,88\n", "Cut at twelve")
    said = office.run(table, status=1)
    assert "together with what is published already it would show a group of fewer than 11 children" in said
    assert "161" not in said
    told = office.run(table, "--small-counts", status=1)
    assert "The cells that are the reason" in told


@pytest.mark.parametrize(
    "more, cell, limits",
    [
        ("", "17", [(17, 17)]),
        ("", "<11", [(0, 10)]),
        ("", "15..24", [(15, 24)]),
        ("", "-", []),
        ("# rounded to: 5\n", "20", [(18, 22)]),
        ("# shares within: age\n", "63.2%", [(0, None), (0, None)]),
    ],
)
def test_a_figure_of_others_can_be_more_than_a_number(tmp_path, more, cell, limits):
    path = tmp_path / "others.csv"
    path.write_text(f"# title: x\n# unit: children\n# source: y\n{more}county,age,count\nBray,12,{cell}\n")
    figures = read_elsewhere(path, grid_of(tomllib.loads(GRID)))
    assert [(said.low, said.high) for said in figures.statements] == limits


def test_a_log_that_was_changed_or_cut_is_refused(office):
    office.run(office.file("ages.csv", BY_AGE), "--out", str(office.folder / "out"))
    lines = office.log.read_text().splitlines()
    seal = json.loads(lines[1])["seal"]
    assert "2 entries" in office.run(office.file("again.csv", BY_AGE), "--seal", seal[:16])
    office.log.write_text(lines[0] + "\n")
    assert "no entry with the seal" in office.run(
        office.file("again.csv", BY_AGE), "--seal", seal[:16], status=1
    )
    for changed in (lines[1].replace("245", "246"), lines[1][: len(lines[1]) // 2]):
        office.log.write_text(f"{lines[0]}\n{changed}\n")
        assert "the log" in office.run(office.file("again.csv", BY_AGE), status=1).lower()


@pytest.mark.parametrize(
    "text, said",
    [
        ("county,count\nBray,85\nBray,34\n", "line 5: the cell “Bray” stands twice"),
        ("county,count\nBray,8.5\n", "line 4: “8.5” is not a whole number"),
        ("county,count\nBray,85,1\n", "line 4: there are 3 cells"),
        ("county,count\nTotal,85\n", "totals are computed"),
        ("county,count\nAtlantis,85\n", "“Atlantis” of “county” is not on the grid. It has “Bray”"),
        ("county,age,count\nBray,12,85\nBray,12-17,90\n", "“12” and “12-17” of “age” overlap"),
        ("county,age,count\nBray,12,85\nCorran,13-17,90\n", "Write 0 where there is nobody"),
        ("county,age\nBray,12\n", "one of them “count”"),
        ("year,count\n2024,200\n", "“2024” of “year” is not on the grid"),
        ("planet,count\nMars,200\n", "“planet” is not a dimension of the grid"),
        ("# colour: red\nx,count\n", "“# colour:” means nothing"),
        ("# title: x\ncounty,count\nBray,85\n", "a line “# unit: …” is missing"),
    ],
)
def test_a_bad_table_is_explained(office, text, said):
    assert said in office.run(office.file("bad.csv", text), status=1)
    assert len(office.log.read_text().splitlines()) == 1


def test_windows_on_the_grid_must_not_overlap():
    values = [str(year) for year in range(2020, 2026)]
    windows = {"2020-2023": values[:4], "2022-2025": values[2:]}
    with pytest.raises(TableProblem, match="“2020-2023” and “2022-2025” of “year” overlap"):
        grid_of({"dimensions": {"year": {"values": values, "groups": windows}}})


FEW = {
    "about too few people to be told apart": "county,count\nBray,5\nCorran,3\n",
    "so two attributes never stand together": "county,age,count\n"
    + "Bray,0-11,20\nBray,12-17,20\nElgin,0-11,20\nElgin,12-17,20\n",
    "Merge categories until none has": "county,count\nBray,40\nCorran,7\n",
    "Add years until there are more": "year,count\n2021-2025,7\n",
}


@pytest.mark.parametrize("said", FEW)
def test_few_people_are_told_in_one_sentence(office, said):
    assert said in office.run(office.file("few.csv", FEW[said]), status=1)


def test_a_total_of_five_years_passes(office):
    assert "1 of 1 cells" in office.run(office.file("block.csv", "year,count\n2021-2025,47\n"))


def test_agencies_count_as_contributors(office):
    rows = "county,agency,count\n" + "".join(
        f"{county},{agency},{count}\n"
        for county, counts in {
            "Bray": (90, 5, 5),
            "Corran": (40, 30, 30),
            "Dunmore": (30, 40, 50),
            "Elgin": (30, 30, 40),
        }.items()
        for agency, count in zip(("A", "B", "C"), counts, strict=True)
    )
    table = office.file("by agency.csv", "# title: By agency\n# unit: children\n# agency: agency\n" + rows)
    office.run(table, "--out", str(office.folder / "out"))
    assert f"Bray,{NEUTRAL_SIGN}" in (office.folder / "out" / "by agency.csv").read_text("utf-8-sig")
