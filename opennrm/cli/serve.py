"""The command `opennrm serve`."""

import gc
import hashlib
import resource
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from .setup import in_sentences, start_django, usable_cores

ENTRANCE = "opennrm.rsgi"
CONNECTIONS = 4096
OTHER_FILES = 256
HEADER_SECONDS = 10
HEADER_BYTES = 64 * 1024
STOP_SECONDS = 15
MOST_PROCESSES = 4
"""More are not started unasked: each holds eight connections to the database, and memory of its own."""
NOT_SERVED = ("account", "mfa", "ext", "htmax-*", "htmx-4*", "htmx-2.js")
"""What libraries bring and no page asks for: to compress it would be half of the time of the first start."""
COLLECTED = "collected.sha256"
"""What the served files were made from."""
UNCOLLECTED = 50_000
"""Objects that may be made before the youngest are looked through; by Python's default, every page does that often."""


def processes_by_cores() -> int:
    """One for each core that this process may use."""
    return min(usable_cores(), MOST_PROCESSES)


@click.command("serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address on this machine to listen on."
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on."
)
@click.option(
    "--workers",
    default=processes_by_cores,
    show_default=f"one for each core, at most {MOST_PROCESSES}",
    type=click.IntRange(1),
    help="How many processes. Each takes about 110 MB of memory, and so does what starts them.",
)
@click.option(
    "--threads",
    default=4,
    show_default=True,
    type=click.IntRange(1),
    help="How many requests each process answers at once.",
)
@in_sentences
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages.

    Put a TLS proxy in front of it, and set OPENNRM_ADDRESS to the address that people type. It does not start if the
    database role could bypass a policy, if a policy is missing or was changed, if the tables are not up to date, or
    if the master key is not the one that sealed the database.
    """
    start_django("opennrm_app")
    from opennrm.foundation import context, walls

    try:
        walls.refuse_if_breached("opennrm_app")
    except walls.WallsBreached as breached:
        raise click.ClickException(str(breached)) from breached
    context.renew_signing_key()
    collect_static_files()
    _load_pages()
    _close_connections()
    _listen(host, port, processes=workers, threads=threads)


def _listen(host: str, port: int, *, processes: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces
    from granian.http import HTTP1Settings

    _allow_open_connections(CONNECTIONS)
    Granian(
        f"{ENTRANCE}:application",
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        # Also what an open connection may stay silent between two requests.
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000, max_buffer_size=HEADER_BYTES),
        workers=processes,
        backlog=CONNECTIONS,
        backpressure=CONNECTIONS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_enabled=False,
    ).serve(target_loader=partial(_application, threads=threads, processes=processes), wrap_loader=False)


def _load_pages() -> None:
    """Load everything once, before the processes part: what they have in common they then share."""
    # By its name, as the web server would: commands know nothing of pages.
    import_module(ENTRANCE)
    gc.collect()
    gc.freeze()
    gc.set_threshold(UNCOLLECTED, 20, 100)


def _application(*, threads: int, processes: int) -> Any:
    """Made in each of the server's processes."""
    return import_module(ENTRANCE).application(threads=threads, processes=processes)


def _allow_open_connections(number: int) -> None:
    """Let this process and those that it starts hold so many connections, as far as the system admits."""
    wanted = number + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def collect_static_files() -> None:
    """Bring styles, scripts and images to where they are served from, compressed and under lasting names.

    Nothing is done where they are there already. They are compared by what they contain: the files of a release are
    older than those that an earlier release has brought.
    """
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.contrib.staticfiles.management.commands.collectstatic import Command
    from django.core.management import call_command

    sources = sorted(
        (name, storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list(list(NOT_SERVED))
    )
    contents = hashlib.sha256()
    for name, path in sources:
        contents.update(f"{name}\0{hashlib.sha256(Path(path).read_bytes()).hexdigest()}\0".encode())
    collected = Path(settings.STATIC_ROOT) / COLLECTED
    if collected.exists() and collected.read_text() == contents.hexdigest():
        return
    call_command(Command(), interactive=False, verbosity=0, clear=True, ignore_patterns=list(NOT_SERVED))
    collected.write_text(contents.hexdigest())


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
