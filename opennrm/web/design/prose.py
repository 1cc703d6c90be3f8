"""Prose that is written in Markdown, in the looks of the product."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

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
Places = Callable[[str], str]
"""Gives the address of what a text names. Empty: it has none here, and only the words of the link are left."""


@dataclass(frozen=True, kw_only=True)
class Prose:
    """A text as a page shows it: `sections` are its headings of the second level, each with its anchor."""

    title: str
    text: SafeString
    sections: tuple[tuple[str, str], ...]
    anchors: frozenset[str]


def read(markdown: str, *, link: Places, picture: Places) -> Prose:
    """Read a text that begins with its title. HTML in it is shown as text."""
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(markdown)
    title, tokens = tokens[1].content, tokens[3:]
    headings = tuple(_give_anchors(tokens))
    _dress(tokens, link, picture)
    return Prose(
        title=title,
        text=SafeString(RendererHTML().render(tokens, reader.options, {})),
        sections=tuple((anchor, words) for tag, anchor, words in headings if tag == "h2"),
        anchors=frozenset(anchor for _tag, anchor, _words in headings),
    )


def _give_anchors(tokens: list[Token]) -> Iterable[tuple[str, str, str]]:
    for token, inline in pairwise(tokens):
        if token.type == "heading_open":
            anchor = slugify(inline.content)
            token.attrSet("id", anchor)
            yield token.tag, anchor, inline.content


def _dress(tokens: list[Token], link: Places, picture: Places) -> None:
    """Give every element its class, and every link and picture its address."""
    leads_nowhere = False
    for token in tokens:
        if token.tag == "a":
            if token.nesting > 0:
                address = link(str(token.attrs.pop("href")))
                leads_nowhere = not address
                token.attrs |= {"href": address} if address else {}
            token.tag = "span" if leads_nowhere else "a"
        if token.nesting >= 0 and token.tag in _CLASSES:
            token.attrJoin("class", _CLASSES[token.tag])
        if token.tag == "img":
            token.attrs |= {"src": picture(str(token.attrs["src"])), "loading": "lazy"}
        _dress(token.children or [], link, picture)
