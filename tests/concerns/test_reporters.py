"""What somebody reported, or is still writing, is theirs within the agency, whatever role they hold there meanwhile."""

import pytest
from django.utils import timezone

from opennrm.agencies import actions
from opennrm.agencies.models import Cause
from opennrm.cases import access, receipts
from opennrm.cases import actions as case_actions
from opennrm.cases.states import ReceiptStatus
from opennrm.concerns import attachments, drafts
from opennrm.concerns.actions import receive_concern
from opennrm.foundation import notices
from opennrm.invented.concerns import begin, enough, photograph
from tests.world import Person, World

NOW = timezone.now()


@pytest.fixture
def administrator(world, constable):
    return world.person(constable.membership.agency, "administrator")


def moved(world: World, administrator: Person, person: Person, role: str) -> Person:
    """The person in another role, signed in for it."""
    with world.acting(administrator) as actor:
        membership = actions.change_role(person.membership.pk, role=role, by=actor, at=timezone.now())
    return world.working(membership)


def left_and_came_back(world: World, administrator: Person, person: Person) -> Person:
    with world.acting(administrator) as actor:
        actions.end_membership(person.membership.pk, by=actor, at=timezone.now())
    with world.acting(administrator) as actor:
        membership = actions.start_membership(
            person.account,
            person.membership.agency,
            "first_responder",
            given_by=actor.account_id,
            because=Cause.INVITED,
            at=timezone.now(),
        )
    return world.working(membership)


def test_a_role_that_changes_and_changes_back_keeps_every_receipt(world, administrator, constable):
    numbers = {world.report(constable).number for _child in range(3)}
    away = moved(world, administrator, constable, "administrator")
    back = moved(world, administrator, away, "first_responder")
    with world.acting(back) as actor:
        assert {receipt.number for receipt in receipts.receipts_of(actor)} == numbers
        assert receipts.receipt_to_read(actor, receipts.receipts_of(actor)[0].pk)


def test_whoever_leaves_and_comes_back_keeps_every_receipt(world, administrator, constable):
    number = world.report(constable).number
    back = left_and_came_back(world, administrator, constable)
    with world.acting(back) as actor:
        assert [receipt.number for receipt in receipts.receipts_of(actor)] == [number]


def test_a_draft_is_gone_on_with_in_the_new_role_and_becomes_a_case(world, administrator, constable):
    with world.acting(constable) as actor:
        draft = begin(by=actor, at=NOW, files=[photograph()], **enough(), place="By the river")
    back = moved(
        world, administrator, moved(world, administrator, constable, "administrator"), "first_responder"
    )
    with world.acting(back) as actor:
        assert [found.pk for found in drafts.drafts_of(actor)] == [draft.pk]
        opened = drafts.open_draft(actor, draft.pk)
        assert opened.answers["place"] == "By the river"
        assert len(attachments.attachments_of(actor, draft.pk)) == 1
        receipt = receive_concern(draft.pk, by=actor, at=timezone.now())
    with world.acting(back) as actor:
        assert receipts.receipt_of(actor, draft.pk).pk == receipt.pk


def test_another_agency_and_other_people_see_nothing_of_it(world, administrator, constable):
    world.report(constable)
    with world.acting(constable) as actor:
        begin(by=actor, at=NOW, place="By the river")
    elsewhere = world.member(constable.account, world.agency("health"), "first_responder")
    colleague = world.person(constable.membership.agency, "first_responder")
    for other in (elsewhere, colleague, administrator):
        with world.acting(other) as actor:
            assert not receipts.receipts_of(actor).exists()
            assert not drafts.drafts_of(actor).exists()


def test_a_case_that_was_given_to_the_old_role_stays_behind(world, protection, constable):
    receipt = world.report(constable)
    caseworker = world.person(protection, "caseworker")
    manager = world.person(protection, "administrator")
    with world.acting(caseworker) as actor:
        case_actions.assign(receipt.case_id, to=actor.membership_id, by=actor, at=timezone.now())
    back = moved(world, manager, moved(world, manager, caseworker, "administrator"), "caseworker")
    with world.acting(back) as actor:
        assert not access.visible_to(actor).exists()


def test_news_of_a_concern_reaches_the_person_in_the_new_role(world, protection, administrator, constable):
    receipt = world.report(constable)
    caseworker = world.person(protection, "caseworker")
    back = moved(
        world, administrator, moved(world, administrator, constable, "administrator"), "first_responder"
    )
    with world.acting(caseworker) as actor:
        receipts.move_on(receipt.case_id, ReceiptStatus.BEING_LOOKED_INTO, by=actor, at=timezone.now())
    with world.acting(back) as actor:
        assert [notice.kind for notice in notices.unread_by(actor)] == ["concern.progress"]
        assert notices.mark_read(by=actor, at=timezone.now()) == 1
        assert not notices.unread_by(actor).exists()
