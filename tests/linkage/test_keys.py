"""The ceremony: two people, two halves, one key, read back by fingerprint, destroyed with a record."""

import json
import os
import stat
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

from opennrm.linkage.encodings import keys, public_keys
from opennrm.linkage.encodings.keys import Kind
from opennrm.linkage.encodings.problems import EncodingProblem

AT = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def halves(tmp_path):
    for name in ("first", "second"):
        keys.create(tmp_path / name, Kind.HALF)
    return tmp_path / "first", tmp_path / "second"


def test_both_sides_get_the_same_key_from_the_same_halves_in_any_order(tmp_path, halves):
    first, second = halves
    ours = keys.join(first, second, tmp_path / "ours")
    theirs = keys.join(second, first, tmp_path / "theirs")
    assert ours == theirs == keys.read(tmp_path / "ours", Kind.EXCHANGE)
    assert keys.fingerprint(Kind.EXCHANGE, ours) == keys.fingerprint(Kind.EXCHANGE, theirs)
    half = keys.read(first, Kind.HALF)
    assert ours not in (half, keys.read(second, Kind.HALF))
    assert bytes(one ^ other for one, other in zip(ours, half, strict=True)) == keys.read(second, Kind.HALF)


def test_a_key_is_its_owners_alone_and_never_overwritten(tmp_path):
    file = tmp_path / "key"
    key = keys.create(file, Kind.EXCHANGE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(EncodingProblem, match="already exists"):
        keys.create(file, Kind.EXCHANGE)
    assert keys.read(file, Kind.EXCHANGE) == key


def test_the_fingerprint_can_be_read_out_and_is_another_for_another_kind_or_key():
    one = keys.fingerprint(Kind.EXCHANGE, b"k" * 32)
    assert [len(group) for group in one.split()] == [4, 4, 4, 4]
    assert not set(one) & set("ILOU")
    assert one != keys.fingerprint(Kind.HALF, b"k" * 32)
    assert one != keys.fingerprint(Kind.EXCHANGE, b"l" * 32)


def test_the_same_half_twice_makes_no_key(tmp_path, halves):
    with pytest.raises(EncodingProblem, match="the same half"):
        keys.join(halves[0], halves[0], tmp_path / "key")
    assert not (tmp_path / "key").exists()


def test_a_file_of_one_kind_is_never_taken_for_another(tmp_path, halves):
    with pytest.raises(EncodingProblem, match="half of an exchange key"):
        keys.read(halves[0], Kind.EXCHANGE)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused_with_the_command_that_helps(tmp_path, mode):
    file = tmp_path / "key"
    keys.create(file, Kind.EXCHANGE)
    file.chmod(mode)
    with pytest.raises(EncodingProblem, match="chmod 600"):
        keys.read(file, Kind.EXCHANGE)


def test_links_folders_pipes_and_files_of_others_are_no_keys(tmp_path):
    keys.create(tmp_path / "key", Kind.EXCHANGE)
    (tmp_path / "link").symlink_to(tmp_path / "key")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "folder", "pipe"):
        with pytest.raises(EncodingProblem, match="not an ordinary file"):
            keys.read(tmp_path / name, Kind.EXCHANGE)
    with pytest.raises(EncodingProblem, match="There is no file"):
        keys.read(tmp_path / "nowhere", Kind.EXCHANGE)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe\x00", b"[]", b"{}", b"null", b"[" * 4000, b'{"opennrm": "exchange key"}',
        b'{"opennrm": "exchange key", "version": 1, "key": 7}',
        b'{"opennrm": "exchange key", "version": 1, "key": "c2hvcnQ="}',
        b'{"opennrm": ["x"], "version": 1, "key": "c2hvcnQ="}',
    ],
)  # fmt: skip
def test_a_damaged_key_is_refused_with_a_sentence(tmp_path, content):
    file = tmp_path / "key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(EncodingProblem, match="damaged"):
        keys.read(file, Kind.EXCHANGE)


def test_a_key_of_another_version_and_one_that_is_too_large_are_refused(tmp_path):
    file = tmp_path / "key"
    file.write_text(json.dumps({"opennrm": "exchange key", "version": 2, "key": ""}))
    file.chmod(0o600)
    with pytest.raises(EncodingProblem, match="another version"):
        keys.read(file, Kind.EXCHANGE)
    file.write_bytes(b" " * 5000)
    with pytest.raises(EncodingProblem, match="too large"):
        keys.read(file, Kind.EXCHANGE)


def test_a_destroyed_key_is_gone_and_the_record_says_by_whom(tmp_path):
    file, record = tmp_path / "key", tmp_path / "record.txt"
    key = keys.create(file, Kind.EXCHANGE)
    keys.create(tmp_path / "other", Kind.HALF)
    os.link(file, tmp_path / "second-name")
    line = keys.destroy(file, record=record, by="Ada Imani,\x1b[2J with Basil Vance", at=AT)
    assert not file.exists()
    assert key not in (tmp_path / "second-name").read_bytes()
    keys.destroy(tmp_path / "other", record=record, by="Ada Imani", at=AT)
    lines = record.read_text().splitlines()
    assert lines[0] == line
    assert keys.fingerprint(Kind.EXCHANGE, key) in line
    assert line.startswith("2026-12-01T09:30:00+00:00")
    assert "\x1b" not in line
    assert len(lines) == 2
    assert stat.S_IMODE(record.stat().st_mode) == 0o600


def test_without_a_record_no_key_is_destroyed(tmp_path):
    file = tmp_path / "key"
    key = keys.create(file, Kind.EXCHANGE)
    with pytest.raises(EncodingProblem, match="was not destroyed"):
        keys.destroy(file, record=tmp_path / "nowhere" / "record.txt", by="Ada", at=AT)
    assert keys.read(file, Kind.EXCHANGE) == key


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk here that is always full")
def test_a_key_is_there_as_long_as_no_record_of_its_end_is(tmp_path):
    file = tmp_path / "key"
    key = keys.create(file, Kind.EXCHANGE)
    with pytest.raises(EncodingProblem, match="was not destroyed: /dev/full cannot be written"):
        keys.destroy(file, record=Path("/dev/full"), by="Ada", at=AT)
    assert keys.read(file, Kind.EXCHANGE) == key


def test_the_record_tells_of_no_key_that_is_still_there(tmp_path, monkeypatch):
    file, record = tmp_path / "key", tmp_path / "record.txt"
    keys.create(file, Kind.EXCHANGE)
    record.write_text("An earlier line.\n")
    monkeypatch.setattr(Path, "unlink", Mock(side_effect=PermissionError(1, "Operation not permitted")))
    with pytest.raises(EncodingProblem, match="was not destroyed"):
        keys.destroy(file, record=record, by="Ada", at=AT)
    assert record.read_text() == "An earlier line.\n"


def test_only_the_auditor_opens_what_was_sealed_for_them(tmp_path):
    public = public_keys.create_auditor_key(tmp_path / "auditor")
    public_keys.create_auditor_key(tmp_path / "stranger")
    sealed = public_keys.seal(b"rows", public)
    assert public_keys.unseal(sealed, keys.read(tmp_path / "auditor", Kind.AUDITOR)) == b"rows"
    stranger = keys.read(tmp_path / "stranger", Kind.AUDITOR)
    for wrong, key in ((sealed, stranger), (sealed[:-1], stranger), (b"", stranger), (b"opennrm", stranger)):
        with pytest.raises(EncodingProblem, match="cannot be opened"):
            public_keys.unseal(wrong, key)
