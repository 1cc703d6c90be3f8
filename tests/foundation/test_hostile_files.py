"""A file made to harm whoever opens it takes a few seconds and a few hundred megabytes of a child, and no more."""

import pytest

from bench.hostile_files import measured
from opennrm.foundation.files import FileRefused, accept
from opennrm.foundation.harmless.agreed import CPU_SECONDS
from tests.foundation.hostile_files import FILES, REFUSED, TAKEN, acting, shared_annotations

MOST_MEGABYTES = 300
# A child is told to end when it has used up its time, and is ended a moment later.
MOST_SECONDS = CPU_SECONDS + 1
# The server holds the file and its copy, and nothing of what the file unpacks to.
MOST_GROWTH = 12


LONGEST = (
    "packed twice", "a packed stream of 400 MB", "a PNG with a packed profile of 300 MB",
    "a PNG whose data does not end", "a PNG of 5,000 by 5,000 in full colour",
)  # fmt: skip
"""Others of their kind take less, and are tried for every change."""


@pytest.mark.parametrize(
    "name, make, ends",
    [
        pytest.param(*each, id=each[0], marks=[pytest.mark.at_night] if each[0] in LONGEST else [])
        for each in FILES
    ],
)
def test_a_hostile_file_ends_within_its_limits(name, make, ends):
    found = measured(name, make())
    assert found.cpu_seconds <= MOST_SECONDS
    assert found.megabytes < MOST_MEGABYTES
    assert found.grown < MOST_GROWTH
    if ends in (TAKEN, REFUSED):
        assert (found.answer == "taken") == (ends == TAKEN), found.answer


def test_whoever_sends_it_reads_what_to_do_instead():
    with pytest.raises(FileRefused, match=r"cannot be read safely\. Print it as PDF again"):
        accept(shared_annotations(200, 60_000), "a.pdf")


def test_nothing_that_acts_is_left_of_a_hostile_document():
    content = accept(acting(), "a.pdf").content
    for word in (
        b"JavaScript",
        b"/JS",
        b"Launch",
        b"cmd.exe",
        b"EmbeddedFile",
        b"/AA",
        b"/OpenAction",
        b"MZ",
    ):
        assert word not in content
