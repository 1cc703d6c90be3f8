"""How long something takes: by the clock, and in processor time of this process and of its database backends."""

import gc
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

from django.db import connections

WARM_UPS = 2
FEWEST_RUNS, MOST_SECONDS = 4, float(os.environ.get("OPENNRM_BENCH_MOST_SECONDS", "8"))
"""Something slow is run at least so often, and no more once it has taken so long in all."""


def at_most(wanted: int, few: int) -> int:
    """How often something is asked for: as often as is wanted, or a few times where everything is only tried."""
    return wanted if MOST_SECONDS else min(wanted, few)


@dataclass(frozen=True)
class Timed:
    """What was measured of one thing. Times in milliseconds; the processor's are means a run."""

    name: str
    runs: int
    median: float
    p95: float
    own_cpu: float
    backend_cpu: float | None
    note: str = ""


def timed(name: str, run: Callable[[int], object], *, runs: int, note: str = "") -> Timed:
    """Run something so many times after a warm-up, fewer if it is slow; `run` gets the number of the run."""
    for number in range(WARM_UPS):
        run(runs + number)
    gc.collect()
    backends = _backend_pids()
    backend_before, own_before = _cpu_of(backends), time.process_time()
    walls: list[float] = []
    while len(walls) < runs and (len(walls) < FEWEST_RUNS or sum(walls) < MOST_SECONDS * 1000):
        start = time.perf_counter()
        run(len(walls))
        walls.append((time.perf_counter() - start) * 1000)
    own = (time.process_time() - own_before) * 1000 / len(walls)
    backend_after = _cpu_of(backends)
    backend = None
    if backend_before is not None and backend_after is not None:
        backend = (backend_after - backend_before) / 1e6 / len(walls)
    cuts = quantiles(walls, n=20, method="inclusive")
    return Timed(name, len(walls), cuts[9], cuts[18], own, backend, note)


def _backend_pids() -> list[int]:
    pids = []
    for alias in ("default", "auth"):
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.append(cursor.fetchone()[0])
    return pids


def _cpu_of(pids: list[int]) -> int | None:
    """Nanoseconds on a processor, where the system tells."""
    try:
        return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in pids)
    except OSError:
        return None


def seconds_of(pids: Iterable[int]) -> float | None:
    """Seconds on a processor of these processes together, where the system tells."""
    ticks = 0
    try:
        for pid in pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    except OSError:
        return None
    return ticks / os.sysconf("SC_CLK_TCK")


def memory_of(pid: int | None = None) -> float | None:
    """Megabytes of memory that a process holds, where the system tells."""
    try:
        status = Path(f"/proc/{pid or os.getpid()}/status").read_text()
    except OSError:
        return None
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS"))
