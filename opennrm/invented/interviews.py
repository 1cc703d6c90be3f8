"""Interviews of invented cases: asked for, with a time, held, with nothing said, or with a recorder that failed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.agencies.models import Membership
from opennrm.cases import access as case_access
from opennrm.cases.models import Case
from opennrm.consents.actions import Recipient
from opennrm.consents.queries import to_agency
from opennrm.country.pack import pack
from opennrm.country.sheets import Moment
from opennrm.foundation.actor import Actor
from opennrm.interviews import access, basis, day, ending, planning, requests, times, urgent
from opennrm.interviews.models import MustAct, Relaxation
from opennrm.interviews.states import Act, Flag, Outcome, PhaseKind, Recorded
from opennrm.spaces import team
from opennrm.spaces.models import Space

from .cases import assigned
from .concerns import Story
from .consents import everybody_agrees
from .course import Acting, Course, EndsHere, Trait, lately
from .custody import recording_sealed
from .joint_work import joint_work_asked, takes_part
from .people import Child
from .screening import presumed, screened
from .tellings import Words, told

HOST, INTERVIEWER, CHIEF = "host", "interviewer", "inspector"
PURPOSE = "interview"
WITH_PART: tuple[Trait, ...] = (
    joint_work_asked(of=CHIEF, purpose=PURPOSE),
    takes_part(by=CHIEF),
    joint_work_asked(of=HOST, purpose=PURPOSE),
    takes_part(by=HOST),
)
"""The police and whoever keeps the space take part in the interview."""


def join_the_team(acting: Acting, *, at: datetime) -> None:
    """Those who lead interviews are of a team, and certified."""
    try:
        with acting(CHIEF) as chief:
            who = Membership.objects.acting().get(
                account__email__startswith=f"{INTERVIEWER}@", agency_id=chief.agency_id
            )
            known: dict[str, Any] = {
                "disciplines": ["interviewer", "law_enforcement"],
                "sex": "F",
                "languages": [language.code for language in pack().languages][:2],
                "home_area": pack().areas[0].code,
                "travel_limit_minutes": 60,
                "max_per_day": 3,
            }
            member = team.add_member(who.pk, **known, by=chief, at=at)
            today = at.astimezone(pack().zone).date()
            days = {"valid_from": today - timedelta(days=300), "valid_until": today + timedelta(days=400)}
            team.add_certificate(member.pk, kind="forensic_interview", **days, by=chief, at=at)
    except (EndsHere, Membership.DoesNotExist):
        return


BESIDE = (join_the_team,)


def interview_asked(reason: str, *, name: str, wish: str = "F", **answers: Any) -> Trait:
    """Whoever works on the case has asked for an interview, and said what was told before."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            at = course.next()
            told_on = at.astimezone(pack().zone).date()
            account = requests.add_account(
                course.case_id, asked_by=None, told_on=told_on, form="spontaneous",
                reference="In the concern that was reported", page=uuid4(), by=worker, at=at,
            )  # fmt: skip
            given: dict[str, Any] = {
                "sequence": "first", "reason_code": "", "reason": reason, "urgency": "7d", "not_before": None,
                "must_before": None, "language": next(iter(pack().listed("languages"))), "interpreter": "none",
                "wish": wish, "needs": [], "name_to_use": name, "aids": "", "companion": "Her grandmother waits.",
                "medical_window_end": None, "shielded": True, **answers,
            }  # fmt: skip
            requests.request(
                course.case_id,
                answers=given,
                acknowledged=[account.pk],
                page=uuid4(),
                by=worker,
                at=course.next(),
            )

    return step


def _of(course: Course, actor: Actor) -> UUID:
    return (
        access.visible_to(actor)
        .of_case(course.case_id)
        .order_by("-requested_at")
        .values_list("pk", flat=True)[0]
    )


