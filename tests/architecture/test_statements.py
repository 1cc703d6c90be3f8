"""Statements are written, and never put together from text: what a visitor types is a parameter, and nothing else."""

import ast

import pytest

from tests.architecture.committed import name_of
from tests.architecture.source import called, calls_in, place, python_of, tree_of

SENDING = {"execute", "executemany", "raw", "extra", "RawSQL", "callproc"}

# Functions that hand a statement on: whoever calls them in their module is looked at instead.
HANDING_ON = {
    "opennrm/foundation/catalogue.py": "_rows",
    "opennrm/foundation/surroundings.py": "_rows",
    "opennrm/cases/participation.py": "_call",
    "opennrm/interviews/shield.py": "_asked",
}

# Names of the catalogue cannot be parameters; psycopg.sql quotes them. Nothing of these is reached by a request.
COMPOSED = {
    "opennrm/foundation/database.py": "our own files, and names of roles and databases",
    "opennrm/foundation/glance.py": "the name of a table, and a digest of our own files",
    "opennrm/linkage/bulk/splink_engines.py": "files of whoever runs the command, in an engine of their own",
}


def is_written(node: ast.expr, names: set[str]) -> bool:
    """Whether an expression is text that stands in the source as it is sent."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return is_written(node.left, names) and is_written(node.right, names)
    return isinstance(node, ast.Name) and node.id in names


def constants_of(module) -> set[str]:
    """The names at the top of a module that stand for a text, and never for anything else."""
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, []).append(node.value)
    return {
        name
        for name, values in given.items()
        if name.isupper() and len(values) == 1 and is_written(values[0], set())
    }


def statements_of(module) -> list[tuple[ast.Call, ast.expr]]:
    """Every call that sends a statement, with the statement."""
    handing_on = HANDING_ON.get(name_of(module))
    inside = {
        id(node)
        for function in ast.walk(tree_of(module))
        if isinstance(function, ast.FunctionDef) and function.name == handing_on
        for node in ast.walk(function)
    }
    found = []
    for call in calls_in(module):
        if (called(call) in SENDING or called(call) == handing_on) and id(call) not in inside:
            texts = [
                *call.args[:1],
                *(word.value for word in call.keywords if word.arg in ("sql", "query", "where")),
            ]
            found += [(call, text) for text in texts]
    return found


MODULES = python_of("opennrm")


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_no_statement_is_put_together_from_text(module) -> None:
    if name_of(module) in COMPOSED:
        return
    names = constants_of(module)
    wrong = [place(module, call) for call, text in statements_of(module) if not is_written(text, names)]
    assert wrong == [], "Write the statement out, and give what changes as a parameter."


def test_the_allowed_ones_put_nothing_in_by_formatting() -> None:
    """They may read a file or compose names with psycopg.sql; they never format text into a statement."""
    for module in MODULES:
        if name_of(module) not in COMPOSED:
            continue
        for call, text in statements_of(module):
            assert not _is_formatted(text, constants_of(module)), place(module, call)


def _is_formatted(text: ast.expr, names: set[str]) -> bool:
    if isinstance(text, ast.Call):
        return called(text) == "format" and not _is_composed(text)
    return isinstance(text, ast.JoinedStr) or (isinstance(text, ast.BinOp) and not is_written(text, names))


def _is_composed(call: ast.Call) -> bool:
    """sql.SQL("...").format(...), whose every argument is quoted by psycopg."""
    made = call.func.value if isinstance(call.func, ast.Attribute) else None
    return (
        isinstance(made, ast.Call)
        and called(made) == "SQL"
        and all(
            isinstance(given, ast.Call) and called(given) in ("Identifier", "Literal") for given in call.args
        )
    )


@pytest.mark.parametrize(
    "written, is_fine",
    [
        ('cursor.execute("SELECT %s", [x])', True),
        ('cursor.execute("SELECT 1 " + "FROM t")', True),
        ("cursor.execute(STATEMENT)", True),
        ('cursor.execute(f"SELECT {x}")', False),
        ('cursor.execute("SELECT " + x)', False),
        ('cursor.execute("SELECT %s" % x)', False),
        ('cursor.execute("SELECT {}".format(x))', False),
        ("cursor.execute(x)", False),
        ("RawSQL(x, [])", False),
        ("Case.objects.raw(x)", False),
    ],
)
def test_the_lint_knows_each_way(written, is_fine) -> None:
    call = ast.parse(written).body[0].value
    assert is_written(call.args[0], {"STATEMENT"}) is is_fine
