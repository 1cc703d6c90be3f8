"""A case is urgent for as long as one of its dangers has not ended; the reporter's own words are only commented on."""

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.cases.models import Case
from opennrm.cases.reasons import NoReason
from opennrm.concerns import access, comments, dangers
from opennrm.concerns.comments import CommentEmpty
from opennrm.concerns.dangers import DangerNotPossible
from opennrm.concerns.models import Concern, Danger
from opennrm.country.pack import pack
from opennrm.foundation import notices
from opennrm.foundation.refusals import NotThere
from opennrm.foundation.state_table import TransitionRefused
from tests.referrals import scene as referring

REASON = "Her aunt called: she is at home."


@pytest.fixture
def reported(world, constable):
    return lambda *codes: (
        world.report(constable, urgent_dangers=list(codes), account="She left at noon.").case_id
    )


def codes() -> list[str]:
    return list(pack().codes("urgent_dangers"))


def add(world, person, case_id, code: str, reason: str = REASON) -> None:
    with world.acting(person) as actor:
        dangers.add(case_id, danger=code, reason=reason, by=actor, at=timezone.now())


def end(world, person, case_id, code: str, reason: str = REASON) -> None:
    danger = Danger.objects.using("setup").filter(case_id=case_id, code=code).latest("began_at")
    with world.acting(person) as actor:
        dangers.end(case_id, danger.pk, reason=reason, by=actor, at=timezone.now())


def is_urgent(case_id) -> bool:
    return Case.objects.using("setup").get(pk=case_id).is_urgent


def told(world, person) -> list[str]:
    with world.acting(person) as actor:
        return [notice.kind for notice in notices.unread_by(actor) if notice.kind == "case.urgent"]


def test_a_case_stays_urgent_until_the_last_danger_has_ended(world, caseworker, reported):
    first, second, *_rest = codes()
    case_id = reported(first, second)
    end(world, caseworker, case_id, first)
    assert is_urgent(case_id)
    end(world, caseworker, case_id, second)
    assert not is_urgent(case_id)


def test_how_a_danger_ended_stays_readable_with_who(world, caseworker, reported):
    case_id = reported(codes()[0])
    end(world, caseworker, case_id, codes()[0])
    with world.acting(caseworker) as actor:
        (danger,) = dangers.open_dangers(actor, Case.objects.visible_to(actor).get(pk=case_id))
    assert (danger.was_reported, danger.end_reason, danger.ended_by) == (True, REASON, caseworker.membership)


def test_what_was_reported_stays_as_it_was(world, caseworker, reported):
    case_id = reported(codes()[0])
    end(world, caseworker, case_id, codes()[0])
    assert Concern.objects.using("setup").get(case_id=case_id).urgent_dangers == [codes()[0]]


def test_a_danger_ends_once_and_can_come_back(world, caseworker, reported):
    case_id = reported(codes()[0])
    end(world, caseworker, case_id, codes()[0])
    with pytest.raises(TransitionRefused):
        end(world, caseworker, case_id, codes()[0])
    add(world, caseworker, case_id, codes()[0])
    assert is_urgent(case_id)


def test_a_case_becomes_urgent_later_and_the_others_are_told(world, caseworker, supervisor, reported):
    case_id = reported()
    assert not is_urgent(case_id)
    add(world, caseworker, case_id, codes()[0])
    assert is_urgent(case_id)
    assert told(world, supervisor) == ["case.urgent"]
    end(world, caseworker, case_id, codes()[0])
    assert told(world, supervisor) == []


def test_nobody_is_told_what_they_did(world, caseworker, supervisor, reported):
    case_id = reported()
    add(world, supervisor, case_id, codes()[0])
    assert told(world, supervisor) == []
    assert told(world, caseworker) == ["case.urgent"]


@pytest.mark.parametrize("code", ["unheard of", "none", ""])
def test_a_danger_is_one_of_the_packs(world, caseworker, reported, code):
    with pytest.raises(DangerNotPossible):
        add(world, caseworker, reported(), code)


def test_a_danger_that_is_known_is_not_recorded_twice(world, caseworker, reported):
    with pytest.raises(DangerNotPossible):
        add(world, caseworker, reported(codes()[0]), codes()[0])


def test_a_reason_has_to_be_given(world, caseworker, reported):
    case_id = reported(codes()[0])
    for change, code in ((add, codes()[1]), (end, codes()[0])):
        with pytest.raises(NoReason):
            change(world, caseworker, case_id, code, reason=" ")


def test_only_whoever_leads_the_case_says_what_is_urgent(world, reported):
    case_id = reported(codes()[0])
    stranger = world.person(world.agency("child_protection"), "caseworker")
    for change, code in ((add, codes()[1]), (end, codes()[0])):
        with pytest.raises(NotThere):
            change(world, stranger, case_id, code)


def test_a_comment_stands_beside_what_was_reported_and_changes_nothing_of_it(world, caseworker, reported):
    case_id = reported()
    with world.acting(caseworker) as actor:
        comments.comment(case_id, text="It was at four.", by=actor, at=timezone.now())
    with world.acting(caseworker) as actor:
        concern = access.open_concern(actor, case_id, at=timezone.now())
    assert concern.account == "She left at noon."
    assert [(comment.text, comment.written_by) for comment in concern.comments] == [
        ("It was at four.", caseworker.membership)
    ]


def test_an_empty_comment_is_refused(world, caseworker, reported):
    case_id = reported()
    with pytest.raises(CommentEmpty), world.acting(caseworker) as actor:
        comments.comment(case_id, text=" ", by=actor, at=timezone.now())


def test_whose_part_covers_dangers_reads_why_a_case_is_urgent_and_is_told_of_new_ones(world):
    scene = referring.set_up(world)
    scene.do(scene.manager, "accept", scene.send())
    first, second, *_rest = codes()
    for code in (first, second):
        add(world, scene.caseworker, scene.case_id, code)
    assert told(world, scene.manager) == ["case.urgent"] * 2
    client = world.client(scene.manager)
    shown = client.get(reverse("case-show", args=[scene.case_id])).content.decode()
    address = reverse("case-urgency", args=[scene.case_id])
    assert address in shown
    page = client.get(address).content.decode()
    for code in (first, second):
        assert pack().codes("urgent_dangers")[code].title in shown
        assert pack().codes("urgent_dangers")[code].title in page
    assert REASON in page
    assert scene.caseworker.account.name not in page
    assert client.post(address, {"code": first, "reason": REASON}).status_code == 403


def test_whose_part_does_not_cover_dangers_reads_none(world, monkeypatch):
    scene = referring.set_up(world)
    monkeypatch.setattr(Danger, "SCOPE", "concern")
    scene.do(scene.manager, "accept", scene.send())
    add(world, scene.caseworker, scene.case_id, codes()[0])
    client = world.client(scene.manager)
    assert "Urgent dangers" not in client.get(reverse("case-show", args=[scene.case_id])).content.decode()
    assert client.get(reverse("case-urgency", args=[scene.case_id])).status_code == 404
    assert told(world, scene.manager) == []
