"""Files that people hand in: taken by their content, made harmless, and freed of what nobody meant to send.

Nothing is kept as it came. An image is decoded and encoded anew, a PDF is written anew from its pages, so
that places, names of machines, scripts and whatever was hidden behind the picture are gone.
"""

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from .pdf import PdfRefused, rewritten

MAX_BYTES = 10 * 1024 * 1024
"""Of one file, as it comes and as it is kept."""
MAX_FILES = 10
"""Of one concern."""

JPEG, PNG, PDF = "image/jpeg", "image/png", "application/pdf"
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}

_SIGNATURES = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG, b"%PDF-": PDF}
_FILMS_AND_SOUNDS = (b"RIFF", b"OggS", b"\x1aE\xdf\xa3", b"ID3")
_LONGEST_SIDE = 4000
_JPEG_QUALITY = 88
# A JPEG is decoded at a fraction of its size, a PNG only whole: the limits keep both under 200 MB of memory.
_MAX_PIXELS = {JPEG: 85_000_000, PNG: 25_000_000}
_LONGEST_TITLE = 100
# Marks that turn the direction of writing can make "gpj.exe" read as "exe.jpg".
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class FileRefused(ValueError):
    """The file is not taken; the message is a sentence that says what to do instead."""


@dataclass(frozen=True, kw_only=True)
class CleanFile:
    """A file as it may be kept: `size` in bytes, `digest` the SHA-256 of the content in hexadecimal."""

    content: bytes
    media_type: str
    title: str
    size: int
    digest: str


def accept(content: bytes, name: str) -> CleanFile:
    """Return a harmless copy of a file that somebody hands in. `name` only gives it its title.

    :raises FileRefused: it is empty, too large, damaged, protected, or neither JPEG, PNG nor PDF.
    """
    if not content:
        raise FileRefused(_("This file is empty. Choose it again, or choose another one."))
    if len(content) > MAX_BYTES:
        raise FileRefused(too_large())
    media_type = _media_type(content)
    clean = _rewritten_pdf(content) if media_type == PDF else _encoded_anew(content, media_type)
    if len(clean) > MAX_BYTES:
        raise FileRefused(too_large())
    return CleanFile(
        content=clean,
        media_type=media_type,
        title=_title(name, ENDINGS[media_type]),
        size=len(clean),
        digest=hashlib.sha256(clean).hexdigest(),
    )


def too_large() -> str:
    """What to tell somebody whose file is larger than allowed."""
    return _("This file is larger than %(limit)s MB. Send a smaller picture, or a part of the document.") % {
        "limit": MAX_BYTES // (1024 * 1024)
    }


def _media_type(content: bytes) -> str:
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    raise FileRefused(_what_to_do_with(content))


def _what_to_do_with(content: bytes) -> str:
    if content[4:8] == b"ftyp" and content[8:11] in (b"hei", b"hev", b"mif", b"msf", b"avi"):
        return _(
            "We cannot make pictures in this format (HEIC) safe. On the telephone, take a screenshot of "
            "it, or share it as JPEG, and send that."
        )
    if content[4:8] == b"ftyp" or content.startswith(_FILMS_AND_SOUNDS):
        return _("We cannot take video or sound. Say in your own words what is in it, and keep the file.")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _("We cannot take office documents or archives. Save the document as PDF, and send that.")
    return _(
        "We can take JPEG and PNG pictures and PDF documents. Save the file as one of these, and send that."
    )


def _encoded_anew(content: bytes, media_type: str) -> bytes:
    try:
        with Image.open(BytesIO(content), formats=["PNG" if media_type == PNG else "JPEG"]) as image:
            if image.width * image.height > _MAX_PIXELS[media_type]:
                raise FileRefused(_too_many_pixels())
            image.draft(None, (_LONGEST_SIDE, _LONGEST_SIDE))
            upright = ImageOps.exif_transpose(image) or image
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            return _as_png(upright) if media_type == PNG else _as_jpeg(upright)
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise FileRefused(_too_many_pixels()) from bomb
    except Exception as broken:
        # A decoder that is fed with hostile or damaged bytes may raise anything at all.
        raise FileRefused(
            _("This picture is damaged. Open it yourself, save it again, and send that.")
        ) from broken


def _as_jpeg(image: Image.Image) -> bytes:
    return _saved(image.convert("L" if image.mode == "L" else "RGB"), "JPEG", quality=_JPEG_QUALITY)


def _as_png(image: Image.Image) -> bytes:
    modes = {"1": "1", "L": "L", "LA": "LA", "RGB": "RGB"}
    if image.mode == "P" and "transparency" not in image.info:
        return _saved(image.convert("RGB"), "PNG")
    return _saved(image.convert(modes.get(image.mode, "RGBA")), "PNG")


def _saved(image: Image.Image, kind: str, **options: int) -> bytes:
    # What an image carries beside its points (comments, profiles) would be written out again from here.
    image.info = {}
    written = BytesIO()
    image.save(written, kind, optimize=True, **options)
    return written.getvalue()


def _too_many_pixels() -> str:
    return _("This picture has too many points to be opened. Send it in a lower resolution.")


def _rewritten_pdf(content: bytes) -> bytes:
    try:
        return rewritten(content)
    except PdfRefused as refused:
        raise FileRefused(str(refused)) from refused


def _title(name: str, ending: str) -> str:
    last_part = PurePosixPath(_UNSEEN.sub("", name).replace("\\", "/")).name
    stem = PurePosixPath(last_part).stem.strip(" .") or _("File")
    return f"{stem[:_LONGEST_TITLE]}{ending}"