def interview_timed(*, in_days: int, hour: int, from_now: bool = False) -> Trait:
    """It has a time, in the first space, so many days after the step before or from today.

    The disciplines that cannot come watch the recording later.
    """

    def step(course: Course) -> None:
        with course.acting(CHIEF) as chief:
            interview_id = _of(course, chief)
            standing = access.rows(Relaxation, chief, access.visible_to(chief).get(pk=interview_id)).exists()
            for each in () if standing else pack().interviews.quorum:
                words = "They watch the recording later."
                planning.relax(
                    interview_id, condition=f"quorum({each})", words=words, by=chief, at=course.next()
                )
        with course.acting(INTERVIEWER) as interviewer:
            lead = interviewer.membership_id
        with course.acting(HOST) as host:
            at = course.next()
            starts = _opening(timezone.now() if from_now else at, in_days, hour)
            space = Space.objects.order_by("code").first()
            if space is None:
                raise EndsHere("This country has no space for interviews.")
            ends = starts + timedelta(hours=1)
            who: dict[str, Any] = {"space": space.pk, "lead": lead, "people": []}
            times.schedule(interview_id, **who, starts_at=starts, ends_at=ends, by=host, at=at)

    return step


def _opening(after: datetime, in_days: int, hour: int) -> datetime:
    """An hour of a working day, so many days after a moment or a little later."""
    zone = pack().zone
    day_of_it = after.astimezone(zone).date() + timedelta(days=in_days)
    while day_of_it.weekday() > 4:
        day_of_it += timedelta(days=1)
    return datetime.combine(day_of_it, datetime.min.time(), tzinfo=zone) + timedelta(hours=hour)


def interview_replanned(reason: str, words: str) -> Trait:
    """Its time was taken away."""

    def step(course: Course) -> None:
        with course.acting(HOST) as host:
            times.replan(_of(course, host), reason=reason, words=words, by=host, at=course.next())

    return step


def _may_be_recorded(course: Course) -> None:
    with course.acting(INTERVIEWER) as interviewer:
        agency_id, kind = interviewer.agency_id, interviewer.agency_kind
    with course.acting(course.worker) as worker:
        case: Case = case_access.visible_to(worker).get(pk=course.case_id)
        everybody_agrees(
            case,
            basis.PURPOSE,
            recipient=Recipient(kind=kind),
            to=to_agency(agency_id, kind),
            scopes=(),
            by=worker,
            at=course.next(),
        )
        basis.confirm(_of(course, worker), by=worker, at=course.next())


def interview_held(
    *, outcome: Outcome, note: str, failed: bool = False, flag: str = "", parts: Sequence[PhaseKind] = ()
) -> Trait:
    """It was held at its time, with these parts before the end."""

    def step(course: Course) -> None:
        course.go(told(Words(moment=Moment.BEFORE_INTERVIEW), by=INTERVIEWER), _may_be_recorded)
        with course.acting(INTERVIEWER) as lead:
            starts = access.visible_to(lead).get(pk=_of(course, lead)).starts_at
        pace, course.pace = course.pace, timedelta(minutes=6)
        course.at = max(course.at, min(starts or course.at, timezone.now() - timedelta(hours=3)))
        course.go(told(Words(moment=Moment.START_OF_INTERVIEW), by=INTERVIEWER))
        with course.acting(INTERVIEWER) as lead:
            _through_the_parts(course, lead, [*parts, PhaseKind.SUBSTANTIVE], failed=failed, flag=flag)
            interview_id, ended_at = _of(course, lead), course.next()
            after: dict[str, Any] = {"outcome": outcome, "state_after": ["tired"], "ended_at": ended_at}
            day.finish(interview_id, **after, by=lead, at=course.next())
            ending.write_note(interview_id, text=note, by=lead, at=course.next())
            ending.debrief(interview_id, text="We agreed who calls tomorrow.", by=lead, at=course.next())
            if failed:
                said: dict[str, Any] = {"recorded": Recorded.PARTLY, "words": "It stopped after 20 minutes."}
                ending.say_recorded(interview_id, **said, by=lead, at=course.next())
        course.pace = pace

    return step


def interview_closed(course: Course) -> None:
    """What could not wait was acted on, and the work on it is finished."""
    with course.acting(INTERVIEWER) as lead:
        interview = access.visible_to(lead).get(pk=_of(course, lead))
        for flag in access.rows(MustAct, lead, interview).filter(acted_at=None):
            said: dict[str, Any] = {"kind": Act.CONCERN, "words": "I reported it at once."}
            urgent.act(interview.pk, flag.pk, **said, by=lead, at=course.next())
        ending.close(interview.pk, by=lead, at=course.next())


