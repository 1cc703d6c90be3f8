"""`python -m bench`: measure the product on generated cases, or the estimation library on published tables."""

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from . import report
from .installation import ROOT

DOCUMENT = ROOT / "docs" / "measurements.md"


@click.group(invoke_without_command=True)
@click.option("--cases", type=click.IntRange(100), multiple=True, default=[1000], show_default=True,
              help="How many cases to generate; can be given more than once.")  # fmt: skip
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same seed invents the same children."
)
@click.option("--write", is_flag=True, help="Keep what was measured in docs/measurements.md.")
@click.option("--state", type=click.Path(path_type=Path, file_okay=False),
              help="A folder in which the generated installation is kept, and found again, with one number of cases. "
              "Without it a new one is made and thrown away.")  # fmt: skip
@click.option("--most-seconds", type=click.FloatRange(0), default=8, show_default=True,
              help="How long to measure one thing at most. With 0 everything is tried a few times.")  # fmt: skip
@click.pass_context
def main(
    context: click.Context,
    cases: tuple[int, ...],
    seed: int,
    write: bool,
    state: Path | None,
    most_seconds: float,
) -> None:
    """Measure list, case, search and sending a concern on generated cases of invented children.

    \b
    python -m bench                                      under two minutes
    python -m bench --cases 1000 --cases 100000 --write  under a quarter of an hour
    python -m bench hidden-population                    the estimation library
    """
    if context.invoked_subcommand:
        return
    if state and len(cases) > 1:
        raise click.UsageError(
            "One folder holds one number of cases. Leave --state out, or give --cases once."
        )
    os.environ["OPENNRM_BENCH_MOST_SECONDS"] = str(most_seconds)
    results = [_measured(number, seed, state) for number in cases]
    given = "".join(f" --cases {number}" for number in cases) + (f" --seed {seed}" if seed != 1 else "")
    text = report.as_text(results, command=f"python -m bench{given}")
    click.echo(text)
    if write:
        report.write(text, DOCUMENT)
        click.echo(f"Written to {DOCUMENT.relative_to(ROOT)}.")


def _measured(cases: int, seed: int, state: Path | None) -> dict[str, Any]:
    """Measure in a process of its own, as one process serves one installation."""
    click.echo(f"Generating and measuring {cases:,} cases …", err=True)
    with TemporaryDirectory() as folder:
        result = Path(folder) / "result.json"
        places = [str(result), *([str(state.absolute())] if state else [])]
        command = [sys.executable, "-m", "bench.measure", str(cases), str(seed), *places]
        finished = subprocess.run(command, cwd=ROOT, check=False)
        if finished.returncode:
            raise click.ClickException("The measurement did not end; what is above may say why.")
        return json.loads(result.read_text())


@main.command("hidden-population")
@click.argument(
    "script", type=click.Choice(["speed", "growth", "coverage", "compare_with_r"]), default="speed"
)
def hidden_population(script: str) -> None:
    """Measure the estimation of hidden populations; bench/hidden_population/README.md says what each SCRIPT does."""
    place = ROOT / "bench" / "hidden_population" / f"{script}.py"
    sys.exit(subprocess.run([sys.executable, str(place)], cwd=ROOT, check=False).returncode)


if __name__ == "__main__":
    main(prog_name="python -m bench")
