"""Writes a PDF anew from what its pages show: nothing that acts, nothing attached, nothing about its author."""

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

_DROPPED = frozenset(
    "/AA /A /OpenAction /JS /JavaScript /EF /EmbeddedFiles /AF /FS /Metadata /PieceInfo /LastModified /Thumb "
    "/StructParent /StructParents /B /PA /Parent /Popup /Alternates /OPI /URI /Group_Info".split()
)
# Of an annotation only what is seen is kept: its place and its appearance. Contents, authors, links and times go.
_SEEN_OF_ANNOTATION = ("/Type", "/Subtype", "/Rect", "/AP", "/AS", "/F")
_SEEN_ANNOTATIONS = frozenset(
    "/Widget /FreeText /Highlight /Underline /StrikeOut /Squiggly /Ink /Stamp /Square /Circle /Line /Polygon "
    "/PolyLine /Caret".split()
)
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
            raise PdfRefused(
                _("This document is protected by a password. Save a copy without the password, and send that.")
            )
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
    # The tree of pages is made anew: walking up it from a page would reach all of the old document.
    inherited = page.get("/Parent")
    annotations = [_seen(annotation.get_object()) for annotation in page.get("/Annots", ArrayObject()) or ()]
    page[NameObject("/Annots")] = ArrayObject(kept for kept in annotations if kept is not None)
    if not page["/Annots"]:
        del page["/Annots"]
    _strip(page, set(), depth=0)
    if inherited is not None:
        page[NameObject("/Parent")] = inherited


def _seen(annotation: DictionaryObject) -> DictionaryObject | None:
    if annotation.get("/Subtype") not in _SEEN_ANNOTATIONS or "/AP" not in annotation:
        return None
    return DictionaryObject(
        {NameObject(key): annotation.raw_get(key) for key in _SEEN_OF_ANNOTATION if key in annotation}
    )


def _strip(value: Any, visited: set[int], *, depth: int) -> None:
    if depth > _DEEPEST:
        raise PdfRefused(_("This document is built in too many layers. Print it as PDF again, and send that."))
    if isinstance(value, IndirectObject):
        if value.idnum in visited:
            return
        visited.add(value.idnum)
        value = value.get_object()
    if isinstance(value, DictionaryObject):
        for key in [key for key in value if key in _DROPPED]:
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
