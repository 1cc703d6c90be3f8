"""A real browser before the product's own pages, on a phone's and a desk's width.

The fixtures are imported by the conftest of each folder that drives a browser, so that one server and one browser
serve all tests of the folder, and none of them is left running beside the tests of another.
"""

import io
import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect, sync_playwright

from tests import databases
from tests.world import Person

ROOT = Path(__file__).resolve().parents[1]
SCREENS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 900}}
PICTURES = ROOT / "docs" / "guide" / "screenshots"
PATIENCE_MILLISECONDS = 15_000
MOST_TAB_STOPS = 60
TALLEST_PICTURE = 1500
HEAVIEST_PICTURE_BYTES = 60_000
TAKES_PICTURES = os.environ.get("OPENNRM_SCREENSHOTS") == "1"


class _Quiet(WSGIRequestHandler):
    def log_message(self, format, *args):
        """A test says what it found; the server stays silent."""


class _Server(ThreadedWSGIServer):
    # A browser opens more connections at once than the five that wait by default.
    request_queue_size = 64

    def process_request_thread(self, request, client_address):
        super().process_request_thread(request, client_address)
        connections.close_all()


@pytest.fixture(scope="package")
def site(own_database) -> Iterator[str]:
    """The address of the product: real HTTP, this worker's own database, the application's own role."""
    server = _Server(("localhost", 0), _Quiet)
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def browser_program() -> str:
    """The path of the browser that tests drive."""
    return (
        os.environ.get("CHROMIUM") or subprocess.check_output([ROOT / "scripts/browser"], text=True).strip()
    )


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless browser that asks nobody but us for anything."""
    quiet = (
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program(), args=list(quiet))
        yield browser
        browser.close()


@pytest.fixture
def screen(request) -> str:
    """The name of the screen on which a test walks: the phone's, or each in turn (tests/conftest.py)."""
    return request.param


