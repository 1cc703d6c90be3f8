"""The web server's entrance: the pages, behind what receives requests whole (opennrm/web/serving/)."""

from django.conf import settings

from opennrm.web.serving.application import Application
from opennrm.web.serving.limits import Limits
from opennrm.wsgi import application as wsgi


def application(*, threads: int, processes: int) -> Application:
    """What one of the server's processes serves."""
    return Application(
        wsgi,
        threads=threads,
        scheme="https" if settings.IS_SECURE else "http",
        limits=Limits(body=settings.BODY_LIMIT_BYTES),
        is_one_of_many=processes > 1,
    )
