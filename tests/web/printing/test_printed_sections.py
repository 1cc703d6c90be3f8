"""What the sections of other contexts say on a printed summary: who led, who takes part, conferences, closing."""

from dataclasses import replace

import pytest
from django.utils import timezone

from opennrm.concerns import additions
from opennrm.concerns.models import ReporterMessage
from opennrm.invented import closing, concerns, conferences, handovers, joint_work, tellings
from opennrm.invented.cases import name_corrected, taken
from opennrm.invented.screening import not_confirmed
from opennrm.web.parts import gathered
from tests.printing.desk import Desk
from tests.referrals.scene import set_up

pytestmark = pytest.mark.database


@pytest.fixture
def desk(world) -> Desk:
    return Desk(set_up(world))


def go(desk: Desk, *way) -> None:
    scene = desk.scene
    course = scene.world.course(desk.case_id, worker=scene.caseworker, supervisor=scene.supervisor)
    course.go(*way)


def of(desk: Desk, *codes: str, **given) -> str:
    """What these sections say, on however many pages."""
    return " ".join(desk.text(desk.print(sections=codes, **given), by=given.get("by")))


def test_what_was_agreed_who_took_part_and_why_it_was_closed(desk):
    inspector = desk.scene.world.known("inspector")
    police = inspector.membership.agency.name
    go(
        desk,
        name_corrected(family_name="Otherwise"),
        joint_work.joint_work_asked(of=inspector),
        joint_work.takes_part(by=inspector),
        conferences.conference_planned(place="Room 3"),
        conferences.conference_held(said="She wants to stay.", agreed="Find the driver.", days=2),
        joint_work.left(by=inspector),
        tellings.told(tellings.Words(told_by="Aunt Wren", questions="May I see my sister?")),
        not_confirmed,
        closing.closing_asked(),
    )
    sections = ("corrections", "handovers", "tellings", "joint_work", "conferences", "closing")
    full = of(desk, *sections)
    lead = desk.scene.lead.name
    for said in (
        "Otherwise", f"{lead}", "The case was opened", police, "Took part", "Room 3", "Find the driver.",
        conferences.GUESTS[0].who, "Waiting for a supervisor", closing.WORDS, "Aunt Wren", "May I see my sister?",
    ):  # fmt: skip
        assert said in full, said
    assert "She wants to stay." not in full, "the minutes are not printed"
    without = of(desk, *sections, has_names=False, has_texts=False)
    for hidden in (
        "Otherwise",
        "Room 3",
        "Find the driver.",
        conferences.GUESTS[0].who,
        closing.WORDS,
        "Aunt Wren",
    ):
        assert hidden not in without, hidden
    assert "Family name" in without
    assert police in without


def test_what_the_reporter_added_is_left_out_with_everything_that_people_wrote(desk):
    scene = desk.scene
    with scene.world.acting(scene.constable) as reporter:
        receipt = concerns.report(by=reporter, at=timezone.now(), account="She came home late.")
    reported = Desk(replace(scene, case_id=receipt.case_id))
    go(reported, taken, concerns.added("A red bus waits outside.", by=scene.constable))
    with scene.world.acting(scene.caseworker) as lead:
        written = ReporterMessage.objects.visible_to(lead).get()
        additions.show_to_others(receipt.case_id, written.pk, by=lead, at=timezone.now())
    texts = ("She came home late.", "A red bus waits outside.")
    full, without = of(reported, "concern"), of(reported, "concern", has_names=False, has_texts=False)
    assert [text in full for text in texts] == [True, True]
    assert [text in without for text in texts] == [False, False]
    assert "Added on" in without


def test_whoever_leads_a_case_now_reads_who_led_it_before(desk):
    world, scene = desk.scene.world, desk.scene
    receiving = world.person(world.agency("child_protection", code="yy-receiving"), "supervisor")
    go(desk, handovers.handover_asked(of=receiving), handovers.taken_over(by=receiving))
    said = of(desk, "handovers", by=receiving)
    assert f"{scene.lead.name} " in said
    assert receiving.membership.agency.name in said
    assert "now" in said


def test_a_service_is_offered_only_what_it_reads(desk):
    scene = desk.scene
    scene.do(scene.manager, "accept", scene.send())
    page = scene.world.client(scene.manager).get(f"/cases/{desk.case_id}/print/").content.decode()
    for code in ("handovers", "joint_work", "conferences", "closing", "corrections"):
        assert f'value="{code}"' not in page
    assert {"handovers", "joint_work", "conferences", "closing", "corrections"} <= {
        section.code for section in gathered().print_sections
    }
