"""Clients that stall, lie or leave: others are answered meanwhile, and each of them is let go in time."""

import re
import socket
import struct
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from secrets import token_hex

import psycopg
import pytest
from django.conf import settings

from opennrm.web.serving.limits import Limits
from tests import databases
from tests.serving import Answered, answer_on, until

HALF_HEAD = b"GET /sign-in/ HTTP/1.1\r\nHost: HO"
HALF_BODY = b"POST /sign-in/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2000\r\n\r\nlogin=some"
NO_BODY = b"POST /sign-in/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2000\r\n\r\n"
HALF_FILE = b"POST /sign-in/ HTTP/1.1\r\nHost: HOST\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 100_000
ENDLESS = b"POST /sign-in/ HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nlogin\r\n"
WHOLE_PAGE = b"GET /sign-in/ HTTP/1.1\r\nHost: HOST\r\n\r\n"


def signs_in(server) -> bool:
    """Whether somebody with a form in hand is answered: the page, then the form, which is refused in words."""
    page = server.ask("GET", "/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert page.status == 200
    assert token
    # Another address each time: what is counted for one of them is not what is tried here.
    login = f"nobody-{token_hex(4)}@example.org"
    form = f"csrfmiddlewaretoken={token[1]}&login={login}&password=wrong".encode()
    answer = server.ask(
        "POST", "/sign-in/", form,
        Content_Type="application/x-www-form-urlencoded",
        Cookie=page.headers["set-cookie"].split(";")[0],
        Origin=server.address,
    )  # fmt: skip
    return answer.status == 422 and login in answer.text


@pytest.mark.parametrize("words", [b"", HALF_HEAD, NO_BODY, HALF_BODY, HALF_FILE], ids=[
    "nothing", "half a head", "no body", "half a body", "half a file"])  # fmt: skip
def test_many_stalled_clients_hold_nobody_up(server, words):
    stalled = [server.say(words) for _ in range(40)]
    assert signs_in(server)
    for connection in stalled:
        connection.close()
    assert signs_in(server)


def test_clients_that_do_not_read_hold_nobody_up(server):
    style = re.search(r'href="(/static/build/app\.[^"]+)"', server.ask("GET", "/sign-in/").text)
    deaf = []
    for _ in range(40):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        connection.connect(("127.0.0.1", server.port))
        connection.sendall(f"GET {style[1]} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode() * 20)
        deaf.append(connection)
    assert signs_in(server)
    for connection in deaf:
        connection.close()


def test_every_kind_of_stalled_client_is_let_go(server):
    """Together, as they wait for half a minute each."""
    kinds = {"half a head": HALF_HEAD, "half a body": HALF_BODY, "half a file": HALF_FILE, "nothing": b""}
    held = {kind: server.say(words) for kind, words in kinds.items()}
    with ThreadPoolExecutor() as clients:
        answers = dict(zip(held, clients.map(answer_on, held.values()), strict=True))
    assert answers["half a head"].status == 0
    assert answers["nothing"].status == 0
    for kind in ("half a body", "half a file"):
        assert answers[kind].status == 408, kind
        assert "What you sent did not arrive" in answers[kind].text
        assert answers[kind].headers["connection"] == "close"


def test_a_body_without_a_length_is_refused(server):
    answer = answer_on(server.say(ENDLESS))
    assert answer.status == 411
    assert "how large" in answer.text


def test_a_body_shorter_than_announced_is_never_taken_for_a_whole_one(server, superuser):
    before = _failed(superuser)
    connection = server.say(HALF_BODY)
    connection.shutdown(socket.SHUT_WR)
    assert answer_on(connection).status in (0, 400)
    assert _failed(superuser) == before


def _failed(superuser) -> int:
    return superuser.execute("SELECT count(*) FROM audit_event").fetchone()[0]


def test_a_body_longer_than_announced_is_cut_where_it_was_to_end(server):
    words = HALF_BODY.replace(b"2000", b"4") + b" garbage that is no request\r\n\r\n"
    assert answer_on(server.say(words)).status == 403  # the form is short of its token
    assert signs_in(server)


def test_what_is_too_large_is_read_to_its_end_so_that_the_page_can_say_why(server):
    body = b"x" * (Limits().body + 1)
    answer = server.ask("POST", "/sign-in/", body, Content_Type="application/octet-stream")
    assert answer.status == 413
    assert "That is too large to send" in answer.text
    assert "Nothing was saved" in answer.text


def test_what_announces_far_too_much_is_refused_at_once(server):
    answer = answer_on(server.say(NO_BODY.replace(b"2000", b"99999999999")))
    assert answer.status == 413


def test_a_full_line_is_told_that_the_service_is_busy(server):
    limits = Limits()
    with ThreadPoolExecutor(300) as clients:
        with every_page_waits():
            asked = [clients.submit(_page_of, server) for _ in range(limits.waiting + 20)]
            until(lambda: sum(each.done() for each in asked) >= 16)
            busy = [each.result() for each in asked if each.done()]
        rest = [each.result() for each in asked]
    assert {answer.status for answer in busy} == {503}
    assert "Nothing you typed is lost" in busy[0].text
    assert busy[0].headers["retry-after"] == "60"
    assert {answer.status for answer in rest} == {200, 503}
    assert server.answers()


def _page_of(server) -> Answered:
    return answer_on(server.say(WHOLE_PAGE.replace(b"/sign-in/", b"/sign-in/?next=/cases/")))


@contextmanager
def every_page_waits() -> Iterator[psycopg.Connection]:
    """Within the block no request gets past its beginning."""
    with databases.superuser(settings.WORKER_DATABASE) as other, other.transaction():
        other.execute("LOCK TABLE agencies_session IN ACCESS EXCLUSIVE MODE")
        other.execute("LOCK TABLE sec.principal IN ACCESS EXCLUSIVE MODE")
        yield other


def test_whoever_resets_the_connection_holds_nobody_up(server):
    for words in (HALF_BODY, HALF_FILE, WHOLE_PAGE) * 10:
        connection = server.say(words)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    assert signs_in(server)


def test_a_header_with_an_underscore_is_not_taken_for_the_one_with_a_hyphen(server):
    """A proxy takes X-Forwarded-Host away, and lets X_Forwarded_Host pass."""
    page = server.say(WHOLE_PAGE.replace(b"Host: HOST", b"Host: HOST\r\nContent_Length: 7\r\nCoo_kie: a=b"))
    assert answer_on(page).status == 200
    assert answer_on(server.say(WHOLE_PAGE.replace(b"Host: HOST", b"Ho_st: HOST"))).status == 400


def test_the_server_stops_cleanly_amid_stalled_clients(server):
    stalled = [server.say(words) for words in (b"", HALF_HEAD, HALF_BODY, HALF_FILE) * 5]
    with ThreadPoolExecutor(1) as client:
        with every_page_waits() as other:
            running = client.submit(server.ask, "GET", "/sign-in/")
            until(lambda: _waiting(other) > 0)
            server.process.terminate()
            given_up = answer_on(stalled[2])
        assert running.result().status == 200
    assert given_up.status == 503
    assert server.process.wait(60) == 0
    for connection in stalled:
        connection.close()
    server.start()


def _waiting(connection) -> int:
    return connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()[0]
