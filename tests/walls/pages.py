"""Every address of the product, with what is expected of it for every relation to a case.

Each folder of pages has its `pages.toml`. An address without a row there fails the build. The words of a row:

- `guard`: "requires", a permission of the role, unless it is given; "signed_in": anybody who is; "public": anybody.
- `may`: the permissions of which one is needed.
- `also`: further methods that it answers, besides those that follow from the next words.
- `form = true`: it answers GET and POST. `back`: it answers POST alone, and GET leads to this page, on which its button
  stands. Otherwise it answers GET. HEAD and OPTIONS go without saying.
- `seen_by`: relations to the case (or groups of them) that find a record there; for all others there is none (404).
  "receiver": the service that this very referral was sent to. Without it, no record is named.
- `look`: what a look answers where it is not 200: to "any", to a relation, or for a referral.
- `refusal`: what others get instead of 404, where the record is nothing to hide.
- `opens`: relations to which it may show what is sealed.
- `names_case_to`: relations to which it may name a reference of the case.
- `audit`: exactly the events of the case that a look at it appends; `audit_of_opening`: the further ones where it shows
  something sealed.
- `kwargs`: what its address is made of, where that has another name in the cast.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from opennrm import web
from opennrm.web.parts import FOLDERS
from tests.walls.cast import Cast

PAGES = Path(web.__file__).parent
GROUPS = {
    "lead": ("lead_assigned", "lead_supervisor"),
    "case": (
        "lead_assigned", "lead_supervisor", "service_accepted", "deciding", "taking_part", "host", "facilitator",
        "interviewer",
    ),
    "identity": ("lead_assigned", "lead_supervisor", "service_accepted"),
}  # fmt: skip
"""Relations that are named together."""
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Page:
    """What is expected of one address."""

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
    """The pages of all folders by name."""
    pages: dict[str, Page] = {}
    for folder in FOLDERS:
        for name, options in tomllib.loads((PAGES / folder / "pages.toml").read_text()).items():
            assert name not in pages, f"{name} has two rows"
            pages[name] = _page(name, dict(options))
    return pages


def _page(name: str, options: dict[str, Any]) -> Page:
    for key in ("seen_by", "opens", "names_case_to"):
        if key in options:
            options[key] = tuple(each for group in options[key] for each in GROUPS.get(group, (group,)))
    for key in ("may", "audit", "audit_of_opening"):
        if key in options:
            options[key] = tuple(options[key])
    takes_form = options.pop("form", False)
    methods = ("GET", "POST") if takes_form else ("POST",) if "back" in options else ("GET",)
    methods += tuple(options.pop("also", ()))
    options.setdefault("guard", "requires")
    pattern = existing().get(name)
    parts = {part: part for part in pattern.pattern.converters} if pattern else {}
    options["kwargs"] = parts | options.get("kwargs", {})
    return Page(name=name, methods=methods, **options)


def existing() -> dict[str, URLPattern]:
    """Every address that the product answers, by name."""
    return dict(_walk(get_resolver().url_patterns))


def _walk(patterns) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns)
        else:
            yield pattern.name or str(pattern.pattern), pattern
