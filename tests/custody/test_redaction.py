"""Leaving out parts of a recording: what FFmpeg is asked for, what it can read, and what becomes of what it writes."""

import hashlib
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from opennrm.custody import redaction, store
from opennrm.custody.chunks import new_key
from opennrm.custody.rules import CHUNK
from opennrm.custody.store import Stored
from tests.custody.scene import film

MARK = "REC-1/2 O'Neil, and another:"
STANDS_IN = """#!{python}
import sys, urllib.error, urllib.request
address = sys.argv[sys.argv.index("-i") + 1]
said = sys.argv[sys.argv.index("-vf") + 1]
black = "drawbox=color=black:t=fill:enable='between(t,10.00,20.50)+between(t,30.00,31.00)',"
assert said.startswith(black + "drawtext=text='REC-1/2 O Neil  and another ':x="), said
try:
    urllib.request.urlopen(address[:-1] + "x")
    sys.exit(9)
except urllib.error.HTTPError as refused:
    assert refused.code == 404
at, size = 0, None
while size is None or at < size:
    asked = urllib.request.Request(address, headers={{"Range": f"bytes={{at}}-"}})
    with urllib.request.urlopen(asked) as answer:
        size = int(answer.headers["Content-Range"].rpartition("/")[2])
        piece = answer.read()
    sys.stdout.buffer.write(piece)
    at += len(piece)
sys.exit({status})
"""


@pytest.fixture
def master() -> Stored:
    stored, content = Stored(uuid4(), new_key(), 5 * CHUNK + 1), film(5 * CHUNK + 1)
    for offset in range(0, stored.size, CHUNK):
        stored.write(offset, content[offset : offset + CHUNK])
    return stored


def stand_in(folder: Path, monkeypatch, *, status: int = 0) -> None:
    """A program in the place of FFmpeg, which reads by ranges, and writes what it read."""
    program = folder / "ffmpeg"
    program.write_text(STANDS_IN.format(python=sys.executable, status=status))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_what_ffmpeg_writes_is_sealed_as_it_comes(master, tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch)
    assert redaction.is_possible()
    key, copy_id = new_key(), uuid4()
    pieces = redaction.changed(master, [(10, 20.5), (30, 31)], watermark=MARK)
    size, digest = store.write_all(copy_id, key, pieces)
    assert (size, digest) == (master.size, hashlib.sha256(film(master.size)).hexdigest())
    assert Stored(copy_id, key, size).digest() == digest


def test_what_ffmpeg_could_not_read_becomes_no_copy(master, tmp_path, monkeypatch):
    stand_in(tmp_path, monkeypatch, status=1)
    with pytest.raises(redaction.NotRedacted):
        list(redaction.changed(master, [(10, 20.5), (30, 31)], watermark=MARK))


def test_without_ffmpeg_nothing_is_left_out(master, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not redaction.is_possible()
    with pytest.raises(redaction.NotRedacted):
        list(redaction.changed(master, [(1, 2)]))
