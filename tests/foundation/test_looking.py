"""A kept file is looked at as pictures, which a process without secrets draws."""

from io import BytesIO

import pytest
from PIL import Image

from opennrm.foundation import looking, sandbox
from opennrm.foundation.files import JPEG, PDF, PNG, accept
from opennrm.foundation.harmless.agreed import LONGEST_SIDE_SHOWN
from opennrm.foundation.looking import sheet_of
from tests.foundation.hostile_files import as_pdf, stream
from tests.foundation.test_files import document, picture


def written(*words: str, sheet: str = "0 0 200 100") -> bytes:
    """A document with one page for each of these words, in a font that is not part of the file."""
    pages = {
        4 + 2 * index: f"<</Type/Page/Parent 2 0 R/Contents {5 + 2 * index} 0 R>>".encode()
        for index in range(len(words))
    }
    texts = {
        5 + 2 * index: stream(f"BT /F 40 Tf 10 30 Td ({word}) Tj ET".encode(), b"")
        for index, word in enumerate(words)
    }
    kids = " ".join(f"{number} 0 R" for number in pages)
    return as_pdf({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}/MediaBox[{sheet}]/Resources<</Font<</F 3 0 R>>>>>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **pages,
        **texts,
    })  # fmt: skip


def dark_points(content: bytes) -> int:
    return sum(Image.open(BytesIO(content)).convert("L").histogram()[:100])


def test_each_page_of_a_document_is_drawn_with_what_stands_on_it():
    kept = accept(written("iii", "MMM"), "letter.pdf").content
    sheets = [sheet_of(kept, PDF, page=page) for page in (1, 2)]
    assert [(sheet.media_type, sheet.pages) for sheet in sheets] == [(JPEG, 2)] * 2
    few, many = (dark_points(sheet.content) for sheet in sheets)
    assert 0 < few < many


@pytest.mark.parametrize("page", [0, 3, 999])
def test_a_page_that_a_document_does_not_have_is_refused(page):
    kept = accept(document(pages=2), "letter.pdf").content
    assert "Download the file" in sheet_of(kept, PDF, page=page).refused


def test_a_picture_is_its_only_page_and_a_small_one_is_shown_as_it_was_kept():
    kept = picture()
    assert sheet_of(kept, JPEG).content == kept
    assert sheet_of(kept, JPEG, page=2).refused


@pytest.mark.parametrize("kind, mode", [("JPEG", "RGB"), ("JPEG", "L"), ("PNG", "RGB"), ("PNG", "RGBA")])
def test_a_large_picture_is_made_smaller_for_the_page(monkeypatch, kind, mode):
    monkeypatch.setattr(looking, "_SHOWN_AS_KEPT_BYTES", 100)
    sheet = sheet_of(picture(kind, (3000, 1500), mode), PNG if kind == "PNG" else JPEG)
    assert sheet.media_type == (PNG if mode == "RGBA" else JPEG)
    assert Image.open(BytesIO(sheet.content)).size == (LONGEST_SIDE_SHOWN, LONGEST_SIDE_SHOWN // 2)


@pytest.mark.parametrize("sheet", ["0 0 14400 14400", "0 0 1000000 1000000", "0 0 14400 1", "0 0 2 2"])
def test_a_page_of_any_size_becomes_a_picture_of_a_bounded_size(sheet):
    kept = accept(written("far", sheet=sheet), "map.pdf").content
    shown = Image.open(BytesIO(sheet_of(kept, PDF).content))
    assert max(shown.size) <= LONGEST_SIDE_SHOWN


def test_what_cannot_be_drawn_is_refused_with_what_to_do():
    for content, media_type in ((b"%PDF-1.7 nothing", PDF), (b"\xff\xd8\xff" + bytes(2_000_000), JPEG)):
        assert "Download the file" in sheet_of(content, media_type).refused


def test_somebody_who_would_wait_too_long_reads_to_wait_a_minute(monkeypatch):
    def busy(*_args, **_options):
        raise sandbox.Busy

    monkeypatch.setattr(sandbox, "picture_of", busy)
    assert "Wait a minute" in sheet_of(document(), PDF).refused
