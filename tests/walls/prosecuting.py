"""The proceeding of the cast: the prosecution and victim support take part in a further case."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.utils import timezone

from opennrm.cases.actions import assign
from opennrm.country.pack import pack
from opennrm.justice import actions, counts, hearings, restitution, sentencing, witness
from opennrm.justice.counts import Charge
from opennrm.justice.models import ChildInProceeding
from opennrm.justice.sentencing import Penalty
from opennrm.justice.witness import Preparation
from tests.justice.scene import at_ten, take_part
from tests.world import Person, World

if TYPE_CHECKING:
    from tests.walls.cast import Canaries


def court(world: World) -> dict[str, Person]:
    """The clerk of whoever prosecutes is added later, because it is of the same agency; here is victim support."""
    return {"support": world.person(world.agency("victim_services"), "victim_support")}


def prosecute(world: World, people: dict[str, Person], canaries: "Canaries") -> dict[str, UUID]:
    """Make a proceeding with a count in each state that addresses need; returns ids for addresses."""
    people["clerk"] = world.person(people["prosecutor"].membership.agency, "court_clerk")
    nurse = world.person(world.agency("health"), "first_responder")
    case_id = world.opened(nurse)
    made = _Making(world, people, canaries)
    made.do(assign, case_id, who="lead_supervisor", to=people["lead_assigned"].membership.pk)
    for name in ("prosecutor", "support"):
        take_part(world, people["lead_assigned"], case_id, people[name].membership.agency, people[name])
    ids = made.proceeding(case_id) | {"court_case_id": case_id}
    return ids | made.child(ids["child_id"], ids["sentenced_count_id"])


class _Making:
    def __init__(self, world: World, people: dict[str, Person], canaries: "Canaries") -> None:
        self.world, self.people = world, people
        self.word, self.accused = canaries.court, canaries.accused
        self.today = timezone.localdate(timezone=pack().zone)

    def do(self, verb: Any, of: UUID, *, who: str = "prosecutor", **given: Any) -> Any:
        with self.world.acting(self.people[who]) as actor:
            return verb(of, **given, by=actor, at=timezone.now())

    def proceeding(self, case_id: UUID) -> dict[str, UUID]:
        facts: dict[str, Any] = {
            "role": "both",
            "court": next(iter(pack().codes("courts"))),
            "reference": "HC 1",
        }
        facts |= {"judge_alone": True, "in_camera": True, "opened_on": self.today - timedelta(days=60)}
        proceeding_id = self.do(actions.open_proceeding, case_id, **facts, page=uuid4()).pk
        named: dict[str, Any] = {"kind": "natural", "name": f"{self.accused} of the harbour", "sex": "M"}
        accused_id = self.do(actions.add_accused, proceeding_id, **named, page=uuid4()).pk
        made = [self.count(proceeding_id, accused_id) for _each in range(5)]
        laid, guilty, sentenced, appealed, final = made
        for count_id in (guilty, sentenced, appealed, final):
            self.do(counts.plead, count_id, plea="guilty", on=self.today - timedelta(days=40))
        for count_id in (sentenced, appealed, final):
            penalty = Penalty(kind="imprisonment", months=24)
            on = self.today - timedelta(days=30)
            self.do(sentencing.sentence, count_id, penalty=penalty, on=on, page=uuid4())
        against: dict[str, Any] = {"appealed_by": "defence", "against": "sentence", "on": self.today}
        self.do(sentencing.appeal, appealed, **against, page=uuid4())
        child_id = ChildInProceeding.objects.using("setup").get(proceeding_id=proceeding_id).pk
        return {
            "proceeding_id": proceeding_id,
            "ended_proceeding_id": self.ended(case_id, facts),
            "accused_id": accused_id,
            "count_id": laid,
            "guilty_count_id": guilty,
            "sentenced_count_id": sentenced,
            "appealed_count_id": appealed,
            "final_count_id": final,
            "hearing_id": self.hearing(proceeding_id, child_id, days=40),
            "past_hearing_id": self.hearing(proceeding_id, None, days=-1),
            "child_id": child_id,
        }

    def ended(self, case_id: UUID, facts: dict[str, Any]) -> UUID:
        """One in which nothing is left to decide, and which goes on."""
        return self.do(actions.open_proceeding, case_id, **facts, page=uuid4()).pk

    def count(self, proceeding_id: UUID, accused_id: UUID) -> UUID:
        offence = next(iter(pack().justice.offences))
        charge = Charge(offence=offence, basis="trafficking_law", facts="trafficking_facts")
        on = self.today - timedelta(days=50)
        return self.do(counts.lay, proceeding_id, accused=accused_id, charge=charge, on=on, page=uuid4()).pk

    def hearing(self, proceeding_id: UUID, child_id: UUID | None, *, days: int) -> UUID:
        starts = at_ten(days=days)
        times: dict[str, Any] = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
        listed: dict[str, Any] = {"kind": "trial", "child_needed": "in_person" if child_id else "no"}
        hearing = self.do(hearings.list_hearing, proceeding_id, **times, **listed, page=uuid4())
        if child_id:
            self.do(hearings.call, hearing.pk, children=[child_id])
        return hearing.pk

    def child(self, child_id: UUID, count_id: UUID) -> dict[str, UUID]:
        word, before = self.word, self.today - timedelta(days=20)
        self.do(actions.name_contact, child_id, who="support", contact=f"{word} stays")
        said = dict.fromkeys(
            ("told_by", "safe_way", "wishes", "companion", "entrance", "waiting"), f"{word} does"
        )
        self.do(witness.plan, child_id, who="support", preparation=Preparation(**said), seen=0, page=uuid4())
        measure = self.do(witness.consider, child_id, kind="screen", on=before, page=uuid4())
        self.do(restitution.ask, child_id, losses=f"{word} was not paid.", on=before)
        due: dict[str, Any] = {"amount": Decimal(5000), "on": before, "due_on": None, "way": "to_victim"}
        order = self.do(restitution.order, child_id, **due, count=count_id, page=uuid4())
        paid = self.do(restitution.pay, order.pk, who="support", amount=Decimal(10), on=before, page=uuid4())
        happened: dict[str, Any] = {"event": "bail", "happened_at": timezone.now(), "walks_out": True}
        notice = self.do(witness.note_release, child_id, **happened, page=uuid4())
        told = self.do(witness.note_release, child_id, **happened, page=uuid4())
        self.do(witness.told, told.pk, who="support", told_at=timezone.now(), how=f"{word} said it")
        return {
            "measure_id": measure.pk,
            "order_id": order.pk,
            "payment_id": paid.pk,
            "release_notice_id": notice.pk,
        }
