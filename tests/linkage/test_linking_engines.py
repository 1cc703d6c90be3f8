"""The same pairs come from our own engine, from Splink on DuckDB and, where it is installed, from Splink on Spark."""

import shutil
from dataclasses import replace

import pytest

from opennrm.linkage.bulk import linking
from opennrm.linkage.model import Frequencies, Model
from tests.country.packs import TEMPLATE, loaded
from tests.linkage.lists_to_link import TWINS, crowd, read, written

pytest.importorskip("splink", reason="the extra “linkage” is not installed")
pytest.importorskip("duckdb", reason="the extra “linkage” is not installed")

START = Model.of(loaded(TEMPLATE).linkage)
WITH_SHARES = replace(
    START,
    frequencies=Frequencies(
        {"given": {"maria": -6.0}, "given_first": {"maria": -5.5}, "family": {"brown": -7.0}},
        {"given": -12.0, "given_first": -11.0, "family": -12.5, "family_first": -11.5, "school": -7.0},
    ),
)
NEAR = 1e-6
"""In bits: what two ways to work out one weight may differ."""


@pytest.fixture
def many(request):
    """How many records the engines compare: 100,000 at night."""
    return 100_000 if request.config.getoption("long") else 1000


def engines(work):
    from opennrm.linkage.bulk.splink_engines import on_duckdb, on_spark

    return {"duckdb": lambda: on_duckdb(work), "spark": lambda: on_spark(work, "local[2]")}


def found_by(lists, model, find=None, *, within=True):
    found = linking.link(lists, model, within=within, find=find)
    levels = [
        dict(zip(found.pairs.levels, row, strict=True))
        for row in zip(*found.pairs.levels.values(), strict=True)
    ]
    pairs = zip(found.pairs.left.tolist(), found.pairs.right.tolist(), strict=True)
    return dict(zip(pairs, zip(found.pairs.sums.tolist(), levels, strict=True), strict=True))


def assert_same(one, other):
    assert one.keys() == other.keys()
    for pair, (bits, levels) in one.items():
        assert other[pair][0] == pytest.approx(bits, abs=NEAR)
        assert other[pair][1] == levels


@pytest.mark.parametrize("model", [START, WITH_SHARES], ids=["plain", "frequencies"])
def test_duckdb_finds_the_pairs_that_we_find(tmp_path, many, model):
    lists = read(crowd(tmp_path, many, errors="hard"))
    ours = found_by(lists, model)
    assert len(ours) > 100
    assert_same(ours, found_by(lists, model, engines(tmp_path / "work")["duckdb"]()))


def test_duckdb_compares_two_lists_with_each_other_alone(tmp_path):
    lists = read(written(tmp_path / "one.csv", TWINS), written(tmp_path / "two.csv", TWINS))
    ours = found_by(lists, START, within=False)
    assert len(ours) >= 4
    assert_same(ours, found_by(lists, START, engines(tmp_path / "work")["duckdb"](), within=False))


def test_no_list_in_clear_is_left_behind(tmp_path, monkeypatch):
    from opennrm.linkage.bulk import features

    seen = []
    write = features.write

    def watched(lists, model, path):
        write(lists, model, path)
        seen.append((path.parent.stat().st_mode & 0o777, path.stat().st_size))

    monkeypatch.setattr(features, "write", watched)
    found_by(read(written(tmp_path / "one.csv", TWINS)), START, engines(tmp_path / "work")["duckdb"]())
    assert seen[0][0] == 0o700
    assert seen[0][1] > 0
    assert list((tmp_path / "work").iterdir()) == []


def test_a_run_that_fails_leaves_nothing_either(tmp_path, monkeypatch):
    from opennrm.linkage.bulk import splink_engines

    monkeypatch.setattr(splink_engines, "_few", lambda *_: "SELECT nothing")
    with pytest.raises(Exception, match="nothing"):
        found_by(read(written(tmp_path / "one.csv", TWINS)), START, engines(tmp_path / "work")["duckdb"]())
    assert list((tmp_path / "work").iterdir()) == []


def test_a_parquet_file_says_the_same_as_a_list(tmp_path):
    import duckdb

    people = written(tmp_path / "a.csv", TWINS)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (FROM read_csv('{people}', all_varchar = true)) TO '{tmp_path / 'a.parquet'}' (FORMAT parquet)"
        )
    lists = read(tmp_path / "a.parquet")
    assert lists.each[0].kind == "Parquet"
    assert found_by(lists, START) == found_by(read(people), START)


@pytest.mark.timeout(7200)
@pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")
def test_spark_finds_the_pairs_that_we_find(tmp_path, many):
    pytest.importorskip("pyspark", reason="Spark is installed by the nightly run")
    lists = read(crowd(tmp_path, many, errors="hard"))
    ours = found_by(lists, WITH_SHARES)
    assert_same(ours, found_by(lists, WITH_SHARES, engines(tmp_path / "work")["spark"]()))
    assert list((tmp_path / "work").iterdir()) == []
