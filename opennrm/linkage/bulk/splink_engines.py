"""Finds the pairs of lists with Splink, on DuckDB or on Spark. Both get the same settings, and find the same pairs."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from opennrm.country.linkage import LEVELS
from opennrm.linkage.candidates import LARGEST_BLOCK
from opennrm.linkage.lists import ListRefused
from opennrm.linkage.model import Model

from . import features, splink_settings
from .extra import needed
from .join import Pairs
from .linking import Finder, counted
from .reading import Lists
from .splink_settings import WHY, Dialect
from .work_folder import work_folder

_RECORDS = "records.parquet"
_AT_ONCE = 100_000
# On one machine everything runs in the driver, which gets 1 GB unless it is told. 200 pieces, which is what Spark makes
# of everything by itself, take minutes to begin and to end there.
_ON_ONE_MACHINE = {
    "spark.driver.memory": "4g",
    "spark.driver.host": "localhost",
    "spark.sql.shuffle.partitions": "4",
    "spark.default.parallelism": "4",
}


def on_duckdb(work: Path) -> Finder:
    """Finds pairs on this machine, with DuckDB. What does not fit into memory goes into a work folder below `work`.

    :raises ListRefused: Splink or DuckDB is not installed.
    """
    needed("splink", WHY)
    needed("duckdb", WHY)

    def find(lists: Lists, model: Model, enough: float, within: bool) -> tuple[Model, Pairs]:
        with work_folder(work) as folder:
            return _find(_duckdb(folder), "duckdb", folder, (lists, model, enough, within))

    return find


def on_spark(work: Path, master: str) -> Finder:
    """Finds pairs on a Spark cluster. `work` has to be a folder that all its machines can open.

    :param master: the address of the cluster.
    :raises ListRefused: Splink or Spark is not installed.
    """
    needed("splink", WHY)
    needed("pyspark", "The engine “spark” uses Spark.")

    def find(lists: Lists, model: Model, enough: float, within: bool) -> tuple[Model, Pairs]:
        with work_folder(work) as folder:
            return _find(_spark(folder, master), "spark", folder, (lists, model, enough, within))

    return find


def _find(
    engine: Any, name: str, folder: Path, task: tuple[Lists, Model, float, bool]
) -> tuple[Model, Pairs]:
    lists, model, enough, within = task
    columns, _ = lists.table.columns(model.variants)
    model = counted(columns, model)
    del columns
    features.write(lists, model, folder / _RECORDS)
    dialect = Dialect(name)
    with engine as (api, query):
        query(f"CREATE OR REPLACE TEMP VIEW records AS {_few(name, folder / _RECORDS)}")
        linker = needed("splink", WHY).Linker(
            api.register("records", table_name="people"),
            splink_settings.settings(model, between_lists=not within),
            log_level=None,
        )
        least = enough - model.by_chance - splink_settings.most_added(model)
        found = linker.inference.predict(threshold_match_weight=least, warning_mode="never")
        return model, _pairs(query(splink_settings.last_query(found.physical_name, model, enough, dialect)))


def _few(name: str, path: Path) -> str:
    """The records with those of their keys alone that few have."""
    if name == "duckdb":
        quoted = str(path).replace("'", "''")
        source, each = f"read_parquet('{quoted}')", "unnest(block_keys)"
    else:
        quoted = str(path).replace("`", "``")
        source, each = f"parquet.`{quoted}`", "explode(block_keys)"
    together = "list" if name == "duckdb" else "collect_list"
    # No value of a list stands in this query.
    return (
        f"WITH everybody AS (SELECT * FROM {source}), "  # noqa: S608
        f"single AS (SELECT record, {each} AS block_key FROM everybody), "
        f"few AS (SELECT block_key FROM single GROUP BY block_key HAVING count(*) BETWEEN 2 AND {LARGEST_BLOCK}), "
        f"kept AS (SELECT record, {together}(block_key) AS block_keys FROM single SEMI JOIN few USING (block_key) "
        "GROUP BY record) "
        f"SELECT everybody.* {'EXCLUDE' if name == 'duckdb' else 'EXCEPT'} (block_keys), kept.block_keys "
        "FROM everybody JOIN kept ON everybody.record = kept.record"
    )


@contextmanager
def _duckdb(folder: Path) -> Iterator[tuple[Any, Any]]:
    duckdb, backend = needed("duckdb", WHY), needed("splink.backends.duckdb", WHY)
    with duckdb.connect(":memory:", config={"temp_directory": str(folder)}) as connection:

        def query(sql: str) -> Iterator[list[tuple[Any, ...]]]:
            answer = connection.execute(sql)
            return iter(lambda: answer.fetchmany(_AT_ONCE), [])

        yield backend.DuckDBAPI(connection=connection), query


@contextmanager
def _spark(folder: Path, master: str) -> Iterator[tuple[Any, Any]]:
    backend = needed("splink.backends.spark", WHY)
    session = needed("pyspark.sql", WHY).SparkSession
    local = str(folder)
    settings = {
        "spark.jars": backend.similarity_jar_location(),
        "spark.local.dir": local,
        "spark.sql.warehouse.dir": f"{local}/warehouse",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    if master.startswith("local"):
        settings |= _ON_ONE_MACHINE
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = session.builder.master(master).appName("opennrm link").config(map=settings)
    try:
        spark = builder.getOrCreate()
    except Exception as error:
        raise ListRefused(
            f"Spark does not start at {master}: {str(error).splitlines()[0]}. Spark needs Java 17 or 21: on Debian or "
            "Ubuntu, install it with: apt-get install default-jre-headless"
        ) from None
    try:
        spark.sparkContext.setLogLevel("ERROR")
        spark.sparkContext.setCheckpointDir(f"{local}/checkpoints")
        spark.udf.register(splink_settings.SIMILARITY_ON_SPARK, _similarity_of_names(), "double")
        api = backend.SparkAPI(spark_session=spark, break_lineage_method="parquet")

        def query(sql: str) -> Iterator[list[tuple[Any, ...]]]:
            answer = spark.sql(sql)
            return iter([[tuple(row) for row in answer.collect()]]) if answer.columns else iter([])

        yield api, query
    finally:
        spark.stop()


def _similarity_of_names() -> Callable[[str, str], float]:
    """A function that Spark takes to its workers whole: they need RapidFuzz, and nothing of ours."""

    def similarity(one: str, other: str) -> float:
        from rapidfuzz.distance import JaroWinkler

        return JaroWinkler.similarity(one, other)

    return similarity


def _pairs(chunks: Iterator[list[tuple[Any, ...]]]) -> Pairs:
    """The pairs of an answer, the smaller record on the left."""
    rows = [np.array(chunk, dtype=np.float64) for chunk in chunks if chunk]
    table = np.concatenate(rows) if rows else np.zeros((0, 3 + len(LEVELS)))
    one, other = table[:, :2].astype(np.int64).T
    return Pairs(
        np.minimum(one, other),
        np.maximum(one, other),
        table[:, 2],
        {field: table[:, 3 + place].astype(np.int8) for place, field in enumerate(LEVELS)},
    )
