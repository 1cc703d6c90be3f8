"""The lanes in which tests run. This is the one place that says which test belongs to which."""

from pathlib import Path

import pytest

LANES = ("check", "rules", "contexts", "walls", "journeys")
"""From what answers soonest to what takes longest. `scripts/test` runs them in this order, some of them together."""
COLLECTED = pytest.StashKey[dict[str, tuple[str, frozenset[str]]]]()
"""Where pytest keeps the lane and the fixtures of each test that it has found, also of those that it does not run."""
TESTS = Path(__file__).parent
OF_FOLDER = {"architecture": "check", "walls": "walls"}
"""The lanes that have a folder of their own."""


def lane_of(test: pytest.Item) -> str:
    """The lane of a test.

    check: the architecture, by reading the code. walls: what the database shows to whom. journeys: in a real browser.
    contexts: everything else that needs a database. rules: what needs none.
    """
    folder = test.path.relative_to(TESTS).parts[0]
    if folder in OF_FOLDER:
        return OF_FOLDER[folder]
    if test.get_closest_marker("journey"):
        return "journeys"
    needs_database = "own_database" in fixtures_of(test)
    return "contexts" if needs_database or test.get_closest_marker("installation") else "rules"


def may_hold(file: Path, lanes: set[str]) -> bool:
    """Whether a file may hold tests of these lanes. One that cannot need not be read, which takes seconds for all."""
    folder = file.relative_to(TESTS).parts[0]
    if folder in OF_FOLDER:
        return OF_FOLDER[folder] in lanes
    others = lanes - set(OF_FOLDER.values())
    return bool(others) and (others != {"journeys"} or "mark.journey" in file.read_text())


def fixtures_of(test: pytest.Item) -> tuple[str, ...]:
    """The fixtures that a test asks for, itself or through others."""
    return tuple(getattr(test, "fixturenames", ()))
