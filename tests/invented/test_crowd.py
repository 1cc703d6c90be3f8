"""The crowd: invented people, some of them several times, with the errors of lists."""

import csv
import itertools
from collections import Counter
from random import Random

import pytest
from click.testing import CliRunner

from opennrm.cli.demo import command
from opennrm.invented.crowd import files
from opennrm.invented.crowd.households import people
from opennrm.invented.crowd.names import names


def written(tmp_path, *arguments, out="people.csv"):
    paths = [tmp_path / out, tmp_path / f"truth-{out}"]
    result = CliRunner().invoke(
        command, ["people", *arguments, "--out", str(paths[0]), "--truth", str(paths[1])]
    )
    assert result.exit_code == 0, result.output
    return [path.read_text(encoding="utf-8") for path in paths]


@pytest.fixture(scope="module")
def hard():
    return list(files.rows(8000, seed=31, errors="hard"))


def test_the_same_seed_writes_the_same_people_and_another_one_others(tmp_path):
    first, again, other = (
        written(tmp_path, "--n", "300", "--seed", seed, out=f"{place}.csv")
        for place, seed in enumerate(("4", "4", "5"))
    )
    assert first == again != other
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "0.csv", "1.csv", "2.csv", "truth-0.csv", "truth-1.csv", "truth-2.csv",
    ]  # fmt: skip


def test_the_list_says_nothing_of_who_is_the_same(tmp_path):
    people_text, truth_text = written(tmp_path, "--n", "500", "--errors", "hard")
    rows, truth = (list(csv.DictReader(text.splitlines())) for text in (people_text, truth_text))
    assert tuple(rows[0]) == files.COLUMNS
    assert "person" not in people_text
    assert [row["id"] for row in rows] == [row["id"] for row in truth]
    assert len(rows) == 500
    assert 380 < len({row["person"] for row in truth}) < 490


def test_one_file_cannot_be_both(tmp_path):
    path = str(tmp_path / "one.csv")
    result = CliRunner().invoke(command, ["people", "--out", path, "--truth", path])
    assert result.exit_code == 2
    assert "same file" in result.output


def test_a_list_is_mixed_piece_by_piece_so_that_memory_stays_flat(monkeypatch):
    monkeypatch.setattr(files, "WINDOW", 100)
    rows = list(files.rows(950, seed=1, errors="moderate"))
    assert len(rows) == 950
    numbers = [person for person, _, _ in rows]
    assert numbers != sorted(numbers)
    # Nobody is far from where they were invented: at most a window, and the household that ends it.
    assert all(abs(person - sorted(numbers)[place]) < 120 for place, person in enumerate(numbers))


def test_errors_happen_about_as_often_as_is_said(hard):
    """The rates are those of the design; here as shares of records, with room for chance."""
    records = [record for _, _, record in hard]

    def share(true):
        return sum(bool(true(record)) for record in records) / len(records)

    assert share(lambda record: not record.born) == pytest.approx(0.10, abs=0.015)
    assert share(lambda record: record.born_estimated == "yes") == pytest.approx(0.12, abs=0.015)
    assert share(lambda record: not record.sex) == pytest.approx(0.02, abs=0.006)
    assert share(lambda record: not record.area) == pytest.approx(0.04, abs=0.01)
    assert share(lambda record: record.telephone) == pytest.approx(0.45, abs=0.02)
    several = Counter(Counter(person for person, _, _ in hard).values())
    assert several[1] / several.total() == pytest.approx(0.86, abs=0.015)
    assert several[2] / several.total() == pytest.approx(0.095, abs=0.015)


def test_moderate_lists_have_fewer_errors_than_hard_ones(hard):
    moderate = [record for _, _, record in files.rows(8000, seed=31, errors="moderate")]
    missing = [sum(not record.born for record in records) for records in (moderate, [row[2] for row in hard])]
    assert missing[0] / missing[1] == pytest.approx(0.35, abs=0.07)


def test_households_share_what_households_share():
    crowd = list(itertools.islice(people(Random(7)), 6000))
    pairs = [(one, other) for one, other in itertools.pairwise(crowd) if one.area == other.area]
    siblings = [(one, other) for one, other in pairs if one.guardian == other.guardian]
    same_name = sum(one.family_name == other.family_name for one, other in siblings) / len(siblings)
    assert same_name == pytest.approx(0.90, abs=0.04)
    assert any(one.born == other.born and one.given_names != other.given_names for one, other in siblings)


def test_some_names_are_frequent_and_most_are_borne_by_few():
    crowd = list(itertools.islice(people(Random(8)), 6000))
    counts = Counter(person.given_names for person in crowd)
    assert counts.most_common(1)[0][1] > 40
    assert sum(count <= 3 for count in counts.values()) > 300
    groups = Counter(person.group.code for person in crowd)
    assert set(groups) == {"english", "creole", "spanish", "chinese", "indian"}
    assert names().by_code["indian"].families.names[0] == "Persaud"
