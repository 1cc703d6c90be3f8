"""The product's own source, as the tests of its architecture read it."""

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.architecture.committed import PROJECT, committed, name_of

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text())


def python_of(*packages: str) -> list[Path]:
    """The modules below these folders of the project, without migrations."""
    return [
        path
        for package in packages
        for path in committed(".py", under=package)
        if "migrations" not in path.parts
    ]


@cache
def tree_of(module: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(module.read_text(), str(module))


def calls_in(module: Path) -> Iterator[ast.Call]:
    """Every call that a module writes."""
    return (node for node in ast.walk(tree_of(module)) if isinstance(node, ast.Call))


def called(call: ast.Call) -> str:
    """The last word of what is called: "get" of `Case.objects.get(...)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def place(module: Path, node: ast.expr | ast.stmt) -> str:
    """Where something stands, as a failing test should show it."""
    return f"{name_of(module)}:{node.lineno}"


def our_models() -> list[type[models.Model]]:
    """Every model of the product."""
    return [model for model in apps.get_models() if model.__module__.startswith("opennrm.")]


def levels() -> dict[str, int]:
    """How high each context stands in the order of imports; siblings stand equally high."""
    layers = PYPROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    return {name.strip(): level for level, layer in enumerate(reversed(layers)) for name in layer.split("|")}
