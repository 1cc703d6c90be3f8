"""Every test runs in exactly one lane, and every lane runs for every change."""

import re
from pathlib import Path

from tests.lanes import COLLECTED, LANES, may_hold

PROJECT = Path(__file__).parent.parent


def test_every_test_is_in_the_lane_of_what_it_needs(request):
    for name, (lane, fixtures) in request.config.stash[COLLECTED].items():
        assert lane in LANES, name
        if "site" in fixtures:
            assert lane == "journeys", name
        if "own_database" in fixtures:
            assert lane != "rules", name


def test_no_file_is_left_out_that_holds_a_test_of_a_lane(request):
    for name, (lane, _fixtures) in request.config.stash[COLLECTED].items():
        assert may_hold(PROJECT / name.partition("::")[0], {lane}), name


def test_every_lane_is_run_by_the_script_that_ci_calls():
    runs = re.search(r"^runs=\((.*)\)$", (PROJECT / "scripts/test").read_text(), re.MULTILINE)
    assert runs
    assert runs[1].replace('"', "").split()[: len(LANES)] == list(LANES)
    assert (PROJECT / ".ci/run").read_text().endswith("make test\n")
    assert re.search(
        r"^test:.*\n\t@scripts/setup test\n\t@scripts/test$", (PROJECT / "Makefile").read_text(), re.MULTILINE
    )
