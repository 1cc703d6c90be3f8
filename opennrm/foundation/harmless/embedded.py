"""Frees a photograph inside a document of what its camera told, its picture untouched."""

import zlib
from base64 import a85decode
from collections.abc import Sequence

from .agreed import MAX_BYTES, Reason, Refused

_PIECE = 1024 * 1024
_SIGNATURE_OF_JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_SEEN_BOXES = frozenset((b"jP  ", b"ftyp", b"jp2h", b"jp2c"))


def photograph(data: bytes, filters: Sequence[str]) -> tuple[bytes, Sequence[str]]:
    """Return the data of a picture and its filters, without words about places, cameras and people.

    :raises Refused: it unpacks to more than a file may have.
    """
    if not filters or filters[-1] not in _FREED:
        return data, filters
    for packed in filters[:-1]:
        if packed not in _UNPACK:
            # It cannot be looked into, so it is not kept. No program packs photographs in this way.
            raise Refused(Reason.UNSAFE)
        data = _UNPACK[packed](data)
    return _FREED[filters[-1]](data), filters[-1:]


def unpacked_bytes(data: bytes, filters: Sequence[str], *, most: int) -> int:
    """How many bytes the data of a document unpacks to, without keeping them.

    :raises Refused: they are more than so many, or packed more than once.
    """
    if list(filters).count("/FlateDecode") > 1:
        raise Refused(Reason.UNSAFE)
    if not filters or filters[0] != "/FlateDecode":
        return len(data)
    unpacker, size = zlib.decompressobj(), 0
    try:
        while data and not unpacker.eof:
            size += len(unpacker.decompress(data, _PIECE))
            data = unpacker.unconsumed_tail
            if size > most:
                raise Refused(Reason.UNSAFE)
    except zlib.error:
        # Readers show what can be unpacked of damaged data.
        return size
    return size


def _inflated(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    unpacked = unpacker.decompress(data, MAX_BYTES)
    if unpacker.unconsumed_tail:
        raise Refused(Reason.UNSAFE)
    return unpacked


def _from_base_85(data: bytes) -> bytes:
    return a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"))


def _from_hexadecimal(data: bytes) -> bytes:
    return bytes.fromhex(data.partition(b">")[0].decode("ascii"))


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


def without_boxes(jpeg2000: bytes) -> bytes:
    """Return a JPEG 2000 picture without its boxes of words. A bare code stream has none."""
    if not jpeg2000.startswith(_SIGNATURE_OF_JP2):
        return jpeg2000
    kept, position = bytearray(), 0
    while position + 8 <= len(jpeg2000):
        length = int.from_bytes(jpeg2000[position : position + 4])
        if length == 1:
            length = int.from_bytes(jpeg2000[position + 8 : position + 16])
        end = position + max(length, 8) if length else len(jpeg2000)
        if jpeg2000[position + 4 : position + 8] in _SEEN_BOXES:
            kept += jpeg2000[position:end]
        position = end
    return bytes(kept)


_FREED = {"/DCTDecode": without_segments, "/JPXDecode": without_boxes}
_UNPACK = {"/FlateDecode": _inflated, "/ASCII85Decode": _from_base_85, "/ASCIIHexDecode": _from_hexadecimal}
