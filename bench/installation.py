"""A throw-away installation to measure: its own state folder, keys, server and database."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from opennrm.foundation import database, keys
from opennrm.foundation.embedded_server.cluster import Cluster

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "http://localhost:8765"
PREPARED = "OPENNRM_BENCH_PREPARED"
"""Names a folder that `installed` has given before. It is copied, which takes a second; to install takes a minute."""
_FOREIGN = ("DATABASE_URL", "DATABASE_ADMIN_URL", "OPENNRM_MAIL_URL", "OPENNRM_TRUSTED_PROXIES")


@contextmanager
def installed(state: Path | None, *, pages: bool = True) -> Iterator[Path]:
    """Give a state folder with a running, migrated server; one that we made ourselves is removed at the end.

    :param pages: whether pages are asked for, which need styles and scripts.
    """
    folder = state or Path(mkdtemp(prefix="opennrm-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)  # the server may run as another user than root
    prepared = os.environ.get(PREPARED)
    if prepared:
        subprocess.run(["cp", "--archive", f"{prepared}/.", folder], check=True)
    _use(folder)
    server = database.embedded_cluster(folder)
    try:
        server.start()
        if not prepared:
            _prepare(folder, pages=pages)
        yield folder
    finally:
        server.stop()
        if state is None:
            rmtree(server.data, ignore_errors=True)
            rmtree(folder, ignore_errors=True)


def _use(state: Path) -> None:
    for name in _FOREIGN:
        os.environ.pop(name, None)
    os.environ["OPENNRM_STATE"] = str(state)
    os.environ["OPENNRM_MASTER_KEY_FILE"] = str(state / "keys" / "master.json")
    os.environ["OPENNRM_ADDRESS"] = ADDRESS
    os.environ["OPENNRM_DATABASE_ROLE"] = "opennrm_app"
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"


def _prepare(state: Path, *, pages: bool) -> None:
    """Make keys, roles, tables and static files. In processes of their own, as these connect by other roles."""
    if not (state / "keys" / "master.json").exists():
        keys.create_file(state / "keys" / "master.json")
    location = database.locate(state)
    database.prepare(location, state)
    migrate = (
        "import django; django.setup(); from opennrm.foundation import database, migrate; "
        "from django.conf import settings; migrate.migrate(database.locate(settings.STATE))"
    )
    _run(["-c", migrate], OPENNRM_DATABASE_ROLE="opennrm_migrator")
    if not pages:
        return
    subprocess.run([ROOT / "scripts" / "build-assets"], check=True)
    _run(["-m", "django", "collectstatic", "--noinput", "--verbosity=0"])


def _run(arguments: list[str], **environment: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, cwd=ROOT, env={**os.environ, **environment})


def cluster() -> Cluster:
    """The server of the installation in use."""
    return database.embedded_cluster(Path(os.environ["OPENNRM_STATE"]))


def superuser_dsn() -> str:
    """How to connect past every wall: to fill the database, and to look at it from behind."""
    return cluster().dsn(database.SUPERUSER, database.DATABASE)
