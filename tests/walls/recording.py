"""The recordings of the cast: one that is sealed, with copies in every state that matters, and two more."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.consents import bases
from opennrm.consents.actions import Recipient
from opennrm.custody import copies, handing, keeping, receiving, viewing
from opennrm.custody.states import Authority, Clock, Looking, Medium, Purpose
from opennrm.invented.course import Course
from opennrm.invented.joint_work import joint_work_asked, takes_part
from tests.custody.scene import film
from tests.world import Person, World


def keep_recordings(world: World, people: dict[str, Person], course: Course, *, word: str) -> dict[str, UUID]:
    """Let a custodian keep recordings of the case, with words that give it away in all that is sealed."""
    custodian = people["custodian"]
    course.go(
        joint_work_asked(of=custodian, scopes=("case", "recordings"), summary=f"{word} was interviewed."),
        takes_part(by=custodian),
    )
    _let_show_to_therapists(people, course, word=word)
    colleague = world.person(custodian.membership.agency, "evidence_custodian")
    recording = _announce(world, custodian, course.case_id)
    with world.acting(custodian) as actor:
        by: Any = {"by": actor, "at": timezone.now()}
        content = film(2000)
        receiving.begin(recording, size=len(content), **by)
        receiving.take(recording, offset=0, content=content, **by)
        hold = keeping.set_hold(recording, wanted_by="Court of Appeal 12/26", **by).pk
    offered = _announce(world, colleague, course.case_id)
    with world.acting(colleague) as actor:
        keeping.offer(offered, to=custodian.membership.pk, by=actor, at=timezone.now())
    return {
        "recording_id": recording,
        "arriving_recording_id": _announce(world, custodian, course.case_id),
        "offered_recording_id": offered,
        "recording_hold_id": hold,
        "custodian_colleague_id": colleague.membership.pk,
        **_copies(world, people, recording, word=word),
    }


def _let_show_to_therapists(people: dict[str, Person], course: Course, *, word: str) -> None:
    """A court allows copies for the agency of whoever has one, and for a clinic that is only named."""
    agency_id = people["copy_holder"].membership.agency_id
    with course.acting(course.worker) as worker:
        for recipient in (Recipient(agency_id=agency_id), Recipient(words=f"{word} clinic")):
            bases.record(
                course.case_id, purpose="recording_therapist", recipient=recipient, basis="court_order",
                reason=f"{word} is treated.", page=uuid4(), by=worker, at=timezone.now(),
            )  # fmt: skip


def _announce(world: World, custodian: Person, case_id: UUID) -> UUID:
    with world.acting(custodian) as actor:
        return receiving.announce(
            case_id, device="Fixed recorder 1", clock=Clock.DEVICE, started_at=None, ended_at=None, page=uuid4(),
            by=actor, at=timezone.now(),
        ).pk  # fmt: skip


def _copies(world: World, people: dict[str, Person], recording: UUID, *, word: str) -> dict[str, UUID]:
    custodian, holder = people["custodian"], people["copy_holder"]
    given: Any = {
        "purpose": Purpose.THERAPY, "basis": Authority.CONSENT, "authority": f"{word} agreed", "may_view": True,
        "may_download": True, "until": timezone.now() + timedelta(days=20),
    }  # fmt: skip
    to = holder.membership.agency_id
    with world.acting(custodian) as actor:
        by: Any = {"by": actor, "at": timezone.now()}
        seen, waiting, ready = (
            copies.order(recording, recipient=to, office="", **given, page=uuid4(), **by).pk
            for _each in range(3)
        )
        office = copies.order(recording, recipient=None, office="A clinic", **given, page=uuid4(), **by).pk
        for each in (seen, waiting):
            handing.hand_over(each, medium=Medium.ONLINE, **by)
        handing.hand_over(office, medium=Medium.DISC, seal_number="A 17", **by)
    with world.acting(holder) as actor:
        by = {"by": actor, "at": timezone.now()}
        handing.accept(seen, **by)
        event = viewing.open_copy(seen, purpose=Looking.TREAT, **by)
        assert event is not None
        viewing.played(seen, event.pk, ranges=[[0, 12]], **by)
    return {
        "copy_id": seen, "waiting_copy_id": waiting, "ready_copy_id": ready, "office_copy_id": office,
        "event_id": event.pk,
    }  # fmt: skip
