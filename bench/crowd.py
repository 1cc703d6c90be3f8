"""Many people who are signed in, several of them asking at once: pages a second, and how long one waits."""

import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import quantiles

from django.conf import settings
from django.urls import reverse

from .installation import cluster
from .personas import Visitor
from .served import children_of, fetch, server
from .timing import at_most, memory_of, seconds_of

AT_ONCE = 8
PAGES_EACH = 2
SECRET = "invented" * 4
"""What a browser keeps in its cookie and sends with a form; any 32 letters will do."""
Asked = tuple[str, Callable[[int], int]]


@dataclass(frozen=True)
class Crowd:
    """How it went. Times in milliseconds; processor times are means a page; memory in megabytes of the web server."""

    people: int
    at_once: int
    processes: int
    pages: int
    a_second: float
    median: float
    p95: float
    p95_of: dict[str, float]
    web_cpu: float | None
    database_cpu: float | None
    memory: float | None


def measure(visitors: list[Visitor]) -> Crowd:
    """Each visitor asks for some pages, in random order among all, and so many at once."""
    with server() as port:
        asked = [page for visitor in visitors for page in _pages(visitor)]
        random.Random(1).shuffle(asked)
        # Every process and thread has loaded what it needs, as it has when people are at work.
        _ask_all(port, asked[: 4 * AT_ONCE])
        asked = asked[: at_most(len(visitors) * PAGES_EACH, 4 * AT_ONCE)]
        before, start = _processor_seconds(), time.perf_counter()
        walls = _ask_all(port, asked)
        seconds, after = time.perf_counter() - start, _processor_seconds()
        memory = sum(size for size in map(memory_of, children_of(os.getpid())) if size) or None
    return _told(visitors, walls, seconds, before, after, memory)


def _told(
    visitors: list[Visitor],
    walls: list[tuple[str, float]],
    seconds: float,
    before: tuple[float, float] | None,
    after: tuple[float, float] | None,
    memory: float | None,
) -> Crowd:
    by_page: dict[str, list[float]] = defaultdict(list)
    for page, wall in walls:
        by_page[page].append(wall)
    cuts = _cuts([wall for _page, wall in walls])
    web, database = (
        ((end - begin) * 1000 / len(walls) for begin, end in zip(before, after, strict=True))
        if before and after
        else (None, None)
    )
    return Crowd(
        people=len(visitors),
        at_once=AT_ONCE,
        processes=_processes(),
        pages=len(walls),
        a_second=len(walls) / seconds,
        median=cuts[9],
        p95=cuts[18],
        p95_of={page: _cuts(times)[18] for page, times in sorted(by_page.items())},
        web_cpu=web,
        database_cpu=database,
        memory=memory,
    )


def _processes() -> int:
    from opennrm.cli.serve import processes_by_cores

    return processes_by_cores()


def _cuts(walls: list[float]) -> list[float]:
    return quantiles(walls, n=20, method="inclusive") if len(walls) > 1 else walls * 19


def _ask_all(port: int, asked: list[Asked]) -> list[tuple[str, float]]:
    def ask(one: Asked) -> tuple[str, float]:
        name, request = one
        start = time.perf_counter()
        if (status := request(port)) != 200:
            raise RuntimeError(f"{name.capitalize()} answered {status}.")
        return name, (time.perf_counter() - start) * 1000

    with ThreadPoolExecutor(AT_ONCE) as browsers:
        return list(browsers.map(ask, asked))


def _pages(visitor: Visitor) -> Iterator[Asked]:
    def look(path: str) -> Callable[[int], int]:
        return lambda port: fetch(port, path, visitor.token)[0]

    form = {"words": visitor.known.name, "csrfmiddlewaretoken": SECRET}
    cookies = f"; {settings.CSRF_COOKIE_NAME}={SECRET}"
    yield "list of cases", look(reverse("case-list"))
    yield "page of a case", look(reverse("case-show", args=[visitor.known.case_id]))
    yield "my work", look(reverse("home"))
    yield (
        "search by name",
        lambda port: fetch(port, reverse("case-search"), visitor.token + cookies, form=form)[0],
    )


def _processor_seconds() -> tuple[float, float] | None:
    """What the web server's processes and the database's have used so far, where the system tells."""
    own = children_of(os.getpid())
    postmaster = int((cluster().data / "postmaster.pid").read_text().split()[0])
    web, database = seconds_of(own), seconds_of([postmaster, *children_of(postmaster)])
    return None if web is None or database is None else (web, database)
