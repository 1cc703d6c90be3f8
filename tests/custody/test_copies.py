"""Copies: who orders, makes, hands over and looks at them, and when nobody can any more."""

import hashlib
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection
from django.utils import timezone

from opennrm.consents import actions as consents
from opennrm.country.pack import pack
from opennrm.custody import (
    access,
    agreement,
    copies,
    ending,
    handing,
    jobs,
    keeping,
    redaction,
    verify,
    viewing,
)
from opennrm.custody.events import ENDED_NOTICE
from opennrm.custody.models import Copy, HandOver
from opennrm.custody.rules import CHUNK
from opennrm.custody.states import Authority, CopyState, Ending, Looking, Medium, Purpose, State
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from tests.custody.scene import film


def ordered(scene, *, by=None, days=30, **given) -> Copy:
    person = by or scene.prosecutor
    answers = {
        "purpose": Purpose.DEFENCE, "recipient": scene.counsel.membership.agency_id, "office": "",
        "basis": Authority.COURT_ORDER, "authority": "HCV 12", "may_view": True, "may_download": False,
        "until": timezone.now() + timedelta(days=days), "page": uuid4(),
    }  # fmt: skip
    return scene.do(person, copies.order, scene.recording_id, **{**answers, **given})


def made(scene, **given) -> UUID:
    copy = ordered(scene, **given)
    if copy.state == CopyState.ORDERED:
        scene.do(scene.custodian, copies.have_made, copy.pk)
    return copy.pk


def handed_over(scene, **given) -> UUID:
    """A copy that counsel has, and has confirmed."""
    copy_id = made(scene, **given)
    scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.ONLINE)
    scene.do(scene.counsel, handing.accept, copy_id)
    return copy_id


def let_pass(scene, copy_id: UUID) -> None:
    """As if the time of a copy were over."""
    scene.past("UPDATE custody_copy SET starts_at = now() - interval '9 days', until = now() - interval '1 hour' "
               "WHERE id = %s", str(copy_id))  # fmt: skip


def test_a_copy_has_a_key_and_a_digest_of_its_own_that_lead_to_the_master(scene):
    recording = scene.sealed()
    first, second = (scene.copy(made(scene)) for _each in range(2))
    assert first.digest == recording.digest == second.digest
    assert bytes(first.wrapped) != bytes(second.wrapped)
    assert (first.number, second.number) == (1, 2)
    with scene.world.acting(scene.counsel):
        assert b"".join(access.stored_copy(first).pieces()) == film()


def test_only_the_prosecution_orders_for_court_and_defence_and_only_the_custodian_has_them_made(scene):
    scene.sealed()
    with pytest.raises(NotAllowed):
        ordered(scene, by=scene.custodian)
    with pytest.raises(NotAllowed):
        ordered(scene, purpose=Purpose.THERAPY)
    copy = ordered(scene)
    for person in (scene.prosecutor, scene.colleague):
        with pytest.raises(NotAllowed):
            scene.do(person, copies.have_made, copy.pk)
    with pytest.raises(NotThere):
        ordered(scene, by=scene.counsel)


@pytest.mark.parametrize(
    "given, field",
    [
        ({"days": 3000}, "until"), ({"days": -1}, "until"), ({"authority": " "}, "authority"),
        ({"basis": "x"}, "basis"),
        ({"recipient": None}, "recipient"), ({"may_view": False}, "allowed"), ({"left_out": [(1.0, 2.0)]}, "left_out"),
        ({"purpose": "gift"}, "purpose"),
    ],
)  # fmt: skip
def test_a_copy_that_cannot_be_so_is_refused_with_what_to_correct(scene, monkeypatch, given, field):
    monkeypatch.setattr("opennrm.custody.redaction.is_possible", lambda: False)
    scene.sealed()
    with pytest.raises(Refused) as refused:
        ordered(scene, **given)
    assert refused.value.field == field


@pytest.mark.parametrize("purpose, days", [(Purpose.DEFENCE, 30), (Purpose.PROSECUTION, 365)])
def test_a_copy_lasts_as_the_country_says_unless_somebody_says_otherwise(scene, purpose, days):
    scene.sealed()
    until = ordered(scene, purpose=purpose, until=None).until.astimezone(pack().zone)
    assert (until.date() - timezone.localdate(timezone=pack().zone)).days == days


