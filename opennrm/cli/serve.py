"""The command `opennrm serve`."""

from pathlib import Path

import click

from .setup import in_sentences, start_django


@click.command("serve")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address of this machine to listen on."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=1, show_default=True, type=click.IntRange(1), help="Processes; one a core is plenty."
)
@click.option(
    "--threads", default=4, show_default=True, type=click.IntRange(1), help="Requests at once in each."
)
@in_sentences
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages.

    Put a TLS proxy in front of it, and name the address that people type with OPENNRM_ADDRESS. It refuses to
    start when the database role could bypass a policy, when a policy is missing or changed, when the tables
    are not up to date, and when the master key is not the one that sealed the database.
    """
    start_django("opennrm_app")
    from opennrm.foundation import context, walls

    try:
        walls.refuse_if_breached("opennrm_app")
    except walls.WallsBreached as breached:
        raise click.ClickException(str(breached)) from breached
    context.renew_signing_key()
    collect_static_files()
    _close_connections()
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "opennrm.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
        log_enabled=False,
    ).serve()


def collect_static_files() -> None:
    """Bring styles, scripts and images to where they are served from, compressed and under lasting names."""
    from django.conf import settings
    from django.contrib.staticfiles.management.commands.collectstatic import Command
    from django.core.management import call_command

    built = Path(settings.STATIC_ROOT) / "staticfiles.json"
    folders = [Path(str(folder)) for folder in settings.STATICFILES_DIRS]
    sources = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    if built.exists() and all(path.stat().st_mtime < built.stat().st_mtime for path in sources):
        return
    call_command(Command(), interactive=False, verbosity=0)


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
