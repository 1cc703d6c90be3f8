"""Cases that somebody takes or is given, what is put right in them, and time limits that stand still."""

from collections.abc import Mapping
from uuid import uuid4

from opennrm.agencies import actions as agencies
from opennrm.cases import actions, document_changes, pauses, risk
from opennrm.cases.models import Clock
from opennrm.concerns import dangers
from opennrm.concerns.models import Danger
from opennrm.country.pack import pack
from opennrm.people import around, around_changes, corrections, earlier
from opennrm.people.models import RelatedPerson, SuspectedPerson

from .concerns import Story, added, asked
from .course import Course, EndsHere, Somebody, Trait
from .papers import SCHOOL_REPORT, paper
from .people import Child


def taken(course: Course) -> None:
    """Whoever works on it has taken the case."""
    with course.acting(course.worker) as worker:
        actions.assign(course.case_id, to=worker.membership_id, by=worker, at=course.next())


def assigned(to: Somebody, note: str = "") -> Trait:
    """A supervisor has given the case to somebody, who works on it from now on and reads the note."""

    def step(course: Course) -> None:
        with course.acting(to) as worker:
            membership_id = worker.membership_id
        with course.acting(course.supervisor) as supervisor:
            actions.assign(course.case_id, to=membership_id, note=note, by=supervisor, at=course.next())
        course.worker = to

    return step


def left_the_agency(course: Course) -> None:
    """Whoever works on it no longer works for the agency, and has left the case behind."""
    with course.acting(course.worker) as worker:
        membership_id = worker.membership_id
    with course.acting("administrator") as administrator:
        agencies.end_membership(membership_id, by=administrator, at=course.next())


def paper_added(course: Course) -> None:
    """Whoever works on it has added a paper about the child."""
    kinds = pack().codes("document_kinds")
    kind = "school_report" if "school_report" in kinds else next(iter(kinds))
    file = paper(*SCHOOL_REPORT)
    with course.acting(course.worker) as worker:
        document_changes.add(
            course.case_id, kind=kind, title="Report of the teacher", file=file, by=worker, at=course.next()
        )


def paused(course: Course) -> None:
    """The first time limit that can stand still does."""
    rules = {rule.code: rule.pause_reasons[0] for rule in pack().clocks.values() if rule.pause_reasons}
    with course.acting(course.worker) as worker:
        running = Clock.objects.visible_to(worker).filter(case_id=course.case_id, stopped_at=None)
        clock = running.filter(rule__in=rules, paused_at=None).first()
        if clock is None:
            raise EndsHere("No time limit of this case can be paused.")
        note = "The children have not been found yet."
        pauses.pause(clock.pk, reason=rules[clock.rule].code, note=note, by=worker, at=course.next())


def at_risk(course: Course) -> None:
    """Whoever works on it has assessed the risk, as high as the country's levels go."""
    with course.acting(course.worker) as worker:
        at = course.next()
        risk.assess(
            course.case_id,
            level=risk.highest(),
            assessed_on=at.astimezone(pack().zone).date(),
            reason="Nobody at home says where she is, and what they say does not fit.",
            by=worker,
            at=at,
        )


def name_corrected(**names: str) -> Trait:
    """Whoever works on it has put a name right; the child is still found by what stood there."""

    def step(course: Course) -> None:
        with course.acting(course.worker) as worker:
            stands, seen = earlier.identity_to_correct(worker, course.case_id)
            corrections.correct_identity(
                course.case_id,
                given={**stands, **names},
                name_before=corrections.NameBefore.OF_THE_CHILD,
                reason="The school has her birth certificate.",
                seen=seen,
                by=worker,
                at=course.next(),
            )

    return step


def person_added(role: str, **known: str) -> Trait:
    """Whoever works on it has recorded somebody around the child. A code that the country lacks is its first."""
    return _added(RelatedPerson, {"role": role, "safe_to_contact": "unknown", **known})


