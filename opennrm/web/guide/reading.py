"""Reads the guide, which is written in Markdown in docs/guide.

A link to another chapter leads to its page here. A picture is served as a static file.
"""

from functools import lru_cache
from posixpath import join, splitext

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse

from opennrm.foundation.refusals import NotThere
from opennrm.web.design import prose
from opennrm.web.parts import GUIDE_FIRST

LANGUAGE = "en"


@lru_cache(maxsize=32)
def chapter(name: str) -> prose.Prose:
    """A chapter of the guide by the name of its file.

    :raises NotThere: there is no such chapter.
    """
    if name not in _names():
        raise NotThere
    text = (settings.GUIDE / f"{name}.md").read_text(encoding="utf-8")
    return prose.read(text, link=_address_of, picture=lambda source: static(join("guide", source)))


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(path.stem for path in settings.GUIDE.glob("*.md"))


def _address_of(target: str) -> str:
    """Where a link of the guide leads. Documents for those who run or change the product have no page."""
    file, mark, anchor = target.partition("#")
    name, extension = splitext(file)
    if extension == ".md" and name in _names():
        return address_of_place(name + mark + anchor)
    return target if target.startswith(("#", "https:", "mailto:")) else ""


def address_of_place(place: str) -> str:
    """The address of a chapter, or of a section of one: "caseworker#notes"."""
    name, mark, anchor = place.partition("#")
    page = reverse("help") if name == GUIDE_FIRST else reverse("guide-chapter", args=[name])
    return page + mark + anchor
