"""A recording goes to a custodian of another agency: both agree, and at every moment exactly one keeps it."""

from uuid import UUID

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from opennrm.custody import access, copies, ending, handing, keeping, transcripts, verify
from opennrm.custody.models import Copy, MasterKey, Recording
from opennrm.custody.states import CopyState, Ending, Medium, Purpose
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from tests.custody.scene import let_take_part
from tests.custody.test_copies import made, ordered
from tests.custody.test_transcripts import document
from tests.world import Person


@pytest.fixture
def other(scene) -> Person:
    """A custodian of another agency, whose part covers recordings."""
    person = scene.world.person(scene.world.agency("police"), "evidence_custodian")
    let_take_part(scene.world, scene.office, scene.case_id, person)
    return person


def passed_on(scene, other: Person) -> None:
    scene.do(scene.custodian, keeping.offer, scene.recording_id, to=other.membership.pk)
    scene.do(other, keeping.take, scene.recording_id)


def keys_read_by(scene, person: Person) -> tuple[int, int]:
    """How many keys of masters, and of copies that are live, this person reads past our code."""
    with scene.world.acting(person):
        return MasterKey.objects.count(), Copy.objects.exclude(wrapped=None).count()


def test_both_agree_and_nothing_opens_for_the_agency_before(scene, other):
    scene.sealed()
    scene.do(scene.custodian, keeping.offer, scene.recording_id, to=other.membership.pk)
    assert scene.row().custodian_id == scene.custodian.membership.pk
    assert keys_read_by(scene, other) == (0, 0)
    scene.do(other, keeping.take, scene.recording_id)
    assert scene.row().custodian_id == other.membership.pk
    assert scene.ledger()[-2:] == ["custodian_offered", "transferred_custodian"]
    for person in (scene.custodian, scene.colleague):
        assert keys_read_by(scene, person) == (0, 0)
        with pytest.raises((NotAllowed, NotThere)):
            scene.do(person, keeping.set_hold, scene.recording_id, wanted_by="Court of Appeal 12/26")
    # The agency before still takes part: it knows that there is a recording, and can change nothing of it.
    with scene.world.acting(scene.custodian) as actor:
        assert access.visible_to(actor).filter(pk=scene.recording_id).exists()
        assert not Recording.objects.filter(pk=scene.recording_id).update(
            verified_at=timezone.now(), from_action=True
        )
    assert scene.job(verify.verify).faults == []


def test_the_new_custodian_goes_on_with_holds_copies_and_hand_overs(scene, other):
    scene.sealed()
    hold = scene.do(scene.custodian, keeping.set_hold, scene.recording_id, wanted_by="Court of Appeal 12/26")
    outside = made(
        scene, recipient=None, office="Home Circuit Court", purpose=Purpose.COURT, may_download=True
    )
    scene.do(scene.custodian, handing.hand_over, outside, medium=Medium.DISC, seal_number="A 17")
    online = made(scene)
    passed_on(scene, other)
    scene.do(other, keeping.lift_hold, scene.recording_id, hold.pk)
    scene.do(other, handing.record_receipt, outside, signed_by="Registrar")
    scene.do(other, handing.hand_over, online, medium=Medium.ONLINE)
    scene.do(scene.counsel, handing.accept, online)
    scene.do(other, copies.have_made, ordered(scene).pk)
    scene.do(other, ending.end, online, ending=Ending.RETURNED)
    with pytest.raises(NotAllowed):
        scene.do(other, keeping.take, scene.recording_id)


def test_working_copies_end_and_the_transcript_goes_along(scene, other):
    scene.sealed()
    working = ordered(scene, by=scene.custodian, purpose=Purpose.WORKING).pk
    transcript = scene.do(scene.custodian, transcripts.add, scene.recording_id, **document()).pk
    passed_on(scene, other)
    assert (scene.copy(working).ending, scene.copy(working).wrapped) == (Ending.TRANSFERRED, None)
    assert scene.copy(transcript).state == CopyState.READY
    for person, found in ((scene.custodian, []), (other, [transcript])):
        with scene.world.acting(person) as actor:
            live = access.copies_for(actor).live(timezone.now())
            assert list(live.values_list("pk", flat=True)) == found


def test_only_agencies_whose_part_covers_recordings_are_offered_one(scene, other):
    elsewhere = scene.world.person(scene.world.agency("police"), "evidence_custodian")
    with scene.world.acting(scene.custodian) as actor:
        found = access.custodians_besides(actor, scene.row())
        assert set(found.values_list("pk", flat=True)) == {scene.colleague.membership.pk, other.membership.pk}
    with pytest.raises(Refused):
        scene.do(scene.custodian, keeping.offer, scene.recording_id, to=elsewhere.membership.pk)


def call(scene, person: Person, statement: str, *given: object) -> None:
    with scene.world.acting(person), connection.cursor() as cursor:
        cursor.execute(statement, given)


def test_nobody_takes_a_recording_past_our_code(scene, other):
    scene.sealed()
    known = "SELECT sec.agencies_that_know(%s)"
    passing = "SELECT sec.pass_recording(%s, %s::integer[])"
    own, theirs = (_keepers(scene, each) for each in (other, scene.counsel))
    for statement, *given in ((known, str(scene.recording_id)), (passing, str(scene.recording_id), own)):
        with pytest.raises(DatabaseError):
            call(scene, other, statement, *given)
    scene.do(scene.custodian, keeping.offer, scene.recording_id, to=other.membership.pk)
    for person, keepers in ((scene.colleague, own), (other, theirs), (other, []), (other, [*own, *theirs])):
        with pytest.raises(DatabaseError):
            call(scene, person, passing, str(scene.recording_id), keepers)


def _keepers(scene, person: Person) -> list[int]:
    agency_id: UUID = person.membership.agency_id
    with scene.world.acting(person) as actor:
        assert actor.agency_id == agency_id
        return access.keepers_at(person.membership.agency) or access.viewers_at(person.membership.agency)
