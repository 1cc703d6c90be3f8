"""The guide inside the product: every page leads to the section that explains it."""

import re

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.foundation.refusals import NotThere
from opennrm.web.guide import places, reading
from opennrm.web.parts import FOLDERS, GUIDE_FIRST, folder_parts, gathered

pytestmark = pytest.mark.database  # with it come the static files, among them the pictures

CHAPTERS = sorted(path.stem for path in settings.GUIDE.glob("*.md"))


@pytest.fixture(autouse=True)
def static_files(own_database):
    """The pictures, where they are served from."""


def actors() -> list[Actor]:
    return [Actor(), *(Actor(permissions=frozenset(role.permissions)) for role in pack().roles.values())]


def test_every_page_leads_to_a_section_that_exists():
    for page, place in gathered().guide.items():
        for actor in actors():
            chapter, _mark, anchor = (place if isinstance(place, str) else place(actor)).partition("#")
            assert not anchor or anchor in reading.chapter(chapter).anchors, (page, chapter, anchor)


def test_only_pages_that_exist_are_explained():
    known = set(get_resolver().reverse_dict) | {""}
    for folder in FOLDERS:
        assert set(folder_parts(folder).guide) <= known, folder


def test_every_role_finds_its_own_chapter():
    assert GUIDE_FIRST not in {places.first_page(actor) for actor in actors()[1:]}


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_shown_with_its_links_and_pictures(name):
    text = reading.chapter(name).text
    assert not re.search(r"\*\*|\]\(|^#", text, re.M), "marks of the file are left"
    for name, anchor in re.findall(r'href="/help/(?:([\w-]+)/)?(?:#([\w-]+))?"', text):
        assert not anchor or anchor in reading.chapter(name or GUIDE_FIRST).anchors
    assert text.count("<img") == text.count('src="/static/guide/')


def test_the_first_page_leads_to_every_chapter():
    text = reading.chapter(GUIDE_FIRST).text
    assert [name for name in CHAPTERS if name != GUIDE_FIRST and f'href="/help/{name}/' not in text] == []


@pytest.mark.parametrize("name", ["nothing", "..", "architecture"])
def test_nothing_but_a_chapter_is_read(name):
    with pytest.raises(NotThere):
        reading.chapter(name)


def test_help_is_for_everybody_and_leads_to_the_section_about_the_page(world, client):
    page = client.get(reverse("help")).content.decode()
    assert 'href="tel:' in page
    assert reverse("guide-chapter", args=["reporter"]) in page
    assert client.get(reverse("guide-chapter", args=["nothing"])).status_code == 404
    constable = world.person(world.agency("police"), "first_responder")
    page = world.client(constable).get(reverse("concern-list")).content.decode()
    assert 'href="/help/reporter/#tell-your-receipts-apart"' in page
