"""Somebody leaves: those who can hand over what they have in hand know it at once, and do it in one step."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connections
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies import actions as agencies
from opennrm.agencies import holdings
from opennrm.cases import actions, caseloads
from opennrm.cases.models import Case
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.second_door import second_door
from opennrm.invented import concerns
from opennrm.notes import drafts as note_drafts
from opennrm.screening import access as screening_access
from opennrm.screening import drafts as screening_drafts
from tests.referrals.scene import Scene, set_up
from tests.walls.raw import run
from tests.world import Person

pytestmark = pytest.mark.database


@pytest.fixture
def scene(world) -> Scene:
    """The caseworker has one case, a colleague has none; a shelter was asked."""
    made = set_up(world)
    made.send()
    return made


@pytest.fixture
def head(scene) -> Person:
    return scene.world.person(scene.lead, "administrator")


@pytest.fixture
def coordinator(scene) -> Person:
    return scene.world.person(scene.world.agency("coordination"), "administrator")


def more_cases(scene: Scene, of: Person, number: int) -> list:
    ids = [scene.world.opened(scene.constable) for _ in range(number)]
    for case_id in ids:
        with scene.world.acting(of) as actor:
            actions.assign(case_id, to=of.membership.pk, by=actor, at=timezone.now())
    return ids


def hand_over(scene: Scene, of: Person, to: list[Person], *, by: Person | None = None, ids=None) -> None:
    with scene.world.acting(by or scene.supervisor) as actor:
        caseloads.hand_over(
            of.membership.pk,
            ids or list(Case.objects.values_list("pk", flat=True)),
            to=[each.membership.pk for each in to],
            by=actor,
            at=timezone.now(),
        )


def end(scene: Scene, person: Person, *, by: Person) -> None:
    with scene.world.acting(by) as actor:
        agencies.end_membership(person.membership.pk, by=actor, at=timezone.now())


def unread(scene: Scene, person: Person) -> list[str]:
    with scene.world.acting(person) as actor:
        return sorted(notice.kind for notice in notices.unread_by(actor))


def holders(*case_ids) -> list:
    found = Case.objects.using("setup").filter(pk__in=case_ids)
    return sorted(found.values_list("assigned_to_id", flat=True))


@pytest.mark.parametrize("way", ["end_membership", "deactivate", "change_role"])
def test_the_supervisors_are_told_at_once_what_somebody_leaves_behind(scene, head, way):
    given = {"role": "administrator"} if way == "change_role" else {}
    gone = scene.caseworker.account.pk if way == "deactivate" else scene.caseworker.membership.pk
    with scene.world.acting(head) as actor:
        getattr(agencies, way)(gone, by=actor, at=timezone.now(), **given)
    assert "membership.left" in unread(scene, scene.supervisor)
    assert "membership.left" not in unread(scene, head)


def test_nobody_is_told_of_somebody_who_leaves_nothing_behind(scene, head):
    end(scene, scene.colleague, by=head)
    assert unread(scene, scene.supervisor) == []


def test_whoever_comes_back_has_left_nothing_behind(scene, head):
    with scene.world.acting(head) as actor:
        agencies.deactivate(scene.caseworker.account.pk, by=actor, at=timezone.now())
        agencies.activate(scene.caseworker.account.pk, by=actor, at=timezone.now())
    assert unread(scene, scene.supervisor) == []


def test_an_administrator_reads_how_much_and_no_case(scene, head):
    for page, row in (
        ("membership-end", scene.caseworker.membership),
        ("membership-change-role", scene.caseworker.membership),
        ("account-deactivate", scene.caseworker.account),
    ):
        said = scene.world.client(head).get(reverse(page, args=[row.pk])).content.decode()
        assert "1 case<" in said
        assert scene.supervisor.account.name in said
        assert Case.objects.using("setup").get(pk=scene.case_id).reference not in said


def test_what_somebody_is_still_writing_is_counted_and_what_becomes_of_it_is_said(scene, head):
    with scene.world.acting(scene.caseworker) as actor:
        concerns.begin(by=actor, at=timezone.now(), given_names="Imani")
        typed = {"text": "She said that she is well."}
        note_drafts.keep(scene.case_id, typed=typed, page=uuid4(), by=actor, at=timezone.now())
        instrument = next(iter(pack().instruments))
        screening_drafts.begin(scene.case_id, instrument=instrument, by=actor, at=timezone.now())
    page = reverse("membership-end", args=[scene.caseworker.membership.pk])
    said = scene.world.client(head).get(page).content.decode()
    for words in ("1 unfinished screening", "1 concern that was not sent", "1 unfinished note"):
        assert words in said
    assert f"deleted {pack().drafts.keep_days} days" in " ".join(said.split())


def test_whoever_leaves_nothing_but_unfinished_reports_is_no_news_to_supervisors(scene, head):
    with scene.world.acting(scene.colleague) as actor:
        concerns.begin(by=actor, at=timezone.now(), given_names="Imani")
    end(scene, scene.colleague, by=head)
    assert unread(scene, scene.supervisor) == []


def test_whoever_gets_the_case_goes_on_with_the_screening_that_was_begun(scene):
    with scene.world.acting(scene.caseworker) as actor:
        instrument = next(iter(pack().instruments))
        begun = screening_drafts.begin(scene.case_id, instrument=instrument, by=actor, at=timezone.now())
    start = reverse("screening-start", args=[scene.case_id])
    with scene.world.acting(scene.supervisor) as actor:
        # While its author works on the case, it is theirs.
        assert screening_access.draft_left_behind(actor, Case.objects.get(pk=scene.case_id)) is None
        to = scene.colleague.membership.pk
        actions.assign(scene.case_id, to=to, by=actor, at=timezone.now())
    browser = scene.world.client(scene.colleague)
    assert scene.caseworker.account.name in browser.get(start).content.decode()
    assert browser.post(start, {"instrument": instrument}).status_code == 302
    with scene.world.acting(scene.colleague) as actor:
        assert screening_access.own_draft(actor, scene.case_id).pk == begun.pk


def test_where_nobody_can_hand_over_the_administrator_reads_so(scene, head):
    end(scene, scene.supervisor, by=head)
    page = reverse("membership-end", args=[scene.caseworker.membership.pk])
    assert "no supervisor who can hand it over" in scene.world.client(head).get(page).content.decode()


def test_all_cases_go_over_in_one_step_to_whoever_has_fewest(scene, head):
    ids = [scene.case_id, *more_cases(scene, scene.caseworker, 3)]
    other = scene.world.person(scene.lead, "caseworker")
    more_cases(scene, other, 1)
    end(scene, scene.caseworker, by=head)
    hand_over(scene, scene.caseworker, [scene.colleague, other])
    found = holders(*ids)
    assert found.count(scene.colleague.membership.pk) in (2, 3)
    assert set(found) == {scene.colleague.membership.pk, other.membership.pk}
    assert unread(scene, scene.colleague).count("case.assigned") == found.count(scene.colleague.membership.pk)
    assert unread(scene, scene.supervisor) == []
    with pytest.raises(Refused, match="Somebody else has handed them over"):
        hand_over(scene, scene.caseworker, [scene.colleague], ids=ids)


def test_the_page_hands_over_what_was_chosen_and_says_what_is_left(scene):
    [kept] = more_cases(scene, scene.caseworker, 1)
    address = reverse("caseload-show", args=[scene.caseworker.membership.pk])
    client = scene.world.client(scene.supervisor)
    sent = {"case_ids": [scene.case_id], "to": [scene.colleague.membership.pk]}
    answer = client.post(address, sent, follow=True).content.decode()
    assert "1 case has been handed over." in answer
    assert holders(scene.case_id) == [scene.colleague.membership.pk]
    assert holders(kept) == [scene.caseworker.membership.pk]
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "with somebody else now" in again.content.decode()


def test_only_a_supervisor_of_the_agency_hands_over(scene):
    stranger = scene.world.person(scene.world.agency("child_protection"), "supervisor")
    for by, refusal in ((stranger, NotThere), (scene.colleague, NotAllowed)):
        with pytest.raises(refusal):
            hand_over(scene, scene.caseworker, [scene.colleague], by=by, ids=[scene.case_id])
    assert holders(scene.case_id) == [scene.caseworker.membership.pk]


def test_an_agency_that_leads_cases_cannot_leave_before_they_are_handed_over(scene, coordinator):
    address = reverse("agency-edit", args=[scene.lead.pk])
    client = scene.world.client(coordinator)
    assert "1 case<" in client.get(address).content.decode()
    answer = client.post(address, {"name": scene.lead.name, "seen_version": "0"})
    assert answer.status_code == 422
    assert "This agency still leads cases." in answer.content.decode()


def test_the_page_of_an_agency_says_what_waits_there_and_it_may_leave(scene, coordinator):
    address = reverse("agency-edit", args=[scene.house.pk])
    client = scene.world.client(coordinator)
    said = client.get(address).content.decode()
    assert "1 request waiting for an answer" in said
    assert "1 service in the directory" in said
    assert client.post(address, {"name": scene.house.name, "seen_version": "0"}).status_code == 302


def test_numbers_are_told_by_the_second_door_alone_and_of_ones_own_agency(scene, head, coordinator):
    asked = "SELECT * FROM sec.held(%s, NULL)"
    with pytest.raises(DatabaseError, match="permission denied"), scene.world.acting(head):
        run(asked, scene.caseworker.membership.pk)
    stranger = scene.world.person(scene.world.agency("police"), "administrator")
    with pytest.raises(DatabaseError, match="looks after"), scene.world.acting(stranger):
        holdings.of_member(scene.caseworker.membership.pk)
    in_the_name_of_their_own = scene.caseworker.membership.pk, stranger.membership.agency_id
    with pytest.raises(DatabaseError, match="looks after"), scene.world.acting(stranger), second_door():
        run_at_door("SELECT * FROM sec.held(%s, %s)", *in_the_name_of_their_own)
    for person in (head, coordinator):
        with scene.world.acting(person):
            held = holdings.of_member(scene.caseworker.membership.pk)
        assert held["case"] == 1
        assert set(held) <= {"case", "task"}


def test_asking_lends_nobody_a_case(scene, head):
    with scene.world.acting(head), second_door():
        before = run_at_door("SELECT current_setting('opennrm.principals')")
        holdings.of_agency(scene.lead.pk)
        assert run_at_door("SELECT current_setting('opennrm.principals')") == before


def run_at_door(statement: str, *values: object) -> list:
    with connections["auth"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()
