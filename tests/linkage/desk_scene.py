"""Two agencies that have the same child without knowing, and the linkage desk: the scene of every test about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.context import as_job, system_principal
from opennrm.invented import concerns
from opennrm.invented.agencies import FIRST_OF_REGION
from opennrm.invented.people import Child
from opennrm.linkage import answers, desk, requests, sheets
from opennrm.linkage.models import DESK, MATCHER, DeskDecision, LinkRequest, Pair
from opennrm.linkage.states import DeskSays
from opennrm.people.models import Person as ChildOfCase
from tests.world import Person, World

CHILD = Child(given_names="Shanice", family_name="Quarrington", age=13, sex="female")
SIDES = (
    {"given_names": "Shanice", "family_name": "Quarrington", "birth_date": "2012-04-09", "sex": "female"},
    {"given_names": "Shanice", "family_name": "Quarington", "birth_date": "2012-09-04", "sex": "female"},
)
LEVELS = {"given_names": "same", "family_name": "near", "birth_date": "swapped", "sex": "same"}
SCOPES = ("case", "identity")


@dataclass
class Scene:
    """Who is there, and the two cases: the one that is older, and the one whose agency asks."""

    world: World
    case_id: UUID
    asking_id: UUID
    supervisor: Person
    caseworker: Person
    asking_supervisor: Person
    asking_caseworker: Person
    officer: Person
    second_officer: Person
    overseer: Person
    auditor: Person

    def pair(self, **columns) -> Pair:
        """The matcher has found the two records alike."""
        return pair_of(self.world, self.case_id, self.asking_id, **columns)

    def take(self, by: Person, *, at: datetime | None = None) -> Pair | None:
        with self.world.acting(by) as actor:
            return desk.take_next(by=actor, at=at or timezone.now())

    def decide(self, by: Person, says: str = "same", *, reason: str = "", at=None, pair=None) -> DeskDecision:
        """Take the next pair, or a given one that is in hand, and say whether it is the same child."""
        at = at or timezone.now()
        pair = pair or self.take(by, at=at)
        assert pair is not None
        reason = reason or next(iter(pack().codes(desk.REASONS[DeskSays(says)])))
        with self.world.acting(by) as actor:
            return desk.decide(pair.pk, says=says, reason=reason, by=actor, at=at)

    def undo(self, by: Person, decision: DeskDecision) -> Pair:
        with self.world.acting(by) as actor:
            return desk.undo(decision.pk, by=actor, at=timezone.now())

    def pass_on(self, at: datetime | None = None) -> None:
        """Let the job run, as the worker does."""
        with self.world.connected_as("opennrm_worker"), as_job(MATCHER):
            requests.pass_on(at or timezone.now())

    def ask(self, pair: Pair, *, by: Person | None = None, of_other: bool = False, reason: str = "") -> Pair:
        """The desk asks the lead that has had the child longer, or the other."""
        with self.world.acting(by or self.officer) as actor:
            asks_low = desk.usually_asks_low(self.stored(pair))
            assert asks_low is not None
            return desk.ask(
                pair.pk, asks_low=asks_low != of_other, reason=reason, by=actor, at=timezone.now()
            )

    def asked(self) -> LinkRequest:
        """The desk has decided that it is the same child, and the question is in the case."""
        pair = self.pair()
        self.decide(self.officer)
        self.pass_on()
        self.ask(pair)
        self.pass_on()
        return LinkRequest.objects.using("setup").get(pair=pair)

    def agree(self, asked: LinkRequest, *, by: Person | None = None, scopes=SCOPES) -> LinkRequest:
        with self.world.acting(by or self.supervisor) as actor:
            return answers.agree(asked.pk, scopes=scopes, by=actor, at=timezone.now())

    def refuse(self, asked: LinkRequest, *, by: Person | None = None, words: str = "") -> LinkRequest:
        with self.world.acting(by or self.supervisor) as actor:
            return answers.refuse(asked.pk, reason="danger", words=words, by=actor, at=timezone.now())

    def stored(self, pair: Pair) -> Pair:
        """A pair as it stands now, read past the walls."""
        return Pair.objects.using("setup").get(pk=pair.pk)

    def pair_asked(self, asked: LinkRequest) -> Pair:
        """The pair that a question is about, read past the walls."""
        return Pair.objects.using("setup").get(pk=asked.pair_id)

    def sees_case(self, person: Person, case_id: UUID) -> bool:
        """Whether a person finds a case: behind both walls, and in the database alone."""
        with self.world.acting(person) as actor:
            behind_both = Case.objects.visible_to(actor).filter(pk=case_id).exists()
            assert behind_both == Case.objects.filter(pk=case_id).exists()
            return behind_both

    def notices_of(self, person: Person) -> set[str]:
        """The kinds of what a person is told of linkage and has not read."""
        with self.world.acting(person) as actor:
            kinds = notices.unread_by(actor).values_list("kind", flat=True)
            return {kind for kind in kinds if kind.startswith("link.")}


def pair_of(world: World, one: UUID, other: UUID, *, sides=SIDES, levels=LEVELS, **columns) -> Pair:
    """A pair with its sealed sheet, as the matcher writes it."""
    persons = ChildOfCase.objects.using("setup").filter(case_id__in=[one, other])
    low, high = sorted(persons.values_list("pk", flat=True))
    with world.connected_as("opennrm_worker"), as_job(MATCHER) as entered:
        both = [*entered.principals, system_principal(DESK)]
        values = {
            "weight": 30.9, "levels": [], "model": "start-1", "found_at": timezone.now() - timedelta(days=2),
            "readers": both, "writers": both,
        }  # fmt: skip
        pair = Pair(low_id=low, high_id=high, **(values | columns))
        sheet = sheets.Sheet(sides=sides, order=sheets.LOW_FIRST, levels=levels, word="very_likely")
        sheets.put(pair, sheet)
        pair.save(from_action=True, force_insert=True)
    return pair


def set_up(world: World) -> Scene:
    """The whole scene."""
    constable = world.known("constable")
    supervisor, asking = world.known("supervisor"), world.known("parish_supervisor")
    here, there = pack().areas[0].code, pack().areas[FIRST_OF_REGION].code
    first = world.report(constable, **concerns.of(CHILD), area=here, at=timezone.now() - timedelta(days=40))
    second = world.report(constable, **concerns.of(CHILD), area=there)
    return Scene(
        world=world,
        case_id=first.case_id,
        asking_id=second.case_id,
        supervisor=supervisor,
        caseworker=world.known("caseworker"),
        asking_supervisor=asking,
        asking_caseworker=world.known("parish_caseworker"),
        officer=world.known("desk_officer"),
        second_officer=world.known("second_officer"),
        overseer=world.known("overseer"),
        auditor=world.known("auditor"),
    )
