"""Whatever is answered, and by whom, carries the headers that no answer may do without."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings

from opennrm.web.serving.answers import READY, ready_answers
from tests.serving import answer_on

ALWAYS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
STALLED = b"POST /sign-in/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2000\r\n\r\nlogin=some"
ENDLESS = b"POST /sign-in/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n"
HUGE = STALLED.replace(b"2000", b"99999999999")


def wrong_with(headers: dict[str, str]) -> list[str]:
    """What an answer lacks."""
    wrong = [name for name, value in ALWAYS.items() if headers.get(name) != value]
    if "default-src 'none'" not in headers.get("content-security-policy", ""):
        wrong.append("content-security-policy")
    return wrong


@pytest.fixture(scope="module")
def style(server) -> str:
    found = re.search(r'href="(/static/build/app\.[^"]+)"', server.ask("GET", "/sign-in/").text)
    assert found
    return found[1]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/sign-in/", 200), ("HEAD", "/sign-in/", 200), ("GET", "/cases/", 302), ("GET", "/nowhere/", 404),
        ("GET", "/sign-in", 301), ("PUT", "/sign-in/", 403), ("DELETE", "/help/", 403), 
        ("GET", "/static/none.css", 404),
        ("GET", "/%FF%00/", 404),
    ],
)  # fmt: skip
def test_an_answer_of_django(server, method, path, status):
    answer = server.ask(method, path)
    assert answer.status in (status, 302, 405)
    assert wrong_with(answer.headers) == []
    assert answer.headers["cache-control"].startswith(("no-store", "max-age=0"))


def test_a_static_file_is_kept_for_ever_and_guarded_like_a_page(server, style):
    answer = server.ask("GET", style, Accept_Encoding="gzip")
    assert answer.status == 200
    assert wrong_with(answer.headers) == []
    assert "immutable" in answer.headers["cache-control"]
    assert int(re.search(r"max-age=(\d+)", answer.headers["cache-control"])[1]) >= 31_536_000
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_a_part_of_a_static_file(server, style):
    answer = server.ask("GET", style, Range="bytes=10-19")
    whole = server.ask("GET", style)
    assert (answer.status, answer.body) == (206, whole.body[10:20])
    assert wrong_with(answer.headers) == []
    assert server.ask("GET", style, Range="bytes=99999999-").status == 416


def test_a_static_file_that_has_not_changed(server, style):
    whole = server.ask("GET", style)
    again = server.ask("GET", style, If_Modified_Since=whole.headers["last-modified"])
    assert (again.status, again.body) == (304, b"")
    assert wrong_with(again.headers) == []


def test_the_head_of_a_static_file_says_how_large_it_is(server, style):
    whole, head = server.ask("GET", style), server.ask("HEAD", style)
    assert head.body == b""
    assert head.headers["content-length"] == str(len(whole.body))


def test_a_method_that_static_files_do_not_know(server, style):
    answer = server.ask("POST", style, b"x=1")
    assert answer.status in (403, 404, 405)
    assert wrong_with(answer.headers) == []


def test_an_answer_without_django(server):
    with ThreadPoolExecutor() as clients:
        answers = list(clients.map(answer_on, [server.say(words) for words in (STALLED, ENDLESS, HUGE)]))
    assert [answer.status for answer in answers] == [408, 411, 413]
    for answer in answers:
        assert wrong_with(answer.headers) == [], answer.status
        assert answer.headers["cache-control"] == "no-store"


# The styles that the pages link to are collected when the database is made.
@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("status", READY)
def test_every_page_that_stands_ready(status, monkeypatch):
    monkeypatch.setattr(settings, "SECURE_HSTS_SECONDS", 63_072_000)
    answer = ready_answers("https")[status]
    headers = {name.lower(): value for name, value in answer.headers}
    assert answer.status == status
    assert wrong_with(headers) == []
    assert headers["strict-transport-security"].startswith("max-age=63072000")
    assert headers["cache-control"] == "no-store"
    assert b"<h1" in answer.body
    assert ("retry-after" in headers) == (status == 503)
