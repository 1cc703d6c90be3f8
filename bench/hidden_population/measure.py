"""What the measurements share.

The data, CPU seconds of this thread or of a whole process, one thread only.
"""

import os

# NumPy reads these when it is first imported, so they stand before it.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
DATA = ROOT / "tests" / "statistics" / "data"

# CPU seconds of SparseMSE 2.0.1 on R 4.2.2 at rest: 1,000 replications with jackknife, threshold 0.02.
REFERENCE_SECONDS = {"UKdat": 282.0, "UKdat_5": 118.0}


def least_seconds(work: Callable[[], object], *, repeats: int) -> float:
    """CPU seconds of the quickest of some runs, after one that warms up."""
    work()
    found = []
    for _ in range(repeats):
        started = process_time()
        work()
        found.append(process_time() - started)
    return min(found)


def least_process_seconds(command: list[str], *, repeats: int) -> float:
    """CPU seconds of a whole process, interpreter start included, the quickest of some runs."""
    found = []
    for _ in range(repeats):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(found)


def estimate_command(*arguments: str) -> list[str]:
    """The command line that runs `opennrm estimate` in this interpreter."""
    return [sys.executable, "-c", "from opennrm.cli.estimate import command; command()", *arguments]