def suspect_added(role: str, **known: str) -> Trait:
    """Whoever works on it has recorded somebody who was said to be involved on that day."""
    return _added(SuspectedPerson, {"role": role, "told_by": "child", **known})


def _added(kind: around.Kind, known: Mapping[str, str]) -> Trait:
    def step(course: Course) -> None:
        at = course.next()
        given = {**dict.fromkeys((*kind.SEALED, *kind.FACTS), ""), "is_child": "unknown", **known}
        lists = {"role": kind.ROLES, "relation": "relations", "told_by": "sources"}
        given |= {name: _listed(lists[name], given[name]) for name in lists if given.get(name)}
        if "told_on" in kind.SEALED:
            given["told_on"] = at.astimezone(pack().zone).date().isoformat()
        with course.acting(course.worker) as worker:
            around_changes.add(kind, course.case_id, given=given, page=uuid4(), by=worker, at=at)

    return step


def _listed(name: str, code: str) -> str:
    codes = pack().codes(name)
    return code if code in codes else next(iter(codes))


def out_of_danger(course: Course) -> None:
    """Every urgent danger is over."""
    with course.acting(course.worker) as worker:
        at = course.next()
        for danger in Danger.objects.visible_to(worker).present().filter(case_id=course.case_id):
            reason = "She is with her grandmother. Her teacher saw her there."
            dangers.end(course.case_id, danger.pk, reason=reason, by=worker, at=at)


GUARDIAN = person_added(
    "guardian",
    relation="aunt_or_uncle",
    name="Beverley Redwood",
    is_child="no",
    telephone="876 555 0171",
    address="The yard behind the green shop",
    safe_to_contact="no",
    note="Ask the supervisor before anybody goes there.",
)
"""A guardian whom nobody may call."""
TRUSTED = person_added(
    "person_of_trust",
    relation="teacher",
    name="Miss Coral Fenwick",
    is_child="no",
    telephone="876 555 0172",
    safe_to_contact="yes",
    note="The girl talks to her after school. Call between two and three.",
)
SAID_TO_BE_INVOLVED = suspect_added(
    "transports",
    told_by="neighbour",
    name="Called Biggs",
    description="About 40, drives a white car with a broken light.",
    note="He comes on Fridays and takes her along in his car.",
)

STORIES = (
    Story(
        by="constable",
        hours_ago=26,
        child=Child(given_names="Shanice", other_names="Nicey", sex="female"),
        kind="missing",
        area=0,
        occurred="About a week ago",
        account="A neighbour has not seen the girl next door for a week. The family says that she went to work in "
        "town, and gives a different place each time.",
        is_urgent=True,
        way=(
            assigned(to="caseworker"),
            name_corrected(family_name="Redwood"),
            at_risk,
            GUARDIAN,
            TRUSTED,
            SAID_TO_BE_INVOLVED,
            added(
                "The neighbour came to the station again. A cousin of the family drove the girl to the bus on that "
                "Sunday, with a small bag.",
                by="constable",
            ),
            out_of_danger,
            asked("Did the neighbour say at what time the bus left, or where it was going?"),
        ),
    ),
    Story(
        by="nurse",
        hours_ago=90,
        child=Child(given_names="Orlando", family_name="Pryor", age=14, sex="male"),
        kind="made_to_work",
        area=4,
        occurred="Since the new year",
        account="He carries crates at the market before school, and sleeps in class. A man whom he calls his boss "
        "waits for him outside.",
        way=(
            taken,
            assigned(
                to="colleague",
                note="He speaks more freely when his aunt is there. She expects a call on Thursday.",
            ),
        ),
    ),
    Story(
        by="constable",
        hours_ago=200,
        child=Child(given_names="Jessamy", age=16, sex="female"),
        kind="made_to_work",
        area=2,
        occurred="For some months",
        account="She cleans a guest house and lives there. She says that she has to pay for her room before she may "
        "go home.",
        way=(assigned(to="leaver"), left_the_agency),
    ),
)
