"""What people hand in is kept only after it was made harmless."""

import codecs
import hashlib
import struct
import tracemalloc
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from opennrm.foundation import files
from opennrm.foundation.files import PDF, PNG, FileRefused, accept
from opennrm.foundation.harmless import documents, pictures
from opennrm.foundation.harmless.__main__ import answered
from opennrm.foundation.harmless.agreed import KEPT, MAX_PAGES
from opennrm.foundation.harmless.embedded import without_segments

GPS_WORD = b"GPSLatitudeOfTheHouse"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options) -> bytes:
    written = BytesIO()
    Image.new(mode, size, 100 if mode in ("L", "P") else None).save(written, kind, **options)
    return written.getvalue()


def with_location(size: tuple[int, int] = (40, 20), *, orientation: int = 1) -> bytes:
    """A JPEG as a telephone makes it: where, with what, and which way up."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = GPS_WORD.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (18.0, 1.0, 2.0), 3: "W", 4: (76.0, 4.0, 5.0)})
    return picture(size=size, exif=exif, comment=b"Comment of the camera")


def document(change=None, pages: int = 1) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 100)
    if change:
        change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that unpacks to a huge picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(bytes(1_000_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_a_photograph_loses_its_location_and_its_camera():
    clean = accept(with_location(), "IMG_2041.jpg")
    assert GPS_WORD not in clean.content
    assert b"Exif" not in clean.content
    assert b"camera" not in clean.content
    assert not Image.open(BytesIO(clean.content)).getexif()


def test_a_photograph_that_lay_on_its_side_stands_upright():
    clean = accept(with_location((40, 20), orientation=6), "photo.jpg")
    assert Image.open(BytesIO(clean.content)).size == (20, 40)


def test_what_is_kept_is_described_truly():
    clean = accept(picture("PNG"), "School report.PNG")
    assert (clean.media_type, clean.title) == (PNG, "School report.png")
    assert clean.size == len(clean.content)
    assert clean.digest == hashlib.sha256(clean.content).hexdigest()


def test_text_hidden_in_a_png_is_gone():
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "NameOfTheAuthor")
    told.add_itxt("XML:com.adobe.xmp", "PlaceInWords")
    clean = accept(picture("PNG", pnginfo=told), "a.png")
    assert b"NameOfTheAuthor" not in clean.content
    assert b"PlaceInWords" not in clean.content


def test_very_large_photographs_are_made_smaller():
    clean = accept(picture(size=(6000, 3000)), "a.jpg")
    assert max(Image.open(BytesIO(clean.content)).size) <= 4000


@pytest.mark.parametrize(
    "content, name, advice",
    [
        (b"", "a.jpg", "empty"),
        (b"MZ\x90\x00" + bytes(200), "holiday.jpg", "JPEG, PNG, WebP and HEIC"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.png", "JPEG, PNG, WebP and HEIC"),
        (b"<!doctype html><script>alert(1)</script>", "a.pdf", "JPEG, PNG, WebP and HEIC"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(50), "a.heic", "damaged"),
        (b"RIFF\x00\x00\x00\x00WEBP" + bytes(50), "a.webp", "damaged"),
        (b"\x00\x00\x00\x18ftypavif" + bytes(50), "a.avif", "AVIF"),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(50), "a.mp4", "video"),
        (b"RIFF\x00\x00\x00\x00WAVE" + bytes(50), "a.wav", "video or sound"),
        (b"PK\x03\x04" + bytes(50), "a.docx", "Save the document as a PDF"),
        (b"GIF89a" + bytes(50), "a.gif", "JPEG, PNG, WebP and HEIC"),
        (picture()[:200], "a.jpg", "damaged"),
        (picture("PNG")[:60], "a.png", "damaged"),
        (b"%PDF-1.7 and nothing else", "a.pdf", "damaged"),
        (b"\xff\xd8\xff" + bytes(300), "a.jpg", "damaged"),
    ],
)
def test_what_cannot_be_made_safe_is_refused_with_advice(content, name, advice):
    with pytest.raises(FileRefused, match=advice):
        accept(content, name)


def test_a_file_over_the_limit_is_refused():
    with pytest.raises(FileRefused, match="larger than 10 MB"):
        accept(b"\xff\xd8\xff" + bytes(files.MAX_BYTES), "a.jpg")


@pytest.mark.parametrize("width, height", [(50_000, 50_000), (12_000, 9_000), (6_000, 5_000)])
def test_a_picture_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked(width, height):
    tracemalloc.start()
    with pytest.raises(FileRefused, match="too many pixels"):
        accept(png_that_claims(width, height), "bomb.png")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_what_is_appended_to_a_picture_is_gone():
    clean = accept(picture("PNG") + b"PK\x03\x04<script>alert(1)</script>", "a.png")
    assert b"script" not in clean.content
    assert b"PK" not in clean.content


def test_what_is_appended_to_or_hidden_before_a_document_is_gone():
    clean = accept(document() + b"\n<script>alert(1)</script>\n", "a.pdf")
    assert b"script" not in clean.content


@pytest.mark.parametrize(
    "name, title",
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\ada\\child.exe", "child.jpg"),
        ("photo\u202egpj.exe", "photogpj.jpg"),
        ('a"\r\nSet-Cookie: x.jpg', 'a"Set-Cookie: x.jpg'),
        ("", "File.jpg"),
        ("...", "File.jpg"),
        ("ü" * 300 + ".jpg", "ü" * 100 + ".jpg"),
    ],
)
def test_a_title_holds_no_path_and_nothing_unseen(name, title):
    assert accept(picture(), name).title == title


# Documents


def test_a_document_loses_its_author_scripts_and_attachments():
    def change(writer: PdfWriter) -> None:
        writer.add_metadata({"/Author": "NameOfTheAuthor", "/Title": "TitleOfTheFile"})
        script = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("ScriptInTheFile"),
        }
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
        writer.add_attachment("AttachedName.exe", b"AttachedContent")
        opened = {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("PageScript"),
        }
        writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): DictionaryObject(opened)})

    clean = accept(document(change), "a.pdf")
    again = PdfReader(BytesIO(clean.content))
    assert clean.media_type == PDF
    assert len(again.pages) == 1
    for word in (
        b"NameOfTheAuthor",
        b"TitleOfTheFile",
        b"ScriptInTheFile",
        b"Attached",
        b"PageScript",
        b"/JS",
        b"/AA",
    ):
        assert word not in clean.content
    assert not again.attachments
    assert again.metadata is None


def test_filled_in_forms_keep_what_is_seen_and_lose_what_acts():
    def change(writer: PdfWriter) -> None:
        look = StreamObject()
        look._data = b"BT (FilledIn) Tj ET"
        look[NameObject("/Type")] = NameObject("/XObject")
        look[NameObject("/Subtype")] = NameObject("/Form")
        look[NameObject("/BBox")] = ArrayObject(map(NumberObject, (0, 0, 10, 10)))
        script = DictionaryObject({NameObject("/JS"): TextStringObject("FieldScript")})
        field = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/Rect"): ArrayObject(map(NumberObject, (0, 0, 10, 10))),
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
                NameObject("/A"): script,
                NameObject("/T"): TextStringObject("NameOfAColleague"),
            }
        )
        link = DictionaryObject(
            {NameObject("/Subtype"): NameObject("/Link"), NameObject("/A"): DictionaryObject(script)}
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(field), link])

    clean = accept(document(change), "a.pdf")
    assert b"FilledIn" in clean.content
    assert b"FieldScript" not in clean.content
    assert b"NameOfAColleague" not in clean.content
    assert b"/Link" not in clean.content


def test_a_photograph_inside_a_document_loses_its_location():
    def change(writer: PdfWriter) -> None:
        photograph = StreamObject()
        photograph._data = with_location()
        photograph[NameObject("/Type")] = NameObject("/XObject")
        photograph[NameObject("/Subtype")] = NameObject("/Image")
        photograph[NameObject("/Filter")] = NameObject("/DCTDecode")
        # A picture may bear any name, even one that elsewhere means a script.
        named = DictionaryObject({NameObject("/AF"): writer._add_object(photograph)})
        writer.pages[0][NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})

    clean = accept(document(change), "a.pdf")
    assert b"/AF" in clean.content
    assert b"\xff\xd8" in clean.content
    assert GPS_WORD not in clean.content
    assert b"camera" not in clean.content


def test_a_document_with_a_password_is_refused():
    with pytest.raises(FileRefused, match="password"):
        accept(document(lambda writer: writer.encrypt("secret", algorithm="AES-256")), "a.pdf")


def test_a_document_without_an_end_of_pages_is_refused():
    with pytest.raises(FileRefused, match="1 to 200 pages"):
        accept(document(pages=MAX_PAGES + 1), "a.pdf")


def test_a_document_that_only_forbids_printing_is_taken():
    def change(writer: PdfWriter) -> None:
        writer.encrypt(user_password="", owner_password="secret", algorithm="AES-256")

    assert len(PdfReader(BytesIO(accept(document(change), "a.pdf").content)).pages) == 1


@pytest.mark.parametrize(
    "text",
    [
        codecs.BOM_UTF16_BE + "王伟".encode("utf-16-be"),
        codecs.BOM_UTF16_LE + "王伟".encode("utf-16-le"),
        "é".encode("utf-16-be"),
        "é".encode("utf-16-le"),
        codecs.BOM_UTF8 + "é".encode(),
    ],
    ids=["big end first", "little end first", "big end unmarked", "little end unmarked", "UTF-8"],
)
def test_a_page_with_a_text_in_any_encoding_is_kept_whole(text):
    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        rest = dict(page)
        page.clear()
        page[NameObject("/Note")] = ByteStringObject(text)
        page.update(rest)

    [page] = PdfReader(BytesIO(accept(document(change), "a.pdf").content)).pages
    assert page.mediabox.width == 200


@pytest.mark.parametrize(
    "before", [b"\n", b"\xef\xbb\xbf", b"Content-Type: application/pdf\r\n\r\n", bytes(1000)]
)
def test_a_document_after_a_few_other_bytes_is_a_document(before):
    clean = accept(before + document(), "a.pdf")
    assert clean.media_type == PDF
    assert clean.content.startswith(b"%PDF-")


def in_this_process(content: bytes) -> bytes:
    """What the child does, without a child: for trying many."""
    media_type, content = files.recognised(content)
    work = documents.written_anew if media_type == PDF else pictures.encoded_anew
    header, kept = answered(work, content, media_type)
    assert "refused" in header or kept.startswith(KEPT[header["media_type"]])
    return kept


@given(st.sampled_from([b"", b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]), st.binary(max_size=400))
def test_any_bytes_are_either_made_clean_or_refused(beginning, content):
    with suppress(FileRefused):
        in_this_process(beginning + content)


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8), st.sampled_from(["jpeg", "png", "pdf"]))
def test_damage_anywhere_never_gets_through_as_an_error(position, damage, kind):
    whole = {"jpeg": with_location(), "png": picture("PNG", mode="RGBA"), "pdf": document()}[kind]
    position %= len(whole)
    damaged = whole[:position] + damage + whole[position + len(damage) :]
    with suppress(FileRefused):
        assert GPS_WORD not in in_this_process(damaged)


@given(
    st.lists(st.tuples(st.sampled_from([0xE1, 0xE2, 0xED, 0xFE, 0xEF]), st.binary(max_size=60)), max_size=6)
)
def test_no_telling_segment_stays_in_a_photograph(segments):
    told = b"".join(
        bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body for marker, body in segments
    )
    plain = without_segments(picture())
    assert without_segments(plain[:2] + told + plain[2:]) == plain
