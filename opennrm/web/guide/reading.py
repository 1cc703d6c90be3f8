"""Reads the guide, which is written in Markdown in docs/guide, and gives it the looks of the product.

A link to another chapter leads to its page here. A picture is served as a static file.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from posixpath import join, splitext
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from opennrm.foundation.refusals import NotThere
from opennrm.web.parts import GUIDE_FIRST

LANGUAGE = "en"
_CLASSES = {
    "h2": "govuk-heading-m",
    "h3": "govuk-heading-s",
    "p": "govuk-body",
    "a": "govuk-link",
    "img": "nrm-guide__picture",
    "ul": "govuk-list govuk-list--bullet",
    "ol": "govuk-list govuk-list--number",
    "table": "govuk-table",
    "thead": "govuk-table__head",
    "tbody": "govuk-table__body",
    "tr": "govuk-table__row",
    "th": "govuk-table__header",
    "td": "govuk-table__cell",
}


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A chapter as a page shows it: `sections` are its headings of the second level, each with its anchor."""

    title: str
    text: SafeString
    sections: tuple[tuple[str, str], ...]
    anchors: frozenset[str]


@lru_cache(maxsize=32)
def chapter(name: str) -> Chapter:
    """A chapter of the guide by the name of its file.

    :raises NotThere: there is no such chapter.
    """
    if name not in _names():
        raise NotThere
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((settings.GUIDE / f"{name}.md").read_text(encoding="utf-8"))
    title, tokens = tokens[1].content, tokens[3:]
    headings = tuple(_give_anchors(tokens))
    _dress(tokens)
    renderer = RendererHTML()
    return Chapter(
        title=title,
        # Our own files, read without raw HTML.
        text=SafeString(renderer.render(tokens, markdown.options, {})),
        sections=tuple((anchor, words) for tag, anchor, words in headings if tag == "h2"),
        anchors=frozenset(anchor for _tag, anchor, _words in headings),
    )


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(path.stem for path in settings.GUIDE.glob("*.md"))


def _give_anchors(tokens: list[Token]) -> Iterable[tuple[str, str, str]]:
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            anchor = slugify(inline.content)
            token.attrSet("id", anchor)
            yield token.tag, anchor, inline.content


def _dress(tokens: list[Token]) -> None:
    """Give every element its class, and every link and picture its address here.

    What a link leads to may be outside of the guide, among the documents for people who run or change the product: then
    only its words are left.
    """
    is_left_out = False
    for token in tokens:
        if token.tag == "a":
            is_left_out = not _leads_somewhere(token) if token.nesting > 0 else is_left_out
            token.tag = "span" if is_left_out else "a"
        if token.nesting >= 0 and token.tag in _CLASSES:
            token.attrJoin("class", _CLASSES[token.tag])
        if token.tag == "img":
            token.attrs |= _of_picture(str(token.attrs["src"]))
        _dress(token.children or [])


def _leads_somewhere(link: Token) -> bool:
    target = address_of(str(link.attrs.pop("href")))
    if target.startswith(("/", "#", "https:", "mailto:")):
        link.attrSet("href", target)
    return "href" in link.attrs


def _of_picture(source: str) -> Mapping[str, Any]:
    return {"src": static(join("guide", source)), "loading": "lazy"}


def address_of(target: str) -> str:
    """Where a link of the guide leads: to the page of the chapter, or as it stands."""
    file, mark, anchor = target.partition("#")
    name, extension = splitext(file)
    return address_of_place(name + mark + anchor) if extension == ".md" and name in _names() else target


def address_of_place(place: str) -> str:
    """The address of a chapter, or of a section of one: "caseworker#notes"."""
    name, mark, anchor = place.partition("#")
    page = reverse("help") if name == GUIDE_FIRST else reverse("guide-chapter", args=[name])
    return page + mark + anchor
