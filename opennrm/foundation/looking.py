"""Kept files as pictures to look at on a page, without a download. They are drawn in the child, never here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import sandbox
from .files import FileRefused
from .harmless.agreed import PDF

_SHOWN_AS_KEPT_BYTES = 1_500_000
"""A picture up to this size is shown as it is; a larger one is made smaller for the page."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page of a kept file, drawn; `pages` is how many the file has. A picture is its only page."""

    content: bytes
    media_type: str
    pages: int


def sheet_of(content: bytes, media_type: str, *, page: int = 1) -> Sheet:
    """Draw one page of a harmless copy.

    :raises FileRefused: there is no such page, or it takes too much to draw.
    """
    if page < 1:
        raise FileRefused(_cannot_be_shown())
    if media_type != PDF and page == 1 and len(content) <= _SHOWN_AS_KEPT_BYTES:
        return Sheet(content=content, media_type=media_type, pages=1)
    try:
        drawn = sandbox.picture_of(content, media_type, page=page)
    except sandbox.Busy as busy:
        raise FileRefused(
            _("Many files are being opened at the moment. Wait a minute, and show this one again.")
        ) from busy
    if drawn.reason:
        raise FileRefused(_cannot_be_shown())
    return Sheet(content=drawn.content, media_type=drawn.media_type, pages=drawn.pages)


def _cannot_be_shown() -> str:
    return _("This page cannot be shown here. Download the file to look at it.")
