"""Sentences that are translated where they are shown: this library speaks English and imports no framework."""

from __future__ import annotations

from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark a text for translators, under the name by which their tools find it."""
    return text


@dataclass(frozen=True)
class Sentence:
    """A text with names in braces, and what stands for them; `str` gives it in English."""

    template: str
    values: dict[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.values)
