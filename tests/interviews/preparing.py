"""What has to be there before an interview begins: the child was told, and those who have to have agreed."""

from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.consents import actions as consents
from opennrm.consents.actions import Explained, Recipient, Saying
from opennrm.country.pack import pack
from opennrm.country.sheets import Moment
from opennrm.interviews import basis
from opennrm.invented.tellings import Words
from opennrm.tellings import actions as tellings
from tests.world import Person, World


def prepare(world: World, interviewer: Person, caseworker: Person, case_id: UUID, interview_id: UUID) -> None:
    """The caseworker writes down what the child was told and who agreed, and confirms that it may be recorded."""
    now = timezone.now()
    for moment in (Moment.BEFORE_INTERVIEW, Moment.START_OF_INTERVIEW):
        with world.acting(caseworker) as actor:
            tellings.write(case_id, content=Words(moment=moment).at(now), page=uuid4(), by=actor, at=now)
    agree(world, interviewer, caseworker, case_id)
    with world.acting(caseworker) as actor:
        basis.confirm(interview_id, by=actor, at=timezone.now())


def agree(world: World, interviewer: Person, caseworker: Person, case_id: UUID, answer: str = "yes") -> None:
    """What the child and the state say to the recorded interview by the agency of the interviewer."""
    with world.acting(caseworker) as actor:
        consents.record(
            case_id,
            purpose="recorded_interview",
            recipient=Recipient(kind=interviewer.membership.agency.kind),
            sayings=[
                Saying(giver="child", answer=answer),
                Saying(giver="state", answer="yes", signer="Director of the office"),
            ],
            explained=Explained(form="spoken", language=next(iter(pack().listed("languages")))),
            page=uuid4(),
            by=actor,
            at=timezone.now(),
        )
