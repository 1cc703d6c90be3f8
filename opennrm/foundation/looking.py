"""Kept files as pictures to look at on a page, without a download. They are drawn in the child, never here."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import sandbox
from .harmless.agreed import PDF

_SHOWN_AS_KEPT_BYTES = 1_500_000
"""A picture up to this size is shown as it is; a larger one is made smaller for the page."""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One page of a kept file, drawn; `pages` is how many the file has. A picture is its only page.

    `refused` is a sentence that says what to do where it cannot be drawn; there is no content then.
    """

    content: bytes = b""
    media_type: str = ""
    pages: int = 0
    refused: str = ""


def sheet_of(content: bytes, media_type: str, *, page: int = 1) -> Sheet:
    """Draw one page of a harmless copy, as far as there is such a page and it does not take too much."""
    if page < 1:
        return Sheet(refused=_cannot_be_shown())
    if media_type != PDF and page == 1 and len(content) <= _SHOWN_AS_KEPT_BYTES:
        return Sheet(content=content, media_type=media_type, pages=1)
    try:
        drawn = sandbox.picture_of(content, media_type, page=page)
    except sandbox.Busy:
        return Sheet(
            refused=_("Many files are being opened at the moment. Wait a minute, and show this one again.")
        )
    if drawn.reason:
        return Sheet(refused=_cannot_be_shown())
    return Sheet(content=drawn.content, media_type=drawn.media_type, pages=drawn.pages)


def _cannot_be_shown() -> str:
    return _("This page cannot be shown here. Download the file to look at it.")
