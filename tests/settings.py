"""The product's settings, on a server and a master key of the tests' own.

The database is migrated once a run into a template; each parallel worker clones it (tests/databases.py).
"""

import fcntl
import os
import tempfile
import zlib
from pathlib import Path

BINDIR = os.environ.get("OPENNRM_TEST_POSTGRES_BINDIR", "")
# One folder a clone, so that two clones can be tested at once.
_name_of_clone = f"opennrm-tests-{os.getuid()}-{zlib.crc32(str(Path(__file__)).encode()):08x}"
_base = Path(os.environ.get("OPENNRM_TEST_STATE") or Path(tempfile.gettempdir()) / _name_of_clone)
_state = _base / ("embedded" if not BINDIR else "installed")

for _name in (
    "DATABASE_URL",
    "DATABASE_ADMIN_URL",
    "OPENNRM_ADDRESS",
    "OPENNRM_MAIL_URL",
):
    os.environ.pop(_name, None)
os.environ["OPENNRM_COUNTRY_PACK"] = str(Path(__file__).resolve().parent.parent / "country_packs" / "jamaica")
os.environ["OPENNRM_STATE"] = str(_state)
os.environ["OPENNRM_MASTER_KEY_FILE"] = str(_state / "keys" / "master.json")
os.environ["OPENNRM_DATABASE_ROLE"] = "opennrm_app"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the test
if BINDIR:
    os.environ["OPENNRM_POSTGRES_BINDIR"] = BINDIR

_state.mkdir(mode=0o755, parents=True, exist_ok=True)
with open(_state / "lock", "w") as _lock:
    from opennrm.foundation import keys as _keys

    fcntl.flock(_lock, fcntl.LOCK_EX)
    if not (_state / "keys" / "master.json").exists():
        _keys.create_file(_state / "keys" / "master.json")

from opennrm.settings import *  # noqa: E402, F403
from opennrm.settings import DATABASES, _connection  # noqa: E402

WORKER_DATABASE = f"opennrm_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
DATABASES["setup"] = _connection("opennrm_migrator")
for _database in DATABASES.values():
    _database["NAME"] = WORKER_DATABASE
    _database["CONN_MAX_AGE"] = None
PASSWORD_HASHERS = ["tests.passwords.QuickArgon2"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
