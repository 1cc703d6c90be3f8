"""Instruments for the tests of screening: the pack's own, and a small one with every weight."""

from functools import cache
from pathlib import Path

from opennrm.country.instrument import Instrument, read
from opennrm.country.pack import pack

PACK = Path(__file__).parents[2] / "country_packs" / "jamaica"

SMALL = """\
kind = "screening"
code = "small"
version = 3
title = "Small screening"
population = "child"
guidance = "Never read it to the child."
duty_to_report = "Report what you suspect."
source = "Invented"
certainty = "proposal"

[observations]
title = "First"
guidance = "Prompts."
source = "Invented"
certainty = "proposal"
[[observations.items]]
code = "O1"
text = "Looks afraid."
help = "Of anyone."

[act]
title = "Acts"
guidance = "One is enough."
source = "Invented"
certainty = "sourced"
[[act.items]]
code = "A1"
text = "Was taken somewhere."
help = "Anywhere."

[[dimensions]]
code = "M"
title = "Force"
guidance = "Anything."
element = "means"
phase = "recruitment"
source = "Invented"
certainty = "proposal"
[[dimensions.items]]
code = "M1"
weight = "strong"
text = "Was beaten."
help = "By anyone."
[[dimensions.items]]
code = "M2"
weight = "weak"
text = "Was lied to."
help = "By anyone."

[[dimensions]]
code = "P"
title = "Exploitation"
guidance = "Anything."
element = "purpose"
phase = "destination"
source = "Invented"
certainty = "proposal"
[[dimensions.items]]
code = "P1"
weight = "medium"
text = "Is not paid."
help = "Ever."
[[dimensions.items]]
code = "P2"
weight = "medium"
text = "Lives badly."
help = "Anywhere."
[[dimensions.items]]
code = "P3"
weight = "weak"
text = "Is tired."
help = "Often."
[[dimensions.items]]
code = "P4"
weight = "none"
text = "Was sold."
help = "For anything."
certainty = "sourced"

[[overrides]]
code = "sold"
title = "a sale is exploitation"
dimension = "P"
any_of = ["P4"]
source = "Invented"
certainty = "proposal"
"""


@cache
def child_screening() -> Instrument:
    """The child instrument that ships with the pack, without a fault."""
    return _read(PACK / "forms" / "child_screening.toml")


def small(folder: Path) -> Instrument:
    """The small instrument, read from a file in `folder`."""
    file = folder / "small.toml"
    file.write_text(SMALL, encoding="utf-8")
    return _read(file)


def _read(file: Path) -> Instrument:
    problems = []
    instrument = read(file, problems, pack().codes("exploitation_types"))
    assert instrument is not None, problems
    return instrument
