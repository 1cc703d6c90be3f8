"""Whoever opens a file of a stranger holds no secret, can reach nothing, and is ended when it takes too much."""

import json
import os
import time
from pathlib import Path

import pytest

from opennrm.foundation import sandbox
from opennrm.foundation.harmless.agreed import HEADER_BYTES, JPEG, MAX_BYTES, Reason
from tests.foundation.test_files import picture

BEGIN = (
    "import sys; sys.path.insert(0, sys.argv.pop()); "
    "from opennrm.foundation.harmless.__main__ import _limit, _lock\n"
)


def said(header: dict, content: bytes = b"") -> bytes:
    encoded = json.dumps(header).encode()
    return len(encoded).to_bytes(HEADER_BYTES) + encoded + content


@pytest.fixture
def child_that(monkeypatch):
    """Let the child do something else than open the file; returns what it tells."""

    def does(code: str) -> bytes:
        monkeypatch.setattr(sandbox, "_START", BEGIN + code)
        child = sandbox._started(JPEG)
        try:
            return sandbox._exchanged(child, b"", until=time.monotonic() + sandbox.WALL_SECONDS)
        finally:
            sandbox._ended(child)

    return does


def test_the_child_has_no_environment_no_descriptor_and_no_django(child_that, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    inherited = os.open("/", os.O_RDONLY)
    os.set_inheritable(inherited, True)
    try:
        told = json.loads(child_that(
            "import os, json; from opennrm.foundation.harmless import documents, pictures; "
            "print(json.dumps([dict(os.environ), len(os.listdir('/proc/self/fd')), 'django' in sys.modules]))"
        ))  # fmt: skip
    finally:
        os.close(inherited)
    environment, descriptors, has_django = told
    # A C library may set its own language; nothing is handed down.
    assert set(environment) <= {"LC_CTYPE"}
    assert descriptors <= 4
    assert not has_django


def test_the_child_can_open_nothing_once_it_has_the_file(child_that):
    told = child_that(
        "import os, socket\n_limit(); _lock(); refused = []\n"
        "for attempt in (lambda: open('/etc/hostname'), lambda: open('/tmp/x', 'w'), socket.socket, os.pipe):\n"
        "    try: attempt()\n"
        "    except OSError: refused.append(attempt)\n"
        "print(len(refused))"
    )
    assert told.strip() == b"4"


def test_a_layout_can_open_no_file_once_it_has_the_words(child_that):
    told = child_that(
        "import json\nfrom opennrm.foundation.harmless.typesetting import Typesetter\n"
        "_limit(); setter = Typesetter(); _lock()\n"
        "for command in ('read', 'include', 'import', 'image'):\n"
        "    for name in ('/paper.typ', '/etc/passwd', '@preview/example:0.1.0'):\n"
        "        setter._layout = f'#{command}({json.dumps(name)})'.encode()\n"
        "        if command in ('include', 'import'):\n"
        "            setter._layout = f'#{command} {json.dumps(name)}'.encode()\n"
        "        try: setter.typeset(b'{}', ''); print(command, name)\n"
        "        except Exception: pass\n"
        "print('nothing else')"
    )
    assert told.strip() == b"nothing else"


def test_a_child_that_asks_for_more_memory_gets_none(child_that):
    assert (
        child_that("_limit()\ntry: bytearray(300_000_000)\nexcept MemoryError: print('none')").strip()
        == b"none"
    )


def test_a_child_that_never_ends_is_ended_and_the_file_refused(monkeypatch):
    monkeypatch.setattr(sandbox, "_START", BEGIN + "_limit()\nwhile True: pass")
    assert sandbox.harmless_copy(picture(), JPEG).reason == Reason.UNSAFE


def test_a_child_that_got_no_time_is_no_fault_of_the_file(monkeypatch):
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 1)
    monkeypatch.setattr(sandbox, "_START", BEGIN + "import time; time.sleep(60)")
    with pytest.raises(sandbox.Busy):
        sandbox.harmless_copy(picture(), JPEG)


def test_a_child_that_tells_without_end_is_not_listened_to(monkeypatch):
    monkeypatch.setattr(sandbox, "_START", BEGIN + "while True: sys.stdout.buffer.write(bytes(1_000_000))")
    assert sandbox.harmless_copy(picture(), JPEG).reason == Reason.UNSAFE


def test_what_the_child_started_ends_with_it(child_that):
    told = child_that(
        "import os, time\npid = os.fork()\nif not pid: os.close(1); time.sleep(600)\nprint(pid, flush=True)"
    )
    status = Path(f"/proc/{int(told)}/stat")
    # Whoever adopts it may take a moment to bury it.
    until = time.monotonic() + 60
    while (
        is_alive := status.exists() and status.read_text().split()[2] not in "ZX"
    ) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive


def test_a_child_that_does_not_take_the_file_does_not_hold_the_page_up(monkeypatch):
    monkeypatch.setattr(sandbox, "_START", BEGIN + "sys.stdin.close(); import os; os._exit(1)")
    assert sandbox.harmless_copy(bytes(MAX_BYTES), JPEG).reason == Reason.UNSAFE


@pytest.mark.parametrize(
    "told",
    [
        b"",
        b"\xff\xff\xff\xff{}",
        b"\x00\x00\x00\x02[]",
        said({"refused": "because"}),
        said({"refused": ["unsafe"]}),
        said({"media_type": "text/html", "size": 3}, b"<p>"),
        said({"media_type": "image/jpeg", "size": 3}, b"<p>"),
        said({"media_type": "image/jpeg", "size": 9}, b"\xff\xd8\xff"),
        said({"media_type": "image/jpeg", "size": 3}, b"\xff\xd8\xff"),
        said({"media_type": "image/jpeg", "size": 3, "pages": 1e9}, b"\xff\xd8\xff"),
        said({"media_type": "image/jpeg", "size": 3, "pages": 201}, b"\xff\xd8\xff"),
        said({"media_type": ["image/jpeg"], "size": 3}, b"\xff\xd8\xff"),
        said({"media_type": "image/jpeg", "size": 3, "more": "x" * 300}, b"\xff\xd8\xff"),
        b"\x00\x00\x00\xc8" + b"[" * 200,
    ],
)
def test_an_answer_that_makes_no_sense_is_no_answer(told):
    assert sandbox._read(told) == (Reason.UNSAFE, "", b"", 0)


def test_more_files_than_can_be_opened_wait_and_are_then_told_so(monkeypatch):
    monkeypatch.setattr(sandbox, "WAIT_SECONDS", 0.01)
    taken = [sandbox._free.acquire(timeout=60) for _ in range(sandbox.AT_ONCE)]
    try:
        with pytest.raises(sandbox.Busy):
            sandbox.harmless_copy(picture(), JPEG)
    finally:
        for _ in taken:
            sandbox._free.release()
    assert sandbox.harmless_copy(picture(), JPEG).reason is None
