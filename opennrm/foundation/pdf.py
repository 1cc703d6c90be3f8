"""Writes a PDF anew from what its pages show, without what acts, is attached, or tells of its making."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
)

MAX_PAGES = 200

# What a page is made of. Everything else on it acts (/AA), or tells of its making (/PieceInfo, /VP, /Thumb).
# fmt: off
_SEEN_OF_PAGE = frozenset((
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group", "/Contents",
    "/Annots",
))
_TOLD = frozenset((
    "/Metadata", "/PieceInfo", "/LastModified", "/AF", "/OPI", "/Alternates", "/Measure", "/PtData",
))
# Of an annotation only its place and its appearance are kept. Contents, authors, links and times go.
_SEEN_OF_ANNOTATION = ("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F")
_SEEN_ANNOTATIONS = frozenset((
    "/Widget", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Ink", "/Stamp",
    "/Square", "/Circle", "/Line", "/Polygon", "/PolyLine", "/Caret",
))
# fmt: on
_DEEPEST = 60


class PdfRefused(ValueError):
    """The document is not taken; the message says what to do instead."""


def rewritten(content: bytes) -> bytes:
    """Return a document with the same pages to look at, and nothing else of the old one.

    :raises PdfRefused: it is protected by a password, damaged, empty, or too long.
    """
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise PdfRefused(_("This document has a password. Save a copy without one, and send that."))
        if not 0 < len(reader.pages) <= MAX_PAGES:
            raise PdfRefused(
                _("Send a document of 1 to %(most)d pages, or the pages that matter.") % {"most": MAX_PAGES}
            )
        return _written(reader)
    except PdfRefused:
        raise
    except Exception as broken:
        # A reader that is fed with hostile or damaged bytes may raise anything at all.
        raise PdfRefused(
            _("This document is damaged. Open it yourself, save or print it as PDF again, and send that.")
        ) from broken


def _written(reader: PdfReader) -> bytes:
    writer = PdfWriter()
    for page in reader.pages:
        _keep_what_is_seen(page)
        writer.add_page(page)
    writer.metadata = None
    result = BytesIO()
    writer.write(result)
    return result.getvalue()


def _keep_what_is_seen(page: DictionaryObject) -> None:
    annotations = page.get("/Annots", ArrayObject()).get_object()
    seen = [_seen(annotation.get_object()) for annotation in annotations]
    page[NameObject("/Annots")] = ArrayObject(kept for kept in seen if kept is not None)
    for key in [key for key in page if key not in _SEEN_OF_PAGE]:
        del page[key]
    visited: set[int] = set()
    for key in ("/Resources", "/Annots", "/Contents", "/Group"):
        if key in page:
            _strip(page.raw_get(key), visited, depth=0)


def _seen(annotation: DictionaryObject) -> DictionaryObject | None:
    if annotation.get("/Subtype") not in _SEEN_ANNOTATIONS or "/AP" not in annotation:
        return None
    return DictionaryObject(
        {NameObject(key): annotation.raw_get(key) for key in _SEEN_OF_ANNOTATION if key in annotation}
    )


def _strip(value: Any, visited: set[int], *, depth: int) -> None:
    if depth > _DEEPEST:
        raise PdfRefused(
            _("This document is built in too many layers. Print it as PDF again, and send that.")
        )
    if isinstance(value, IndirectObject):
        if value.idnum in visited:
            return
        visited.add(value.idnum)
        value = value.get_object()
    if isinstance(value, DictionaryObject):
        # Dictionaries without a type give names to fonts and pictures: any name may stand there.
        if isinstance(value, StreamObject) or "/Type" in value:
            for key in [key for key in value if key in _TOLD]:
                del value[key]
        if isinstance(value, StreamObject) and _is_photograph(value):
            value._data = without_segments(value._data)
        for key in list(value):
            _strip(value.raw_get(key), visited, depth=depth + 1)
    elif isinstance(value, ArrayObject):
        for index in range(len(value)):
            _strip(list.__getitem__(value, index), visited, depth=depth + 1)


def _is_photograph(stream: StreamObject) -> bool:
    return stream.get("/Filter") in ("/DCTDecode", ["/DCTDecode"])


def without_segments(jpeg: bytes) -> bytes:
    """Return a JPEG without the segments that tell of places, cameras and people, its picture untouched.

    The segments that decoders need for the right colours (APP0, APP14) stay. Bytes that are no JPEG come
    back as they are: they are shown by nobody.
    """
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, position = bytearray(jpeg[:2]), 2
    while position + 4 <= len(jpeg) and jpeg[position] == 0xFF:
        marker = jpeg[position + 1]
        length = 2 + int.from_bytes(jpeg[position + 2 : position + 4])
        if marker == 0xDA:
            break
        is_told = 0xE1 <= marker <= 0xED or marker in (0xEF, 0xFE)
        if not is_told:
            kept += jpeg[position : position + length]
        position += length
    return bytes(kept) + jpeg[position:]
