"""What every test may ask for."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.test.client import ClientHandler
from hypothesis import HealthCheck
from hypothesis import settings as examples

from opennrm.foundation import sandbox
from tests import databases, network
from tests.browser import SCREENS, TAKES_PICTURES
from tests.lanes import COLLECTED, LANES, fixtures_of, lane_of, may_hold
from tests.mail import Outbox
from tests.mechanism import caseworker, colleague, constable, protection, supervisor  # noqa: F401 - fixtures
from tests.world import World

# For every change the same few examples are tried, so that nobody meets a fault that is not theirs. `make nightly`
# tries many others. How fast the machine is decides nothing.
ALWAYS = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck)}
examples.register_profile("ci", max_examples=20, stateful_step_count=10, derandomize=True, **ALWAYS)
examples.register_profile("nightly", max_examples=1000, stateful_step_count=30, **ALWAYS)
examples.load_profile("ci")
# Where the framework keeps the middleware that it has loaded.
OF_MIDDLEWARE = (
    "_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain",
)  # fmt: skip
BEGIN_FIRST = ("installation", "begins_first")
network.refuse_other_machines()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--lane", action="append", choices=LANES, help="run only the tests of this lane (tests/lanes.py)"
    )
    parser.addoption(
        "--long",
        action="store_true",
        help="walk on each screen, do whole what is done by turns (every value, every cell, every column), and run "
        "what is marked at_night",
    )
    parser.addoption("--renew", action="store_true", help="write anew what tests keep to compare with")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out the files that hold no test of the lanes that were asked for."""
    wanted = set(config.getoption("lane") or ())
    if wanted and collection_path.match("test_*.py") and not may_hold(collection_path, wanted):
        return True
    return None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let a test in the browser walk on a phone, or on each screen if it is about them, at night, and for pictures."""
    named = any("screen" in str(marker.args[0]) for marker in metafunc.definition.iter_markers("parametrize"))
    if "screen" in metafunc.fixturenames and not named:
        on_each = metafunc.definition.get_closest_marker("each_screen") or metafunc.config.getoption("long")
        screens = list(SCREENS) if on_each or TAKES_PICTURES else ["phone"]
        metafunc.parametrize("screen", screens, indirect=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the lanes that were asked for, without those of the night by day."""
    lanes = {item.nodeid: (lane_of(item), frozenset(fixtures_of(item))) for item in items}
    config.stash[COLLECTED] = lanes
    for item in items:
        item.user_properties.append(("lane", lanes[item.nodeid][0]))
    wanted, is_long = config.getoption("lane") or LANES, config.getoption("long")
    left_out = [
        item
        for item in items
        if lanes[item.nodeid][0] not in wanted or (item.get_closest_marker("at_night") and not is_long)
    ]
    config.hook.pytest_deselected(items=left_out)
    outside = set(left_out)
    items[:] = [item for item in items if item not in outside]
    # First what takes longest, or waits most, so that no worker is left alone with it at the end.
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in BEGIN_FIRST))


def pytest_collection_finish() -> None:
    """What was loaded to find the tests lives to the end: the collector of garbage need not look at it each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Where lanes ran together, say what each of them took."""
    wanted = config.getoption("lane") or []
    if len(wanted) > 1:
        reports = [each for kind in terminalreporter.stats.values() for each in kind]
        for lane in wanted:
            of_lane = [
                each for each in reports if dict(getattr(each, "user_properties", ())).get("lane") == lane
            ]
            tests, seconds = len({each.nodeid for each in of_lane}), sum(each.duration for each in of_lane)
            terminalreporter.write_line(f"{lane:9} {tests:5} tests, {seconds:5.0f} s of all workers together")


@pytest.fixture(autouse=True)
def nobody_else_is_asked() -> Iterator[None]:
    """A test that tries to reach another machine fails, even where the refusal is swallowed."""
    network.strangers.clear()
    yield
    assert network.strangers == []


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """Tests run beside each other: what opens files gets as much processor time as ever, and longer by the clock."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sandbox, "WALL_SECONDS", 60)
        yield


@pytest.fixture(scope="session", autouse=True)
def one_middleware() -> Iterator[None]:
    """Browsers of tests share one middleware, as the requests of a process in service do: it reads every static file.

    Where a test changes the settings, each has its own.
    """
    of_all_tests, shared = settings._wrapped, ClientHandler()

    def load(handler: ClientHandler, is_async: bool = False) -> None:
        if settings._wrapped is not of_all_tests:
            BaseHandler.load_middleware(handler, is_async=is_async)
            return
        if shared._middleware_chain is None:
            BaseHandler.load_middleware(shared)
        vars(handler).update({name: vars(shared)[name] for name in OF_MIDDLEWARE})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ClientHandler, "load_middleware", load)
        yield


@pytest.fixture(scope="session")
def own_database(django_db_blocker) -> Iterator[None]:
    """This worker's own database, migrated, with every wall in place."""
    with django_db_blocker.unblock():
        databases.make_own_database()
        yield
        databases.drop_own_database()


@pytest.fixture(scope="session")
def superuser(own_database):
    """A superuser's connection to this worker's database, to look behind the walls."""
    with databases.superuser(settings.WORKER_DATABASE) as connection:
        yield connection


@pytest.fixture
def world(superuser, django_db_blocker) -> Iterator[World]:
    """An empty mechanism, to be filled with agencies and people."""
    with django_db_blocker.unblock():
        databases.empty(superuser)
        yield World()


@pytest.fixture
def mailoutbox(world) -> Outbox:
    """The letters that arrived."""
    return Outbox(world)