@dataclass
class Visit:
    """One person before one screen. Whatever the person opens or presses, the page that comes is looked at, also on
    the other screen: so a journey is walked once, and every make of page is seen on a phone and on a desk."""

    page: Page
    site: str
    screen: str
    complaints: list[str] = field(default_factory=list)
    answer: Response | None = None

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        # The browser also reports here what the content-security policy has stopped.
        self.page.on(
            "console", lambda said: self.complaints.append(said.text) if said.type == "error" else None
        )
        self.page.on("response", self._remember)

    def _remember(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self.answer = response

    def open(self, path: str, *, status: int = 200) -> None:
        """Go to an address; a status of 400 or more is looked at like any page."""
        self.page.goto(path)
        self.look(status=status)

    def press(self, button: str, *, status: int = 200) -> None:
        """Press a button and look at the page that comes."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=button, exact=True).click()
        self.look(status=status)

    def follow(self, link: str | re.Pattern, *, within: Locator | None = None, exact: bool = True) -> None:
        """Follow the first link of this name, or of a name that contains it, and look at the page that comes."""
        exactly = exact and isinstance(link, str)
        with self.page.expect_navigation():
            (within or self.page).get_by_role("link", name=link, exact=exactly).first.click()
        self.look()

    def tab_to(self, label: str, *, press: str, stays: bool = False, exact: bool = True) -> None:
        """Move the focus with the tabulator to what has this label, and press a key there.

        Unless it `stays`, look at the page that comes.
        """
        wanted = (
            self.page.get_by_label(label, exact=exact)
            .or_(self.page.get_by_role("button", name=label, exact=exact))
            .or_(self.page.get_by_role("link", name=label, exact=exact))
        )
        for _stop in range(MOST_TAB_STOPS):
            if wanted.locator("visible=true").and_(self.page.locator(":focus")).count():
                break
            self.page.keyboard.press("Tab")
        else:
            raise AssertionError(f"The keyboard does not reach {label!r} on {self.page.url}")
        if stays:
            self.page.keyboard.press(press)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(press)
        self.look()

    def choose(self, *answers: str) -> None:
        """Choose each of these answers."""
        for answer in answers:
            self.page.get_by_label(answer, exact=True).check()

    def fill(self, **answers: str) -> None:
        """Fill in fields by their names."""
        for name, value in answers.items():
            self.page.locator(f"[name={name}]").fill(value)

    def sees(self, *texts: str) -> None:
        """Each of these texts is on the page, and not hidden."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def does_not_see(self, *texts: str) -> None:
        """None of these texts is anywhere in the page, not even hidden."""
        content = self.page.content()
        assert [text for text in texts if text in content] == []

    def is_at(self, heading: str) -> None:
        """The page has this heading, or one that contains it."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def look(self, *, status: int = 200) -> None:
        """The page came whole: as expected, with one heading, as wide as the screen, accessible, without complaint.

        A make of page that is new in this run is also looked at on the other screen.
        """
        assert self.answer is not None
        self.page.wait_for_load_state()
        assert self.answer.status == status, (self.page.url, self.answer.status)
        if status >= 400:
            self.complaints[:] = [said for said in self.complaints if f"status of {status}" not in said]
        self._glance(self.screen)
        other = next(screen for screen in SCREENS if screen != self.screen)
        # Changing the screen takes as long as opening a page: it is done for a make of page that is new in this run.
        if not were_found_accessible(self.page, other, contrast=False):
            self.page.set_viewport_size(SCREENS[other])
            self._glance(other)
            self.page.set_viewport_size(SCREENS[self.screen])
        assert self.complaints == [], self.page.url

    def _glance(self, screen: str) -> None:
        seen = self.page.evaluate(GLANCE)
        assert re.match(r"\w", seen["title"]), self.page.url
        assert seen["headings"] == 1, self.page.url
        assert seen["tooWide"] <= 0, f"{self.page.url} is {seen['tooWide']} pixels too wide for a {screen}"
        # Without scripts of its own, a page cannot run those of the accessibility rules either.
        if seen["runsScripts"]:
            assert violations(self.page, screen, contrast=screen == self.screen) == [], self.page.url

    def picture(self, name: str) -> None:
        """Take a picture of the page, if pictures are wanted and the guide shows this one."""
        if TAKES_PICTURES and f"{name}-{self.screen}.png" in pictures_of_guide():
            height = min(self.page.evaluate("document.documentElement.scrollHeight"), TALLEST_PICTURE)
            clip = {"x": 0, "y": 0, "width": SCREENS[self.screen]["width"], "height": height}
            taken = self.page.screenshot(full_page=True, clip=clip, animations="disabled")
            save_picture(taken, PICTURES / f"{name}-{self.screen}.png")


@cache
def pictures_of_guide() -> frozenset[str]:
    """The names of the pictures that the guide and the page before it show."""
    texts = [path.read_text() for path in (ROOT / "README.md", *PICTURES.parent.glob("*.md"))]
    return frozenset(name for text in texts for name in re.findall(r"screenshots/([\w-]+\.png)", text))


GLANCE = """() => ({
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    tooWide: document.documentElement.scrollWidth - window.innerWidth,
    runsScripts: document.body.classList.contains('js-enabled'),
})"""
# A number for the markup of what is around the main part of a page, and one for that part: without what differs from
# child to child, which is words, ids, values, times, addresses, and how many parts of one make follow each other.
MAKES_OF_PAGE = """() => {
    const words = ['value', 'content', 'datetime', 'title', 'alt', 'aria-label', 'placeholder', 'action', 'src'];
    const plain = text => text.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '').replace(/\\d+/g, '0');
    const attribute = ({name, value}) => name + '=' + (
        words.includes(name) || (name === 'href' && value[0] !== '#') ? (value.trim() ? 'words' : '') : plain(value));
    const make = (element, without) => {
        const parts = [];
        for (const child of element.childNodes) {
            if (child === without) continue;
            const part = child.nodeType === 1 ? make(child, without)
                : child.nodeType === 3 && child.data.trim() ? 'words' : '';
            if (part && parts.at(-1) === part) parts.push('repeated');
            else if (part && !(parts.at(-1) === 'repeated' && parts.at(-2) === part)) parts.push(part);
        }
        return `<${element.localName} ${[...element.attributes].map(attribute).join(' ')}>${parts.join('')}</>`;
    };
    const number = text => text.split('')
        .reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 9007199254740, 7);
    const main = document.querySelector('main');
    return [number(make(document.documentElement, main)), main ? number(make(main)) : 0];
}"""
FIND_VIOLATIONS = """async contrast => (await axe.run({
        resultTypes: ['violations'], rules: {'color-contrast': {enabled: contrast}},
    })).violations.map(fault => [fault.id, fault.nodes[0].html])"""
EXAMINES_EVERY_PAGE = os.environ.get("OPENNRM_EXAMINE_EVERY_PAGE") == "1"


def violations(page: Page, screen: str, *, contrast: bool = True) -> list[list[str]]:
    """What the accessibility rules find wrong: each rule with the first element that breaks it.

    Contrast takes longer than all other rules together, and is the same on another screen but for what only that one
    shows: without `contrast` it is left out. Where both the main part of a page and what is around it were found
    accessible before in this run, on this screen, they are not examined again: what is around it differs from person to
    person, and the same pages are in it. `make nightly` examines every page, by every rule.
    """
    contrast = contrast or EXAMINES_EVERY_PAGE
    makes = _makes_of(page, screen, contrast=contrast)
    if all(make.exists() for make in makes) and not EXAMINES_EVERY_PAGE:
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(FIND_VIOLATIONS, contrast)
    if not found:
        for make in makes:
            make.touch()
    return found


def were_found_accessible(page: Page, screen: str, *, contrast: bool) -> bool:
    """Whether the makes of a page fitted this screen and were accessible there before, and need no look by day."""
    return not EXAMINES_EVERY_PAGE and all(
        make.exists() for make in _makes_of(page, screen, contrast=contrast)
    )


def _makes_of(page: Page, screen: str, *, contrast: bool) -> list[Path]:
    """The files that say that what is around the main part of a page, and that part, were found accessible."""
    rules = "every-rule" if contrast else "without-contrast"
    return [_found_accessible() / f"{screen}-{rules}-{make}" for make in page.evaluate(MAKES_OF_PAGE)]


def _found_accessible() -> Path:
    """The folder in which the workers of this run tell each other which makes of page they found accessible."""
    folder = settings.STATE / "accessible" / databases.RUN
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
    return folder


def save_picture(taken: bytes, path: Path) -> None:
    """Keep a picture with as many colours as its size allows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for colours in (128, 64, 32, 16):
        stream = io.BytesIO()
        Image.open(io.BytesIO(taken)).convert("RGB").quantize(colours).save(stream, "PNG", optimize=True)
        if stream.tell() <= HEAVIEST_PICTURE_BYTES:
            break
    path.write_bytes(stream.getvalue())


Visits = Callable[..., Visit]


@pytest.fixture
def visits(browser, site) -> Iterator[Visits]:
    """Makes visits: of somebody who is signed in already, or of a person who is not."""
    contexts: list[BrowserContext] = []
    made: list[Visit] = []

    def visit(person: Person | None = None, *, screen: str, **options) -> Visit:
        context = browser.new_context(viewport=SCREENS[screen], base_url=site, **options)
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        contexts.append(context)
        if person is not None:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": person.token, "url": site}
            context.add_cookies([cookie])
        made.append(Visit(context.new_page(), site, screen))
        return made[-1]

    yield visit
    for context in contexts:
        context.close()
    assert [complaint for each in made for complaint in each.complaints] == []


@pytest.fixture
def visit(visits, screen) -> Visits:
    """Makes visits on the screen of this test."""
    return lambda person=None, **options: visits(person, screen=screen, **options)
