"""The web server's entrance. Refuses to serve when a wall is missing."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.settings")
application = get_wsgi_application()

from opennrm.agencies import roles  # noqa: E402 - needs Django to be ready
from opennrm.foundation import walls  # noqa: E402

walls.refuse_if_breached("opennrm_app")
# A pack that was changed binds everybody from their next request on.
roles.bring_in_line()
# The requests are answered in threads, each with connections of its own.
connections.close_all()