def test_a_name_is_burned_into_what_can_be_downloaded_where_ffmpeg_is(scene, monkeypatch):
    recording, asked = scene.sealed(), []

    def changed(master, left_out, *, watermark):
        asked.append(watermark)
        yield b"a film with a name"

    monkeypatch.setattr(redaction, "is_possible", lambda: True)
    monkeypatch.setattr(redaction, "changed", changed)
    marked, seen = (made(scene, may_download=each) for each in (True, False))
    scene.job(jobs.keep)
    marked, seen = scene.copy(marked), scene.copy(seen)
    assert asked == [marked.watermark] == [f"{marked.name} {scene.counsel.membership.agency.name}"]
    assert (seen.watermark, seen.digest) == ("", recording.digest)
    assert marked.digest == hashlib.sha256(b"a film with a name").hexdigest()
    assert scene.job(verify.verify).faults == []


def test_a_film_that_ffmpeg_cannot_read_is_copied_without_a_name_and_never_with_what_is_left_out(
    scene, monkeypatch
):
    recording = scene.sealed()

    def changed(master, left_out, *, watermark):
        yield b"half a film"
        raise redaction.NotRedacted

    monkeypatch.setattr(redaction, "is_possible", lambda: True)
    monkeypatch.setattr(redaction, "changed", changed)
    copy_id = made(scene, may_download=True)
    scene.job(jobs.keep)
    assert (scene.copy(copy_id).watermark, scene.copy(copy_id).digest) == ("", recording.digest)
    without = made(scene, left_out=[(1.0, 2.0)])
    with pytest.raises(redaction.NotRedacted):
        scene.job(jobs.keep)
    assert scene.copy(without).state == CopyState.MAKING


def test_k3_what_was_played_is_kept_as_it_was_and_counted_once(scene):
    scene.sealed()
    scene.past("UPDATE custody_recording SET seconds = 1000")
    copy_id = handed_over(scene)
    for ranges in ([[0, 720]], [[600, 900]]):
        event = scene.do(scene.counsel, viewing.open_copy, copy_id, purpose=Looking.ADVISE)
        scene.do(scene.counsel, viewing.played, copy_id, event.pk, ranges=ranges, is_closed=True)
    with scene.world.acting(scene.custodian) as actor:
        looked = viewing.lookings_at(actor, [scene.copy(copy_id)])[copy_id]
    assert [each.ranges for each in looked] == [((0.0, 720.0),), ((600.0, 900.0),)]
    assert viewing.seen_of(looked) == [(0.0, 900.0)]


def test_no_bytes_leave_before_the_event_that_says_so(scene):
    scene.sealed()
    copy_id = handed_over(scene)
    with scene.world.acting(scene.counsel) as actor, pytest.raises(NotThere):
        viewing.looking(actor, copy_id, uuid4(), at=timezone.now())
    event = scene.do(scene.counsel, viewing.open_copy, copy_id, purpose=Looking.ADVISE)
    assert scene.ledger()[-1] == "view_opened"
    with scene.world.acting(scene.counsel) as actor:
        copy, _event = viewing.looking(actor, copy_id, event.pk, at=timezone.now())
        _wanted, content = viewing.part(copy, f"bytes={CHUNK - 1}-{CHUNK}")
    assert content == film()[CHUNK - 1 : CHUNK + 1]
    # Somebody else of the same office says for themselves that they look.
    other = scene.world.person(scene.counsel.membership.agency, "recording_viewer")
    with scene.world.acting(other) as actor, pytest.raises(NotThere):
        viewing.looking(actor, copy_id, event.pk, at=timezone.now())


def test_k4_after_its_end_nobody_looks_and_that_they_asked_is_written_down(scene):
    scene.sealed()
    copy_id = handed_over(scene)
    event = scene.do(scene.counsel, viewing.open_copy, copy_id, purpose=Looking.ADVISE)
    let_pass(scene, copy_id)
    assert scene.do(scene.counsel, viewing.open_copy, copy_id, purpose=Looking.ADVISE) is None
    assert scene.ledger()[-2:] == ["access_ended", "view_refused"]
    ended = scene.copy(copy_id)
    assert (ended.state, ended.wrapped, ended.ending) == (CopyState.ENDED, None, Ending.TIME)
    with scene.world.acting(scene.counsel) as actor, pytest.raises(NotThere):
        viewing.looking(actor, copy_id, event.pk, at=timezone.now())
    with pytest.raises(ProgrammingError), scene.world.acting(scene.custodian):
        Copy.objects.filter(pk=copy_id).update(wrapped=b"again", from_action=True)


