"""Case conferences of invented cases: planned, held, with minutes and what was agreed."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.conferences import access, actions, agenda, guests, minutes
from opennrm.conferences.permissions import CONFERENCE_ATTEND, CONFERENCE_HOLD
from opennrm.conferences.states import Attendance, Coming, Way
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait
from .joint_work import joint_work_asked, takes_part
from .people import Child
from .screening import presumed, screened


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Somebody who is invited. A discipline that the country does not have is replaced by the first that it has."""

    who: str
    discipline: str


GUESTS = (
    Guest(who="Sergeant Imogen Wray", discipline="police"),
    Guest(who="Nurse Althea Brissett", discipline="health"),
    Guest(who="Corin Mayhew, class teacher", discipline="education"),
)


def _of(course: Course) -> UUID:
    assert course.conference_id is not None, "First somebody plans a conference."
    return course.conference_id


def conference_planned(*, in_days: int = 0, place: str = "The small meeting room") -> Trait:
    """A conference is planned with guests and an agenda: so many days from today, or for the moment of planning."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            if not worker.may(CONFERENCE_HOLD):
                raise EndsHere("Nobody who works on this case holds conferences in this country.")
            at = course.next()
            starts = timezone.now() + timedelta(days=in_days) if in_days else at
            starts = starts.replace(minute=0, second=0, microsecond=0) if in_days else starts
            planned = actions.plan(
                course.case_id,
                starts_at=starts,
                way=Way.IN_PERSON,
                place=place,
                chair=None,
                page=uuid4(),
                by=worker,
                at=at,
            )
            course.conference_id = planned.pk
            for guest in GUESTS:
                _invite(planned.pk, guest, by=worker, course=course)
            suggested = agenda.suggestions(worker, planned, planned.case, at=at)
            sources = [each.code for each in suggested[:2]]
            text = "Who talks with the family, and when"
            agenda.add(planned.pk, sources=sources, text=text, page=uuid4(), by=worker, at=at)

    return step


def _invite(conference_id: UUID, guest: Guest, *, by: Actor, course: Course) -> None:
    known = pack().codes("disciplines")
    discipline = guest.discipline if guest.discipline in known else next(iter(known))
    actions.invite(
        conference_id, discipline=discipline, agency=None, who=guest.who, page=uuid4(), by=by, at=course.at
    )


def conference_held(*, said: str, agreed: str, days: int) -> Trait:
    """It was held: everybody came but the last, there are minutes, and something is to be done within so many days."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            at, conference_id = course.next(), _of(course)
            invited = list(access.participants_of(worker, conference_id))
            attendance = {each.pk: Attendance.ATTENDED.value for each in invited}
            attendance[invited[-1].pk] = Attendance.EXCUSED.value
            actions.hold(conference_id, attendance=attendance, by=worker, at=at)
            minutes.write(conference_id, text=said, seen=0, page=uuid4(), by=worker, at=course.next())
            minutes.agree(
                conference_id,
                text=agreed,
                kind=next(iter(pack().codes("task_kinds"))),
                due_on=timezone.localdate(timezone=pack().zone) + timedelta(days=days),
                given_to=None,
                participant=invited[0].pk,
                page=uuid4(),
                by=worker,
                at=course.next(),
            )

    return step


def agency_invited(of: Somebody, *, who: str) -> Trait:
    """Somebody of this person's agency is invited to the conference that was planned last, and the agency is told."""

    def step(course: Course) -> None:
        with course.acting(of) as guest:
            agency_id = guest.agency_id
        with course.acting(course.worker) as worker:
            discipline = next(iter(pack().codes("disciplines")))
            actions.invite(
                _of(course),
                discipline=discipline,
                agency=agency_id,
                who=who,
                page=uuid4(),
                by=worker,
                at=course.next(),
            )

    return step


def agency_comes(by: Somebody, *, proposes: str) -> Trait:
    """This person has said for their agency that everybody of it comes, and has proposed something."""

    def step(course: Course) -> None:
        with course.acting(by) as guest:
            if not guest.may(CONFERENCE_ATTEND):
                raise EndsHere("Nobody like this answers invitations in this country.")
            conference_id, at = _of(course), course.next()
            own = access.own_participants(guest, conference_id)
            coming = {each.pk: Coming.YES.value for each in own}
            guests.answer(conference_id, coming=coming, words="", seen=0, page=uuid4(), by=guest, at=at)
            guests.propose(conference_id, text=proposes, page=uuid4(), by=guest, at=course.next())

    return step


STORIES = (
    Story(
        by="nurse",
        hours_ago=170,
        child=Child(given_names="Abigaye", family_name="Tennant", age=14, sex="female"),
        kind="made_to_work",
        area=5,
        occurred="Since Easter",
        account="She sells at the bus park until late at night for a woman who is not her mother. She has a burn on "
        "her arm.",
        way=(
            assigned(to="caseworker"),
            screened,
            presumed,
            conference_planned(),
            conference_held(
                said="The sergeant has spoken with the driver who brings her. The nurse has looked at the burn: it is "
                "a week old.\n\nShe wants to stay with her grandmother. Nobody has seen the grandmother's house yet.",
                agreed="Find out who rents the stall at the bus park.",
                days=4,
            ),
            conference_planned(in_days=6),
            joint_work_asked(of="inspector"),
            takes_part(by="inspector"),
            agency_invited(of="inspector", who="Inspector Errol Whitfield"),
            agency_comes(by="inspector", proposes="What the driver has told us"),
        ),
    ),
)
