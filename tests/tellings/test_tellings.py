"""Who writes down, reads and corrects what a child was told, and what follows from it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from opennrm.audit.models import AuditEvent
from opennrm.cases.models import TimelineEntry
from opennrm.country.sheets import Level, Moment
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.invented.tellings import Words
from opennrm.tasks.models import Task
from opennrm.tellings import access, actions, queries
from opennrm.tellings.actions import Content, CorrectedAlready, TellingIncomplete
from opennrm.tellings.models import Telling
from opennrm.tellings.vocabulary import Understood
from tests import kept
from tests.referrals.scene import Scene, set_up
from tests.world import Person, World

pytestmark = pytest.mark.database
TOLD = Words(level=Level.FIVE_TO_EIGHT, told_by="Her aunt", questions="May I go home?")


@dataclass
class Desk:
    """A case whose child is told things, and a shelter that helps the child."""

    scene: Scene

    def write(self, by: Person | None = None, *, words: Words = TOLD, **given: Any) -> Telling:
        """Let somebody write down what the child was told just now, as a rule the caseworker."""
        now = timezone.now()
        page = given.pop("page", None) or uuid4()
        content: Content = replace(words.at(now), **given)
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return actions.write(self.scene.case_id, content=content, page=page, by=actor, at=now)

    def correct(
        self, telling: Telling, by: Person | None = None, reason: str = "A slip.", **given: Any
    ) -> Telling:
        """Let somebody correct it, as a rule the caseworker."""
        now = timezone.now()
        said: Any = {"content": replace(TOLD.at(now), **given), "reason": reason, "page": uuid4(), "at": now}
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return actions.correct(self.scene.case_id, telling.pk, by=actor, **said)

    def read(self, by: Person | None = None) -> list[access.OpenedTelling]:
        """Let somebody read everything, as a rule the caseworker."""
        with self.scene.world.acting(by or self.scene.caseworker) as actor:
            return access.open_all(actor, self.scene.case_id)[1]

    def told(
        self, moment: Moment = Moment.FIRST_CONTACT, by: Person | None = None, since: datetime | None = None
    ) -> bool:
        """Whether somebody, as a rule the caseworker, learns that the child was told this."""
        with self.scene.world.acting(by or self.scene.caseworker):
            return queries.was_told(self.scene.case_id, moment, since)

    def due(self) -> list[Moment]:
        """What the child is to be told next."""
        with self.scene.world.acting(self.scene.caseworker) as actor:
            case = access.case_with_tellings(actor, self.scene.case_id).case
            return [each.moment for each in queries.due(case, by=actor)]

    def asked_by_task(self) -> list[str]:
        """The rules whose tasks are open."""
        tasks = Task.objects.using("setup").filter(case_id=self.scene.case_id, state="open").exclude(rule="")
        return sorted(tasks.values_list("rule", flat=True))


@pytest.fixture
def desk(world) -> Desk:
    return kept.begin(world, _begin)


def _begin(world: World) -> Desk:
    scene = set_up(world)
    scene.do(scene.manager, "accept", scene.send())
    return Desk(scene)


def test_what_was_told_is_kept_with_the_version_of_the_sheet_and_read_by_those_it_is_for(desk):
    telling = desk.write()
    for reader in (desk.scene.caseworker, desk.scene.supervisor, desk.scene.manager):
        [opened] = desk.read(reader)
        assert (opened.told_by, opened.questions) == ("Her aunt", "May I go home?")
    assert (telling.sheet_language, telling.sheet_version, telling.level) == ("eng", 1, "5-8")
    for stranger in (desk.scene.constable, desk.scene.colleague, desk.scene.other_manager):
        with pytest.raises(NotThere):
            desk.read(stranger)
        with desk.scene.world.acting(stranger):
            assert not Telling.objects.exists()
    kinds = (
        AuditEvent.objects.using("setup").filter(subject_id=str(telling.pk)).values_list("kind", flat=True)
    )
    assert list(kinds) == ["telling.written"]
    assert TimelineEntry.objects.using("setup").filter(kind="telling.written").count() == 1


def test_a_page_that_is_sent_twice_makes_one_row(desk):
    page = uuid4()
    assert desk.write(page=page).pk == desk.write(page=page).pk


def test_a_service_writes_for_the_lead_and_corrects_its_own_rows_alone(desk):
    of_lead, own = desk.write(), desk.write(desk.scene.manager)
    assert len(desk.read()) == len(desk.read(desk.scene.night_manager)) == 2
    with pytest.raises(NotAllowed):
        desk.correct(of_lead, desk.scene.manager)
    assert desk.correct(own, desk.scene.manager).corrects_id == own.pk


def test_a_correction_is_a_row_of_its_own_and_the_one_before_stays(desk):
    first = desk.write(understood=Understood.NODDED)
    second = desk.correct(first, understood=Understood.SAID_BACK)
    assert second.understood == Understood.SAID_BACK
    before = Telling.objects.using("setup").get(pk=first.pk)
    assert before.understood == Understood.NODDED
    with pytest.raises(CorrectedAlready):
        desk.correct(first)
    with pytest.raises(TellingIncomplete):
        desk.correct(second, reason=" ")


@pytest.mark.parametrize(
    "given, field",
    [
        ({"language": "tlh"}, "language"),
        ({"ways": ()}, "ways"),
        ({"ways": ("sheet",), "level": None}, "level"),
        ({"understood": "perhaps"}, "understood"),
        ({"happened_at": timezone.now() + timedelta(days=400)}, "happened_on"),
    ],
)
def test_what_is_missing_is_asked_for(desk, given, field):
    with pytest.raises(TellingIncomplete) as refused:
        desk.write(**given)
    assert refused.value.field == field
    assert not Telling.objects.using("setup").exists()


def test_told_counts_from_the_moment_that_is_asked_about(desk):
    assert not desk.told()
    told = desk.write()
    assert desk.told()
    assert not desk.told(since=told.happened_at + timedelta(seconds=1))
    assert not desk.told(Moment.BEFORE_INTERVIEW)


def test_what_counts_of_a_corrected_row_is_the_correction(desk):
    told = desk.write()
    desk.correct(told, moment=Moment.BEFORE_INTERVIEW)
    assert not desk.told()
    assert desk.told(Moment.BEFORE_INTERVIEW)


def test_who_has_no_part_in_the_case_does_not_learn_what_the_child_was_told(desk):
    desk.write()
    stranger = desk.scene.world.person(desk.scene.world.agency("police"), "supervisor")
    assert not desk.told(by=stranger)


def test_the_task_that_asks_for_it_is_done_unless_the_child_did_not_understand(desk):
    assert "first_contact" in desk.asked_by_task()
    assert desk.due() == [Moment.FIRST_CONTACT, Moment.BEFORE_SHARING]
    desk.write(understood=Understood.NO)
    assert "first_contact" in desk.asked_by_task()
    assert desk.due() == [Moment.FIRST_CONTACT, Moment.BEFORE_SHARING]
    desk.write()
    assert "first_contact" not in desk.asked_by_task()
    assert desk.due() == [Moment.BEFORE_SHARING]


def test_what_was_told_before_the_task_was_made_does_not_end_it(desk):
    desk.write(happened_at=timezone.now() - timedelta(days=3))
    assert "first_contact" in desk.asked_by_task()
