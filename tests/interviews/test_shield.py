"""I8: whoever leads an interview sees nothing else of the case until it was held."""

import pytest

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import TimelineEntry
from opennrm.foundation.refusals import Refused
from opennrm.interviews.models import Interview
from tests.interviews import team
from tests.interviews.scene import Scene, set_up


@pytest.fixture
def scene(world) -> Scene:
    return set_up(world)


def test_i8_whoever_leads_it_sees_nothing_else_of_the_case_until_it_was_held(scene):
    scene.let_take_part(scene.police, "inspector", "investigation")
    scene.ask()
    scene.plan()

    def finds(name: str) -> bool:
        with scene.world.acting(scene.person(name)) as actor:
            assert Interview.objects.visible_to(actor).exists()
            return TimelineEntry.objects.filter(kind="joint_work.asked").exists()

    assert (finds("interviewer"), finds("second_interviewer")) == (False, True)
    scene.begin()
    assert not finds("interviewer")
    scene.finish()
    assert finds("interviewer")
    written = AuditEvent.objects.using("setup").filter(subject_id=scene.interview_id)
    assert {"interview.shielded", "interview.unshielded"} <= set(written.values_list("kind", flat=True))


def test_nobody_leads_it_shielded_whose_agency_has_no_part_for_it_alone(scene):
    scene.people["detective"] = scene.world.person(scene.world.agency("police"), "interviewer")
    scene.people["chief"] = scene.world.person(scene.people["detective"].membership.agency, "supervisor")
    team.certify(team.add_member(scene.people["detective"], sex="F"))
    scene.let_take_part(scene.people["chief"].membership.agency, "chief", "investigation")
    scene.ask()
    with pytest.raises(Refused) as refused:
        scene.plan(lead="detective")
    assert refused.value.field == "lead"
