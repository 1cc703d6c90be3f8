"""A case changes hands: both sides are told, it can be undone, and whoever lost it reads why."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from opennrm.cases import access, actions, lost
from opennrm.cases.models import Assignment, Case, Clock, LostCase, TimelineEntry
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.tasks.models import Task
from tests.referrals.scene import Scene, set_up
from tests.walls.raw import run
from tests.world import Person

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world) -> Scene:
    """A case that the caseworker took; a colleague, and their supervisor."""
    return set_up(world)


def give(scene: Scene, to: Person, *, by: Person | None = None, case_id=None, at=None, **given) -> None:
    with scene.world.acting(by or scene.supervisor) as actor:
        actions.assign(
            case_id or scene.case_id, to=to.membership.pk, by=actor, at=at or timezone.now(), **given
        )


def undo(scene: Scene, *, by: Person | None = None, case_id=None, at=None) -> None:
    with scene.world.acting(by or scene.supervisor) as actor:
        actions.undo_assignment(case_id or scene.case_id, by=actor, at=at or timezone.now())


def unread(scene: Scene, person: Person) -> list[str]:
    with scene.world.acting(person) as actor:
        return sorted(notice.kind for notice in notices.unread_by(actor))


def read(scene: Scene, person: Person, *, page: str = "case-show", case_id=None) -> str:
    """What somebody reads at an address of a case that is not, or no longer, there for them."""
    response = scene.world.client(person).get(reverse(page, args=[case_id or scene.case_id]))
    assert response.status_code == 404
    return " ".join(response.content.decode().split())


def test_both_sides_are_told_and_the_former_holder_reads_why_on_every_page(scene):
    give(scene, scene.colleague)
    assert unread(scene, scene.colleague) == ["case.assigned"]
    assert unread(scene, scene.caseworker) == ["case.lost"]
    for page in ("case-show", "case-story", "document-list", "case-risk"):
        said = read(scene, scene.caseworker, page=page)
        assert "This case was assigned to a colleague on" in said
        assert scene.colleague.account.name not in said
    reference = Case.objects.using("setup").get(pk=scene.case_id).reference
    assert reference not in read(scene, scene.caseworker)


def test_a_supervisor_who_takes_over_is_told_nothing_and_still_sees_what_they_gave_away(scene):
    give(scene, scene.supervisor)
    give(scene, scene.colleague)
    assert unread(scene, scene.supervisor) == []
    assert scene.sees_case(scene.supervisor)


def test_whoever_never_saw_the_case_reads_what_they_read_of_any_other(scene):
    later = scene.world.person(scene.lead, "caseworker")
    give(scene, scene.colleague)
    elsewhere = scene.world.person(scene.world.agency("child_protection"), "supervisor")
    for person in (later, elsewhere, scene.constable):
        with scene.world.acting(person) as actor:
            assert lost.why(actor, scene.case_id, at=timezone.now()) is None
            assert not LostCase.objects.exists()
    assert "There is no page at this address" in read(scene, later)


def test_after_ninety_days_it_is_a_page_that_is_not_there(scene):
    give(scene, scene.colleague)
    with scene.world.acting(scene.caseworker) as actor:
        now = timezone.now()
        assert lost.why(actor, scene.case_id, at=now + timedelta(days=89))
        assert lost.why(actor, scene.case_id, at=now + timedelta(days=91)) is None


def test_whoever_tries_second_to_take_a_case_reads_who_was_faster(scene):
    waiting = scene.world.opened(scene.constable)
    give(scene, scene.colleague, by=scene.colleague, case_id=waiting)
    answer = scene.world.client(scene.caseworker).post(reverse("case-take", args=[waiting]))
    assert answer.status_code == 404
    assert f"{scene.colleague.account.name} took this case on" in " ".join(answer.content.decode().split())
    assert "took this case on" in read(scene, scene.caseworker, case_id=waiting)


def test_who_assigns_what_somebody_else_has_just_assigned_reads_it_and_loses_nothing(scene):
    other = scene.world.person(scene.lead, "supervisor")
    seen = str(scene.caseworker.membership.pk)
    give(scene, scene.colleague, by=other)
    with pytest.raises(Refused, match=f"assigned to {scene.colleague.account.name}"):
        give(scene, scene.supervisor, seen_holder=seen)
    sent = {"to": scene.supervisor.membership.pk, "note": "Ask the aunt.", "seen_holder": seen}
    address = reverse("case-assign", args=[scene.case_id])
    answer = scene.world.client(scene.supervisor).post(address, sent)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "Ask the aunt." in said
    assert f'value="{scene.colleague.membership.pk}"' in said


def test_whoever_gets_a_case_reads_what_they_should_know(scene):
    give(scene, scene.colleague, note="The aunt calls on Thursday.")
    address = reverse("case-assignments", args=[scene.case_id])
    case = scene.world.client(scene.colleague).get(reverse("case-show", args=[scene.case_id]))
    assert address in case.content.decode()
    assert "The aunt calls on Thursday." not in case.content.decode()
    opened = scene.world.client(scene.colleague).get(address).content.decode()
    assert "The aunt calls on Thursday." in opened
    assert scene.world.client(scene.caseworker).get(address).status_code == 404
    assert b"Thursday" not in bytes(Assignment.objects.using("setup").get(before__isnull=False).note)


def test_undoing_gives_the_case_back_and_tells_both(scene):
    give(scene, scene.colleague)
    undo(scene)
    assert scene.sees_case(scene.caseworker)
    assert not scene.sees_case(scene.colleague)
    assert unread(scene, scene.colleague) == ["case.lost"]
    assert "case.assigned" in unread(scene, scene.caseworker)
    assert "by mistake. That was undone on" in read(scene, scene.colleague)
    kinds = TimelineEntry.objects.using("setup").filter(case_id=scene.case_id).values_list("kind", flat=True)
    assert "case.assignment_undone" in kinds


def test_only_whoever_assigned_it_undoes_it_and_only_for_ten_minutes(scene):
    other = scene.world.person(scene.lead, "supervisor")
    give(scene, scene.colleague)
    for by, at in ((other, None), (scene.supervisor, timezone.now() + timedelta(minutes=11))):
        with pytest.raises(TransitionRefused, match="no longer undo"):
            undo(scene, by=by, at=at)
    undo(scene)
    with pytest.raises(TransitionRefused, match="no longer undo"):
        undo(scene)


def test_a_case_that_was_taken_by_mistake_waits_for_the_team_again(scene):
    """Tasks and time limits that it brought about are taken back, so that the next one who takes it has them anew."""
    waiting = scene.world.opened(scene.constable)
    rule = next(rule for rule in pack().task_rules_on("case.assigned"))
    give(scene, scene.colleague, by=scene.colleague, case_id=waiting)
    undo(scene, by=scene.colleague, case_id=waiting)
    with scene.world.acting(scene.caseworker) as actor:
        assert access.waiting_to_be_taken(actor).filter(pk=waiting).exists()
    assert "concern.new" in unread(scene, scene.caseworker)
    give(scene, scene.caseworker, by=scene.caseworker, case_id=waiting)
    made = Task.objects.using("setup").filter(case_id=waiting, rule=rule.code)
    assert sorted(made.values_list("state", flat=True)) == ["cancelled", "open"]


def test_what_an_assignment_did_to_time_limits_is_undone_with_it(scene, monkeypatch):
    waiting = scene.world.opened(scene.constable)
    first = Clock.objects.using("setup").filter(case_id=waiting, stopped_at=None).first()
    monkeypatch.setattr(
        type(pack()), "clock_rules_stopped_by",
        lambda self, event: [self.clocks[first.rule]] if event == "case.assigned" else [],
    )  # fmt: skip
    give(scene, scene.colleague, by=scene.colleague, case_id=waiting)
    first.refresh_from_db(using="setup")
    assert first.stopped_at
    undo(scene, by=scene.colleague, case_id=waiting)
    first.refresh_from_db(using="setup")
    assert (first.stopped_at, first.stopped_by_event) == (None, "")


def test_nobody_gets_a_case_back_who_can_no_longer_work_on_it(scene, superuser):
    give(scene, scene.colleague)
    superuser.execute(
        "UPDATE agencies_membership SET ended_at = now() WHERE id = %s", [scene.caseworker.membership.pk]
    )
    with pytest.raises(TransitionRefused, match="can no longer work on it"):
        undo(scene)


def test_only_the_lead_puts_a_case_back_with_the_database(scene):
    for person in (scene.colleague, scene.manager):
        with pytest.raises(DatabaseError, match="Only the lead"), scene.world.acting(person):
            run("SELECT sec.unassign_lead(%s)", scene.case_id)


def test_whoever_chooses_sees_what_everybody_has_in_hand_least_first(scene):
    for _ in range(2):
        give(scene, scene.colleague, case_id=scene.world.opened(scene.constable, is_urgent=True))
    address = reverse("case-assign", args=[scene.world.opened(scene.constable)])
    said = " ".join(scene.world.client(scene.supervisor).get(address).content.decode().split())
    names = (
        f"{scene.supervisor.account.name} (you)",
        scene.caseworker.account.name,
        scene.colleague.account.name,
    )
    assert sorted(names, key=said.index) == list(names)
    assert "2 cases, 2 urgent" in said
    assert "1 case, " in said


def test_a_service_that_no_longer_helps_reads_that_its_part_ended(scene):
    referral = scene.send()
    scene.do(scene.manager, "accept", referral)
    scene.do(scene.manager, "complete", referral, outcome=next(iter(pack().codes("outcomes"))))
    for person in (scene.manager, scene.night_manager):
        assert "Your agency stopped taking part in this case on" in read(scene, person)
    assert "There is no page at this address" in read(scene, scene.other_manager)
