"""The parts that pages are built of, in a real browser on a phone's and a desk's width.

They work by keyboard, under the strict content-security policy, and are light enough for a slow line.
"""

import functools
import gzip
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as project_settings
from django.contrib.staticfiles import finders
from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.browser import SCREENS, violations
from tests.web.every_part import FORM_PAGE, RECEIPT_PAGE, SIGN_IN_PAGE, EveryField, SignIn, case_page, render

pytestmark = [pytest.mark.journey, pytest.mark.each_screen]

HEAVIEST_PAGE_BYTES = 100_000
PAGES = ("form", "wrong", "case", "receipt", "sign-in", "missing")


class _Site(http.server.SimpleHTTPRequestHandler):
    """Serves rendered pages under the product's own content-security policy, and keeps what is posted."""

    posted: list[tuple[str, bytes]] = []
    answer = 204

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        type(self).posted.append((self.path, self.rfile.read(length)))
        self.send_response(type(self).answer)
        self.end_headers()

    def end_headers(self):
        directives = project_settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        policy = "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, format, *args):
        """A test says what it found; the server stays silent."""


class _Server(http.server.ThreadingHTTPServer):
    # A browser opens more connections at once than the five that wait by default.
    request_queue_size = 64


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Pages as the product would send them, with what they load."""
    folder = tmp_path_factory.mktemp("site")
    wrong = {"danger": "yes", "seen_on_day": "31", "seen_on_month": "Feb", "seen_on_year": "2012"}
    static_files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        ROOT_URLCONF="tests.web.frame_urls",
        STORAGES={**project_settings.STORAGES, "staticfiles": static_files},
    ):
        pages = {
            "form": render(FORM_PAGE, form=EveryField()),
            "wrong": render(FORM_PAGE, form=EveryField(wrong)),
            "case": case_page(),
            "receipt": render(RECEIPT_PAGE),
            "sign-in": render(SIGN_IN_PAGE, signed_in=False, form=SignIn()),
            "missing": render('{% extends "404.html" %}'),
            "ending": render(FORM_PAGE, form=EveryField(), session_idle_seconds=3),
        }
        _publish(folder, pages)
    return folder


@pytest.fixture(scope="module")
def server(folder) -> Iterator[str]:
    with _Server(("localhost", 0), functools.partial(_Site, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture
def site(server) -> str:
    _Site.posted, _Site.answer = [], 204
    return server


def _publish(folder: Path, pages: dict[str, str]) -> None:
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
        for path in re.findall(r'(?:src|href)="/static/([^"#]+)', html):
            found = finders.find(path)
            assert found, f"{path} is missing: run scripts/build-assets."
            copy = folder / "static" / path
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(Path(found).read_bytes())


@pytest.fixture
def page(browser, screen) -> Iterator[Page]:
    page = browser.new_page(viewport=SCREENS[screen])
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    page.close()
    assert complaints == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_and_fits_its_screen(page, site, screen, name):
    page.goto(f"{site}/{name}.html")
    assert violations(page, screen) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_page_is_light(folder):
    sent = [
        *folder.glob("case.html"),
        *(path for path in (folder / "static").rglob("*") if path.is_file()),
    ]
    assert sum(len(gzip.compress(path.read_bytes())) for path in sent) < HEAVIEST_PAGE_BYTES


def test_a_question_appears_with_its_option(page, site):
    page.goto(f"{site}/form.html")
    question = page.get_by_label("What is the danger?")
    expect(question).to_be_hidden()
    page.get_by_label("Yes").first.check()
    expect(question).to_be_visible()
    page.get_by_label("No", exact=True).first.check()
    expect(question).to_be_hidden()


def test_every_question_can_be_answered_without_scripts(browser, site):
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{site}/form.html")
    expect(page.get_by_label("What is the danger?")).to_be_visible()
    expect(page.get_by_text("You can enter up to 300 characters.")).to_be_visible()
    expect(page.get_by_role("button", name="Show password")).to_be_hidden()
    page.close()


COUNTED = (
    "a", "é", "e\u0301", "\n", "a\nb", "😀", "👨‍👩‍👧", "\u200b", "a\u202e", "می\u200cن\u0627", "  ", "\t", "王", "🇯🇲",
    "\u00a0x\ufeff",
)  # fmt: skip


@pytest.mark.parametrize("screen", ["phone"], indirect=True)
def test_the_counter_counts_as_the_server_does(page, site):
    page.goto(f"{site}/form.html")
    for unit in COUNTED:
        for times in (1, 7, 99, 100, 150, 300, 301):
            typed = f" \n x{unit * times}x  "
            page.locator("#id_story").fill(typed)
            # As a browser sends it.
            form = EveryField({"story": page.locator("#id_story").input_value().replace("\n", "\r\n")})
            length = len(form["story"].data.strip())
            left = 300 - length
            words = {True: f"You have {left:,} character", False: f"You have {-left:,} character"}[left > 0]
            expected = "You have no characters left" if left == 0 else words
            expect(page.locator(".govuk-character-count__status").first).to_contain_text(expected)
            assert ("story" in form.errors) == (left < 0), (unit, times)


def test_none_of_these_excludes_all_others(page, site):
    page.goto(f"{site}/form.html")
    page.get_by_label("Very tired").check()
    page.get_by_label("None of these").check()
    expect(page.get_by_label("Very tired")).not_to_be_checked()


def test_a_password_can_be_shown_and_hidden(page, site):
    page.goto(f"{site}/sign-in.html")
    password = page.locator("#id_password")
    page.get_by_role("button", name="Show password").click()
    expect(password).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide password").click()
    expect(password).to_have_attribute("type", "password")


def test_the_error_summary_is_read_first_and_leads_to_the_answer(page, site):
    page.goto(f"{site}/wrong.html")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="When did you last see the child?").click()
    expect(page.locator("#id_seen_on_day")).to_be_focused()


def test_the_keyboard_skips_to_the_content(page, site):
    page.goto(f"{site}/case.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_second_press_sends_nothing(page, site):
    page.goto(f"{site}/form.html")
    save = page.get_by_role("button", name="Save and continue")
    save.dblclick()
    save.click()
    page.wait_for_function("document.querySelector('form[data-sent]')")
    assert [path for path, _body in _Site.posted] == ["/form.html"]


def test_a_draft_is_saved_while_one_writes(page, site):
    page.goto(f"{site}/form.html")
    page.get_by_label("What happened?").fill("She came alone.")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    path, body = _Site.posted[-1]
    assert path == "/autosave/"
    assert b"She came alone." in body
    assert b"photograph" not in body


def test_a_draft_that_was_not_taken_says_so(browser, site):
    _Site.answer = 403
    page = browser.new_page()
    page.goto(f"{site}/form.html")
    page.get_by_label("What happened?").fill("She came alone.")
    expect(page.get_by_text("Not saved: your session has ended.")).to_be_visible()
    page.close()


def test_the_end_of_a_session_is_announced_and_can_be_put_off(page, site):
    page.goto(f"{site}/ending.html")
    warning = page.get_by_role("dialog", name="Are you still there?")
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Stay signed in").click()
    expect(warning).to_be_hidden()
    assert _Site.posted[-1][0] == "/session-renew/"


def test_a_session_that_ended_shows_nothing_any_more(browser, site):
    page = browser.new_page()
    page.goto(f"{site}/ending.html")
    page.wait_for_url("**/account_login/", wait_until="commit")
    page.close()
