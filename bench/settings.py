"""The product's settings on a database of the measurements' own, and a second way in that passes the walls."""

from opennrm.settings import *  # noqa: F403
from opennrm.settings import DATABASES, _connection

DATABASES["setup"] = _connection("opennrm_migrator")
for _database in DATABASES.values():
    _database["CONN_MAX_AGE"] = None
