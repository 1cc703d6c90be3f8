"""What is added to a recording later: its transcript, of which copies are made, and gaps."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.custody import access, copies, ending, gaps, handing, transcripts, verify, viewing
from opennrm.custody.models import LedgerEvent
from opennrm.custody.states import Authority, CopyState, Ending, Looking, Medium, Purpose, Stop
from opennrm.foundation.files import CleanFile
from opennrm.foundation.refusals import NotAllowed, Refused
from opennrm.foundation.state_table import TransitionRefused
from tests.custody.test_copies import made, ordered

CONTENT = b"%PDF-1.7 invented"


def document(content: bytes = CONTENT, media_type: str = "application/pdf") -> dict[str, Any]:
    """What somebody says who adds a transcript."""
    clean = CleanFile(
        content=content, media_type=media_type, title="Transcript", size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    return {
        "document": clean, "sent_digest": "cd" * 32, "basis": Authority.REQUEST, "authority": "DPP 4", "page": uuid4(),
    }  # fmt: skip


def details(scene, kind: str) -> list[str]:
    events = LedgerEvent.objects.using("setup").filter(recording_id=scene.recording_id, kind=kind)
    return list(events.order_by("sequence").values_list("detail", flat=True))


def test_a_transcript_is_a_copy_of_which_copies_are_made_and_each_digest_leads_to_the_master(scene):
    recording = scene.sealed()
    with pytest.raises(Refused, match="no transcript"):
        ordered(scene, of_transcript=True)
    transcript = scene.do(scene.custodian, transcripts.add, scene.recording_id, **document())
    copy = scene.copy(made(scene, of_transcript=True))
    assert (transcript.state, transcript.purpose, copy.source_id) == (
        CopyState.READY, Purpose.TRANSCRIPT, transcript.pk,
    )  # fmt: skip
    assert bytes(copy.wrapped) != bytes(scene.copy(transcript.pk).wrapped)
    first, second = details(scene, "copied")
    assert f'"parent":"{recording.digest}"' in first
    assert f'"parent":"{transcript.digest}"' in second
    with scene.world.acting(scene.counsel):
        assert b"".join(access.stored_copy(copy).pieces()) == CONTENT
    assert scene.job(verify.verify).faults == []
    # The newest one is copied, and the copies of the one before stay as they are.
    newer = scene.do(scene.custodian, transcripts.add, scene.recording_id, **document(CONTENT + b" 2"))
    assert scene.copy(made(scene, of_transcript=True)).source_id == newer.pk
    assert scene.copy(copy.pk).source_id == transcript.pk


def test_a_copy_of_the_transcript_is_handed_over_and_looked_at_like_any_other(scene):
    scene.sealed()
    scene.do(scene.custodian, transcripts.add, scene.recording_id, **document())
    copy_id = made(scene, of_transcript=True)
    scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.ONLINE)
    scene.do(scene.counsel, handing.accept, copy_id)
    scene.do(scene.counsel, viewing.open_copy, copy_id, purpose=Looking.PREPARE)
    assert scene.ledger()[-5:] == ["verified", "handed_over", "disclosed", "accepted", "view_opened"]


def test_without_a_live_transcript_no_copy_of_one_is_made(scene):
    scene.sealed()
    transcript = scene.do(scene.custodian, transcripts.add, scene.recording_id, **document())
    copy = ordered(scene, of_transcript=True)
    scene.do(scene.custodian, ending.end, transcript.pk, ending=Ending.CUSTODIAN)
    with pytest.raises(TransitionRefused, match="Add it again"):
        scene.do(scene.custodian, copies.have_made, copy.pk)


def test_only_the_custodian_adds_a_transcript_once_and_only_to_what_is_as_its_ledger_says(scene):
    with pytest.raises(access.Blocked):
        scene.do(scene.custodian, transcripts.add, scene.recording_id, **document())
    scene.sealed()
    given = document()
    twice = [scene.do(scene.custodian, transcripts.add, scene.recording_id, **given).pk for _each in range(2)]
    assert twice[0] == twice[1]
    for person in (scene.colleague, scene.prosecutor):
        with pytest.raises(NotAllowed):
            scene.do(person, transcripts.add, scene.recording_id, **document())
    for wrong, field in (
        (document(media_type="image/png"), "file"), (document() | {"authority": " "}, "authority"),
        (document() | {"basis": "x"}, "basis"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            scene.do(scene.custodian, transcripts.add, scene.recording_id, **wrong)
        assert refused.value.field == field
    scene.past("UPDATE custody_recording SET mismatch_at = now()")
    with pytest.raises(access.Blocked):
        scene.do(scene.custodian, transcripts.add, scene.recording_id, **document())


def test_a_gap_stands_in_the_ledger_and_beside_every_copy(scene):
    began = timezone.now() - timedelta(hours=3)
    other = scene.announce(started_at=began, ended_at=began + timedelta(hours=1))
    gap = {
        "begins_at": began + timedelta(minutes=20),
        "ends_at": began + timedelta(minutes=24),
        "reason": Stop.POWER,
    }
    scene.send(b"\0" * 100, of=other.pk)
    copy = scene.do(
        scene.custodian, copies.order, other.pk, purpose=Purpose.WORKING, recipient=None, office="",
        basis=Authority.LAW, authority="4", may_view=True, may_download=False, until=None, page=uuid4(),
    )  # fmt: skip
    for _twice in range(2):
        scene.do(scene.custodian, gaps.write_down, other.pk, **gap)
    said = [[gap["begins_at"].isoformat(), gap["ends_at"].isoformat(), "power"]]
    assert scene.row(other.pk).gaps == said == scene.copy(copy.pk).gaps
    assert scene.ledger(other.pk).count("gap") == 1


@pytest.mark.parametrize(
    "begins, ends, reason, field",
    [
        (20, 20, Stop.POWER, "ended"),
        (-1, 5, Stop.POWER, "began"),
        (5, 61, Stop.POWER, "ended"),
        (5, 6, "x", "reason"),
    ],
)
def test_a_gap_that_cannot_be_so_is_refused_with_what_to_correct(scene, begins, ends, reason, field):
    began = timezone.now() - timedelta(hours=3)
    scene.past(
        "UPDATE custody_recording SET started_at = %s, ended_at = %s", began, began + timedelta(hours=1)
    )
    with pytest.raises(Refused) as refused:
        scene.do(
            scene.custodian, gaps.write_down, scene.recording_id, begins_at=began + timedelta(minutes=begins),
            ends_at=began + timedelta(minutes=ends), reason=reason,
        )  # fmt: skip
    assert refused.value.field == field
