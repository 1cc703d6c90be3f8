"""Cases that somebody asked to close, that are closed, and that were reopened."""

from uuid import UUID, uuid4

from opennrm.closing import actions, continuing
from opennrm.closing.actions import Request
from opennrm.closing.models import Closure
from opennrm.country.pack import pack
from opennrm.foundation.refusals import Refused

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Trait, lately
from .people import Child
from .referrals import accepted, completed, referred
from .screening import confirmed, not_confirmed, presumed, screened, screened_without_signs

WORDS = "She lives with her grandmother and goes to school again. The school counsellor sees her every week."
TOLD = "Her caseworker told her that she can always call, and that somebody will ask how she is."


def request(reason: str = "", *, words: str = WORDS, told_words: str = TOLD) -> Request:
    """What somebody says who asks to close a case. A reason that the country does not have is its first."""
    reasons, outcomes = pack().codes("closing_reasons"), pack().codes("case_outcomes")
    return Request(
        reason=reason if reason in reasons else next(iter(reasons)),
        outcome=next(iter(outcomes)),
        words=words,
        is_child_told=True,
        told_words=told_words,
        ends_tasks=True,
    )


def closing_asked(reason: str = "", **words: str) -> Trait:
    """Whoever works on it has asked to close the case. `words` are those of `request`."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            at = course.next()
            try:
                actions.ask(course.case_id, request(reason, **words), form_token=uuid4(), by=worker, at=at)
            except Refused as refused:
                raise EndsHere(str(refused)) from refused

    return step


def closing_approved(course: Course) -> None:
    """The supervisor has closed the case, as somebody asked."""
    with course.acting(course.supervisor) as supervisor:
        waiting = _waiting(course.case_id)
        words = "She is well, and others look after her now."
        actions.approve(course.case_id, waiting, words=words, by=supervisor, at=course.next())


def reopened(course: Course) -> None:
    """The supervisor has reopened the case."""
    reason = "Her grandmother called: the man who took her away has come to the house again."
    with course.acting(course.supervisor) as supervisor:
        actions.reopen(course.case_id, reason=reason, by=supervisor, at=course.next())


def earlier_reopened(reference: str, *, reason: str = "The same name and the same aunt.") -> Trait:
    """The supervisor has reopened an earlier case of the child, by its reference."""

    def step(course: Course) -> None:
        with course.acting(course.supervisor) as supervisor:
            at = course.next()
            continuing.reopen_earlier(
                course.case_id, reference=reference, reason=reason, by=supervisor, at=at
            )

    return step


def closed(reason: str = "", **words: str) -> Trait:
    """Whoever works on it has asked to close the case, and the supervisor has closed it."""

    def step(course: Course) -> None:
        course.go(closing_asked(reason, **words), closing_approved)

    return step


def _waiting(case_id: UUID) -> UUID:
    return Closure.objects.waiting().values_list("pk", flat=True).get(case_id=case_id)


STORIES = (
    Story(
        by="nurse",
        hours_ago=24 * 120,
        child=Child(given_names="Alicia", family_name="Thornbush", age=14, sex="female"),
        kind="made_to_work",
        area=4,
        occurred="Through the whole summer",
        account="She carried crates at the market from before sunrise, and slept behind a stall. An uncle took what "
        "she was given.",
        way=(assigned(to="caseworker"), screened, presumed, confirmed, closed("goals_met")),
    ),
    Story(
        by="constable",
        hours_ago=24 * 60,
        child=Child(given_names="Jermaine", family_name="Ashmead", age=12, sex="male"),
        kind="missing",
        area=6,
        occurred="A weekend in autumn",
        account="He was reported missing on Friday and was found at a cousin's house on Sunday. He says that he wanted "
        "to see the sea.",
        way=(
            assigned(to="caseworker"),
            screened_without_signs,
            not_confirmed,
            closed("not_a_victim"),
            reopened,
        ),
    ),
    Story(
        by="nurse",
        hours_ago=24 * 90,
        child=Child(given_names="Renee", family_name="Cottonwood", age=16, sex="female"),
        kind="sexual_exploitation",
        area=7,
        occurred="Since last winter",
        account="A man pays for her room and her telephone, and brings other men. She is afraid of what he will do if "
        "she leaves.",
        way=(
            assigned(to="caseworker"),
            screened,
            presumed,
            lately(20),
            referred(to="shelter"),
            accepted,
            completed,
            confirmed,
            closing_asked("goals_met"),
        ),
    ),
)
