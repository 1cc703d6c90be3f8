"""Files made to harm whoever opens them, generated."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image, PngImagePlugin

REFUSED, TAKEN = "refused", "taken"
Entry = tuple[str, Callable[[], bytes], str]
"""A name, how it is made, and how it ends: refused, taken (harmless once it is written anew), or either."""


# Documents, written by hand: a library would not write them.


def as_pdf(objects: dict[int, bytes], *, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of these numbered objects, with a true table."""
    file, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in objects.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(file)
    for number, place in places.items():
        file += (b"xref\n" if not file.endswith(b"n \n") else b"") + b"%d 1\n%010d 00000 n \n" % (
            number,
            place,
        )
    file += b"trailer\n<< /Size %d /Root %d 0 R %b >>\nstartxref\n%d\n%%%%EOF\n" % (
        max(objects) + 1, root, trailer, table,
    )  # fmt: skip
    return bytes(file)


def stream(data: bytes, keys: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), keys, data)


CATALOGUE, TREE, PAGE = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", 3
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"


def one_page(keys: bytes, others: dict[int, bytes], catalogue: bytes = CATALOGUE) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] %b >>" % keys
    return as_pdf({1: catalogue, 2: TREE, PAGE: page, **others})


def shared_annotations(pages: int, annotations: int) -> bytes:
    look = b"<< /Subtype /Square /Rect [0 0 9 9] /AP << /N 5 0 R >> /Contents (x) >>"
    objects = {
        1: CATALOGUE,
        4: b"[" + b" ".join(b"%d 0 R" % number for number in range(1000, 1000 + annotations)) + b"]",
        5: stream(b"", FORM),
    }
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + pages))
    objects[2] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, pages)
    objects |= dict.fromkeys(range(10, 10 + pages), b"<< /Type /Page /MediaBox [0 0 9 9] /Annots 4 0 R >>")
    return as_pdf(objects | dict.fromkeys(range(1000, 1000 + annotations), look))


def nested_forms(depth: int, *, is_cycle: bool = False) -> bytes:
    forms = {
        number: stream(b"/X Do", FORM + b" /Resources << /XObject << /X %d 0 R >> >>" % (number + 1))
        for number in range(10, 10 + depth)
    }
    forms[10 + depth] = stream(b"/X Do", FORM + b" /Resources << /XObject << /X 10 0 R >> >>" * is_cycle)
    return one_page(b"/Resources << /XObject << /X 10 0 R >> >>", forms)


def many_uses_of_many_things() -> bytes:
    """A hundred names for each of a hundred forms, each of which has the same hundred names."""
    names = b" ".join(b"/X%d %d 0 R" % (number, 100 + number % 100) for number in range(20_000))
    forms = {
        n: stream(b"", FORM + b" /Resources << /XObject << %b >> >>" % names[:200_000])
        for n in range(100, 130)
    }
    return one_page(b"/Resources << /XObject << %b >> >>" % names, forms)


def packed(objects: dict[int, bytes], inside: bytes, count: int, first: int) -> bytes:
    """Objects inside an object stream, found by a table that is a stream as well."""
    data = zlib.compress(inside, 9)
    keys = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (count, first)
    file, places = bytearray(b"%PDF-1.7\n"), {}
    for number, content in {**objects, 9: stream(data, keys)}.items():
        places[number] = len(file)
        file += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    rows = b"".join(
        struct.pack(">BIH", 2, 9, number - 100) if number >= 100
        else struct.pack(">BIH", 1, places.get(number, 0), 0)
        for number in range(100 + count)
    )  # fmt: skip
    table = len(file)
    keys = b"/Type /XRef /W [1 4 2] /Size %d /Root 1 0 R /Filter /FlateDecode" % (100 + count)
    file += b"10 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(zlib.compress(rows, 9), keys), table)
    return bytes(file)


def object_stream_of_zeros() -> bytes:
    page = b"<< /Type /Page /MediaBox [0 0 9 9] /Contents 100 0 R >>"
    return packed({1: CATALOGUE, 2: TREE, 3: page}, bytes(400_000_000), 2, 20)


def object_stream_of_many() -> bytes:
    count = 60_000
    index = b" ".join(b"%d %d" % (100 + number, 2 * number) for number in range(count)) + b" "
    page = b"<< /Type /Page /MediaBox [0 0 9 9] /Contents 100 0 R >>"
    return packed({1: CATALOGUE, 2: TREE, 3: page}, index + b"1 " * count, count, len(index))


def table_that_claims_millions() -> bytes:
    rows = zlib.compress(bytes(7 * 10_000_000), 9)
    keys = b"/Type /XRef /W [1 4 2] /Size 10000000 /Root 1 0 R /Filter /FlateDecode"
    return b"%PDF-1.7\n1 0 obj\n" + stream(rows, keys) + b"\nendobj\nstartxref\n9\n%%EOF\n"


def table_that_hides_millions() -> bytes:
    return table_that_claims_millions().replace(
        b"/Size 10000000", b"/Size 9 /Index [" + b"0 90000 " * 100 + b"]"
    )


