"""Documents say what is: links lead somewhere, words and packages are explained, nothing is left over."""

import re
from pathlib import Path

import pytest

from tests.architecture.committed import PROJECT, committed, committed_files, name_of
from tests.architecture.source import levels, our_models

DOCUMENTS = committed(".md")
TEXTS = {".py", ".md", ".html", ".toml", ".csv", ".txt", ".scss", ".js", ".sql", ".in", ""}
# Each in two parts, so that this file does not hold what it forbids.
LEFTOVERS = [
    ("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK"), ("(?i:lorem", " ipsum)"),
]  # fmt: skip
MACHINES = [("/ro", "ot/"), (r"(?<![\w.}])/wo", r"rk/\w"), ("/home/", "[a-z]+/"), ("C:", r"\\Users")]
NOT_OF_THE_PRODUCT = [
    ("A", "I"),
    ("(?i:language", " model)"),
    ("(?i:co-authored", "-by)"),
    ("(?i:chat", "bot)"),
]


def texts() -> list[Path]:
    return [path for path in committed_files() if path.suffix in TEXTS]


def found(patterns: list[tuple[str, str]], *, whole_words: bool) -> list[str]:
    boundary = r"\b" if whole_words else ""
    forbidden = re.compile("|".join(f"{boundary}{''.join(parts)}{boundary}" for parts in patterns))
    return [
        f"{name_of(path)}:{number}: {match.group()}"
        for path in texts()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if (match := forbidden.search(line))
    ]


def test_nothing_is_left_to_be_done_in_a_comment() -> None:
    assert found(LEFTOVERS, whole_words=True) == []


def test_no_file_names_a_machine() -> None:
    assert found(MACHINES, whole_words=False) == []


def test_files_speak_of_the_product_and_not_of_how_it_was_written() -> None:
    assert found(NOT_OF_THE_PRODUCT, whole_words=True) == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_to_a_file(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text())
    files = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in files if not (document.parent / target).exists()] == []


def test_each_dependency_says_why_it_is_here() -> None:
    lists = re.findall(
        r"^(?:dependencies|dev|linkage) = \[\n(.*?)^\]", (PROJECT / "pyproject.toml").read_text(), re.M | re.S
    )
    lines = [line.strip() for each in lists for line in each.splitlines() if line.strip()]
    assert len(lists) == 3
    assert [line for line in lines if not re.search(r"#\s+\w", line)] == []


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert "## [Unreleased]" in (PROJECT / "CHANGELOG.md").read_text()


def test_the_architecture_names_every_package() -> None:
    architecture = (PROJECT / "docs" / "architecture.md").read_text()
    assert [
        name for name in levels() if f"{name}/" not in architecture and f"{name}.py" not in architecture
    ] == []


def test_the_glossary_explains_every_kind_of_record() -> None:
    glossary = (PROJECT / "docs" / "glossary.md").read_text().lower()
    kinds = {in_words(model.__name__) for model in our_models()}
    assert sorted(kind for kind in kinds if f"**{kind}**" not in glossary) == []


def in_words(name: str) -> str:
    """The words of a class's name: "timeline entry" of TimelineEntry."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def test_every_decision_says_its_state_and_what_follows() -> None:
    for record in committed(".md", under="docs/decisions"):
        if record.name[0].isdigit():
            text = record.read_text()
            for heading in ("## Context", "## Decision", "## Status", "## Consequences"):
                assert heading in text, f"{name_of(record)} lacks {heading}"