def _through_the_parts(
    course: Course, lead: Actor, parts: Sequence[PhaseKind], *, failed: bool, flag: str
) -> None:
    """It begins, and goes from part to part; the recorder may fail, and something may come up."""
    interview_id = _of(course, lead)
    day.test_recorder(interview_id, by=lead, at=course.next())
    began: dict[str, Any] = {"protocol": "NICHD", "state_before": ["calm"], "began_at": course.next()}
    day.start(interview_id, **began, by=lead, at=course.next())
    for kind in parts:
        moment = course.next()
        day.go_on(interview_id, kind=kind, started_at=moment, by=lead, at=course.next())
    if failed:
        moment = course.next()
        day.recorder_failed(interview_id, failed_at=moment, by=lead, at=course.next())
    if flag:
        said: dict[str, Any] = {"flag": Flag.OTHER_CHILD, "words": flag, "page": uuid4()}
        urgent.raise_flag(interview_id, **said, by=lead, at=course.next())


def _before(*way: Trait) -> tuple[Trait, ...]:
    # Agencies can be asked to take part for six working days at most: such a case began less than eight days ago, so
    # that they are never asked in vain. Where a weekend lies between, three interviews are on one day.
    return (assigned(to="caseworker"), screened, presumed, *WITH_PART, *way)


PARTS = (PhaseKind.GROUND_RULES, PhaseKind.RAPPORT, PhaseKind.MEMORY)
STORIES = (
    Story(
        by="nurse", hours_ago=150, kind="sexual_exploitation", area=0,
        child=Child(given_names="Renae", family_name="Holgate", age=14, sex="female"),
        occurred="Since the summer",
        account="She told a nurse that a man brings her to a house at weekends.",
        way=_before(
            interview_asked("She told a nurse that a man brings her to a house.", name="Renae"),
            interview_timed(in_days=1, hour=9),
            interview_held(
                outcome=Outcome.ACCOUNT, parts=PARTS,
                note="She told of the house and of two men. She drew the way from the bus stop.",
                flag="She says that a boy of nine sleeps in the same house.",
            ),
            recording_sealed(_of),
            interview_closed,
        ),
    ),
    Story(
        by="constable", hours_ago=165, kind="made_to_work", area=0,
        child=Child(given_names="Jahvon", family_name="Trelawne", age=9, sex="male"),
        occurred="For a year",
        account="He was found asleep behind a shop. He did not want to say where he lives.",
        way=_before(
            interview_asked("He was found alone at night and says nothing about home.", name="Jay", wish="none"),
            interview_timed(in_days=1, hour=11),
            interview_held(
                outcome=Outcome.NOTHING, parts=PARTS[:2],
                note="He talked about football and about his dog. He told nothing about where he sleeps.",
            ),
        ),
    ),
    Story(
        by="nurse", hours_ago=180, kind="made_to_work", area=0,
        child=Child(given_names="Shanoya", family_name="Pinnock", age=12, sex="female"),
        occurred="Every evening",
        account="She has burns on both hands from a stove at a cook shop.",
        way=_before(
            interview_asked("She has burns from working at a cook shop at night.", name="Shan"),
            interview_timed(in_days=1, hour=13),
            interview_held(
                outcome=Outcome.PARTIAL, failed=True,
                note="After 20 minutes the recorder stopped. I went on with notes. She told of the cook shop.",
            ),
        ),
    ),
    Story(
        by="nurse", hours_ago=60, kind="sexual_exploitation", area=0,
        child=Child(given_names="Ashani", family_name="Corbyn", age=16, sex="female"),
        occurred="Last month",
        account="A friend showed her pictures to others for money.",
        way=_before(
            interview_asked("Pictures of her were sold.", name="Ashani"),
            interview_timed(in_days=4, hour=9, from_now=True),
            interview_replanned("child", "She has a mathematics examination that morning."),
            interview_timed(in_days=6, hour=13, from_now=True),
        ),
    ),
    Story(
        by="constable", hours_ago=30, kind="made_to_commit_crime", area=0,
        child=Child(given_names="Omarie", family_name="Stennett", age=13, sex="male"),
        occurred="This week",
        account="He was caught carrying a bag for older boys. He asked not to be sent back to them.",
        way=_before(
            lately(6),
            interview_asked("He was caught carrying a bag for older boys.", name="Omarie", wish="M"),
        ),
    ),
)  # fmt: skip