def acting() -> bytes:
    catalogue = (
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> "
        b"/Names << /EmbeddedFiles << /Names [(a.exe) << /Type /Filespec /EF << /F 20 0 R >> >>] >> >> >>"
    )
    link = b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (cmd.exe) >> >>]"
    return one_page(b"/AA << /O << /S /JavaScript /JS (x) >> >> " + link, {20: stream(b"MZ")}, catalogue)


OUTLINE = b"<< /Title (x) /First 20 0 R /Last 20 0 R /Next 20 0 R >>"
DOCUMENTS: tuple[Entry, ...] = (
    ("annotations shared by 200 pages", lambda: shared_annotations(200, 3_000), TAKEN),
    ("60,000 annotations shared by 200 pages", lambda: shared_annotations(200, 60_000), REFUSED),
    ("forms in forms, 500 deep", lambda: nested_forms(500), REFUSED),
    ("forms that contain each other", lambda: nested_forms(10, is_cycle=True), TAKEN),
    ("the same names again and again", many_uses_of_many_things, REFUSED),
    ("lists in lists", lambda: one_page(b"/Rotate " + b"[" * 200_000, {}), REFUSED),
    ("lists in lists, 900 deep", lambda: one_page(b"/MediaBox " + b"[" * 900 + b"]" * 900, {}), REFUSED),
    (
        "a tree of pages that contains itself",
        lambda: as_pdf({1: CATALOGUE, 2: b"<< /Kids [2 0 R 2 0 R] >>"}),
        REFUSED,
    ),
    ("a reference to itself", lambda: as_pdf({1: CATALOGUE, 2: b"2 0 R"}), REFUSED),
    (
        "references in a circle",
        lambda: one_page(b"/Contents 20 0 R", {20: b"21 0 R", 21: b"20 0 R"}),
        REFUSED,
    ),
    (
        "outlines in a circle",
        lambda: one_page(b"", {20: OUTLINE}, CATALOGUE[:-2] + b"/Outlines 20 0 R >>"),
        TAKEN,
    ),
    (
        "an annotation that is its own parent",
        lambda: one_page(
            b"/Annots [20 0 R]",
            {20: b"<< /Subtype /Widget /Parent 20 0 R /Kids [20 0 R] /AP << /N 20 0 R >> >>"},
        ),
        TAKEN,
    ),
    (
        "a table before itself",
        lambda: as_pdf({1: CATALOGUE, 2: TREE, 3: b"<< /Type /Page >>"}, trailer=b"/Prev 9"),
        "either",
    ),
    ("a packed stream of 400 MB", object_stream_of_zeros, REFUSED),
    ("a packed stream of 60,000 objects", object_stream_of_many, "either"),
    (
        "a page that unpacks to a gigabyte",
        lambda: one_page(
            b"/Contents 20 0 R", {20: stream(zlib.compress(bytes(1_000_000_000), 9), b"/Filter /FlateDecode")}
        ),
        REFUSED,
    ),
    (
        "packed twice",
        lambda: one_page(
            b"/Contents 20 0 R",
            {
                20: stream(
                    zlib.compress(zlib.compress(bytes(1_000_000_000), 9), 9),
                    b"/Filter [/FlateDecode /FlateDecode]",
                )
            },
        ),
        REFUSED,
    ),
    (
        "a picture of 50,000 by 50,000 in a document",
        lambda: one_page(
            b"/Resources << /XObject << /X 20 0 R >> >>",
            {20: stream(b"", b"/Subtype /Image /Width 50000 /Height 50000 /ColorSpace /DeviceRGB")},
        ),
        REFUSED,
    ),
    ("300,000 tiny objects", lambda: as_pdf(dict.fromkeys(range(1, 300_000), b"1")), REFUSED),
    (
        "300,000 objects without a table",
        lambda: b"%PDF-1.7\n" + b"".join(b"%d 0 obj 1 endobj\n" % number for number in range(300_000)),
        REFUSED,
    ),
    ("a table that claims ten million", table_that_claims_millions, REFUSED),
    ("a table that hides nine million", table_that_hides_millions, REFUSED),
    (
        "500,000 pages",
        lambda: as_pdf(
            {1: CATALOGUE, 2: b"<< /Kids [%b] >>" % (b"3 0 R " * 500_000), 3: b"<< /Type /Page >>"}
        ),
        REFUSED,
    ),
    ("a number of 100,000 digits", lambda: one_page(b"/Rotate " + b"9" * 100_000, {}), "either"),
    ("a truncated document", lambda: acting()[:400], "either"),
    ("scripts, programs and attached files", acting, TAKEN),
    ("a document that is an archive too", lambda: acting() + b"PK\x03\x04" + bytes(400), TAKEN),
    (
        "a document that is a page too",
        lambda: b"<!doctype html><script>alert(1)</script>\n" + acting(),
        TAKEN,
    ),
)


