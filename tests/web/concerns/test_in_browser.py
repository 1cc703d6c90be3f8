"""A constable reports a concern in a real browser, on a phone's and a desk's width."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.people.reporting import enough
from tests.web.concerns.walking import Walk

pytestmark = pytest.mark.journey

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
ROOT = Path(__file__).resolve().parents[3]


class _Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):
        """A test says what it found; the server stays silent."""


class _Server(ThreadedWSGIServer):
    request_queue_size = 64

    def process_request_thread(self, request, client_address):
        super().process_request_thread(request, client_address)
        connections.close_all()


@pytest.fixture(scope="module")
def site(own_database) -> Iterator[str]:
    static_files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": static_files}, ALLOWED_HOSTS=["localhost", "testserver"]
    ):
        server = _Server(("localhost", 0), _Quiet)
        server.set_app(StaticFilesHandler(get_wsgi_application()))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = (
        os.environ.get("CHROMIUM") or subprocess.check_output([ROOT / "scripts/browser"], text=True).strip()
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def page(browser, site, constable, request) -> Iterator[Page]:
    context = browser.new_context(viewport=request.param, base_url=site)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": constable.token, "url": site}])
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def reads_well(page: Page) -> None:
    """The page is accessible and as wide as its screen."""
    found = Axe().run(page).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def go_on(page: Page, button: str = "Save and continue") -> None:
    reads_well(page)
    page.get_by_role("button", name=button, exact=True).click()


def test_a_constable_reports_a_concern_with_everything_that_they_know(page):
    began = time.monotonic()
    page.goto("/concerns/")
    reads_well(page)
    page.get_by_role("button", name="Report a concern").click()
    go_on(page, "Start")
    page.get_by_label("The child is injured or ill").check()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("What to do now")
    go_on(page, "Continue")
    page.get_by_label("About this old").check()
    page.get_by_label("Age in years").fill("12")
    page.get_by_label("Girl").check()
    go_on(page)
    page.get_by_label("A child is made to work").check()
    go_on(page)
    page.get_by_label("Area").select_option(index=3)
    page.get_by_label("Place").fill("Behind the old mill")
    go_on(page)
    page.get_by_label("When did it happen").fill("Every Friday")
    go_on(page)
    page.get_by_label("A teacher or school").check()
    go_on(page)
    page.get_by_label("First names").fill("Imani")
    page.get_by_label("Year").fill("2014")
    go_on(page)
    page.get_by_label("No, it could put somebody in danger").check()
    go_on(page)
    page.get_by_label("What did you see").fill("She carries water all day.")
    go_on(page)
    reads_well(page)
    page.get_by_role("button", name="Continue").click()
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check your answers")
    expect(page.get_by_text("She carries water all day.")).to_be_visible()
    go_on(page, "Send the concern")
    expect(page.get_by_role("heading", level=1)).to_contain_text("The concern was sent")
    reads_well(page)
    assert time.monotonic() - began < 180


def test_an_adult_age_a_mistake_and_a_way_out_read_well_too(page, world, constable):
    walk = Walk(world.client(constable))
    walk.send("child", age_known="years", age="30")
    page.goto(walk.url("step", "adult"))
    reads_well(page)
    page.goto(walk.url("step", "where"))
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    reads_well(page)
    page.goto(walk.url("check"))
    reads_well(page)
    page.get_by_role("link", name="Delete this draft").click()
    reads_well(page)


def test_two_tabs_are_told_of_each_other(page, world, constable):
    walk = Walk(world.client(constable))
    page.goto(walk.url("step", "where"))
    walk.send("where", area=enough()["area"], place="By the river")
    page.get_by_label("Place").fill("At the market")
    page.get_by_label("Area").select_option(enough()["area"])
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("By the river")).to_be_visible()
    page.get_by_label("What was saved on the other page").check()
    go_on(page, "Keep what I chose")
    expect(page.get_by_role("heading", level=1)).to_contain_text("When was it?")


def test_what_is_written_is_saved_without_a_button(page, world, constable):
    walk = Walk(world.client(constable))
    page.goto(walk.url("step", "account"))
    page.get_by_label("What did you see").press_sequentially("Half a sent")
    expect(page.get_by_text("Draft saved")).to_be_visible(timeout=10_000)
    page.goto(walk.url("step", "account"))
    expect(page.get_by_label("What did you see")).to_have_value("Half a sent")


def test_a_picture_is_added_and_removed_by_keyboard(page, world, constable, tmp_path):
    from tests.foundation.test_files import with_location

    picture = tmp_path / "photo.jpg"
    picture.write_bytes(with_location())
    walk = Walk(world.client(constable))
    page.goto(walk.url("step", "files"))
    page.get_by_label("Choose a picture or document").set_input_files(picture)
    page.get_by_role("button", name="Add this file").press("Enter")
    expect(page.get_by_text("The file was added.")).to_be_visible()
    reads_well(page)
    page.get_by_role("button", name="Remove photo.jpg").press("Enter")
    expect(page.get_by_text("There are no files yet")).to_be_visible()


def test_a_concern_is_reported_without_scripts(browser, site, constable):
    context = browser.new_context(viewport=PHONE, base_url=site, java_script_enabled=False)
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": constable.token, "url": site}])
    page = context.new_page()
    page.goto("/concerns/new/")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("A child is missing").check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_label("Area").select_option(index=1)
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Save and check answers").click()
    page.get_by_role("button", name="Send the concern").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("The concern was sent")
    context.close()
