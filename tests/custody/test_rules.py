"""The pure rules of custody: pieces, ranges of bytes and of time, and what the ledger is chained by."""

import pytest

from opennrm.custody.rules import (
    CHUNK,
    MOST_SENT,
    ByteRange,
    RangeRefused,
    accepted,
    byte_range,
    chunks_of,
    media_type,
    possible_ranges,
    seconds_in,
    union,
)

SIZE = 10 * CHUNK


@pytest.mark.parametrize(
    "header, expected",
    [
        ("bytes=0-", ByteRange(0, MOST_SENT - 1)),
        ("bytes=0-0", ByteRange(0, 0)),
        ("bytes=5-9", ByteRange(5, 9)),
        ("bytes=-7", ByteRange(SIZE - 7, SIZE - 1)),
        (f"bytes={SIZE - 1}-", ByteRange(SIZE - 1, SIZE - 1)),
        (f"bytes={SIZE - 3}-{SIZE + 900}", ByteRange(SIZE - 3, SIZE - 1)),
        (f"bytes=1-{SIZE}", ByteRange(1, MOST_SENT)),
    ],
)
def test_a_range_is_cut_to_what_there_is_and_what_is_sent_at_once(header, expected):
    assert byte_range(header, SIZE) == expected


@pytest.mark.parametrize(
    "header",
    [
        "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "items=0-1", "bytes=9-5", f"bytes={SIZE}-", "bytes=0-1,5-6",
        "bytes=-0", "bytes=1--2", "bytes=٣-٤", "bytes=0-99999999999999999999", "bytes= 0 - 1",
    ],
)  # fmt: skip
def test_a_range_that_cannot_be_sent_is_refused(header):
    with pytest.raises(RangeRefused):
        byte_range(header, SIZE)


def test_a_small_file_is_sent_whole_without_a_range():
    assert byte_range("", 12) == ByteRange(0, 11)
    with pytest.raises(RangeRefused):
        byte_range("", 0)


@pytest.mark.parametrize(
    "length, offset, taken", [(CHUNK, 0, CHUNK), (CHUNK + 5, 0, CHUNK), (7, SIZE - 7, 7), (12, 0, 0)]
)
def test_of_a_piece_whole_chunks_are_taken_and_the_end(length, offset, taken):
    assert accepted(length, offset=offset, size=SIZE) == taken


def test_a_piece_does_not_go_beyond_the_end():
    with pytest.raises(ValueError):
        accepted(8, offset=SIZE - 7, size=SIZE)


@pytest.mark.parametrize("size, chunks", [(1, 1), (CHUNK - 1, 1), (CHUNK, 1), (CHUNK + 1, 2), (0, 1)])
def test_a_file_has_so_many_chunks(size, chunks):
    assert chunks_of(size) == chunks


def test_k3_two_viewings_that_overlap_count_once():
    ranges = [(0.0, 720.0), (600.0, 900.0)]
    assert union(ranges) == [(0.0, 900.0)]
    assert seconds_in(ranges) == 15 * 60


@pytest.mark.parametrize(
    "said",
    [[[5, 3]], [[0, 1e9]], [["0", 1]], [[0]], [None], [[0, True]], [[float("nan"), 1]], [[-1, 3]], "ab"],
)
def test_what_no_player_can_have_played_is_not_believed(said):
    assert possible_ranges(said, longest=100) == []


def test_what_no_browser_plays_is_of_no_type():
    assert media_type(b"<html><script>") == "application/octet-stream"
    assert media_type(b"\x00\x00\x00\x18ftypisom") == "video/mp4"
