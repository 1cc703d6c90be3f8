"""What becomes of recordings and copies when a case is closed."""

from opennrm.custody import viewing
from opennrm.custody.states import CopyState, Ending, Looking, Purpose, State
from tests.custody.test_copies import for_therapy, handed_over, made


def test_copies_for_therapy_end_with_the_case_and_those_for_proceedings_stay(scene):
    scene.sealed()
    scene.agreed(scene.counsel)
    therapy = for_therapy(scene).pk
    prosecution = made(scene, purpose=Purpose.PROSECUTION, recipient=scene.prosecutor.membership.agency_id)
    court = made(scene, purpose=Purpose.COURT, recipient=None, office="Home Circuit Court", may_download=True)
    defence = handed_over(scene)
    scene.close()
    assert (scene.copy(therapy).ending, scene.copy(therapy).wrapped) == (Ending.CLOSED, None)
    assert {scene.copy(each).state for each in (prosecution, defence, court)} == {CopyState.READY}
    assert scene.row().state == State.SEALED
    assert scene.do(scene.counsel, viewing.open_copy, defence, purpose=Looking.ADVISE)
