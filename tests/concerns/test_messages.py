"""The reporter adds, the lead asks, the reporter answers: each reads all of that, and the reporter nothing else."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies import actions as agency_actions
from opennrm.cases import actions as case_actions
from opennrm.cases import participation, receipts
from opennrm.cases.bound import LEAD
from opennrm.cases.models import Case, CaseKey, Receipt, TimelineEntry
from opennrm.cases.states import Part
from opennrm.concerns import access, additions, drafts, labels, messages
from opennrm.concerns.actions import receive_concern
from opennrm.concerns.models import Concern, ConcernAddition, ConcernLabel, ReporterMessage
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere
from opennrm.foundation.state_table import TransitionRefused
from opennrm.invented.concerns import begin, enough
from opennrm.people.models import Person as Child
from tests.walls.raw import run
from tests.world import Person, World

pytestmark = pytest.mark.database


@dataclass
class Scene:
    """A concern that a constable reported and a caseworker has taken."""

    world: World
    constable: Person
    caseworker: Person
    receipt: Receipt

    def add(
        self, text: str = "I saw the car again.", *, page: str = "p", by: Person | None = None
    ) -> ReporterMessage:
        with self.world.acting(by or self.constable) as actor:
            return messages.add(self.receipt.pk, text=text, page=page, by=actor, at=timezone.now())

    def ask(self, text: str = "Which car?", *, page: str = "p", by: Person | None = None) -> ReporterMessage:
        with self.world.acting(by or self.caseworker) as actor:
            return messages.ask(self.receipt.case_id, text=text, page=page, by=actor, at=timezone.now())

    def answer(
        self, question: ReporterMessage, text: str = "A white van.", *, page: str = "p"
    ) -> ReporterMessage:
        with self.world.acting(self.constable) as actor:
            return messages.answer(question.pk, text=text, page=page, by=actor, at=timezone.now())

    def withdraw(self, question: ReporterMessage) -> None:
        with self.world.acting(self.caseworker) as actor:
            messages.withdraw(self.receipt.case_id, question.pk, by=actor, at=timezone.now())

    def read_by_lead(self, who: Person | None = None) -> list[str]:
        with self.world.acting(who or self.caseworker) as actor:
            case = Case.objects.get(pk=self.receipt.case_id)
            return texts(messages.open_for_lead(actor, case, at=timezone.now()).rows)

    def read_by_reporter(self) -> list[str]:
        with self.world.acting(self.constable) as actor:
            return texts(messages.open_own(actor, receipts.own(actor, self.receipt.pk)).rows)

    def told(self, who: Person) -> list[str]:
        with self.world.acting(who) as actor:
            return sorted(notice.kind for notice in notices.unread_by(actor) if notice.settled_at is None)


def texts(opened: list) -> list[str]:
    return sorted(text for each in opened for text in (each.text, each.answer and each.answer.text) if text)


@pytest.fixture
def scene(world, constable, caseworker) -> Scene:
    receipt = world.report(constable, given_names="Imani")
    with world.acting(caseworker) as actor:
        case_actions.assign(receipt.case_id, to=actor.membership_id, by=actor, at=timezone.now())
    with world.acting(constable) as actor:
        notices.mark_read(by=actor, at=timezone.now())
    return Scene(world, constable, caseworker, receipt)


def test_what_is_added_reaches_whoever_leads_the_case(scene):
    scene.add()
    assert scene.told(scene.caseworker) == ["reporter.wrote"]
    with scene.world.acting(scene.caseworker) as actor:
        assert messages.unread_in_cases_of(actor).count() == 1
        assert TimelineEntry.objects.filter(kind="concern.added_to").count() == 1
    assert scene.read_by_lead() == ["I saw the car again."]
    assert scene.told(scene.caseworker) == []
    with scene.world.acting(scene.caseworker) as actor:
        assert not messages.unread_in_cases_of(actor).exists()
    assert scene.read_by_reporter() == ["I saw the car again."]


def test_the_same_words_from_the_same_page_are_sent_once(scene):
    assert scene.add().pk == scene.add().pk
    scene.add("I saw it a third time.")
    scene.add(page="another")
    assert len(scene.read_by_lead()) == 3
    question = scene.ask()
    assert scene.ask().pk == question.pk
    assert scene.answer(question).pk == scene.answer(question).pk


def test_a_question_is_answered_once_and_both_read_it(scene):
    question = scene.ask()
    assert scene.told(scene.constable) == ["reporter.asked"]
    with scene.world.acting(scene.constable) as actor:
        assert [each.pk for each in messages.questions_to(actor)] == [question.pk]
    scene.answer(question)
    assert scene.told(scene.constable) == []
    assert scene.told(scene.caseworker) == ["reporter.wrote"]
    with pytest.raises(messages.QuestionEnded, match="already answered"):
        scene.answer(question, "A blue one.")
    with pytest.raises(TransitionRefused):
        scene.withdraw(question)
    assert scene.read_by_lead() == scene.read_by_reporter() == ["A white van.", "Which car?"]


def test_a_question_that_was_withdrawn_waits_for_nobody(scene):
    question = scene.ask()
    scene.withdraw(question)
    assert scene.told(scene.constable) == []
    with scene.world.acting(scene.constable) as actor:
        assert not messages.questions_to(actor).exists()
    with pytest.raises(messages.QuestionEnded, match="withdrawn"):
        scene.answer(question)


def test_a_case_that_changes_hands_takes_the_messages_along(scene, colleague, supervisor):
    question = scene.ask()
    with scene.world.acting(supervisor) as actor:
        case_actions.assign(scene.receipt.case_id, to=colleague.membership.pk, by=actor, at=timezone.now())
    scene.answer(question)
    assert "reporter.wrote" not in scene.told(scene.caseworker)
    assert "reporter.wrote" in scene.told(colleague)
    assert scene.read_by_lead(colleague) == ["A white van.", "Which car?"]
    with scene.world.acting(scene.caseworker):
        assert not ReporterMessage.objects.exists()


def test_whoever_has_left_can_answer_nothing(scene):
    administrator = scene.world.person(scene.constable.membership.agency, "administrator")
    with scene.world.acting(administrator) as actor:
        agency_actions.end_membership(scene.constable.membership.pk, by=actor, at=timezone.now())
    with pytest.raises(messages.MessageNotPossible, match="Nobody can answer"):
        scene.ask()


def test_nobody_else_asks_answers_or_adds(scene, colleague):
    question = scene.ask()
    other_reporter = scene.world.person(scene.constable.membership.agency, "first_responder")
    for stranger, refused in ((colleague, NotThere), (scene.constable, NotThere)):
        with pytest.raises(refused):
            scene.ask(by=stranger)
    for stranger in (other_reporter, scene.caseworker):
        with pytest.raises((NotThere, NotAllowed)):
            scene.add(by=stranger)
        with scene.world.acting(stranger) as actor, pytest.raises((NotThere, NotAllowed)):
            messages.answer(question.pk, text="I did it.", page="", by=actor, at=timezone.now())
    with scene.world.acting(other_reporter):
        assert not ReporterMessage.objects.exists()


def test_whoever_writes_as_the_reporter_sees_nothing_else_of_the_case(scene):
    scene.ask()
    with scene.world.acting(scene.constable):
        assert run("SELECT sec.write_as_reporter(%s)", scene.receipt.case_id) is not None
        seen = [model for model in (Case, Concern, Child, TimelineEntry) if model.objects.exists()]
        assert seen == []
        assert not CaseKey.objects.exists()
        assert ReporterMessage.objects.count() == 1


def test_a_receipt_that_somebody_planted_gives_no_way_into_the_case(scene, colleague):
    """Somebody who once led the case adds a receipt for an accomplice: the database knows who reported it."""
    accomplice = scene.world.person(scene.world.agency("police"), "first_responder")
    with scene.world.acting(accomplice) as actor:
        person = actor.person_principal
    with scene.world.acting(scene.caseworker) as actor:
        planted = Receipt.make(
            Case.objects.get(pk=scene.receipt.case_id),
            timezone.now(),
            readers=[person],
            number="R-PLANTED",
            status_at=timezone.now(),
            issued_at=timezone.now(),
            reporter_id=accomplice.membership.pk,
        )
        planted.save(from_action=True, force_insert=True)
    with scene.world.acting(accomplice) as actor:
        assert receipts.own(actor, planted.pk)
        assert run("SELECT sec.write_as_reporter(%s)", scene.receipt.case_id) is None
        with pytest.raises(NotThere):
            messages.add(planted.pk, text="I am in.", page="", by=actor, at=timezone.now())


def test_nobody_changes_what_was_written(scene):
    written = scene.add()
    for statement in (
        "UPDATE concerns_reportermessage SET text = NULL WHERE id = %s",
        "DELETE FROM concerns_reportermessage WHERE id = %s",
    ):
        with pytest.raises(Exception, match="permission denied"), scene.world.acting(scene.caseworker):
            run(statement, written.pk)
    with scene.world.acting(scene.constable):
        run("UPDATE concerns_reportermessage SET seen_at = now() WHERE id = %s", written.pk)
    assert ReporterMessage.objects.using("setup").get().seen_at is None


def test_a_label_is_its_authors_alone_and_goes_with_the_draft(scene, superuser):
    with scene.world.acting(scene.constable) as actor:
        draft = begin(by=actor, at=timezone.now(), place="By the river")
        for draft_id in (draft.pk, scene.receipt.case_id):
            labels.label(draft_id, text="Bus park", by=actor)
            labels.label(draft_id, text="Boy at the bus park", by=actor)
    both = {draft.pk: "Boy at the bus park", scene.receipt.case_id: "Boy at the bus park"}
    with scene.world.acting(scene.constable) as actor:
        assert labels.labels_of(actor, both) == both
        drafts.discard(draft.pk, by=actor)
        labels.label(scene.receipt.case_id, text=" ", by=actor)
        assert labels.labels_of(actor, both) == {}
        labels.label(scene.receipt.case_id, text="Mine", by=actor)
    with scene.world.acting(scene.caseworker) as actor:
        assert not ConcernLabel.objects.exists()
        with pytest.raises(NotThere):
            labels.label(scene.receipt.case_id, text="Yours", by=actor)


def test_a_label_stays_when_the_draft_is_sent(scene):
    with scene.world.acting(scene.constable) as actor:
        draft = begin(by=actor, at=timezone.now(), **enough())
        labels.label(draft.pk, text="Boy at the bus park", by=actor)
    with scene.world.acting(scene.constable) as actor:
        receive_concern(draft.pk, by=actor, at=timezone.now())
    with scene.world.acting(scene.constable) as actor:
        assert labels.labels_of(actor, [draft.pk]) == {draft.pk: "Boy at the bus park"}


# Shown to others


@pytest.fixture
def helper(scene) -> Person:
    """Somebody whose part in the case covers what was reported."""
    person = scene.world.person(scene.world.agency("shelter"), "service_provider")
    ends = timezone.now() + timedelta(days=9)
    with scene.world.acting(scene.caseworker) as actor:
        case = Case.objects.visible_to(actor).get(pk=scene.receipt.case_id)
        shown = {"agency_id": person.membership.agency_id, "team_roles": [person.membership.role]}
        principal = participation.offer(case.pk, Part.SERVING, **shown, begins=True, ends=ends)
        participation.record_offer(
            case, person.membership.agency, principal, part=Part.SERVING, scopes={"case", "concern"},
            basis="agreed", ends=ends, started_at=timezone.now(), holders=[LEAD, principal],
        )  # fmt: skip
        participation.cover(case, principal, {"case", "concern"})
    return person


def show_to_others(scene, message, *, by=None) -> ConcernAddition:
    with scene.world.acting(by or scene.caseworker) as actor:
        return additions.show_to_others(message.case_id, message.pk, by=actor, at=timezone.now())


def read_beside(scene, person) -> list[tuple[str, str]]:
    with scene.world.acting(person) as actor:
        concern = access.open_concern(actor, scene.receipt.case_id, at=timezone.now())
        return [(each.question, each.text) for each in concern.additions]


def test_what_the_reporter_adds_is_read_by_others_once_the_lead_shows_it(scene, helper):
    added, answered = scene.add(), scene.answer(scene.ask())
    assert read_beside(scene, helper) == []
    show_to_others(scene, added)
    shown = show_to_others(scene, answered)
    assert show_to_others(scene, answered).pk == shown.pk
    expected = [("", "I saw the car again."), ("Which car?", "A white van.")]
    assert read_beside(scene, helper) == expected
    assert b"white van" not in bytes(shown.text)
    with scene.world.acting(helper):
        assert not ReporterMessage.objects.exists()
    with scene.world.acting(scene.constable):
        assert not ConcernAddition.objects.exists()
    case_page = scene.world.client(scene.caseworker).get(reverse("case-messages", args=[added.case_id]))
    assert "can also read this" in " ".join(case_page.content.decode().split())
    seen = scene.world.client(helper).post(reverse("case-identity", args=[added.case_id]))
    assert seen.status_code == 404, "this part covers no identity"


def test_nobody_but_the_lead_shows_what_the_reporter_wrote(scene, helper):
    added = scene.add()
    with pytest.raises(NotAllowed):
        show_to_others(scene, added, by=helper)
    for person in (scene.constable, scene.world.person(scene.world.agency("child_protection"), "caseworker")):
        with pytest.raises(NotThere):
            show_to_others(scene, added, by=person)
    with pytest.raises(NotThere):
        show_to_others(scene, scene.ask())
