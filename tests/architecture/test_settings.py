"""Settings on which the walls and the seals rest."""

import ast
import re
from typing import Any

from django.conf import settings

from opennrm.settings import DATABASES as SERVED_DATABASES
from tests.architecture.committed import PROJECT
from tests.architecture.source import calls_in, place, python_of

EXPLAINED = (PROJECT / "opennrm" / "settings.py").read_text().split("_address = urlsplit(ADDRESS)")[0]


def test_plans_are_made_afresh_for_whoever_asks() -> None:
    """A plan that the server keeps for one person is a hundred times slower, or wrong, for the next."""
    for name, database in SERVED_DATABASES.items():
        options = database["OPTIONS"]
        assert options["server_side_binding"] is False, name
        assert options.get("prepare_threshold") is None, name
        assert "pool" not in options, name


def test_the_one_transaction_of_a_request_is_the_middlewares() -> None:
    assert not any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values())
    order = settings.MIDDLEWARE
    transaction = order.index("opennrm.web.middleware.OneTransaction")
    assert transaction < order.index("django.contrib.auth.middleware.AuthenticationMiddleware")
    assert transaction < order.index("opennrm.web.middleware.ActingAgency")


def test_the_application_connects_as_a_role_that_bypasses_nothing() -> None:
    assert settings.DATABASES["default"]["USER"] == "opennrm_app"
    assert settings.DATABASES["auth"]["USER"] == "opennrm_auth"


def test_nothing_unsealed_is_written_to_a_temporary_file() -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["opennrm.web.uploads.InMemoryOnly"]
    assert settings.STORAGES["default"]["BACKEND"] == "django.core.files.storage.InMemoryStorage"


def test_no_script_or_style_runs_but_our_own_files() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert directives["default-src"] == ["'none'"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed <= {"'none'", "'self'", "data:"}
    assert "data:" not in directives["script-src"] + directives["style-src"]


def test_errors_show_nothing_of_the_inside() -> None:
    assert settings.DEBUG is False
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    handlers: dict[str, Any] = settings.LOGGING["handlers"]  # type: ignore[assignment]
    for handler in handlers.values():
        assert "no_values" in handler["filters"]


def test_every_environment_variable_is_explained_in_the_settings() -> None:
    unexplained = [
        f"{place(module, call)} reads {name}"
        for module in python_of("opennrm")
        for call in calls_in(module)
        if ast.unparse(call.func) in {"os.environ.get", "os.getenv"}
        for name in [ast.literal_eval(call.args[0]) if isinstance(call.args[0], ast.Constant) else "?"]
        if not re.search(rf'"{name}"', EXPLAINED) and name not in {"DJANGO_SETTINGS_MODULE", "PATH"}
    ]
    assert unexplained == [], (
        "Every variable is read, and explained, in the first part of opennrm/settings.py."
    )