def test_the_worker_ends_what_is_over(scene, settings):
    scene.sealed()
    copy_id = made(scene)
    let_pass(scene, copy_id)
    scene.job(jobs.keep)
    assert scene.copy(copy_id).ending == Ending.TIME
    assert len(list(settings.CUSTODY_STORE.glob("??/*"))) == 1


def test_ending_one_copy_ends_no_other(scene):
    scene.sealed()
    first, second = made(scene), made(scene)
    scene.do(scene.custodian, ending.end, first, ending=Ending.RETURNED)
    assert scene.copy(second).is_open(timezone.now())
    assert scene.ledger()[-2:] == ["returned", "access_ended"]


def for_therapy(scene, **given) -> Copy:
    """A copy for the therapist, whom counsel stands for here."""
    answers = {
        "by": scene.custodian,
        "purpose": Purpose.THERAPY,
        "basis": Authority.CONSENT,
        "days": 20,
        **given,
    }
    return ordered(scene, **answers)


def test_a_copy_for_therapy_needs_the_agreement_of_the_child(scene):
    scene.sealed()
    with pytest.raises(agreement.NotAgreed):
        for_therapy(scene)
    scene.agreed(scene.counsel)
    assert for_therapy(scene).state == CopyState.READY
    with pytest.raises(agreement.NotAgreed):
        for_therapy(scene, recipient=scene.prosecutor.membership.agency_id)
    with pytest.raises(agreement.NotAgreed):
        for_therapy(scene, purpose=Purpose.TRAINING)


def test_a_copy_for_therapy_ends_with_what_was_agreed(scene):
    scene.sealed()
    scene.agreed(scene.counsel, days=10)
    copy = for_therapy(scene)
    assert (copy.until - timezone.now()).days == 10
    with pytest.raises(Refused, match="not agreed for so long"):
        scene.do(scene.custodian, copies.extend, copy.pk, until=timezone.now() + timedelta(days=15))


def test_k6_withdrawal_ends_the_copy_for_therapy_and_leaves_the_prosecution(scene):
    scene.sealed()
    agreed = scene.agreed(scene.counsel)
    therapy = for_therapy(scene).pk
    kept = made(scene, purpose=Purpose.PROSECUTION, recipient=scene.prosecutor.membership.agency_id)
    scene.do(scene.office.caseworker, consents.withdraw, agreed[0].pk)
    assert (scene.copy(therapy).ending, scene.copy(therapy).wrapped) == (Ending.WITHDRAWAL, None)
    assert scene.copy(kept).state == CopyState.READY
    assert scene.row().state == State.SEALED
    with scene.world.acting(scene.counsel) as actor:
        assert "recording.access_ended" in {each.kind for each in notices.unread_by(actor)}
    said = str(ENDED_NOTICE.says).lower()
    assert not [word for word in ("recording", "child", "case", "interview", "copy") if word in said]


def test_a_withdrawal_leaves_the_copies_to_which_something_else_was_agreed(scene):
    scene.sealed()
    to_agency, to_clinic = scene.agreed(scene.counsel), scene.agreed()
    agency, office = for_therapy(scene), for_therapy(scene, recipient=None, office="A clinic")
    scene.do(scene.office.caseworker, consents.withdraw, to_clinic[0].pk)
    assert scene.copy(office.pk).ending == Ending.WITHDRAWAL
    assert scene.copy(agency.pk).state == CopyState.READY
    scene.allowed_by_court("recording_therapist", scene.counsel)
    scene.do(scene.office.caseworker, consents.withdraw, to_agency[0].pk)
    assert scene.copy(agency.pk).state == CopyState.READY


def ask_what_was_agreed(scene, purpose: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sec.agreed_about_copies(%s, %s)", [str(scene.recording_id), purpose])


def test_only_the_custodian_asks_what_was_agreed_about_copies(scene):
    scene.agreed(scene.counsel)
    for person in (scene.colleague, scene.prosecutor, scene.counsel):
        with pytest.raises(ProgrammingError), scene.world.acting(person):
            ask_what_was_agreed(scene, "recording_therapist")
    with pytest.raises(ProgrammingError), scene.world.acting(scene.custodian):
        ask_what_was_agreed(scene, "service_referral")


def test_both_sides_confirm_a_hand_over(scene):
    scene.sealed()
    copy_id = made(scene)
    with pytest.raises(TransitionRefused):
        scene.do(scene.counsel, viewing.open_copy, copy_id, purpose=Looking.ADVISE)
    assert scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.ONLINE)
    assert scene.ledger()[-3:] == ["verified", "handed_over", "disclosed"]
    with pytest.raises(NotThere):
        scene.do(scene.custodian, handing.accept, copy_id)
    scene.do(scene.counsel, handing.accept, copy_id)
    scene.do(scene.counsel, handing.accept, copy_id)
    assert scene.ledger().count("accepted") == 1


