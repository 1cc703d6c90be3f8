"""Small: above these sizes a file is split by subject."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.committed import committed, name_of

MODULE_LINES = 400
FUNCTION_LINES = 40
VIEW_LINES = 25
TEMPLATE_LINES = 150


def modules() -> list[Path]:
    """Our Python, without migrations: nobody reads those as a text."""
    return [path for path in committed(".py") if "migrations" not in path.parts]


def functions(module: Path) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, int]]:
    """The functions of a module, each with its lines from `def` to its end."""
    for node in ast.walk(ast.parse(module.read_text(), str(module))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node, (node.end_lineno or node.lineno) - node.lineno + 1


def is_view(module: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether the function answers a request: it stands in the pages' views and takes the request first."""
    arguments = [argument.arg for argument in function.args.args]
    return (
        name_of(module).startswith("opennrm/web/")
        and "views" in name_of(module)
        and arguments[:1] == ["request"]
    )


def too_long(files: list[Path], lines: int) -> list[str]:
    """The files above so many lines, with their own number."""
    counted = [(path, len(path.read_text().splitlines())) for path in files]
    return [f"{name_of(path)}: {count} lines" for path, count in counted if count > lines]


def test_modules_are_small() -> None:
    assert too_long(modules(), MODULE_LINES) == []


def test_templates_are_small() -> None:
    assert too_long(committed(".html", ".txt", under="opennrm"), TEMPLATE_LINES) == []


def test_functions_are_small() -> None:
    long = [
        f"{name_of(module)}:{function.lineno} {function.name}: {count} lines"
        for module in modules()
        for function, count in functions(module)
        if count > FUNCTION_LINES
    ]
    assert long == []


def test_views_are_small() -> None:
    long = [
        f"{name_of(module)}:{function.lineno} {function.name}: {count} lines"
        for module in modules()
        for function, count in functions(module)
        if is_view(module, function) and count > VIEW_LINES
    ]
    assert long == []
