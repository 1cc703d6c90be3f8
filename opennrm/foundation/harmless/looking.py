"""Draws a kept file to be looked at: one page of a document, or a picture no larger than a screen needs."""

from io import BytesIO

import pypdfium2
from PIL import Image, JpegImagePlugin, PngImagePlugin

from .agreed import JPEG, LONGEST_SIDE_SHOWN, PDF, PNG, Reason, Refused

# Pillow imports these when a file asks for them; by then nothing can be imported any more.
_USED = (JpegImagePlugin, PngImagePlugin)
_FORMATS = {JPEG: "JPEG", PNG: "PNG"}
_JPEG_QUALITY = 85
_LARGEST_SCALE = 4
"""Of a page: what is as small as a stamp is not blown up to fill a screen."""


def prepare() -> None:
    """Load what drawing needs, while files can still be opened."""
    Image.preinit()
    document = pypdfium2.PdfDocument.new()
    _as_jpeg(document.new_page(8, 8).render().to_pil())


def shown(content: bytes, media_type: str, *, page: int) -> tuple[str, bytes, int]:
    """Return a picture of this page, its media type, and how many pages there are; a picture is its only page.

    :raises Refused: there is no such page. Damage raises anything.
    """
    if media_type == PDF:
        return _page(content, page)
    if page != 1:
        raise Refused(Reason.PAGES)
    with Image.open(BytesIO(content), formats=[_FORMATS[media_type]]) as image:
        image.draft(None, (LONGEST_SIDE_SHOWN, LONGEST_SIDE_SHOWN))
        image.thumbnail((LONGEST_SIDE_SHOWN, LONGEST_SIDE_SHOWN))
        return (PNG, _as_png(image), 1) if image.mode.endswith("A") else (JPEG, _as_jpeg(image), 1)


def _page(content: bytes, number: int) -> tuple[str, bytes, int]:
    document = pypdfium2.PdfDocument(content)
    if not 1 <= number <= len(document):
        raise Refused(Reason.PAGES)
    page = document[number - 1]
    scale = min(LONGEST_SIDE_SHOWN / max(*page.get_size(), 1), _LARGEST_SCALE)
    return JPEG, _as_jpeg(page.render(scale=scale).to_pil()), len(document)


def _as_jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    plain = image if image.mode in ("L", "RGB") else image.convert("RGB")
    plain.save(written, "JPEG", quality=_JPEG_QUALITY)
    return written.getvalue()


def _as_png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
