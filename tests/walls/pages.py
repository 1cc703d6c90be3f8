"""Every address of the product, with what pages.toml expects of it for every relation to a case."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from opennrm import web
from tests.walls.cast import Cast

PAGES_FILE = Path(web.__file__).parent / "pages.toml"
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is expected of one address. See the words at the head of [pages] in pages.toml."""

    name: str
    guard: str
    methods: tuple[str, ...] = ("GET",)
    back: str = ""
    may: tuple[str, ...] = ()
    seen_by: tuple[str, ...] | None = None
    refusal: int = 404
    look: dict[str, int] = field(default_factory=dict)
    opens: tuple[str, ...] = ()
    names_case_to: tuple[str, ...] = ()
    audit: tuple[str, ...] = ()
    audit_of_opening: tuple[str, ...] = ()
    kwargs: dict[str, str] = field(default_factory=dict)

    @property
    def takes_forms(self) -> bool:
        """Whether something that the mechanism keeps is changed or opened by a form that is sent here."""
        return self.guard == "requires" and "POST" in self.methods

    def addresses(self, cast: Cast) -> Iterator[tuple[str, str]]:
        """(which referral, address): one address, or one for each referral of the case."""
        keys = dict(self.kwargs.items())
        if "referral" in keys.values():
            for answer in ("asked", "accepted", "declined", "expired", "completed"):
                ids = {name: cast.ids[f"referral_{answer}"] if source == "referral" else cast.ids[source]
                       for name, source in keys.items()}  # fmt: skip
                yield answer, reverse(self.name, kwargs=ids)
        else:
            ids = {name: cast.ids.get(source, source) for name, source in keys.items()}
            yield "", reverse(self.name, kwargs=ids)

    def status_of_look(self, relation: str, referral: str) -> int:
        """What a look answers to somebody to whom the page is open."""
        return next((self.look[key] for key in (relation, referral, "any") if key in self.look), 200)

    def is_of_page(self, address: str) -> bool:
        """Whether an address is one of the page on which the button of this one stands."""
        return resolve(address).view_name == self.back

    def is_seen_by(self, relation: str, referral: str) -> bool:
        """Whether somebody in this relation finds a record here."""
        if self.seen_by is None:
            return True
        receiver = f"service_{referral}"
        if referral and relation == receiver and referral in ("asked", "accepted"):
            return "receiver" in self.seen_by
        return relation in self.seen_by


@cache
def expected() -> dict[str, Page]:
    """The pages of pages.toml by name."""
    content = tomllib.loads(PAGES_FILE.read_text())["pages"]
    return {name: _page(name, dict(options)) for name, options in content.items()}


@cache
def _relations() -> dict[str, list[str]]:
    return tomllib.loads(PAGES_FILE.read_text())["relations"]


def _page(name: str, options: dict[str, Any]) -> Page:
    relations = _relations()
    for key in ("seen_by", "opens", "names_case_to"):
        if key in options:
            options[key] = tuple(r for group in options[key] for r in relations.get(group, [group]))
    for key in ("methods", "may", "audit", "audit_of_opening"):
        if key in options:
            options[key] = tuple(options[key])
    return Page(name=name, **options)


def existing() -> dict[str, URLPattern]:
    """Every address that the product answers, by name."""
    return dict(_walk(get_resolver().url_patterns))


def _walk(patterns) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern), pattern
