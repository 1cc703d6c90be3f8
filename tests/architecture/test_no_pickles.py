"""Nothing that is kept is read by anything that would run it: no module, no backend, no serializer."""

import ast
import inspect
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.utils.module_loading import import_string
from procrastinate.contrib.django import app

from tests.architecture.source import PYPROJECT, place, python_of, tree_of

UNSAFE_MODULES = {
    "pickle", "_pickle", "cPickle", "cloudpickle", "dill", "jsonpickle", "joblib", "shelve", "marshal",
}  # fmt: skip
UNSAFE_WORDS = (
    "PickleSerializer", "DatabaseCache", "FileBasedCache", "LocMemCache", "RedisCache", "PyLibMCCache",
    "PyMemcacheCache", "createcachetable", "signed_cookies", "allow_pickle", "yaml.load", "unsafe_load",
)  # fmt: skip
CODE = ("opennrm", "bench", "scripts")


def imported_by(node: ast.AST) -> set[str]:
    """The top names of what a statement imports, by name or by `import_module` with a text."""
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").partition(".")[0]}
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        return {str(getattr(argument, "value", "")).partition(".")[0] for argument in node.args}
    return set()


def test_no_module_imports_what_runs_what_it_reads() -> None:
    found = [
        f"{module}:{node.lineno} imports {name}"
        for module in python_of(*CODE)
        for node in ast.walk(tree_of(module))
        for name in imported_by(node) & UNSAFE_MODULES
    ]
    assert found == []


def test_no_text_names_a_backend_that_keeps_pickles() -> None:
    found = [
        f"{place(module, node)} names {word}"
        for module in python_of(*CODE)
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.keyword)
        for word in UNSAFE_WORDS
        if word in (str(getattr(node, "value", "")), getattr(node, "id", ""), getattr(node, "attr", ""))
        or (isinstance(node, ast.Constant) and isinstance(node.value, str) and word in node.value.split("."))
        or (isinstance(node, ast.keyword) and node.arg == word)
    ]
    assert found == []


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a setting, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in [*value, *value.values()]:
            yield from texts_of(part)
    elif isinstance(value, list | tuple | set):
        for part in value:
            yield from texts_of(part)


def classes_in_settings() -> dict[str, Any]:
    """Every class or module that a setting, ours or the framework's, names by its path."""
    found: dict[str, Any] = {}
    for name in dir(settings):
        # The application begins to serve when it is imported; the other runs tests of a framework that we do not use.
        if name.isupper() and name not in ("WSGI_APPLICATION", "TEST_RUNNER"):
            for text in texts_of(getattr(settings, name)):
                if text.count(".") > 1 and text.replace(".", "").replace("_", "").isalnum():
                    try:
                        found[text] = import_string(text)
                    except ImportError:
                        continue
    return found


def test_no_class_that_a_setting_names_comes_from_a_module_with_pickles() -> None:
    found = classes_in_settings()
    assert len(found) > 20, "the settings are walked"
    for path, kind in found.items():
        if not inspect.isclass(kind):
            continue
        bases = [base for base in kind.__mro__ if base.__module__ not in ("builtins", "typing", "abc")]
        for base in bases:
            names = vars(sys.modules[base.__module__])
            used = {name for name in UNSAFE_MODULES if inspect.ismodule(names.get(name))}
            assert not used, f"{path}: {base.__module__} uses {used}"


def test_every_cache_keeps_nothing() -> None:
    assert [type(caches[alias]) for alias in settings.CACHES] == [DummyCache]


def test_sessions_and_messages_are_json() -> None:
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert settings.SESSION_ENGINE == "opennrm.agencies.sessions"
    assert settings.MESSAGE_STORAGE == "django.contrib.messages.storage.fallback.FallbackStorage"


def test_jobs_are_json() -> None:
    """The queue's arguments are read by PostgreSQL's own JSON; no loader of ours or theirs replaces it."""
    connector = app.connector
    assert getattr(connector, "_json_loads", None) is None
    assert getattr(connector, "json_loads", None) is None


@pytest.mark.parametrize("module", sorted(UNSAFE_MODULES))
def test_the_style_check_forbids_it_where_somebody_writes_it(module: str) -> None:
    lint = PYPROJECT["tool"]["ruff"]["lint"]
    assert "TID251" in lint["select"]
    assert module in lint["flake8-tidy-imports"]["banned-api"]


def test_the_framework_s_own_counting_does_nothing() -> None:
    from allauth.account import app_settings

    assert app_settings.RATE_LIMITS == {}
