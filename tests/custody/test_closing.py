"""What becomes of recordings and copies when a case is closed."""

from opennrm.country.pack import pack
from opennrm.custody import viewing
from opennrm.custody.states import CopyState, Ending, Looking, Purpose, State
from opennrm.invented.closing import closed
from opennrm.invented.screening import not_confirmed
from opennrm.joint_work import actions as joint_actions
from opennrm.joint_work.models import JointWork
from tests.custody.test_copies import for_therapy, handed_over, made


def close(scene) -> None:
    """The case is closed as any other, after every agency that took part has left it."""
    live = JointWork.objects.using("setup").filter(case_id=scene.case_id, ended_at=None)
    reason = next(iter(pack().codes("joint_ends")))
    for work_id in live.values_list("pk", flat=True):
        scene.do(scene.office.caseworker, joint_actions.end, work_id, reason=reason)
    people = {"worker": scene.office.caseworker, "supervisor": scene.office.supervisor}
    scene.world.course(scene.case_id, **people).go(not_confirmed, closed())


def test_copies_for_therapy_end_with_the_case_and_those_for_proceedings_stay(scene):
    scene.sealed()
    scene.agreed(scene.counsel)
    therapy = for_therapy(scene).pk
    prosecution = made(scene, purpose=Purpose.PROSECUTION, recipient=scene.prosecutor.membership.agency_id)
    court = made(scene, purpose=Purpose.COURT, recipient=None, office="Home Circuit Court", may_download=True)
    defence = handed_over(scene)
    close(scene)
    assert (scene.copy(therapy).ending, scene.copy(therapy).wrapped) == (Ending.CLOSED, None)
    assert {scene.copy(each).state for each in (prosecution, defence, court)} == {CopyState.READY}
    assert scene.row().state == State.SEALED
    assert scene.do(scene.counsel, viewing.open_copy, defence, purpose=Looking.ADVISE)