# Pictures


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *chunks: bytes, body: bytes | None = None) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    data = zlib.compress(bytes(1_000_000)) if body is None else body
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + b"".join(chunks)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


def saved(kind: str, size: tuple[int, int] = (64, 64), mode: str = "RGB", **options) -> bytes:
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    written = BytesIO()
    Image.new(mode, size).save(written, kind, **options)
    return written.getvalue()


def with_size(jpeg: bytes, width: int, height: int) -> bytes:
    """A JPEG that claims another size."""
    frame = next(place for marker in (b"\xff\xc0", b"\xff\xc2") if (place := jpeg.find(marker)) > 0)
    return jpeg[: frame + 5] + struct.pack(">HH", height, width) + jpeg[frame + 9 :]


def many_scans() -> bytes:
    """A large picture in which the last pass over all its points is made again and again."""
    jpeg = with_size(saved("JPEG", progressive=True), 4900, 5000)
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * 20_000 + b"\xff\xd9"


def moving(kind: str, size: tuple[int, int] = (64, 64), frames: int = 60) -> bytes:
    pictures = [Image.new("RGB", size, (number, 0, 0)) for number in range(frames)]
    written = BytesIO()
    pictures[0].save(written, kind, save_all=True, append_images=pictures[1:])
    return written.getvalue()


def heic_that_claims(width: int, height: int) -> bytes:
    small = saved("HEIF", (64, 64))
    place = small.index(b"ispe") + 8
    return small[:place] + struct.pack(">II", width, height) + small[place + 8 :]


def webp_that_claims(width: int, height: int) -> bytes:
    header = (
        b"VP8X"
        + struct.pack("<I", 10)
        + bytes(4)
        + struct.pack("<I", width - 1)[:3]
        + struct.pack("<I", height - 1)[:3]
    )
    body = b"WEBP" + header + saved("WEBP", (64, 64))[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def packed_zeros() -> bytes:
    return zlib.compress(bytes(300_000_000), 9)


def png_with_many_words() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("x", "y" * 60_000_000, zip=True)
    return saved("PNG", pnginfo=text)


PICTURES: tuple[Entry, ...] = (
    ("a PNG of 50,000 by 50,000", lambda: png(50_000, 50_000), REFUSED),
    ("a PNG of 5,000 by 5,000 in two kilobytes", lambda: saved("PNG", (5000, 5000), "1"), TAKEN),
    ("a PNG of 5,000 by 5,000 in full colour", lambda: saved("PNG", (5000, 5000), "RGBA"), TAKEN),
    ("a PNG whose data does not end", lambda: png(100, 100, body=packed_zeros()), "either"),
    ("a PNG with 60 MB of packed words", png_with_many_words, "either"),
    (
        "a PNG with a packed profile of 300 MB",
        lambda: png(9, 9, chunk(b"iCCP", b"x\0\0" + packed_zeros())),
        "either",
    ),
    ("a PNG that moves", lambda: moving("PNG"), REFUSED),
    ("a truncated PNG", lambda: saved("PNG", (500, 500))[:300], REFUSED),
    ("a PNG that is a page too", lambda: saved("PNG") + b"<script>alert(1)</script>", TAKEN),
    ("a JPEG of 65,500 by 65,500", lambda: with_size(saved("JPEG"), 65_500, 65_500), REFUSED),
    ("a JPEG of 65,500 by 1,200", lambda: with_size(saved("JPEG"), 65_500, 1_200), "either"),
    (
        "a JPEG that appears bit by bit, of 9,200 by 9,200",
        lambda: saved("JPEG", (9_200, 9_200), "L", progressive=True),
        "either",
    ),
    ("a JPEG of 20,000 passes", many_scans, REFUSED),
    ("a JPEG with a profile of noise", lambda: saved("JPEG", icc_profile=bytes(range(256)) * 200), TAKEN),
    ("a truncated JPEG", lambda: saved("JPEG", (500, 500))[:700], REFUSED),
    ("a JPEG that is a document too", lambda: saved("JPEG", comment=acting()), TAKEN),
    ("a WebP of 16,383 by 16,383", lambda: webp_that_claims(16_383, 16_383), REFUSED),
    ("a WebP of 3,600 by 3,600", lambda: saved("WEBP", (3600, 3600), "RGBA", lossless=True), TAKEN),
    ("a WebP that moves", lambda: moving("WEBP"), REFUSED),
    ("a truncated WebP", lambda: saved("WEBP", (500, 500))[:100], REFUSED),
    ("a HEIC of 60,000 by 60,000", lambda: heic_that_claims(60_000, 60_000), REFUSED),
    ("a HEIC that is larger than it says", lambda: heic_that_claims(5_000, 5_000), "either"),
    ("a truncated HEIC", lambda: saved("HEIF", (500, 500))[:400], REFUSED),
    ("a GIF that moves", lambda: moving("GIF"), REFUSED),
)


FILES = (*DOCUMENTS, *PICTURES)
"""None is made before it is asked for: together they are large."""
