import json
from pathlib import Path

import pytest

from opennrm.statistics import hidden_population

DATA = Path(__file__).parent / "data"
SETS = ("UKdat", "UKdat_5", "UKdat_4", "Korea", "Artificial_3")
REFERENCE = json.loads((DATA / "reference.json").read_text())


def table_of(name):
    return hidden_population.read_file(DATA / f"{name}.csv")


@pytest.fixture(scope="session")
def uk():
    return table_of("UKdat")


@pytest.fixture(scope="session")
def korea():
    return table_of("Korea")
