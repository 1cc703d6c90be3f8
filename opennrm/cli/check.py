"""The command `opennrm check`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from .setup import in_sentences

ROOT = Path(__file__).resolve().parent.parent.parent
GOLDEN = ROOT / "tests" / "architecture" / "golden" / "policies.txt"


@click.command("check")
@click.option(
    "--write", is_flag=True, help="Rewrite the reviewed list of policies. Review the changes afterwards."
)
@in_sentences
def command(write: bool) -> None:
    """Check the walls of the database, and the files generated from code.

    Compares the roles, grants, policies and functions of a database with the policy.toml of every context, the
    policies with the list that was reviewed, and the state diagrams with the state tables. Also looks for model fields
    without a class.
    If DATABASE_URL is not set, a new database is created for the check and deleted afterwards. Prints one line for
    each fault. If there are any, the exit status is 1.
    """
    with _database() as conninfo:
        import psycopg

        from opennrm.foundation.catalogue import Catalogue

        with psycopg.connect(conninfo) as connection:
            catalogue = Catalogue(connection)
            faults = catalogue.problems() + _compare(catalogue.dump(), write=write) + _fields() + _diagrams()
    for fault in faults:
        click.echo(fault)
    if faults:
        click.echo(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'} found.", err=True)
        raise SystemExit(1)
    click.echo(
        "The walls of the database are complete, the policies and diagrams are up to date, and every field has a class."
    )


def _compare(live: str, *, write: bool) -> list[str]:
    if write:
        GOLDEN.parent.mkdir(parents=True, exist_ok=True)
        GOLDEN.write_text(live)
    if not GOLDEN.parent.parent.exists() or (GOLDEN.exists() and GOLDEN.read_text() == live):
        return []
    return [
        f"The live policies differ from {GOLDEN.relative_to(ROOT)}. Run `opennrm check --write`, and ask "
        "somebody to review the difference."
    ]


def _diagrams() -> list[str]:
    from .diagrams import FOLDER, stale_documents

    # An installed product has no documents beside it.
    names = stale_documents() if FOLDER.parent.exists() else {}
    return [f"docs/states/{name} is out of date. Run `opennrm state-diagrams`." for name in names]


def _fields() -> list[str]:
    from django.apps import apps

    faults = []
    for model in apps.get_models():
        if not model.__module__.startswith("opennrm."):
            continue
        names = {field.name for field in model._meta.concrete_fields}
        classes = getattr(model, "CLASSES", {})
        name = model._meta.label
        faults += [
            f"{name}.{field} has no class. Add it to CLASSES." for field in sorted(names - classes.keys())
        ]
        faults += [
            f"{name} has no field {field}. Remove it from CLASSES."
            for field in sorted(classes.keys() - names)
        ]
    return faults


@contextmanager
def _database() -> Iterator[str]:
    """The connection string of a database to look at: the named one, or one that is thrown away afterwards."""
    import os
    import tempfile

    from .setup import start_django, where

    if os.environ.get("DATABASE_URL"):
        start_django("opennrm_app")
        yield where().conninfo("opennrm_app")
        return
    with tempfile.TemporaryDirectory(prefix="opennrm-check-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - the server runs as a user of its own and has to get in
        os.environ["OPENNRM_STATE"] = folder
        os.environ["OPENNRM_MASTER_KEY_FILE"] = f"{folder}/keys/master.json"
        with _thrown_away_server() as conninfo:
            yield conninfo


@contextmanager
def _thrown_away_server() -> Iterator[str]:
    from opennrm.foundation import database, keys

    from .setup import master_key_file, start_django, state_folder, where

    keys.create_file(master_key_file())
    location = where()
    assert location.cluster is not None
    location.cluster.start()
    try:
        database.prepare(location, state_folder())
        start_django("opennrm_migrator")
        from opennrm.foundation.migrate import migrate

        migrate(location)
        yield location.conninfo("opennrm_app")
    finally:
        from django.db import connections

        connections.close_all()
        location.cluster.stop()
