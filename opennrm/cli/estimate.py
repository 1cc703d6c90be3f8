"""`opennrm estimate`: how many people has nobody found, from the overlaps of lists."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .progress import progress_of
from .setup import in_sentences as database_in_sentences
from .setup import start_django

if TYPE_CHECKING:
    from opennrm.statistics.hidden_population import Reading
    from opennrm.statistics.hidden_population.results import Report

# Named here and not imported, so that `--help` and other commands do not wait for NumPy; a test compares
# them.
METHODS = ("stepwise", "bic", "aic", "independence", "chao", "decomposable", "latent-class", "all")


@click.command(name="estimate")
@click.argument("lists", type=click.Path(exists=True, dir_okay=False, allow_dash=True), required=False)
@click.option(
    "--ours",
    is_flag=True,
    help="Use the children of the mechanism: which agencies reported how many of them.",
)
@click.option(
    "--method",
    type=click.Choice(METHODS),
    default="stepwise",
    show_default=True,
    help="How to find the model. “all” adds latent classes to the table of methods.",
)
@click.option(
    "--replications",
    type=click.IntRange(20, 100_000),
    default=1000,
    show_default=True,
    help="How many bootstrap samples, each with its own model selection.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0.0, 1.0),
    default=0.02,
    show_default=True,
    help="A pair of lists is added to the model if its p-value is below this.",
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help="The same seed gives the same answer.",
)
@click.option(
    "--calibrate", is_flag=True, help="Add limits calibrated by a double bootstrap. Takes a few seconds."
)
@click.option(
    "--draw-observed",
    is_flag=True,
    help="Draw the observed number too. This widens the limits if most people are on a list.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    lists: str | None,
    ours: bool,
    method: str,
    replications: int,
    threshold: float,
    seed: int,
    calibrate: bool,
    draw_observed: bool,
    as_json: bool,
) -> None:
    """Estimate the whole population and its hidden part from the overlaps of LISTS.

    LISTS is a CSV file with a header. It has one column of 0 and 1 for each list, and a last column `count`. You can
    leave out the column `count` and give one row for each person. Use a dash (-) to read standard input.
    With --ours, the counts are used that the worker makes once a month of the children whom the mechanism knows.
    """
    from opennrm.statistics import hidden_population

    read = _read_either(lists, ours=ours)
    try:
        with progress_of("Estimating") as progress:
            report = hidden_population.report_on(
                read.table,
                method=method,
                threshold=threshold,
                replications=replications,
                seed=seed,
                calibrate=calibrate,
                draw_observed=draw_observed,
                progress=progress,
                notes=read.notes,
            )
    except hidden_population.TableRefused as refused:
        raise click.UsageError(str(refused)) from None
    except hidden_population.NotConverged as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(_told(report, as_json=as_json), nl=as_json)


def _told(report: Report, *, as_json: bool) -> str:
    from opennrm.statistics import hidden_population

    if as_json:
        return json.dumps(hidden_population.report_as_data(report), ensure_ascii=False, indent=2)
    return hidden_population.report_as_text(report)


def _read_either(lists: str | None, *, ours: bool) -> Reading:
    if (lists is None) is not ours:
        raise click.UsageError("Give either LISTS or --ours.")
    return _read(lists) if lists is not None else _read_ours()


def _read(lists: str) -> Reading:
    """The table in the file or on standard input, with how it was read.

    :raises click.UsageError: it is not one; the message says which line to mend.
    """
    from opennrm.statistics import hidden_population

    try:
        return hidden_population.read(sys.stdin.buffer.read() if lists == "-" else Path(lists).read_bytes())
    except hidden_population.TableRefused as refused:
        raise click.UsageError(f"{lists}: {refused}") from None
    except OSError as error:
        raise click.UsageError(f"{lists}: {error.strerror}. Check the file and try again.") from None


@database_in_sentences
def _read_ours() -> Reading:
    """The counts of the mechanism's own children.

    :raises click.ClickException: there are none yet, or nothing can be estimated from them.
    """
    start_django("opennrm_worker")
    from opennrm.foundation.actor import Actor
    from opennrm.foundation.context import as_job
    from opennrm.linkage.models import MATCHER
    from opennrm.statistics import hidden_population, own_lists

    try:
        with as_job(MATCHER) as entered:
            read = own_lists.read_for_job(Actor(principals=entered.principals))
    except hidden_population.TableRefused as refused:
        raise click.ClickException(str(refused)) from None
    if read is None:
        raise click.ClickException("Nothing is counted yet. The worker counts once a month, at night.")
    return read
