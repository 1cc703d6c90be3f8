"""docs/security.md names a test for each attack; a row whose test is gone would promise what nobody shows."""

import ast
import re

from tests.architecture.committed import PROJECT

TABLE = (PROJECT / "docs" / "security.md").read_text()


def names_of_tests() -> set[str]:
    modules = (PROJECT / "tests").rglob("test_*.py")
    return {
        node.name
        for module in modules
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_each_attack_is_repeated_by_a_test_that_exists() -> None:
    named = set(re.findall(r"`(test_[a-z0-9_]+)`", TABLE))
    assert len(named) > 50
    assert sorted(named - names_of_tests()) == []


def test_each_row_names_its_threat_and_its_test() -> None:
    heading = "| Attack | Threat | ASVS | State | Shown by |"
    rows = [
        line
        for part in TABLE.split(heading)[1:]
        for line in part.split("\n\n")[0].splitlines()
        if line.startswith("| ") and not line.startswith("|---")
    ]
    assert rows
    for row in rows:
        attack, threat, asvs, state, shown_by = (cell.strip() for cell in row.strip("| ").split(" | "))
        assert attack, row
        assert state, row
        assert re.fullmatch(r"[A-I](, [A-I])*", threat), row
        assert re.fullmatch(r"\d+\.\d+\.\d+(, \d+\.\d+\.\d+)*", asvs), row
        assert "`test_" in shown_by, row