def test_a_disc_for_an_office_outside_is_signed_for_on_paper(scene):
    scene.sealed()
    copy_id = made(
        scene, recipient=None, office="Home Circuit Court", purpose=Purpose.COURT, may_download=True
    )
    with pytest.raises(Refused):
        scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.ONLINE)
    with pytest.raises(Refused):
        scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.DISC)
    scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.DISC, seal_number="A 17")
    scene.do(scene.custodian, handing.record_receipt, copy_id, signed_by="Registrar")
    assert scene.ledger()[-1] == "accepted"


def test_a_hand_over_that_nobody_confirms_alerts_and_blocks_the_next_one(scene):
    scene.sealed()
    first, second = made(scene), made(scene)
    scene.do(scene.custodian, handing.hand_over, first, medium=Medium.ONLINE)
    scene.past("UPDATE custody_handover SET given_at = now() - interval '73 hours'")
    for _twice in range(2):
        scene.job(jobs.keep)
    assert scene.ledger().count("not_accepted") == 1
    with scene.world.acting(scene.custodian) as actor:
        assert "recording.not_accepted" in notices.unread_by(actor).values_list("kind", flat=True)
    with pytest.raises(handing.NotConfirmed):
        scene.do(scene.custodian, handing.hand_over, second, medium=Medium.ONLINE)
    scene.do(scene.counsel, handing.accept, first)
    assert scene.do(scene.custodian, handing.hand_over, second, medium=Medium.ONLINE)


def test_what_differs_when_it_is_handed_over_stays_here(scene, settings):
    scene.sealed()
    copy_id = made(scene)
    for file in settings.CUSTODY_STORE.glob("??/*"):
        file.chmod(0o600)
        file.write_bytes(file.read_bytes()[:-1] + b"\0")
    assert scene.do(scene.custodian, handing.hand_over, copy_id, medium=Medium.ONLINE) is None
    assert not HandOver.objects.using("setup").exists()
    assert scene.ledger()[-2:] == ["verified", "mismatch"]


def test_two_custodians_agree_when_a_recording_changes_hands(scene):
    scene.sealed()
    to = scene.colleague.membership.pk
    with pytest.raises(NotAllowed):
        scene.do(scene.colleague, keeping.take, scene.recording_id)
    scene.do(scene.custodian, keeping.offer, scene.recording_id, to=to)
    assert scene.row().custodian_id == scene.custodian.membership.pk
    scene.do(scene.colleague, keeping.take, scene.recording_id)
    assert scene.row().custodian_id == to
    with pytest.raises(NotAllowed):
        scene.do(scene.custodian, keeping.set_hold, scene.recording_id, wanted_by="Court of Appeal 12/26")


def test_k7_a_master_is_not_destroyed_while_an_appeal_is_open(scene):
    scene.sealed()
    scene.past("UPDATE custody_recording SET sealed_at = now() - interval '30 years'")
    scene.as_if_closed()
    hold = scene.do(scene.custodian, keeping.set_hold, scene.recording_id, wanted_by="Court of Appeal 12/26")
    with pytest.raises(keeping.Kept) as kept:
        scene.do(scene.custodian, keeping.ask_to_destroy, scene.recording_id)
    assert "Court of Appeal 12/26" in str(kept.value)
    with (
        pytest.raises(ProgrammingError, match="wants this recording kept"),
        scene.world.acting(scene.custodian),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE custody_masterkey SET wrapped = NULL WHERE id = %s", [str(scene.recording_id)])
    scene.do(scene.custodian, keeping.lift_hold, scene.recording_id, hold.pk)
    scene.do(scene.custodian, keeping.ask_to_destroy, scene.recording_id)
    with pytest.raises(NotAllowed):
        scene.do(scene.custodian, keeping.destroy, scene.recording_id)
    scene.do(scene.colleague, keeping.destroy, scene.recording_id)
    assert scene.row().state == State.DESTROYED
    assert scene.ledger()[-1] == "key_destroyed"
