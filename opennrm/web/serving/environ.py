"""A request as the web server gives it, in the words of WSGI."""

import sys
from io import BytesIO
from typing import Any

from opennrm.agencies.throttle import networks_of
from opennrm.web.middleware import client_address
from opennrm.web.request import Request


def environ_of(scope: Any, *, is_one_of_many: bool) -> dict[str, Any]:
    """The environment of a request; its body, `wsgi.input`, is still empty."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": is_one_of_many,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        # X_Forwarded_For would be told apart from X-Forwarded-For by a proxy, and not by whoever reads this.
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    return environ


def network_of(environ: dict[str, Any]) -> str:
    """Whom a request counts for: its address, or the network of 64 bits where one household has so many."""
    request = Request()
    request.META = environ
    return networks_of(client_address(request))[0]
