"""Files that people hand in: taken by their content, made harmless, and freed of what nobody meant to send.

Nothing is kept as it came. A picture is decoded and encoded anew, a PDF is written anew from its pages, so
that places, names of machines, scripts and whatever was hidden behind the picture are gone. That happens in
a process of its own (`opennrm.foundation.sandbox`); here nothing is opened.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from . import sandbox
from .harmless.agreed import HEIC, JPEG, MAX_BYTES, MAX_PAGES, PDF, PNG, WEBP, Reason
from .refusals import Refused

MAX_FILES = 10
"""Of one concern."""
TAKEN = (JPEG, PNG, WEBP, HEIC, "image/heif", PDF)
"""The media types that a browser may offer for choosing."""
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf"}

_SIGNATURES = {b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
# A document may begin with a few bytes of something else; readers look so far.
_PDF, _PDF_BEGINS_WITHIN = b"%PDF-", 1024
_FILMS_AND_SOUNDS = (b"RIFF", b"OggS", b"\x1aE\xdf\xa3", b"ID3")
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_AVIF_BRANDS = frozenset((b"avif", b"avis"))
_LONGEST_TITLE = 100
# Marks that turn the direction of writing can make "gpj.exe" read as "exe.jpg".
_UNSEEN = re.compile("[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class FileRefused(Refused):
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

    :raises FileRefused: it is empty, too large, damaged, protected, not safe to read, or of another kind.
    """
    if not content:
        raise FileRefused(_("This file is empty. Choose it again, or choose another one."))
    if len(content) > MAX_BYTES:
        raise FileRefused(too_large())
    media_type, content = recognised(content)
    try:
        copy = sandbox.harmless_copy(content, media_type)
    except sandbox.Busy as busy:
        raise FileRefused(
            _("Many files are being added at the moment. Wait a minute, and add this one again.")
        ) from busy
    if copy.reason:
        raise FileRefused(_sentence(copy.reason, media_type))
    return CleanFile(
        content=copy.content,
        media_type=copy.media_type,
        title=_title(name, ENDINGS[copy.media_type]),
        size=len(copy.content),
        digest=hashlib.sha256(copy.content).hexdigest(),
    )


def too_large() -> str:
    """What to tell somebody whose file is larger than allowed."""
    return _("This file is larger than %(limit)s MB. Send a smaller picture, or a part of the document.") % {
        "limit": MAX_BYTES // (1024 * 1024)
    }


def recognised(content: bytes) -> tuple[str, bytes]:
    """What a file is by its content, and the content from where that begins.

    :raises FileRefused: it is of no kind that is taken.
    """
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type, content
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP, content
    brands = _brands(content)
    if brands & _HEIC_BRANDS and not brands & _AVIF_BRANDS:
        return HEIC, content
    begin = content.find(_PDF, 0, _PDF_BEGINS_WITHIN + len(_PDF))
    if begin >= 0:
        return PDF, content[begin:]
    raise FileRefused(_what_to_do_with(content))


def _brands(content: bytes) -> set[bytes]:
    """What a file of the family of MP4 calls itself."""
    if content[4:8] != b"ftyp":
        return set()
    end = min(int.from_bytes(content[:4]), 200)
    return {content[8:12], *(content[place : place + 4] for place in range(16, end, 4))}


def _what_to_do_with(content: bytes) -> str:
    if _brands(content) & _AVIF_BRANDS:
        return _(
            "We cannot accept pictures in this format (AVIF). Take a screenshot of the picture, and send that."
        )
    if content[4:8] == b"ftyp" or content.startswith(_FILMS_AND_SOUNDS):
        return _("We cannot accept video or sound. Say in your own words what is in it, and keep the file.")
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _("We cannot accept office documents or archives. Save the document as a PDF, and send that.")
    return _(
        "We can accept JPEG, PNG, WebP and HEIC pictures and PDF documents. Save the file as one of these, and "
        "send that."
    )


_OF_PICTURES: dict[Reason, str | Promise] = {
    Reason.DAMAGED: lazy("This picture is damaged. Open it yourself, save it again, and send that."),
    Reason.UNSAFE: lazy(
        "This picture cannot be read safely. Take a screenshot of it, or save it again as JPEG, and send that."
    ),
    Reason.TOO_MANY_POINTS: lazy(
        "This picture has too many pixels for us to open it. Send it at a lower resolution."
    ),
    Reason.MOVES: lazy("This picture is animated. Take a screenshot of what matters in it, and send that."),
    Reason.COLOURS: lazy(
        "The colours of this picture cannot be read. Take a screenshot of it, or save it again as JPEG, and send "
        "that."
    ),
}
_OF_DOCUMENTS: dict[Reason, str | Promise] = {
    Reason.DAMAGED: lazy(
        "This document is damaged. Open it yourself, save or print it as PDF again, and send that."
    ),
    Reason.UNSAFE: lazy(
        "This document cannot be read safely. Print it as PDF again, or take pictures of its pages, and send "
        "those."
    ),
    Reason.PASSWORD: lazy("This document has a password. Save a copy without one, and send that."),
    Reason.HIDDEN: lazy(
        "This document has layers that are switched off. Print it as PDF again, so that it contains only what you "
        "see, and send that."
    ),
}


def _sentence(reason: Reason, media_type: str) -> str:
    if reason == Reason.TOO_LARGE:
        return too_large()
    if reason == Reason.PAGES:
        return _("Choose a document with 1 to %(most)d pages, or send only the pages that matter.") % {
            "most": MAX_PAGES
        }
    sentences = _OF_DOCUMENTS if media_type == PDF else _OF_PICTURES
    return str(sentences.get(reason, sentences[Reason.UNSAFE]))


def _title(name: str, ending: str) -> str:
    last_part = PurePosixPath(_UNSEEN.sub("", name).replace("\\", "/")).name
    stem = PurePosixPath(last_part).stem.strip(" .") or _("File")
    return f"{stem[:_LONGEST_TITLE]}{ending}"
