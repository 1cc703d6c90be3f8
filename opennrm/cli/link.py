"""`opennrm link`: who is several times on one list, or on several lists."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .encoding_problems import FILE, in_sentences
from .progress import progress_of
from .setup import state_folder

if TYPE_CHECKING:
    from opennrm.linkage.bulk.linking import Finder, Found
    from opennrm.linkage.bulk.reading import Lists
    from opennrm.linkage.bulk.results import Files
    from opennrm.linkage.model import Model

# Named here and not imported, so that `--help` and other commands do not wait for NumPy; a test compares them.
WORDS = {"very-likely": "very_likely", "likely": "likely", "possibly": "possible"}
ENGINES = ("own", "duckdb", "spark")


@click.command("link")
@click.argument("lists", metavar="LISTS...", type=FILE, nargs=-1, required=True)
@click.option(
    "--out", type=FILE, required=True, help="The file for the pairs. The other files are put beside it."
)
@click.option("--columns", "mapping", type=FILE, help="A TOML file that says which column is which.")
@click.option(
    "--pack",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="OPENNRM_COUNTRY_PACK",
    required=True,
    help="The folder of the country pack, with weights and variants of names.  [or: OPENNRM_COUNTRY_PACK]",
)
@click.option(
    "--weights",
    type=FILE,
    help="A version that “opennrm learn-weights” wrote, instead of the pack's weights.",
)
@click.option(
    "--within", is_flag=True, help="With several lists: also find who is on one of them several times."
)
@click.option(
    "--at-least",
    "least",
    type=click.Choice(list(WORDS)),
    default="possibly",
    show_default=True,
    help="Leave out pairs that are less sure to be the same person.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="own",
    show_default=True,
    help="What finds the pairs. “duckdb” and “spark” use Splink, and have to be installed first.",
)
@click.option(
    "--spark-master",
    default="local[*]",
    show_default=True,
    envvar="OPENNRM_SPARK_MASTER",
    help="The address of a Spark cluster.",
)
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for what duckdb and spark keep while they work. By default a folder below OPENNRM_STATE.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@in_sentences
def command(
    lists: tuple[Path, ...],
    out: Path,
    mapping: Path | None,
    folder: Path,
    weights: Path | None,
    within: bool,
    least: str,
    engine: str,
    spark_master: str,
    work: Path | None,
    as_json: bool,
) -> None:
    """Find who is several times on a list, or on several LISTS.

    LISTS are CSV, XLSX or Parquet files with a header. Columns are found by their headings. The command writes the
    pairs with a probability and the reasons, who belongs together, a report for the browser, and the rows that
    could not be read. Nothing is joined or changed, and nothing is ever overwritten. Only you can read the files.
    They contain names: protect them as you protect the lists.
    """
    from opennrm.linkage.bulk import report, results
    from opennrm.linkage.encodings.files import refuse_existing

    files = results.Files(out)
    refuse_existing(*files.all)
    found = _found(
        lists,
        mapping,
        (folder, weights),
        within=within,
        least=least,
        engine=engine,
        master=spark_master,
        work=work,
    )
    results.write(found, files)
    report.write(found, files.report, on=datetime.now(UTC).date())
    click.echo(_as_json(found, files, engine) if as_json else "\n".join(_as_text(found, files)))


def _found(
    lists: tuple[Path, ...],
    mapping: Path | None,
    knowledge: tuple[Path, Path | None],
    *,
    within: bool,
    least: str,
    engine: str,
    master: str,
    work: Path | None,
) -> Found:
    from opennrm.country.problems import PackInvalid
    from opennrm.linkage.bulk import linking
    from opennrm.linkage.lists import ListRefused
    from opennrm.linkage.rules import Word

    try:
        model = _model(*knowledge)
        find = _finder(engine, work or state_folder() / "linkage", master)
        read = _read(lists, mapping)
        with progress_of("Comparing") as progress:
            return linking.link(
                read, model, within=within, least=Word(WORDS[least]), find=find, progress=progress
            )
    except (ListRefused, PackInvalid) as refused:
        raise click.ClickException(str(refused)) from None


def _model(folder: Path, weights: Path | None) -> Model:
    from opennrm.contexts import vocabulary
    from opennrm.country.pack import load
    from opennrm.linkage import versions
    from opennrm.linkage.model import Model

    start = Model.of(load(folder, vocabulary()).linkage)
    return versions.read(weights, start.variants) if weights else start


def _finder(engine: str, work: Path, master: str) -> Finder | None:
    if engine == "own":
        return None
    from opennrm.linkage.bulk import splink_engines

    if engine == "duckdb":
        return splink_engines.on_duckdb(work)
    return splink_engines.on_spark(work, master)


def _read(paths: tuple[Path, ...], mapping: Path | None) -> Lists:
    from opennrm.linkage.bulk import headings, reading
    from opennrm.linkage.encodings.columns import Said

    said = headings.read_said(mapping) if mapping else Said()
    with progress_of("Reading") as progress:
        return reading.read(paths, said, on=datetime.now(UTC).date(), progress=progress)


def _as_json(found: Found, files: Files, engine: str) -> str:
    from opennrm.linkage.bulk.headings import FIELDS
    from opennrm.linkage.bulk.linking import WORDS as ORDER

    counts = found.counts()
    data: dict[str, Any] = {
        "engine": engine,
        "model": found.model.version,
        "lists": [
            {
                "file": str(each.path),
                "kind": each.kind,
                "records": each.records,
                "columns": {name: each.columns.heading(name) or None for name in FIELDS},
                "dates": str(each.columns.dates),
            }
            for each in found.lists.each
        ],
        "pairs": len(found.pairs),
        "words": {str(word): count for word, count in zip(ORDER, counts, strict=True)},
        "clusters": len(found.sizes) - 1,
        "records_in_clusters": int(found.sizes[1:].sum()),
        "left_out": sum(problem.is_left_out for problem in found.lists.problems),
        "problems": len(found.lists.problems),
        "files": {
            "pairs": str(files.pairs),
            "clusters": str(files.clusters),
            "report": str(files.report),
            "problems": str(files.problems) if found.lists.problems else None,
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _as_text(found: Found, files: Files) -> list[str]:
    from opennrm.linkage.bulk.headings import FIELDS
    from opennrm.linkage.bulk.linking import WORDS as ORDER
    from opennrm.linkage.bulk.results import IN_WORDS

    lines = []
    for each in found.lists.each:
        order = each.columns.dates.replace("-", " ")
        lines += [
            f"{each.path}: {each.records:,} records, read as {each.kind}. Dates such as 03/04/2012 were read with the "
            f"{order}.",
            *(f"  {name:18} {each.columns.heading(name) or 'not in the list'}" for name in FIELDS),
            "",
        ]
    if problems := found.lists.problems:
        left_out = sum(problem.is_left_out for problem in problems)
        lines.append(
            f"Rows left out: {left_out:,}. Rows compared without a value: {len(problems) - left_out:,}."
        )
        lines += [f"{files.problems} lists them and says why.", ""]
    lines.append(f"Pairs of records that may be the same person: {len(found.pairs):,}")
    lines += [f"  {IN_WORDS[word]:12} {count:,}" for word, count in zip(ORDER, found.counts(), strict=True)]
    members = int(found.sizes[1:].sum())
    lines += [
        "",
        f"Records that belong together: {members:,}, of {len(found.sizes) - 1:,} people",
        "",
        f"Pairs:    {files.pairs}",
        f"Clusters: {files.clusters}",
        f"Report:   {files.report}",
        "",
        "A pair is a proposal. Look at both records before you decide. Only you can read these files. They have names.",
    ]
    return lines
