"""The measurements are code like any other: they run here on few cases, so that they cannot break unseen."""

import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.installation
@pytest.mark.timeout(900)
def test_pages_are_measured_on_generated_cases(tmp_path):
    outside = {name: value for name, value in os.environ.items() if not name.startswith("OPENNRM_")}
    measured = subprocess.run(
        [sys.executable, "-m", "bench", "--cases", "100", "--most-seconds", "0"],
        cwd=settings.ROOT,
        env={**outside, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=850,
    )

    assert measured.returncode == 0, measured.stderr
    for page in ("list of cases", "page of a case", "search by name"):
        assert page in measured.stdout
