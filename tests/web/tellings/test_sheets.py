"""Sheets for children: one idea at a time, printed in large letters, and nothing of a case on them."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.country.sheets import Level, Moment
from opennrm.web.tellings import papers, videos
from tests.referrals.scene import Scene, set_up

HELLO = "/sheets/first_contact/5-8/eng/"


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


@pytest.mark.database
def test_a_sheet_is_shown_one_idea_at_a_time_and_says_nothing_of_a_case(world, scene):
    client = world.client(scene.caseworker)
    reference = Case.objects.using("setup").get(pk=scene.case_id).reference
    ideas = pack().sheets.sheet(Moment.FIRST_CONTACT, Level.FIVE_TO_EIGHT, "eng").ideas
    for place, idea in enumerate(ideas, start=1):
        page = client.get(f"{HELLO}?idea={place}&case={scene.case_id}").content.decode()
        assert idea.text in page
        assert reference not in page
        assert "nrm-header" not in page
    last = client.get(f"{HELLO}?idea={len(ideas) + 1}&case={scene.case_id}").content.decode()
    assert f"/cases/{scene.case_id}/told/new/?moment=first_contact&amp;level=5-8&amp;language=eng" in last
    for wrong in (f"{HELLO}?idea=99", f"{HELLO}?idea=0", "/sheets/never/5-8/eng/", "/sheets/move/5-8/tlh/"):
        assert client.get(wrong).status_code == 404


@pytest.mark.database
def test_the_page_of_sheets_leads_to_the_one_that_was_chosen(world, scene):
    client = world.client(scene.caseworker)
    chosen = f"/sheets/?moment=move&level=9-12&language=eng&case={scene.case_id}&then="
    assert client.get(f"{chosen}show").url == f"/sheets/move/9-12/eng/?case={scene.case_id}"
    assert client.get(f"{chosen}card").url == "/sheets/move/9-12/eng/print/?size=card"
    assert client.get("/sheets/?then=show").context["form"].errors.keys() == {"moment", "level", "language"}


def test_a_printed_sheet_is_large_and_a_card_is_small():
    sheet = pack().sheets.sheet(Moment.FIRST_CONTACT, Level.FIVE_TO_EIGHT, "eng")
    made = papers.of_sheet(sheet, html_code="en", is_card=False)
    pages = PdfReader(BytesIO(made.content)).pages
    words = " ".join(pages[0].extract_text().split())
    assert sheet.ideas[0].text in words
    assert not made.lacks_letters
    assert "OpenNRM" not in words
    card = PdfReader(BytesIO(papers.of_sheet(sheet, html_code="en", is_card=True).content)).pages[0]
    assert round(pages[0].mediabox.width / card.mediabox.width) == 2


def test_whoever_cares_for_the_child_gets_a_paper_too():
    made = papers.for_carer(pack().sheets.for_carer("jls"), html_code="en")
    words = " ".join(PdfReader(BytesIO(made.content)).pages[0].extract_text().split())
    assert "For whoever cares for the child" in words


def test_a_video_is_sent_in_parts(tmp_path):
    film = tmp_path / "film.mp4"
    film.write_bytes(bytes(range(100)))
    whole, part = videos.part_of(film, ""), videos.part_of(film, "bytes=90-")
    assert (whole.status_code, whole.content) == (200, film.read_bytes())
    assert (part.status_code, part["Content-Range"]) == (206, "bytes 90-99/100")
    assert videos.part_of(film, "bytes=5-6").content == bytes((5, 6))
    assert videos.part_of(film, "bytes=100-").status_code == 416
