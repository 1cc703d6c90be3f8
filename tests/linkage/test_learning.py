"""Weights learned from a list find nearly as much as those learned from its truth."""

import random
from datetime import date
from itertools import combinations

import numpy as np
import pytest
from click.testing import CliRunner

from bench.linkage import accuracy
from bench.linkage.accuracy import best_f1
from opennrm.country.linkage import LEVELS
from opennrm.country.problems import PackInvalid
from opennrm.linkage import learning, versions
from opennrm.linkage.candidates import candidate_pairs
from opennrm.linkage.columns import columns_of
from opennrm.linkage.frequencies import frequencies_of, one_of_each
from opennrm.linkage.records import Record
from opennrm.linkage.scoring import Scorer
from tests.linkage.scene import PLAIN, crowd


@pytest.fixture(scope="module")
def few():
    """A small crowd whose errors are hard, with its candidates."""
    _, columns, people = crowd(5000, seed=21, errors="hard", model=PLAIN)
    return columns, people, candidate_pairs(columns)


@pytest.fixture(scope="module", autouse=True)
def fewer_random_pairs():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning, "RANDOM_PAIRS", 100_000)
        yield


def pairs_of(people):
    places = {}
    for place, person in enumerate(people):
        places.setdefault(person, []).append(place)
    return [(one, other, True) for same in places.values() for one, other in combinations(same, 2)]


def f1(model, few):
    columns, people, (left, right) = few
    return best_f1(Scorer(columns, model).scores(left, right).sums, left, right, np.array(people)).f1


def test_without_labels_nearly_as_much_is_found_as_with_all(few):
    columns, people, _ = few
    alone = learning.learn(columns, PLAIN, version="em", seed=1)
    true = learning.learn(columns, PLAIN, version="all", seed=1, decided=pairs_of(people))
    fifty = learning.learn(
        columns, PLAIN, version="fifty", seed=1, decided=random.Random(2).sample(pairs_of(people), 50)
    )
    assert (alone.way, true.way, fifty.way) == ("em", "decided", "decided")
    best = f1(true.model, few)
    assert best > 0.88
    assert f1(alone.model, few) > best - 0.03
    assert f1(fifty.model, few) > best - 0.03
    assert f1(PLAIN, few) > best - 0.04


def test_the_level_other_stays_below_its_ceiling(few):
    """Otherwise brothers and sisters would teach that a child has many names."""
    columns, _, _ = few
    u = learning.shares(learning.counts_by_chance(columns, seed=1))
    m, sure, _ = learning.strict_em(columns, PLAIN, u)
    for field, ceiling in PLAIN.weights.ceilings.items():
        assert m[field][LEVELS[field].index("other")] <= ceiling + 1e-9
    assert all(shares.sum() == pytest.approx(1) for shares in m.values())
    assert len(sure) > 100


def test_49_decided_pairs_are_too_few_and_a_different_pair_counts_for_none(few):
    columns, people, _ = few
    decided = [*pairs_of(people)[:49], (0, 1, False)]
    assert learning.learn(columns, PLAIN, version="x", seed=1, decided=decided).way == "em"


def test_the_same_seed_gives_the_same_version(few, tmp_path):
    columns, _, _ = few
    first, again, other = (learning.learn(columns, PLAIN, version="x", seed=seed) for seed in (1, 1, 2))
    on = date(2026, 12, 1)
    names = [versions.name_of_version(learned, on) for learned in (first, again, other)]
    assert names[0] == names[1] != names[2]
    assert names[0].startswith("2026-12-01-")


def test_a_level_that_was_never_seen_keeps_the_weight_to_start_from(few):
    learned = learning.learn(few[0], PLAIN, version="x", seed=1).model
    # Nobody in the crowd has a date of which only the month is known.
    for level in ("same_month", "other_month"):
        assert learned.weight("birth_date", level) == PLAIN.weight("birth_date", level)


def test_a_version_is_kept_and_read_back_as_it_was(few, tmp_path):
    learned = learning.learn(few[0], PLAIN, version="of-2026", seed=1)
    path = tmp_path / "weights.toml"
    beside = versions.write(learned, path, on=date(2026, 12, 1))
    assert {file.stat().st_mode & 0o777 for file in (path, beside)} == {0o600}
    read = versions.read(path, PLAIN.variants)
    assert read.version == "of-2026"
    assert read == learned.model


def test_a_damaged_version_says_where(few, tmp_path):
    learned = learning.learn(few[0], PLAIN, version="x", seed=1)
    path = tmp_path / "weights.toml"
    beside = versions.write(learned, path, on=date(2026, 12, 1))
    beside.write_text(beside.read_text() + "given,ana\n")
    path.write_text(path.read_text().replace("[weights.sex]\nsame", "[weights.sex]\nsme"))
    with pytest.raises(PackInvalid) as invalid:
        versions.read(path, PLAIN.variants)
    told = str(invalid.value)
    assert "“same” is missing" in told
    assert f"{beside}:{len(beside.read_text().splitlines())}: This row is not a frequency" in told


def test_frequencies_are_counted_once_a_person_and_name_no_rare_value():
    ana, luz = Record(given_names="Ana", family_name="Brown"), Record(given_names="Luz", family_name="Brown")
    columns = columns_of([ana] * 60 + [luz] * 19 + [ana] * 20, {})
    twice = [(0, 79 + place) for place in range(20)]
    found = frequencies_of(columns, one_of_each(99, twice))
    assert found.shares["given"] == {"ana": -0.5}
    assert found.shares["family"] == {"brown": 0}
    assert found.log2_share("given", {"luz"}) == found.floors["given"] == -3
    assert found.log2_share("school", {"hillview"}) is None


def test_two_records_are_the_least_to_learn_from():
    with pytest.raises(ValueError, match="two records"):
        learning.learn(columns_of([Record()], {}), PLAIN, version="x", seed=1)


def test_the_measurement_works_on_few_people():
    """It is code like any other, and runs here on few, so that it cannot break unseen."""
    shown = CliRunner().invoke(
        accuracy.main, ["--records", "300", "--learn-from", "1000", "--only", "knowledge"]
    )
    assert shown.exit_code == 0, shown.output
    rows = [
        line.split("|") for line in shown.output.splitlines() if line.startswith(("| hard", "| moderate"))
    ]
    assert len(rows) == 2 * 2 * 6
    assert all(0.5 < float(row[6]) <= 1 for row in rows)
    assert "CPU-s" in shown.output
