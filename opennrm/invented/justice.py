"""Proceedings about invented children: what was charged, what the court decided, and what it means for the child."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.justice import access, actions, counts, hearings, restitution, sentencing, witness
from opennrm.justice.counts import Charge
from opennrm.justice.models import ChildInProceeding, Count
from opennrm.justice.sentencing import Penalty
from opennrm.justice.values import Basis, Facts, PartyKind
from opennrm.justice.witness import Preparation

from .cases import assigned
from .concerns import Story
from .course import Course, EndsHere, Somebody, Trait, lately
from .joint_work import joint_work_asked, takes_part
from .people import Child
from .screening import presumed, screened

PURPOSE = "prosecution"


@dataclass(frozen=True, kw_only=True)
class Charged:
    """Somebody who does not exist, and what they are charged with: how it ended, and so many days ago."""

    name: str
    sex: str = "M"
    offence: str = "trafficking"
    lesser_because: str = ""
    verdict: str = ""
    days: int = 20
    months: int = 0


def _day(course: Course, days: int) -> date:
    return (course.at - timedelta(days=days)).astimezone(pack().zone).date()


def _child(actor: Actor, course: Course) -> ChildInProceeding:
    found: ChildInProceeding | None = access.children(actor).filter(case_id=course.case_id).first()
    if found is None:
        raise EndsHere("In this country no proceeding was opened.")
    return found


def in_court(*, reference: str, days: int = 60, by: Somebody = "prosecutor") -> Trait:
    """The prosecution takes part in the case, and has opened a proceeding so many days ago."""

    def step(course: Course) -> None:
        joint_work_asked(of=by, purpose=PURPOSE)(course)
        takes_part(by=by)(course)
        with course.acting(by) as actor:
            actions.open_proceeding(
                course.case_id,
                role="both",
                court=next(iter(pack().codes("courts"))),
                reference=reference,
                judge_alone=True,
                in_camera=True,
                opened_on=_day(course, days),
                page=uuid4(),
                by=actor,
                at=course.next(),
            )

    return step


def charged(*charges: Charged, days: int = 60, by: Somebody = "prosecutor") -> Trait:
    """These people are accused, and what became of each count is recorded."""

    def step(course: Course) -> None:
        with course.acting(by) as actor:
            child = _child(actor, course)
            at = course.next()
            people: dict[str, UUID] = {}
            for each in charges:
                if each.name not in people:
                    people[each.name] = actions.add_accused(
                        child.proceeding_id,
                        kind=PartyKind.NATURAL,
                        name=each.name,
                        sex=each.sex,
                        page=uuid4(),
                        by=actor,
                        at=at,
                    ).pk
                count = _lay(course, child, people[each.name], each, days=days, by=actor, at=at)
                _decide(course, count, each, by=actor, at=at)

    return step


def _lay(
    course: Course,
    child: ChildInProceeding,
    accused: UUID,
    each: Charged,
    *,
    days: int,
    by: Actor,
    at: datetime,
) -> Count:
    offences = pack().justice.offences
    offence = offences.get(each.offence) or next(iter(offences.values()))
    is_lesser = offence.basis != Basis.TRAFFICKING
    charge = Charge(
        offence=offence.code,
        basis=offence.basis,
        facts=Facts.TRAFFICKING,
        lesser_because=(each.lesser_because or "evidence") if is_lesser else "",
        victims=(child.pk,),
    )
    on = _day(course, days)
    return counts.lay(child.proceeding_id, accused=accused, charge=charge, on=on, page=uuid4(), by=by, at=at)


def _decide(course: Course, count: Count, each: Charged, *, by: Actor, at: datetime) -> None:
    if not each.verdict:
        return
    on = _day(course, each.days)
    who: dict[str, Any] = {"by": by, "at": at}
    counts.plead(count.pk, plea="not_guilty", on=on, **who)
    counts.dispose(count.pk, to=each.verdict, on=on, page=uuid4(), **who)
    if each.months:
        penalty = Penalty(kind="imprisonment", months=each.months)
        sentencing.sentence(count.pk, penalty=penalty, on=on, page=uuid4(), **who)


def hearing_listed(
    *, in_days: int, kind: str = "trial", called: bool = True, by: Somebody = "prosecutor"
) -> Trait:
    """A hearing is listed, on a day to come, and the child has to be there."""

    def step(course: Course) -> None:
        with course.acting(by) as actor:
            child, at = _child(actor, course), course.next()
            zone = pack().zone
            day = at.astimezone(zone).date() + timedelta(days=in_days)
            starts = datetime.combine(day, time(10), tzinfo=zone)
            kinds = pack().codes("hearing_kinds")
            hearing = hearings.list_hearing(
                child.proceeding_id,
                starts_at=starts,
                ends_at=starts + timedelta(hours=3),
                kind=kind if kind in kinds else next(iter(kinds)),
                child_needed="live_link" if called else "no",
                page=uuid4(),
                by=actor,
                at=at,
            )
            if called:
                hearings.call(hearing.pk, children=[child.pk], by=actor, at=at)

    return step


def restitution_ordered(
    amount: int, *, days: int, due_days: int, paid: int = 0, by: Somebody = "prosecutor"
) -> Trait:
    """A court has ordered restitution so many days ago, which was to be paid by some days ago, and what came."""

    def step(course: Course) -> None:
        with course.acting(by) as actor:
            child, at = _child(actor, course), course.next()
            who: dict[str, Any] = {"by": actor, "at": at}
            losses = "What she earned for others in two years, and the treatment of her arm."
            restitution.ask(child.pk, losses=losses, on=_day(course, days), **who)
            order = restitution.order(
                child.pk,
                amount=Decimal(amount),
                on=_day(course, days),
                due_on=_day(course, due_days),
                way="to_victim",
                page=uuid4(),
                **who,
            )
            if paid:
                on = _day(course, due_days)
                restitution.pay(order.pk, amount=Decimal(paid), on=on, page=uuid4(), **who)

    return step


def measure_filed(*, kind: str = "live_link", by: Somebody = "prosecutor") -> Trait:
    """The court was asked for a special measure."""

    def step(course: Course) -> None:
        with course.acting(by) as actor:
            child, at = _child(actor, course), course.next()
            who: dict[str, Any] = {"by": actor, "at": at}
            measure = witness.consider(child.pk, kind=kind, on=_day(course, 3), page=uuid4(), **who)
            witness.measure_to(measure.pk, to="filed", on=_day(course, 1), **who)

    return step


def supported(*, by: Somebody = "support") -> Trait:
    """Victim support takes part in the case, and has planned with the child how court will be."""

    def step(course: Course) -> None:
        joint_work_asked(of=by, purpose=PURPOSE)(course)
        takes_part(by=by)(course)
        said = Preparation(
            told_by="Simone Ferron of victim support",
            safe_way="At school, in the room of the guidance counsellor",
            wishes="She wants to see the room before, and to sit where she cannot see the door.",
            companion="Simone Ferron",
            entrance="The side door on Orange Lane",
            waiting="In the library next door, with her drawing book",
            has_separate_ways=True,
        )
        with course.acting(by) as actor:
            child, at = _child(actor, course), course.next()
            witness.plan(child.pk, preparation=said, seen=0, page=uuid4(), by=actor, at=at)
            contact = "Simone Ferron, 876-555-0126"
            actions.name_contact(child.pk, contact=contact, by=actor, at=at)

    return step


def bail_given(*, by: Somebody = "prosecutor") -> Trait:
    """Somebody was given bail, and the child has to be told."""

    def step(course: Course) -> None:
        with course.acting(by) as actor:
            child, at = _child(actor, course), course.next()
            given: dict[str, Any] = {"event": "bail", "happened_at": at, "walks_out": True}
            witness.note_release(child.pk, **given, page=uuid4(), by=actor, at=at)

    return step


STORIES = (
    Story(
        by="nurse",
        hours_ago=2200,
        child=Child(given_names="Shanoya", family_name="Braithwell", age=16, sex="female"),
        kind="sexual_exploitation",
        area=0,
        occurred="For two years",
        account="A couple kept her in a house and took what she earned. She wants her money back for school.",
        way=(
            *(assigned(to="caseworker"), screened, presumed, lately(150)),
            in_court(reference="HC 31/2026", days=80),
            charged(
                Charged(name="Linval Corbridge", verdict="guilty", days=60, months=120),
                Charged(
                    name="Linval Corbridge", offence="facilitating_trafficking", verdict="guilty", days=60, months=60
                ),
                Charged(
                    name="Merlene Corbridge", sex="F", offence="living_on_earnings", lesser_because="plea",
                    verdict="guilty", days=60, months=24,
                ),
                days=80,
            ),
            restitution_ordered(2_000_000, days=60, due_days=45),
        ),
    ),
    Story(
        by="constable",
        hours_ago=2100,
        child=Child(given_names="Kadeem", family_name="Ashgrove", age=15, sex="male"),
        kind="made_to_work",
        area=2,
        occurred="Through the winter",
        account="He worked on a boat for a man who never paid him. The court did not believe him.",
        way=(
            *(assigned(to="colleague"), screened, presumed, lately(150)),
            in_court(reference="PC 8/2026", days=70),
            charged(Charged(name="Winston Harrowgate", verdict="not_guilty", days=15), days=70),
        ),
    ),
    Story(
        by="nurse",
        hours_ago=500,
        child=Child(given_names="Tianna", family_name="Merrick", age=14, sex="female"),
        kind="sexual_exploitation",
        area=1,
        occurred="Since Easter",
        account="She has told a teacher. The man she fears has asked for bail.",
        way=(
            *(assigned(to="caseworker"), screened, presumed, lately(60)),
            in_court(reference="HC 44/2026", days=10),
            charged(Charged(name="Desmond Lyndhurst"), days=10),
            hearing_listed(in_days=120),
            measure_filed(),
            supported(),
            bail_given(),
        ),
    ),
)  # fmt: skip
