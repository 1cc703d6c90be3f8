"""The command `opennrm run`."""

import fcntl
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from . import demonstration
from .processes import Processes, Restarts, call, until_stopped
from .setup import as_typed, in_sentences, master_key_file, state_folder, where

if TYPE_CHECKING:
    from opennrm.foundation.embedded_server.cluster import Cluster

START_SECONDS = 120


@click.command("run")
@click.option(
    "--demo/--no-demo", default=True, help="Whether to fill an empty database with invented people."
)
@in_sentences
def command(demo: bool) -> None:
    """Try OpenNRM out, with everything it needs and with invented people.

    Starts the embedded database (or uses the one in DATABASE_URL), creates what is missing, fills an empty
    database with invented agencies, people and cases, starts the pages and the worker, and prints the address
    and how to sign in for each role. Everything is kept in OPENNRM_STATE (by default the folder var) for the next
    time. Press Ctrl-C to stop.

    To use another port, set OPENNRM_ADDRESS (by default http://localhost:8000):

    \b
        OPENNRM_ADDRESS=http://localhost:8001 opennrm run
        make run OPENNRM_ADDRESS=http://localhost:8001

    For real cases use `opennrm serve` and `opennrm worker` instead; docs/operations.md says how.
    """
    with until_stopped(), _only_one(), _port() as port, _database() as keep_database:
        _prepare(demo=demo)
        with Processes() as processes:
            processes.start("the pages", "serve", "--port", str(port))
            processes.start("the worker", "worker")
            processes.wait_until(lambda: _answers(port), seconds=START_SECONDS)
            _greet(port)
            processes.watch(beside=keep_database)
    click.echo("Stopped. Everything is kept for the next time.")


@contextmanager
def _only_one() -> Iterator[None]:
    folder = state_folder()
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    with open(folder / "run.lock", "w", opener=partial(os.open, mode=0o600)) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise click.ClickException(
                f"OpenNRM is already running from {folder}. Stop it, or set OPENNRM_STATE to another folder."
            ) from taken
        yield


@contextmanager
def _port() -> Iterator[int]:
    """The port to serve on, after making sure that it is free."""
    port = _port_of(os.environ.get("OPENNRM_ADDRESS", "http://localhost:8000"))
    try:
        is_free = _is_free(port)
    except PermissionError as refused:
        raise click.ClickException(
            f"The system keeps port {port} for its administrator. {_other_port(8000)}"
        ) from refused
    if not is_free:
        raise click.ClickException(
            f"Port {port} is in use by another program. Stop it, or choose another port. {_other_port(port + 1)}"
        )
    yield port


def _port_of(address: str) -> int:
    try:
        found = urlsplit(address)
        # Behind a TLS proxy the address that people type says nothing about our port.
        return found.port or (80 if found.scheme == "http" else 8000)
    except ValueError as unknown:
        raise click.ClickException(
            f"OPENNRM_ADDRESS is {address}, which has no port. {_other_port(8000)}"
        ) from unknown


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise
        except OSError:
            return False
    return True


def _other_port(first: int) -> str:
    """What to type to start on a port that is free."""
    free = next((port for port in range(first, first + 100) if port < 65536 and _is_free(port)), 8000)
    return f"For example:\n  {as_typed('run', OPENNRM_ADDRESS=f'http://localhost:{free}')}"


@contextmanager
def _database() -> Iterator[Callable[[], None]]:
    """The database, running; the embedded one is stopped afterwards, unless it ran before.

    Gives what starts the embedded one again when it was killed; to be called now and then.
    """
    from opennrm.foundation import database

    location = where()
    cluster = location.cluster
    was_running = cluster is None or cluster.is_running()
    if cluster is not None:
        cluster.start()
    try:
        if location.admin is not None:
            database.prepare(location, state_folder())
        yield partial(_revive, cluster, Restarts("the database"))
    finally:
        if cluster is not None and not was_running:
            cluster.stop()


def _revive(cluster: "Cluster | None", restarts: Restarts) -> None:
    if cluster is not None and cluster.has_ended():
        restarts.count()
        cluster.start()


def _prepare(*, demo: bool) -> None:
    from opennrm.foundation import glance, keys

    os.environ["OPENNRM_DEMONSTRATION"] = "1" if demo else ""
    conninfo = where().conninfo("opennrm_migrator")
    # Where nothing was ever sealed, a new key loses nothing.
    if not master_key_file().exists() and not glance.holds_any(conninfo, "foundation_keycheck"):
        keys.create_file(master_key_file())
    if not glance.is_up_to_date(conninfo):
        call("migrate")
    is_empty = not glance.holds_any(conninfo, "agencies_agency")
    if demo and (is_empty or demonstration.is_unfinished(state_folder())):
        call("demo", "load")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", port)) != 0:
            time.sleep(0.1)
            return False
    return True


def _greet(port: int) -> None:
    click.echo(f"\nOpenNRM is at {os.environ.get('OPENNRM_ADDRESS', f'http://localhost:{port}')}\n")
    if found := demonstration.read(state_folder()):
        click.echo(demonstration.sign_ins(found))
    click.echo("Press Ctrl-C to stop.")
    sys.stdout.flush()
