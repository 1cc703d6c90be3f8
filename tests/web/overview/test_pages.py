"""The page of an agency's figures: each figure is the number of rows of the list that it leads to."""

import re
from html import unescape

import pytest
from django.urls import reverse

from opennrm.cases import access
from tests.overview.scene import Scene, set_up

FIGURE = re.compile(r'<a class="govuk-link" href="(/[^"]*)">\s*(\d+)<span')


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_every_figure_is_as_long_as_its_list(scene):
    client = scene.world.client(scene.referring.supervisor)
    content = client.get(reverse("agency-overview")).content.decode()
    figures = [(unescape(url), int(number)) for url, number in FIGURE.findall(content)]
    pages = {url.partition("?")[0] for url, _number in figures}
    assert pages == {reverse(name) for name in ("case-list", "clock-list", "task-list", "referral-list")}
    for url, number in figures:
        listed = client.get(url).content.decode()
        assert len(re.findall(r'<li class="nrm-worklist__item', listed)) == number, url


def test_the_page_names_no_child_and_no_case(scene):
    client = scene.world.client(scene.referring.supervisor)
    content = client.get(reverse("agency-overview")).content.decode()
    assert scene.referring.child_name not in content
    with scene.world.acting(scene.referring.supervisor) as actor:
        assert not [case for case in access.visible_to(actor) if case.reference in content]


def test_a_caseworker_does_not_find_the_page(scene):
    assert scene.world.client(scene.referring.caseworker).get(reverse("agency-overview")).status_code == 403


def test_a_list_that_is_narrowed_says_to_what(scene):
    client = scene.world.client(scene.referring.supervisor)
    shown = client.get(f"{reverse('clock-list')}?overdue=yes&holder=nobody").content.decode()
    assert shown.count("nrm-chosen__item") == 2
    for url in (f"{reverse('clock-list')}?holder=0", f"{reverse('task-list')}?whose=gone"):
        assert "nrm-worklist__link" not in client.get(url).content.decode()


def test_what_happened_needs_to_be_said_for_days(scene):
    query = "?happened_from_day=1&happened_from_month=2&happened_from_year=2026"
    content = (
        scene.world.client(scene.referring.supervisor).get(reverse("case-list") + query).content.decode()
    )
    assert "Choose what happened on these days." in content
