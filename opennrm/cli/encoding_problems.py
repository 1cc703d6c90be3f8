"""Lets the commands about encodings end with a sentence."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

FILE = click.Path(path_type=Path)


def in_sentences(command: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command end with a sentence and exit status 1 if a key, a list or an encoding cannot be used."""

    @wraps(command)
    def told(*arguments: Any, **options: Any) -> Any:
        from opennrm.linkage.encodings.problems import EncodingProblem

        try:
            return command(*arguments, **options)
        except EncodingProblem as problem:
            raise click.ClickException(str(problem)) from problem

    return told


def in_groups(digest: str) -> str:
    """A digest as people read it to each other: groups of eight."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
