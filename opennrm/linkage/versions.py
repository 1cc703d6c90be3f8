"""Keeps a version of the model in two files: weights in the form of a pack's linkage.toml, frequencies as a table.

What was learned from real names belongs to the country and to no public pack: files are for their owner alone.
"""

import csv
import hashlib
import io
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from opennrm.country.linkage import read_weights
from opennrm.country.problems import PackInvalid, Problem
from opennrm.country.toml_table import read_table
from opennrm.people.sounds import Variants

from .learning import Learned
from .model import Frequencies, Model

_COLUMNS = ("kind", "form", "log2_share")
_FLOOR = ""


def name_of_version(learned: Learned, on: date) -> str:
    """A name that tells the day, and is another one whenever a weight or a frequency is."""
    digest = hashlib.sha256(
        f"{weights_text(learned, on)}{frequencies_text(learned.model.frequencies)}".encode()
    )
    return f"{on.isoformat()}-{digest.hexdigest()[:8]}"


def beside(path: Path) -> Path:
    """The file for the frequencies of a version whose weights are in `path`."""
    return path.with_suffix(".frequencies.csv")


def write(learned: Learned, path: Path, *, on: date) -> Path:
    """Write a version to `path`, and its frequencies to a file beside it, which is returned.

    :raises OSError: a file cannot be written.
    """
    frequencies = beside(path)
    text = weights_text(learned, on) + f'\n[frequencies]\nfile = "{frequencies.name}"\n'
    for target, content in ((frequencies, frequencies_text(learned.model.frequencies)), (path, text)):
        _write_for_owner(target, content)
    return frequencies


def _write_for_owner(path: Path, content: str) -> None:
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with open(
        os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(content)
    os.replace(unfinished, path)


def weights_text(learned: Learned, on: date) -> str:
    """The weights of a version as TOML."""
    weights = learned.model.weights
    words = weights.thresholds
    tables: dict[str, Mapping[str, float]] = {
        "words": {"very_likely": words.very_likely, "likely": words.likely, "possible": words.possible},
        "household": {"telephone_at_most": weights.household_telephone},
        "usual_shares": weights.usual_shares,
        "ceilings": weights.ceilings,
        **{f"weights.{field}": levels for field, levels in weights.weights.items()},
    }
    lines = [
        "# A version of the comparison model, learned from a list. Keep it in the country, never in a public pack.",
        f'version = "{weights.version}"',
        f"persons = {weights.persons}",
        "",
        "[learned]",
        f"on = {on.isoformat()}",
        f"records = {learned.records}",
        f"decided_pairs = {learned.decided}",
        f'way = "{learned.way}"',
        f"pairs_of_rounds = [{', '.join(map(str, learned.pairs_of_rounds))}]",
    ]
    for name, table in tables.items():
        lines += ["", f"[{name}]", *(f"{key} = {_decimal(value)}" for key, value in table.items())]
    return "\n".join(lines) + "\n"


def _decimal(value: float) -> str:
    return f"{value:.7f}".rstrip("0").removesuffix(".") if value % 1 else f"{value:.1f}"


def frequencies_text(frequencies: Frequencies) -> str:
    """The frequencies as a table; the row of a kind without a form is the floor for all that is rarer."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for kind, floor in frequencies.floors.items():
        writer.writerow((kind, _FLOOR, floor))
        writer.writerows((kind, form, share) for form, share in sorted(frequencies.shares[kind].items()))
    return out.getvalue()


def read(path: Path, variants: Variants) -> Model:
    """Read a version back.

    :raises PackInvalid: a file is not what `write` wrote; the exception names each fault with its line and remedy.
    """
    problems: list[Problem] = []
    table = read_table(path, problems)
    if table is None:
        raise PackInvalid(problems)
    weights = read_weights(table)
    table.table("learned")
    file = table.table("frequencies").matching("file", r"[^/\\]+\.csv", example="weights.frequencies.csv")
    table.refuse_unknown_keys()
    frequencies = _read_frequencies(path.parent / file, problems) if file else Frequencies()
    if problems:
        raise PackInvalid(problems)
    return Model(weights, variants, frequencies)


def _read_frequencies(path: Path, problems: list[Problem]) -> Frequencies:
    shares: dict[str, dict[str, float]] = {}
    floors: dict[str, float] = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            for number, row in enumerate(csv.reader(file), start=1):
                if number > 1:
                    kind, form, text = row
                    table = floors if form == _FLOOR else shares.setdefault(kind, {})
                    table[kind if form == _FLOOR else form] = float(text)
    except OSError as error:
        problems.append(
            Problem(str(path), 1, f"The file cannot be read: {error.strerror}.", "Put it beside the weights.")
        )
    except (ValueError, csv.Error):
        remedy = "Write a kind, a form and a number, or learn the weights again."
        problems.append(Problem(str(path), number, "This row is not a frequency.", remedy))
    return Frequencies(shares, floors)
