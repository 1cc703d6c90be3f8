"""A document is written anew key by key: what is not known to be seen is not kept."""

import zlib
from base64 import a85encode
from io import BytesIO

import pytest
from pypdf import PdfReader

from opennrm.foundation.files import FileRefused, accept
from opennrm.foundation.harmless.embedded import without_boxes
from tests.foundation.hostile_files import CATALOGUE, FORM, as_pdf, one_page, stream
from tests.foundation.test_files import GPS_WORD, with_location

WORD = b"WordOfNobodysBusiness"
LAYER = b"<< /Type /OCG /Name (%b) >>" % WORD


def kept(content: bytes) -> bytes:
    clean = accept(content, "a.pdf").content
    assert len(PdfReader(BytesIO(clean), strict=True).pages) == 1
    return clean


def test_names_of_layers_are_gone():
    catalogue = CATALOGUE[:-2] + b"/OCProperties << /OCGs [30 0 R] /D << /Order [(%b) 30 0 R] >> >> >>" % WORD
    clean = kept(one_page(
        b"/Contents 21 0 R /Resources << /Properties << /MC0 30 0 R >> /XObject << /X 20 0 R >> >>",
        {20: stream(b"0 0 9 9 re f", FORM + b" /OC 30 0 R"), 21: stream(b"/OC /MC0 BDC /X Do EMC"), 30: LAYER},
        catalogue,
    ))  # fmt: skip
    assert b"re f" in clean
    for word in (WORD, b"/OCG", b"/OCProperties", b"/Properties", b"/OC 3"):
        assert word not in clean


@pytest.mark.parametrize("default", [b"/OFF [30 0 R]", b"/BaseState /OFF", b"/OFF 31 0 R"])
def test_a_document_with_layers_that_are_switched_off_is_refused(default):
    """Without its layers it would show what whoever sends it does not see."""
    catalogue = CATALOGUE[:-2] + b"/OCProperties << /OCGs [30 0 R] /D << %b >> >> >>" % default
    with pytest.raises(FileRefused, match="layers that are switched off"):
        accept(one_page(b"", {30: LAYER, 31: b"[30 0 R]"}, catalogue), "a.pdf")


UNKNOWN = b"/Nobody (%b) /Metadata 40 0 R /PieceInfo << /X (%b) >> /StructParents 3 /LastModified (%b)" % (
    WORD,
    WORD,
    WORD,
)


@pytest.mark.parametrize(
    "keys, others",
    [
        (UNKNOWN, {}),
        (b"/Resources << %b >>" % UNKNOWN, {}),
        (b"/Group << /S /Transparency %b >>" % UNKNOWN, {}),
        (b"/Resources << /XObject << /X 20 0 R >> >>", {20: stream(b"", FORM + UNKNOWN)}),
        (b"/Resources << /XObject << /X 20 0 R >> >>",
         {20: stream(b"", b"/Subtype /Image /Width 1 /Height 1 /Alternates [<< /Image 40 0 R >>]" + UNKNOWN)}),
        (b"/Resources << /XObject << /X 20 0 R >> >>", {20: stream(WORD, b"/Subtype /PS")}),
        (b"/Resources << /Font << /F 20 0 R >> >>",
         {20: b"<< /Type /Font /Subtype /TrueType /FontDescriptor << /Type /FontDescriptor %b >> %b >>"
          % (UNKNOWN, UNKNOWN)}),
        (b"/Resources << /ExtGState << /G << /CA 1 %b /SMask << /S /Alpha %b >> >> >> >>" % (UNKNOWN, UNKNOWN), {}),
        (b"/Resources << /ColorSpace << /C [/ICCBased 20 0 R] >> >>", {20: stream(b"", b"/N 3 " + UNKNOWN)}),
        (b"/Resources << /Pattern << /P << /PatternType 2 /Shading << /ShadingType 2 %b >> %b >> >> >>"
         % (UNKNOWN, UNKNOWN), {}),
        (b"/Contents 20 0 R", {20: stream(b"", UNKNOWN)}),
        (b"/Contents 20 0 R", {20: stream(b"", b"/F (%b) /FDecodeParms << /X (%b) >>" % (WORD, WORD))}),
        (b"/MediaBox << /X (%b) >>" % WORD, {}),
        (b"/Annots [<< /Subtype /Widget /TU (%b) /AS /On /AP << /N << /On 20 0 R /%b 20 0 R >> /D 21 0 R >> >>]"
         % (WORD, WORD), {20: stream(b"", FORM), 21: stream(WORD, FORM)}),
        (b"/Annots [<< /Subtype /Stamp /F 2 /AP << /N 20 0 R >> >>]", {20: stream(WORD, FORM)}),
    ],
)  # fmt: skip
def test_no_key_is_kept_that_is_not_known_to_be_seen(keys, others):
    assert WORD not in kept(one_page(keys, {**others, 40: stream(WORD, b"/Type /Metadata")}))


def test_what_pages_inherit_is_kept():
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 77 88] /Rotate 90 %b >>" % (
        b"/Resources << /XObject << /X 20 0 R >> >>"
    )
    content = as_pdf({1: CATALOGUE, 2: tree, 3: b"<< /Type /Page >>", 20: stream(b"0 0 9 9 re f", FORM)})
    (page,) = PdfReader(BytesIO(kept(content))).pages
    assert (float(page.mediabox.width), page["/Rotate"]) == (77, 90)
    assert page["/Resources"]["/XObject"]["/X"].get_data() == b"0 0 9 9 re f"


def test_the_tick_in_a_box_is_kept_and_the_other_states_are_not():
    looks = b"/AP << /N << /Ja 20 0 R /Off 21 0 R >> >>"
    clean = kept(one_page(b"/Annots [<< /Subtype /Widget /Rect [0 0 9 9] /AS /Ja %b >>]" % looks,
                          {20: stream(b"0 0 m 9 9 l S", FORM), 21: stream(b"0 0 1 1 re f", FORM)}))  # fmt: skip
    assert b"9 9 l S" in clean
    assert b"1 1 re" not in clean


@pytest.mark.parametrize(
    "filters, pack",
    [
        (b"[/DCTDecode]", bytes),
        (b"[/FlateDecode /DCTDecode]", zlib.compress),
        (b"[/ASCIIHexDecode /DCTDecode]", lambda data: data.hex().encode() + b">"),
        (b"[/ASCII85Decode /DCTDecode]", lambda data: a85encode(data) + b"~>"),
        (b"[/ASCII85Decode /FlateDecode /DCTDecode]", lambda data: a85encode(zlib.compress(data)) + b"~>"),
    ],
)
def test_a_photograph_that_is_packed_inside_a_document_loses_its_location_too(filters, pack):
    picture = stream(pack(with_location()), b"/Subtype /Image /Width 40 /Height 20 /Filter " + filters)
    clean = kept(one_page(b"/Resources << /XObject << /X 20 0 R >> >>", {20: picture}))
    assert b"\xff\xd8" in clean
    assert GPS_WORD not in clean


def test_words_in_a_jpeg_2000_picture_are_gone():
    def box(kind: bytes, body: bytes) -> bytes:
        return (8 + len(body)).to_bytes(4) + kind + body

    seen = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 ") + box(b"jp2h", b"header")
    points = box(b"jp2c", b"points")
    assert without_boxes(seen + box(b"xml ", WORD) + box(b"uuid", WORD) + points) == seen + points
    assert without_boxes(b"\xff\x4f\xff\x51") == b"\xff\x4f\xff\x51"
