"""References that people type, whole or the beginning of one."""

import pytest

from opennrm.foundation import references


@pytest.mark.parametrize("typed", ["cf-7k3m", "7K3M", "cf 7k3m"])
def test_a_beginning_spans_every_reference_that_begins_like_this(typed):
    first, last = "CF-7K3M-2222-2222", "CF-7K3M-ZZZZ-ZZZZ"
    assert (first, last) in references.spans(typed, ["CF"])
    assert first <= "CF-7K3M-9Q2X-VB4T" <= last
    assert not first <= "CF-7K3N-2222-2222" <= last


def test_a_whole_reference_spans_itself_alone():
    assert references.spans("CF-7K3M-9Q2X-VB4T", ["CF"]) == [("CF-7K3M-9Q2X-VB4T", "CF-7K3M-9Q2X-VB4T")]


@pytest.mark.parametrize("typed", ["7K3", "imani", "7K3M-9Q2X-VB4T-2", ""])
def test_what_begins_no_reference_spans_none(typed):
    assert references.spans(typed, ["CF"]) == []
