"""Agencies that take part in a case and are invited to a conference about it: what they read, say and do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from opennrm.conferences import access, actions, agenda, guests, minutes, queries
from opennrm.conferences.models import AgendaItem, AgreedAction, Conference, InvitationAnswer, Participant
from opennrm.conferences.states import Attendance, Coming, Way
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.tasks import actions as task_actions
from tests import kept
from tests.joint_work import scene as joint
from tests.tasks.scene import in_days
from tests.world import Person

SCOPES = ("identity", "timeline", "minutes")


@dataclass
class Table:
    """A conference about a case in which the police take part. The inspector and the investigator are of the police."""

    office: joint.Scene
    work: Any
    conference_id: UUID

    def do(self, verb: Any, *ids: UUID, by: Person | None = None, **given: Any) -> Any:
        """Let somebody, as a rule the caseworker, take a step on the conference."""
        with self.office.world.acting(by or self.office.caseworker) as actor:
            return verb(self.conference_id, *ids, by=actor, **{"at": timezone.now(), **given})

    def invite(self, *, agency: UUID | None = None, who: str = "Inspector Wray") -> UUID:
        agency = agency or self.office.inspector.membership.agency_id
        given: Any = {"discipline": "police", "agency": agency, "who": who, "page": uuid4()}
        return self.do(actions.invite, **given).pk

    def read(self, by: Person | None = None) -> queries.Invitation:
        with self.office.world.acting(by or self.office.inspector) as actor:
            return queries.open_invitation(actor, self.conference_id)

    def opened(self) -> queries.Opened:
        with self.office.world.acting(self.office.caseworker) as actor:
            return queries.open_conference(actor, self.conference_id)

    def answer(
        self, guest: UUID, coming: str = Coming.YES, *, seen: int = 0, page: UUID | None = None
    ) -> None:
        given: Any = {"coming": {guest: coming}, "words": "By bus.", "seen": seen, "page": page or uuid4()}
        self.do(guests.answer, by=self.office.inspector, **given)

    def notices_of(self, person: Person) -> set[str]:
        with self.office.world.acting(person) as actor:
            kinds = notices.unread_by(actor).values_list("kind", flat=True)
            return {kind for kind in kinds if kind.startswith("conference.")}


@pytest.fixture
def table(world) -> Table:
    return kept.begin(world, _set_up)


def _set_up(world) -> Table:
    office = joint.set_up(world)
    work = office.do(office.inspector, "accept", office.ask(scopes=SCOPES))
    place: Any = {
        "starts_at": timezone.now(),
        "way": Way.VIDEO,
        "place": "Room 3",
        "chair": None,
        "page": uuid4(),
    }
    with world.acting(office.caseworker) as actor:
        planned = actions.plan(office.case_id, **place, by=actor, at=timezone.now())
    return Table(office, work, planned.pk)


def test_an_agency_reads_a_conference_once_it_is_invited_and_nothing_of_others(table):
    with pytest.raises(NotThere):
        table.read()
    guest = table.invite()
    # Somebody of no agency of the mechanism is known to the lead alone.
    table.do(actions.invite, discipline="health", agency=None, who="Nurse Brissett", page=uuid4())
    invitation = table.read()
    assert invitation.place == "Room 3"
    assert [(each.pk, who) for each, who in invitation.invited] == [(guest, "Inspector Wray")]
    assert table.notices_of(table.office.inspector) == {"conference.invited"}
    with table.office.world.acting(table.office.inspector) as actor:
        assert Participant.objects.count() == 1, "the second wall shows no others either"
        assert access.invited_to(actor).count() == 1
        assert not access.led_by(actor).exists()
        with pytest.raises(NotThere):
            queries.open_conference(actor, table.conference_id)
        with pytest.raises(NotThere):
            actions.cancel(table.conference_id, reason="It is settled.", by=actor, at=timezone.now())
    with pytest.raises(NotThere):
        table.read(table.office.supervisor)


def test_it_reads_those_parts_of_the_agenda_that_its_part_covers(table):
    table.do(agenda.add, sources=["risk"], text="What she told her aunt", page=uuid4())
    table.do(agenda.add, sources=[], text="Whether her uncle knows", is_shared=True, page=uuid4())
    [dropped] = AgendaItem.objects.using("setup").filter(scope="invited").values_list("pk", flat=True)
    table.do(agenda.drop, dropped)
    table.do(agenda.add, sources=[], text="Who meets the bus", is_shared=True, page=uuid4())
    table.invite()
    table.do(agenda.add, sources=[], text="Who drives", is_shared=True, page=uuid4())
    assert [text for _item, text in table.read().agenda] == [
        "Risk to the child: not assessed yet",
        "Who meets the bus",
        "Who drives",
    ]
    with table.office.world.acting(table.office.inspector):
        assert AgendaItem.objects.count() == 3


def test_it_says_who_comes_and_proposes_and_the_lead_is_told(table):
    guest, page = table.invite(), uuid4()
    assert table.read().needs_answer
    table.answer(guest, page=page)
    table.answer(guest, page=page)
    table.do(guests.propose, by=table.office.inspector, text="The number of the bus", page=page)
    table.do(guests.propose, by=table.office.inspector, text="The number of the bus", page=page)
    assert InvitationAnswer.objects.using("setup").count() == 1
    assert not table.read().needs_answer
    assert table.notices_of(table.office.inspector) == set()
    assert {"conference.answered", "conference.proposed"} <= table.notices_of(table.office.caseworker)
    opened = table.opened()
    assert opened.answers[guest][0].coming == Coming.YES
    assert opened.answers[guest][1] == "By bus."
    assert [text for _item, text in opened.agenda] == ["The number of the bus"]
    with pytest.raises(Refused):
        table.do(guests.propose, by=table.office.inspector, text=" ", page=uuid4())
    with pytest.raises(Refused):
        table.do(guests.answer, by=table.office.inspector, coming={}, words="", seen=0, page=uuid4())


def test_once_it_is_moved_everybody_has_to_answer_again(table):
    guest = table.invite()
    table.answer(guest)
    later = timezone.now() + timedelta(days=3)
    table.do(actions.move_to, starts_at=later, way=Way.VIDEO, place="", reason="She is ill.", seen=0)
    assert table.read().needs_answer
    assert table.notices_of(table.office.inspector) == {"conference.invitation_moved"}
    with pytest.raises(Refused, match="moved in the meantime"):
        table.answer(guest, seen=0)
    table.answer(guest, Coming.NO, seen=1)
    table.do(actions.cancel, reason="Nobody has time.")
    assert table.read().ended_words == "Nobody has time."
    assert "conference.invitation_cancelled" in table.notices_of(table.office.inspector)
    with pytest.raises(TransitionRefused):
        table.answer(guest, seen=1)


def hold(table: Table, guest: UUID) -> None:
    table.do(actions.hold, attendance={guest: Attendance.ATTENDED})
    table.do(minutes.write, text="She spoke first.", seen=0, page=uuid4())


def agree(table: Table, guest: UUID | None) -> AgreedAction:
    to_do: Any = {
        "text": "Find the driver.",
        "kind": "telephone_call",
        "due_on": in_days(3),
        "given_to": None,
    }
    return table.do(minutes.agree, **to_do, participant=guest, page=uuid4())


def test_it_reads_the_minutes_that_its_part_covers_and_reports_what_it_was_to_do(table):
    guest = table.invite()
    hold(table, guest)
    agree(table, None)
    action = agree(table, guest)
    invitation = table.read()
    assert [each.text for each in invitation.minutes] == ["She spoke first."]
    assert [(each.pk, text) for each, text in invitation.actions] == [(action.pk, "Find the driver.")]
    assert {"conference.minutes", "conference.agreed"} <= table.notices_of(table.office.inspector)
    with table.office.world.acting(table.office.inspector) as actor:
        assert [each.pk for each in access.actions_of_agency(actor)] == [action.pk]
    with pytest.raises(Refused):
        table.do(guests.report, action.pk, by=table.office.inspector, words="")
    for _twice in range(2):
        table.do(guests.report, action.pk, by=table.office.inspector, words="He was found.")
    assert table.opened().reports == {action.pk: "He was found."}
    assert "conference.reported" in table.notices_of(table.office.caseworker)
    with table.office.world.acting(table.office.inspector) as actor:
        assert not access.actions_of_agency(actor).exists()


def test_what_the_lead_has_settled_is_asked_for_no_more(table):
    guest = table.invite()
    hold(table, guest)
    action = agree(table, guest)
    with table.office.world.acting(table.office.caseworker) as actor:
        task_actions.finish(action.task_id, by=actor, at=timezone.now())
    with table.office.world.acting(table.office.inspector) as actor:
        assert not access.actions_of_agency(actor).exists()
    with table.office.world.acting(table.office.caseworker) as actor:
        task_actions.undo(action.task_id, by=actor, at=timezone.now())
    with table.office.world.acting(table.office.inspector) as actor:
        assert access.actions_of_agency(actor).exists()


def test_an_agency_that_takes_part_no_longer_reads_nothing(table):
    guest = table.invite()
    hold(table, guest)
    action = agree(table, guest)
    reason = next(iter(pack().codes("joint_ends")))
    table.office.do(table.office.inspector, "end", table.work, reason=reason)
    with pytest.raises(NotThere):
        table.read()
    with pytest.raises(NotThere):
        table.do(guests.report, action.pk, by=table.office.inspector, words="He was found.")
    with table.office.world.acting(table.office.inspector):
        assert not Conference.objects.exists()
        assert not AgreedAction.objects.exists()


def test_an_agency_without_a_part_in_the_case_is_told_nothing(table):
    stranger = table.office.world.person(table.office.world.agency("police"), "supervisor")
    guest = table.invite(agency=stranger.membership.agency_id)
    with pytest.raises(NotThere):
        table.read(stranger)
    assert table.notices_of(stranger) == set()
    with pytest.raises(Refused, match="does not take part"):
        table.do(guests.ask, guest)


def test_an_agency_that_takes_part_later_is_invited_then(table):
    other = table.office.world.person(table.office.world.agency("police"), "supervisor")
    guest = table.invite(agency=other.membership.agency_id)
    table.office.do(other, "accept", table.office.ask(agency_id=other.membership.agency_id))
    for _twice in range(2):
        table.do(guests.ask, guest)
    assert [each.pk for each, _who in table.read(other).invited] == [guest]
    assert table.notices_of(other) == {"conference.invited"}
    with pytest.raises(NotThere):
        table.do(guests.propose, by=table.office.inspector, text="The bus", page=uuid4())


def test_figures_count_the_agencies_and_disciplines_that_came_and_only_for_the_lead(table):
    guest = table.invite()
    absent = table.invite(who="Sergeant Poe")
    table.do(actions.hold, attendance={guest: Attendance.ATTENDED, absent: Attendance.ABSENT})
    agree(table, guest)
    year = timezone.now().year
    name = table.office.inspector.membership.agency.name
    with table.office.world.acting(table.office.supervisor) as actor:
        found = queries.figures(actor, year=year, at=timezone.now())
        assert (found.held, found.agencies, found.disciplines) == (1, {name: 1}, {"police": 1})
    with table.office.world.acting(table.office.inspector) as actor:
        found = queries.figures(actor, year=year, at=timezone.now() + timedelta(days=5))
        assert (found.held, found.due, found.agencies) == (0, 0, {})


def test_whoever_may_not_answer_for_the_agency_says_nothing(table, monkeypatch):
    table.invite()
    monkeypatch.setattr("opennrm.conferences.access.CONFERENCE_ATTEND", "nobody has it")
    with pytest.raises(NotAllowed):
        table.read()
