"""A recording has a custodian until it is destroyed: their part outlasts joint work, a handover and the case."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from opennrm.cases.models import Case, CaseKey, Participation
from opennrm.cases.states import Part
from opennrm.closing.models import Closure
from opennrm.custody import access, copies, handing, jobs, keeping, queries, receiving, transcripts, verify
from opennrm.custody.models import MasterKey, Recording
from opennrm.custody.states import Medium, Purpose, State
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.invented.cases import taken
from opennrm.invented.handovers import handover_asked, taken_over
from opennrm.invented.notes import Said, noted
from opennrm.invented.retention import followed_up
from opennrm.notes.models import Note
from opennrm.people.models import Person as Child
from tests.custody.scene import Scene, let_take_part
from tests.custody.test_copies import made
from tests.custody.test_transcripts import document
from tests.retention.scene import Scene as Erasing
from tests.world import Person

APPEAL = "Court of Appeal 12/26"


@pytest.fixture
def other(scene) -> Person:
    """A custodian of another agency, whose part covers recordings."""
    person = scene.world.person(scene.world.agency("police"), "evidence_custodian")
    let_take_part(scene.world, scene.office, scene.case_id, person)
    return person


@pytest.fixture
def named(scene) -> Scene:
    """The same people with a case of which a name is known, and to which somebody has added a note."""
    office = scene.office
    case_id = scene.world.report(office.constable, given_names="Ambrosine").case_id
    scene.world.course(case_id, worker=office.caseworker).go(taken, noted(Said(text="She sang.")))
    scopes = ("case", "identity", "recordings", "timeline")
    let_take_part(scene.world, office, case_id, scene.custodian, scopes=scopes)
    return replace(scene, case_id=case_id)


def keeping_agencies(scene) -> list[UUID]:
    """The agencies that have the part now, read past the walls."""
    live = Participation.objects.using("setup").filter(
        case_id=scene.case_id, part=Part.KEEPING, ended_at=None
    )
    return sorted(live.values_list("agency_id", flat=True))


def call(scene, person: Person, statement: str, *given: Any) -> Any:
    with scene.world.acting(person), connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone()


def test_the_custodian_goes_on_until_the_recording_is_destroyed(scene):
    scene.sealed()
    court = made(scene, purpose=Purpose.COURT, recipient=None, office="Home Circuit Court", may_download=True)
    scene.close()
    by, given = scene.custodian, {"medium": Medium.DISC, "seal_number": "A 17"}
    hold = scene.do(by, keeping.set_hold, scene.recording_id, wanted_by=APPEAL)
    scene.do(by, copies.extend, court, until=scene.copy(court).until + timedelta(days=5))
    scene.do(by, handing.hand_over, court, **given)
    scene.do(by, handing.record_receipt, court, signed_by="Registrar")
    made(scene, by=by, purpose=Purpose.WORKING, recipient=by.membership.agency_id)
    scene.do(by, transcripts.add, scene.recording_id, **document())
    with scene.world.acting(by) as actor:
        opened = queries.open_recording(actor, scene.recording_id, at=timezone.now())
        assert (opened.is_custodian, opened.case) == (True, None)
        assert "HCV 12" in {each.authority for each in opened.copies}
    scene.job(jobs.keep)
    assert scene.job(verify.verify).faults == []
    scene.do(by, keeping.lift_hold, scene.recording_id, hold.pk)
    with pytest.raises(keeping.Kept, match="Its time is not over"):
        scene.do(by, keeping.ask_to_destroy, scene.recording_id)
    scene.past("UPDATE custody_recording SET sealed_at = now() - interval '30 years'")
    scene.do(by, keeping.ask_to_destroy, scene.recording_id)
    assert keeping_agencies(scene) == [by.membership.agency_id]
    scene.do(scene.colleague, keeping.destroy, scene.recording_id)
    assert scene.row().state == State.DESTROYED
    assert keeping_agencies(scene) == []
    with scene.world.acting(by):
        assert not CaseKey.objects.exists()


def test_of_an_open_case_that_one_no_longer_sees_no_recording_is_destroyed(scene):
    scene.sealed()
    scene.past("UPDATE custody_recording SET sealed_at = now() - interval '30 years'")
    scene.end_parts()
    with pytest.raises(keeping.Kept, match="The case is open"):
        scene.do(scene.custodian, keeping.ask_to_destroy, scene.recording_id)


def test_everything_else_of_the_case_is_gone_with_the_part_before(named):
    mine = named.announce().pk

    def seen() -> list[int]:
        with named.world.acting(named.custodian):
            return [model.objects.filter(case_id=named.case_id).count() for model in (Child, Note, Recording)]

    assert seen() == [1, 0, 1]
    named.end_parts()
    assert seen() == [0, 0, 1]
    elsewhere = named.world.person(named.world.agency("police"), "evidence_custodian")
    let_take_part(named.world, named.office, named.case_id, elsewhere)
    later = named.announce(by=elsewhere).pk
    assert seen() == [0, 0, 1]
    with named.world.acting(named.custodian) as actor:
        assert not Case.objects.filter(pk=named.case_id).exists()
        assert named.case_id not in access.cases_to_keep_in(actor).values_list("pk", flat=True)
    for attempt in (
        lambda: named.do(named.custodian, keeping.set_hold, later, wanted_by=APPEAL),
        lambda: named.announce(page=uuid4()),
    ):
        with pytest.raises(NotThere):
            attempt()
    named.do(named.custodian, keeping.set_hold, mine, wanted_by=APPEAL)


def test_it_stays_when_another_agency_leads_the_case(scene):
    scene.sealed()
    receiving_agency = scene.world.person(scene.world.agency("child_protection"), "supervisor")
    course = scene.world.course(
        scene.case_id, worker=scene.office.caseworker, supervisor=scene.office.supervisor
    )
    course.go(handover_asked(of=receiving_agency), taken_over(by=receiving_agency))
    scene.do(scene.custodian, keeping.set_hold, scene.recording_id, wanted_by=APPEAL)
    with scene.world.acting(receiving_agency):
        part = Participation.objects.get(case_id=scene.case_id, part=Part.KEEPING)
        assert (part.agency_id, part.ended_at) == (scene.custodian.membership.agency_id, None)


def test_the_agency_before_loses_it_when_it_keeps_nothing_any_more(scene, other):
    scene.sealed()
    second = scene.announce().pk
    scene.end_parts(scene.custodian)
    assert keeping_agencies(scene) == [scene.custodian.membership.agency_id]
    for recording_id in (scene.recording_id, second):
        scene.do(scene.custodian, keeping.offer, recording_id, to=other.membership.pk)
    scene.do(other, keeping.take, scene.recording_id)
    both = sorted([scene.custodian.membership.agency_id, other.membership.agency_id])
    assert keeping_agencies(scene) == both
    scene.do(other, keeping.take, second)
    assert keeping_agencies(scene) == [other.membership.agency_id]
    for person in (scene.custodian, scene.colleague):
        with scene.world.acting(person):
            found = (Recording, MasterKey, CaseKey, Participation)
            assert [model.objects.count() for model in found] == [0, 0, 0, 0]
        with pytest.raises((NotThere, NotAllowed)):
            scene.do(person, keeping.set_hold, scene.recording_id, wanted_by=APPEAL)


def test_giving_up_a_recording_that_never_arrived_ends_it(scene):
    scene.end_parts(scene.custodian)
    scene.do(scene.custodian, receiving.abandon, scene.recording_id)
    assert keeping_agencies(scene) == []


def test_nobody_gives_it_to_themselves_or_takes_it_away_past_our_code(scene, other):
    scene.sealed()
    part = Participation.objects.using("setup").get(case_id=scene.case_id, part=Part.KEEPING)
    offered = "SELECT sec.offer_part(%s, 'keeping', %s, %s, true, NULL)"
    membership = scene.prosecutor.membership
    follow = "SELECT sec.follow_custodian(%s, now())"
    for person, statement, *given in (
        (scene.office.caseworker, offered, scene.case_id, membership.agency_id, [membership.role]),
        (scene.office.caseworker, "SELECT sec.end_part(%s)", part.principal),
        (scene.custodian, "SELECT sec.end_part(%s)", part.principal),
        (other, follow, scene.recording_id),
        (scene.counsel, follow, scene.recording_id),
    ):
        with pytest.raises(DatabaseError, match=r"no such part|can end it|takes part in its case"):
            call(scene, person, statement, *(str(each) if isinstance(each, UUID) else each for each in given))


def test_who_keeps_no_recordings_becomes_nobody_who_does_by_a_row_of_their_own(scene):
    """The prosecution's part covers recordings, and whoever takes part can add rows; their role keeps none."""
    with scene.world.acting(scene.prosecutor) as actor, connection.cursor() as cursor:
        own = [actor.own_principal]
        row = Recording(
            case_id=scene.case_id, readers=own, writers=own, reference="REC-0", device="None", clock="device",
            custodian_id=actor.membership_id, announced_by_id=actor.membership_id, announced_at=timezone.now(),
        )  # fmt: skip
        row.save(from_action=True, force_insert=True)
        with pytest.raises(DatabaseError, match="is kept where"):
            cursor.execute("SELECT sec.follow_custodian(%s, now())", [str(row.pk)])


def test_what_a_court_wants_kept_stands_against_erasing_the_case_and_keeping_it_ends_with_it(scene):
    office = scene.office
    scene.sealed()
    hold = scene.do(scene.custodian, keeping.set_hold, scene.recording_id, wanted_by=APPEAL)
    scene.close()
    people = {"worker": office.caseworker, "supervisor": office.supervisor}
    scene.world.course(scene.case_id, **people).go(followed_up)
    Closure.objects.using("setup").update(kept_until="1990-01-01", from_action=True)
    against = "SELECT sec.against_erasing(%s)"
    assert call(scene, office.supervisor, against, str(scene.case_id))[0] == ["recording_wanted"]
    scene.do(scene.custodian, keeping.lift_hold, scene.recording_id, hold.pk)
    coordination = scene.world.agency("coordination")
    officers = [scene.world.person(coordination, "data_officer") for _each in range(2)]
    Erasing(office, scene.case_id, *officers).erase()
    assert not Recording.objects.using("setup").filter(pk=scene.recording_id).exists()
    live = "SELECT count(*) FROM sec.keeping_parts(%s)"
    with connections["setup"].cursor() as cursor:
        cursor.execute(live, [str(scene.case_id)])
        assert cursor.fetchone() == (0,)
