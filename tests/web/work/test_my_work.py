"""My work: for each role what waits for it, the urgent and the oldest first."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.cases.actions import assign
from opennrm.country.pack import pack
from opennrm.web import worklist
from opennrm.web.cases import work


@pytest.fixture
def constable(world):
    world.agency("child_protection", code="lead")
    return world.person(world.agency("police"), "first_responder")


@pytest.fixture
def supervisor(world, constable):
    lead = world.agency("child_protection", code="a-lead")
    return world.person(lead, "supervisor")


def home(world, person) -> str:
    return world.client(person).get(reverse("home")).content.decode()


def test_all_concerns_are_counted_though_only_the_newest_are_listed(world, constable):
    receipts = [world.report(constable) for _ in range(6)]
    content = home(world, constable)
    assert "(6)" in content
    assert sum(receipt.number in content for receipt in receipts) == 5


def test_an_urgent_concern_is_listed_however_many_older_ones_wait(world, constable, supervisor, monkeypatch):
    for module in (work, worklist):
        monkeypatch.setattr(module, "MOST", 2)
    earlier = timezone.now() - timedelta(days=2)
    for _ in range(3):
        world.report(constable, at=earlier)
    world.report(constable, urgent_dangers=[next(iter(pack().codes("urgent_dangers")))])
    assert "nrm-worklist__item--urgent" in home(world, supervisor)


def test_a_heading_that_counts_more_than_it_shows_leads_to_all(world, constable, supervisor, monkeypatch):
    for module in (work, worklist):
        monkeypatch.setattr(module, "MOST", 2)
    client = world.client(supervisor)
    for _ in range(2):
        world.report(constable)
    assert "See all" not in home(world, supervisor)
    receipts = [world.report(constable)]
    content = home(world, supervisor)
    assert "(3)" in content
    assert "See all 3" in content
    waiting = client.get(reverse("case-list") + "?holder=nobody").content.decode()
    assert waiting.count("nrm-worklist__link") == 3
    with world.acting(supervisor) as actor:
        assign(receipts[0].case_id, to=world_caseworker(world, supervisor), by=actor, at=timezone.now())
    waiting = client.get(reverse("case-list") + "?holder=nobody").content.decode()
    assert waiting.count("nrm-worklist__link") == 2


def test_beyond_a_number_nobody_counts(world, constable, supervisor, monkeypatch):
    for module in (work, worklist):
        monkeypatch.setattr(module, "MOST", 2)
    monkeypatch.setattr(worklist, "MOST_COUNTED", 3)
    for _ in range(5):
        world.report(constable)
    content = home(world, supervisor)
    assert "(3+)" in content
    assert "See all 3+" in content


def test_a_notice_leads_to_what_it_is_about(world, constable, supervisor):
    receipt = world.report(constable)
    to = world.person(supervisor.membership.agency, "caseworker")
    with world.acting(supervisor) as actor:
        assign(receipt.case_id, to=to.membership.pk, by=actor, at=timezone.now())
    page = world.client(to).get(reverse("notices")).content.decode()
    assert "A case was assigned to you." in page
    assert f'href="{reverse("case-show", args=[receipt.case_id])}"' in page


@pytest.mark.parametrize("is_given", [True, False], ids=["given", "taken"])
def test_a_concern_that_somebody_has_is_no_longer_news_to_the_team(world, constable, supervisor, is_given):
    receipt = world.report(constable)
    taker, colleague = (world.person(supervisor.membership.agency, "caseworker") for _ in range(2))
    assert "nrm-header__count" in home(world, colleague)
    with world.acting(supervisor if is_given else taker) as actor:
        assign(receipt.case_id, to=taker.membership.pk, by=actor, at=timezone.now())
    assert "nrm-header__count" not in home(world, colleague)


@pytest.mark.parametrize(
    "gone",
    [
        "UPDATE agencies_membership SET ended_at = now() WHERE id = %s",
        "UPDATE agencies_account a SET is_active = false FROM agencies_membership m "
        "WHERE m.account_id = a.id AND m.id = %s",
        "UPDATE agencies_membership SET confirmed_at = NULL, confirmed_by_id = NULL WHERE id = %s",
    ],
    ids=["left", "deactivated", "waits for a second person"],
)
def test_a_case_whose_caseworker_is_gone_waits_for_a_supervisor(
    world, constable, supervisor, superuser, gone
):
    receipt = world.report(constable)
    caseworker = world_caseworker(world, supervisor)
    with world.acting(supervisor) as actor:
        assign(receipt.case_id, to=caseworker, by=actor, at=timezone.now())
    heading = "Cases whose caseworker can no longer work on them"
    assert heading not in home(world, supervisor)
    superuser.execute(gone, [caseworker])
    assert f"{heading} <span" in " ".join(home(world, supervisor).split())


def world_caseworker(world, supervisor):
    return world.person(supervisor.membership.agency, "caseworker").membership.pk


def test_the_reporters_heading_leads_to_all_concerns(world, constable):
    for _ in range(6):
        world.report(constable)
    content = home(world, constable)
    assert "See all 6" in content
    assert f'href="{reverse("concern-list")}"' in content


@pytest.mark.parametrize(
    "kind, role, words",
    [
        ("police", "first_responder", "Report a concern"),
        ("oversight", "auditor", "Look through the audit"),
        ("coordination", "administrator", "Invite somebody"),
    ],
)
def test_whoever_has_nothing_waiting_finds_where_to_begin(world, kind, role, words):
    assert words in home(world, world.person(world.agency(kind), role))


def test_who_gives_cases_away_is_not_told_to_take_one(world, constable, supervisor):
    world.report(constable)
    assert "Assign this case" in home(world, supervisor)
    caseworker = world.person(supervisor.membership.agency, "caseworker")
    assert "Take this case" in home(world, caseworker)
