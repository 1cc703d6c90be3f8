"""Screenings with what they found, identification decisions, and requests for them."""

from collections.abc import Callable
from uuid import uuid4

from opennrm.country.identification import DecidingPart, Meaning
from opennrm.country.instrument import Instrument
from opennrm.country.pack import pack
from opennrm.foundation.state_table import TransitionRefused
from opennrm.screening import access, actions, exploitation, requests
from opennrm.screening.exploitation import Learned
from opennrm.screening.observations import Observation
from opennrm.screening.rules import Answer

from .cases import assigned, paper_added, paused
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait
from .people import Child

Answers = dict[str, str]


def signs(instrument: Instrument | None = None) -> Answers:
    """Answers by which a child may be presumed a victim: an act, and strong indicators of exploitation."""
    instrument = instrument or next(iter(pack().instruments.values()))
    purpose = next(dimension for dimension in instrument.dimensions if dimension.element == "purpose")
    strong = [item.code for item in purpose.items if item.weight == "strong"][:2]
    medium = [item.code for item in purpose.items if item.weight == "medium"][:3]
    return dict.fromkeys([instrument.act.items[0].code, *strong, *medium], Answer.YES.value)


def no_signs(instrument: Instrument) -> Answers:
    """Every question answered with no."""
    return dict.fromkeys(instrument.items, Answer.NO.value)


def unclear(instrument: Instrument) -> Answers:
    """A third of the questions asked, and of none the answer known."""
    return dict.fromkeys(list(instrument.items)[::3], Answer.UNKNOWN.value)


def mixed(instrument: Instrument) -> Answers:
    """Every question answered with yes, no and unknown in turn."""
    turns = (Answer.YES.value, Answer.NO.value, Answer.UNKNOWN.value)
    return {code: turns[number % 3] for number, code in enumerate(instrument.items)}


def screened_with(found: Callable[[Instrument], Answers], *, seen: str = "") -> Trait:
    """The child has been screened with each instrument of the country, and this is what was found.

    :param seen: what somebody wrote beside the first answer.
    """

    def step(course: Course) -> None:
        for code, instrument in pack().instruments.items():
            with course.acting(course.worker) as worker:
                answers = found(instrument)
                beside = Observation(words=seen, source=next(iter(pack().codes("fact_sources"))))
                actions.screen(
                    course.case_id,
                    instrument=code,
                    answers=answers,
                    observations={next(iter(answers)): beside} if seen else None,
                    by=worker,
                    at=course.next(),
                )

    return step


screened = screened_with(signs)
screened_without_signs = screened_with(no_signs)
screened_unclear = screened_with(unclear)


def exploited(form: str, *, words: str = "") -> Trait:
    """A form of exploitation has been recorded: this one, or the first of a country that has another list."""

    def step(course: Course) -> None:
        known = pack().codes("exploitation_types")
        at = course.next()
        with course.acting(course.worker) as worker:
            learned = Learned(
                forms=[form if form in known else next(iter(known))],
                learned_from=list(pack().codes("fact_sources"))[1],
                learned_on=at.astimezone(pack().zone).date(),
                words=words,
            )
            exploitation.record(course.case_id, learned=learned, page=uuid4(), by=worker, at=at)

    return step


def not_exploited(reason: str) -> Trait:
    """The form of exploitation that was recorded last was wrong."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            recorded = access.exploitation_of(worker, course.case_id).standing().order_by("-recorded_at")
            row = recorded[0]
            exploitation.withdraw(course.case_id, row.pk, reason=reason, by=worker, at=course.next())

    return step


def decided(meaning: Meaning, *, by: Somebody = "") -> Trait:
    """A decision has been taken: by this body, or by whoever of the lead agency may in this country."""

    def step(course: Course) -> None:
        to = next(iter(pack().identification.counting_as(meaning)), "")
        for decider in (by,) if by else (course.supervisor, course.worker):
            with course.acting(decider) as actor:
                kind, role = actor.agency_kind, actor.role
                if any(pack().identification.may_decide(to, kind, role, part) for part in DecidingPart):
                    at = course.next()
                    day = at.astimezone(pack().zone).date()
                    actions.decide(
                        course.case_id, to=to, reasons=course.reasons, decided_on=day, by=actor, at=at
                    )
                    return
        raise EndsHere("In this country another agency takes this decision.")

    return step


presumed = decided(Meaning.PRESUMED)
confirmed = decided(Meaning.CONFIRMED)
not_confirmed = decided(Meaning.NOT_CONFIRMED)


def decision_asked(of: Somebody) -> Trait:
    """Somebody of another agency has been asked for the next decision, and has not answered."""

    def step(course: Course) -> None:
        with course.acting(of) as decider:
            agency_id = decider.agency_id
        with course.acting(course.worker) as worker:
            try:
                requests.ask(course.case_id, agency_id=agency_id, by=worker, at=course.next())
            except TransitionRefused as refused:
                raise EndsHere(str(refused)) from refused

    return step


ROMAINE = Child(given_names="Romaine", family_name="Vickers", age=15, sex="male")

STORIES = (
    Story(
        by="nurse",
        hours_ago=50,
        child=Child(given_names="Tavia", family_name="Morrow", age=14, sex="female", is_citizen=True),
        kind="made_to_work",
        area=2,
        occurred="For some months",
        account="She sleeps in the shop where she works from early until late, and is paid in food. The owner answers "
        "every question for her.",
        way=(
            assigned(to="caseworker"),
            paper_added,
            screened_with(
                signs, seen="She was behind the counter at nine at night, and fell asleep standing."
            ),
            exploited("forced_labour", words="“I get food. He keeps the money for later.”"),
        ),
    ),
    Story(
        by="constable",
        hours_ago=64,
        kind="made_to_work",
        area=9,
        occurred="Two nights ago",
        account="Three children were seen at a building site after dark, carrying blocks. The youngest may be nine. "
        "Nobody knows their names.",
        way=(assigned(to="caseworker"), screened_unclear, paused),
    ),
    Story(
        by="constable",
        hours_ago=75,
        child=Child(given_names="Orlando", family_name="Finch", age=16, sex="male"),
        kind="made_to_commit_crime",
        area=5,
        occurred="Since the summer",
        account="Stopped for carrying parcels at night. He said that he would be beaten if one was lost, and asked "
        "not to be taken home.",
        way=(assigned(to="colleague"), screened_unclear),
    ),
    Story(
        by="nurse",
        hours_ago=40,
        child=ROMAINE.sibling("Delroy", age=12, sex="male"),
        kind="kept_or_controlled",
        area=8,
        occurred="Until last week",
        account="The younger brother of a boy who was locked in on a farm. He was fishing from the same boat, and "
        "asks for his brother.",
        way=(assigned(to="colleague"), screened, decision_asked(of="inspector")),
    ),
    Story(
        by="constable",
        hours_ago=420,
        child=Child(given_names="Petra", family_name="Somerville", age=16, sex="female"),
        kind="something_wrong",
        area=2,
        occurred="In the holidays",
        account="She was seen with an older man at the bus station. It turned out that he is her grandfather, and "
        "that she was travelling home.",
        way=(
            assigned(to="caseworker"),
            exploited("sexual_exploitation"),
            screened_without_signs,
            not_exploited("A rumour at the bus station. The man is her grandfather."),
            not_confirmed,
        ),
    ),
)
