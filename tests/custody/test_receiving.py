"""Receiving recordings: pieces that come days apart, what is refused, and what is on the disk."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.custody import access, chunks, jobs, keeping, receiving, rules, store
from opennrm.custody.chunks import ChunkBroken, new_key
from opennrm.custody.copies import order
from opennrm.custody.models import MasterKey, Piece
from opennrm.custody.rules import CHUNK, ByteRange
from opennrm.custody.states import Authority, Purpose, State
from opennrm.custody.store import Stored
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from tests.custody.scene import film

SMALL = 4096
"""Bytes of a chunk, where a test needs many."""


def test_k1_an_upload_that_broke_off_at_part_37_of_61_goes_on_the_next_day(scene, monkeypatch):
    for module in (rules, receiving, store, chunks):
        monkeypatch.setattr(module, "CHUNK", SMALL, raising=False)
    for module in (store, chunks):
        monkeypatch.setattr(module, "SEALED_CHUNK", SMALL + chunks.SEALED_CHUNK - CHUNK)
    content = film(60 * SMALL + 3)
    digest = hashlib.sha256(content).hexdigest()
    other = scene.announce(device_digest=digest)
    scene.send(content, of=other.pk, piece=SMALL, to=36 * SMALL)
    assert (scene.row(other.pk).state, scene.row(other.pk).received) == (State.ARRIVING, 36 * SMALL)
    scene.past("UPDATE custody_piece SET arrived_at = arrived_at - interval '1 day'")
    recording = scene.send(content, of=other.pk, piece=SMALL)
    assert (recording.state, recording.digest, recording.mismatch_at) == (State.SEALED, digest, None)
    assert scene.ledger(other.pk).count("received") == 1
    pieces = Piece.objects.using("setup").filter(recording=recording).order_by("number")
    assert list(pieces.values_list("number", "offset")) == [
        (number + 1, number * SMALL) for number in range(61)
    ]


def test_k2_what_differs_from_the_recorder_is_kept_and_blocked_until_both_explained_it(scene):
    other = scene.announce(device_digest="ab" * 32)
    recording = scene.send(film(), of=other.pk)
    assert recording.state == State.SEALED
    assert recording.mismatch_at is not None
    assert "mismatch" in scene.ledger(other.pk)
    ordering = {"purpose": Purpose.DEFENCE, "recipient": scene.counsel.membership.agency_id, "office": "",
                "basis": Authority.COURT_ORDER, "authority": "HCV 12", "may_view": True, "may_download": False,
                "until": timezone.now() + timedelta(days=30), "page": uuid4()}  # fmt: skip
    with pytest.raises(access.Blocked):
        scene.do(scene.prosecutor, order, other.pk, **ordering)
    with pytest.raises(Refused):
        scene.do(scene.custodian, keeping.clear, other.pk)
    for finder in (scene.custodian, scene.prosecutor):
        scene.do(finder, keeping.record_finding, other.pk, words="The recorder adds a trailer of its own.")
    scene.do(scene.custodian, keeping.clear, other.pk)
    assert scene.do(scene.prosecutor, order, other.pk, **ordering).number == 1


def test_a_device_digest_that_is_equal_blocks_nothing(scene):
    content = film()
    other = scene.announce(device_digest=hashlib.sha256(content).hexdigest().upper())
    assert scene.send(content, of=other.pk).mismatch_at is None


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_what_is_stored_comes_out_as_it_went_in_at_the_edges_of_chunks(tmp_path, settings, size):
    content = film(size)
    stored = Stored(uuid4(), new_key(), size)
    for offset in range(0, size, CHUNK):
        stored.write(offset, content[offset : offset + CHUNK])
    stored.keep()
    assert stored.digest() == hashlib.sha256(content).hexdigest()
    for first, last in {(0, size - 1), (size - 1, size - 1), (max(0, size - 3), size - 1), (0, 0)}:
        assert b"".join(stored.read(ByteRange(first, last))) == content[first : last + 1]
    size_again, digest = store.write_all(stored.object_id, stored.key, [content[:5], content[5:]])
    assert (size_again, digest) == (size, hashlib.sha256(content).hexdigest())


def test_nothing_that_was_said_stands_on_the_disk_and_no_chunk_can_be_changed_or_moved(settings):
    content = b"said in the interview " * 100_000
    stored = Stored(uuid4(), new_key(), len(content))
    for offset in range(0, len(content), CHUNK):
        stored.write(offset, content[offset : offset + CHUNK])
    (file,) = settings.CUSTODY_STORE.glob("??/*")
    kept = file.read_bytes()
    assert b"interview" not in kept
    assert str(stored.object_id) not in file.name
    assert file.stat().st_mode & 0o077 == 0
    sealed = CHUNK + 28
    for broken in (
        kept[:-1], kept[sealed : 2 * sealed] + kept[:sealed] + kept[2 * sealed :], kept[:sealed], b"\0" + kept[1:],
    ):  # fmt: skip
        file.write_bytes(broken)
        with pytest.raises(ChunkBroken):
            stored.digest()


def test_a_piece_comes_where_the_last_one_ended_and_is_neither_too_large_nor_too_small(scene):
    content = film(3 * CHUNK)
    scene.send(content, to=CHUNK)
    take = {"content": content[:CHUNK]}
    for offset in (0, 2 * CHUNK, 7):
        with pytest.raises(receiving.WrongOffset) as wrong:
            scene.do(scene.custodian, receiving.take, scene.recording_id, offset=offset, **take)
        assert wrong.value.offset == CHUNK
    for refused in (b"x" * 3 * CHUNK, b"x" * 12, b"", b"x" * 9 * CHUNK):
        with pytest.raises(receiving.PieceRefused):
            scene.do(scene.custodian, receiving.take, scene.recording_id, offset=CHUNK, content=refused)
    assert scene.row().received == CHUNK


def test_nobody_but_its_custodian_sends_a_recording(scene):
    stranger = scene.world.person(scene.world.agency("police"), "evidence_custodian")
    for person, answer in (
        (stranger, NotThere), (scene.colleague, NotAllowed), (scene.prosecutor, NotAllowed),
        (scene.office.caseworker, NotAllowed), (scene.counsel, NotThere),
    ):  # fmt: skip
        with pytest.raises(answer):
            scene.do(person, receiving.begin, scene.recording_id, size=12)
        with pytest.raises(answer):
            scene.do(person, receiving.take, scene.recording_id, offset=0, content=b"x" * 12)
    with pytest.raises(NotThere):
        scene.announce(by=stranger)


def test_the_same_page_announces_once_and_another_size_is_another_file(scene):
    page = uuid4()
    assert scene.announce(page=page).pk == scene.announce(page=page).pk
    scene.send(film(2 * CHUNK), to=CHUNK)
    with pytest.raises(Refused):
        scene.do(scene.custodian, receiving.begin, scene.recording_id, size=2 * CHUNK + 1)


def test_what_was_given_up_opens_no_more(scene, settings):
    scene.send(film(2 * CHUNK), to=CHUNK)
    scene.do(scene.custodian, receiving.abandon, scene.recording_id)
    assert not list(settings.CUSTODY_STORE.glob("??/*"))
    assert MasterKey.objects.using("setup").get(pk=scene.recording_id).wrapped is None
    with pytest.raises(TransitionRefused):
        scene.do(scene.custodian, receiving.begin, scene.recording_id, size=12)


def test_a_large_recording_is_sealed_by_the_worker_however_often_it_begins(scene, monkeypatch):
    monkeypatch.setattr(receiving, "AT_ONCE", 1)
    assert scene.sealed().state == State.ARRIVED
    scene.job(jobs.seal, str(scene.recording_id))
    scene.job(jobs.keep)
    assert scene.row().state == State.SEALED
    assert scene.ledger().count("sealed") == 1


def test_nobody_reads_the_key_of_a_master_but_custodians_and_the_job(scene):
    for person, count in ((scene.custodian, 1), (scene.office.caseworker, 0), (scene.prosecutor, 0)):
        with scene.world.acting(person):
            assert MasterKey.objects.count() == count


def test_files_that_nobody_knows_of_are_swept_after_a_day(scene, settings):
    scene.sealed()
    stray = Stored(uuid4(), new_key(), 3)
    stray.write(0, b"abc")
    scene.job(jobs.sweep)
    assert len(list(settings.CUSTODY_STORE.glob("??/*"))) == 2
    later = timezone.now().timestamp() + 2 * store.STRAY_SECONDS
    assert store.sweep([scene.recording_id], now=later) == 1


def test_a_custodian_finds_the_cases_in_which_to_announce_a_recording(scene):
    for person, found in ((scene.custodian, [scene.case_id]), (scene.counsel, [])):
        with scene.world.acting(person) as actor:
            assert list(access.cases_to_keep_in(actor).values_list("pk", flat=True)) == found
