"""`opennrm learn-weights`: a version of the comparison model from a list."""

import pytest
from click.testing import CliRunner

from opennrm.cli.learn_weights import command
from opennrm.invented.crowd import files
from opennrm.linkage import learning, versions
from tests.country.packs import TEMPLATE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("lists")
    files.write(1500, seed=41, errors="hard", out=path / "people.csv", truth=path / "truth.csv")
    return path


@pytest.fixture(autouse=True)
def fewer_random_pairs(monkeypatch):
    monkeypatch.setattr(learning, "RANDOM_PAIRS", 20_000)


def run(people, out, *arguments, pack=TEMPLATE):
    return CliRunner().invoke(
        command, [str(people), "--out", str(out), "--pack", str(pack), *map(str, arguments)]
    )


def decided_file(folder, number):
    places = {}
    for line in (folder / "truth.csv").read_text().splitlines()[1:]:
        identity, person = line.split(",")
        places.setdefault(person, []).append(identity)
    pairs = [same[:2] for same in places.values() if len(same) > 1][:number]
    rows = [f"{left},{right},same" for left, right in pairs] + ["1,2,different"]
    path = folder / f"decided-{number}.csv"
    path.write_text("left,right,verdict\n" + "\n".join(rows) + "\n")
    return path


def test_a_version_is_learned_from_a_list_alone(folder, tmp_path):
    out = tmp_path / "weights.toml"
    result = run(folder / "people.csv", out)
    assert result.exit_code == 0, result.output
    assert "learned from the list alone" in result.output
    assert "Only you can read them" in result.output
    model = versions.read(out, {})
    assert model.version in result.output
    assert model.weight("birth_date", "same_day") > 8


def test_from_50_decided_pairs_on_they_are_counted(folder, tmp_path):
    result = run(
        folder / "people.csv",
        tmp_path / "weights.toml",
        "--decided",
        decided_file(folder, 60),
        "--version",
        "pilot-1",
    )
    assert result.exit_code == 0, result.output
    assert result.output.startswith("Version pilot-1: counted in 60 decided pairs, from 1,500 people.")


FAULTS = [
    ("given_names\nAna\n", None, "The column “id” is missing"),
    ("id,colour\n1,red\n", None, "Rename the columns"),
    ("id,given_names\n1,Ana\n1,Luz\n", None, "list.csv:3: The id “1” appears twice"),
    ("id,given_names\n,Ana\n", None, "The id is empty"),
    ("id,given_names\n1,Ana\n", None, "fewer than two people"),
    ("", None, "The column “id” is missing"),
    ("PK\x03\x04", None, "is a workbook. Save the sheet as CSV"),
    ("id,given_names\n1,A\x00na\n2,Luz\n", None, "list.csv:2: The line is not text."),
    ("id,given_names\n1,Ana\n2,Luz\n", "left,right,verdict\n1,3,same\n", "“3” is not in the list"),
    ("id,given_names\n1,Ana\n2,Luz\n", "left,right\n1,2\n", "The column “verdict” is missing"),
    ("id,given_names\n1,Ana\n2,Luz\n", "left,right,verdict\n1,2,yes\n", "“yes” is not a verdict"),
]


@pytest.mark.parametrize(("people", "decided", "told"), FAULTS)
def test_a_file_that_cannot_be_used_says_why_and_writes_nothing(tmp_path, people, decided, told):
    path, out = tmp_path / "list.csv", tmp_path / "weights.toml"
    path.write_bytes(people.encode())
    arguments = []
    if decided:
        (tmp_path / "decided.csv").write_text(decided)
        arguments = ["--decided", tmp_path / "decided.csv"]
    result = run(path, out, *arguments)
    assert result.exit_code == 1
    assert told in result.output
    assert not out.exists()


def test_a_name_that_cannot_name_a_version_is_refused(folder, tmp_path):
    result = run(folder / "people.csv", tmp_path / "weights.toml", "--version", "Version 1!")
    assert result.exit_code == 1
    assert "Use small letters, digits, full stops and hyphens" in result.output


def test_a_list_that_another_program_saved_is_read(tmp_path):
    """With a mark at its start, other line ends, short rows, very long cells and columns that nobody knows."""
    text = "\ufeffid,given_names,colour\r\n1,Ana,red\r\n2,Luz\r\n3\r\n" + f'4,"{"Ana " * 9000}",\r\n'
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode())
    assert run(path, tmp_path / "weights.toml").exit_code == 0


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_a_list_is_read_in_the_encoding_and_with_the_separator_of_its_spreadsheet(tmp_path, encoding):
    path, decided = tmp_path / "list.csv", tmp_path / "decided.csv"
    path.write_bytes("id;given_names\nJosé;José\nLuz;Luz\n".encode(encoding))
    decided.write_bytes("left;right;verdict\nJosé;Luz;different\n".encode(encoding))
    result = run(path, tmp_path / "weights.toml", "--decided", decided)
    assert result.exit_code == 0, result.output


def test_a_list_is_never_written_over(folder):
    before = (folder / "people.csv").read_text()
    result = run(folder / "people.csv", folder / "people.csv")
    assert result.exit_code == 2
    assert "written over a list" in result.output
    assert (folder / "people.csv").read_text() == before
