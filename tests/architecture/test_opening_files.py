"""Files of strangers are opened in the child alone."""

import ast
from pathlib import Path

import opennrm

ROOT = Path(opennrm.__file__).parent
OPENERS = {"PIL", "pillow_heif", "pypdf", "pypdfium2"}


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names.add(node.module.split(".")[0])
    return names


def test_no_library_that_opens_files_is_imported_outside_the_child():
    child = ROOT / "foundation" / "harmless"
    found = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.py")
             if child not in path.parents and imported(path) & OPENERS}  # fmt: skip
    assert not found


def test_the_child_imports_no_django_and_nothing_else_of_ours():
    for path in (ROOT / "foundation" / "harmless").glob("*.py"):
        assert not imported(path) & {"django", "psycopg", "opennrm"}, path.name
