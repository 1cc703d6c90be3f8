"""The pages of the audit in a real browser, on a phone's and a desk's width."""

import pytest

from opennrm.audit.queries import EVENTS_A_PAGE
from tests.audit.chain import happen
from tests.web.audit.test_pages import looks_at

pytestmark = pytest.mark.journey


def test_an_auditor_narrows_the_audit_and_goes_back_in_time(world, visit):
    caseworker = world.person(world.agency("child_protection"), "caseworker", name="Mara Holt")
    happen(world, caseworker, *["search.made"] * (2 * EVENTS_A_PAGE - 5), "identity.opened")
    auditor = visit(world.person(world.agency("oversight"), "auditor"))
    auditor.open("/audit/")
    auditor.is_at("Audit")
    auditor.page.get_by_text("Narrow the list").click()
    auditor.page.get_by_label("What was done").select_option("Searched, and was shown results")
    auditor.press("Show events")
    assert auditor.page.locator(".nrm-timeline__entry").count() == EVENTS_A_PAGE
    auditor.follow("Next page")
    assert auditor.page.locator(".nrm-timeline__entry").count() == EVENTS_A_PAGE - 5


def test_a_day_that_does_not_exist_is_explained(world, visit):
    auditor = visit(world.person(world.agency("oversight"), "auditor"))
    auditor.open("/audit/?first_day_day=31&first_day_month=2&first_day_year=2026")
    auditor.sees("There is no such day in that month")


def test_a_caseworker_reads_who_looked(world, visit):
    office = world.agency("child_protection")
    case = world.report(world.person(world.agency("police"), "first_responder")).case_id
    caseworker = visit(world.person(office, "caseworker"))
    caseworker.open(f"/cases/{case}/")
    caseworker.follow("Who looked at this case")
    caseworker.sees("Looked at the case")
    caseworker.follow("Back to the case")


def test_an_auditor_chooses_one_of_several_people(world, visit):
    office = world.agency("child_protection")
    people = [world.person(office, "caseworker", name=f"Mara {name}") for name in ("Holt", "Vale")]
    happen(world, people[0], "search.made")
    auditor = visit(world.person(world.agency("oversight"), "auditor"))
    auditor.open("/audit/")
    auditor.page.get_by_text("Narrow the list").click()
    auditor.page.get_by_label("Person").fill("mara")
    auditor.press("Show events", status=422)
    auditor.sees("More than one person matches. Choose one of them below.")
    auditor.follow("Mara Holt", exact=False)
    assert "mara" not in auditor.page.url.lower()
    assert auditor.page.locator(".nrm-timeline__entry").count() == 1


def test_a_supervisor_opens_the_single_looks_of_one_person(world, visit):
    office = world.agency("child_protection")
    case = world.report(world.person(world.agency("police"), "first_responder")).case_id
    looks_at(world, world.person(office, "caseworker", name="Mara Holt"), case, 7)
    supervisor = visit(world.person(office, "supervisor"))
    supervisor.open(f"/cases/{case}/who-looked/")
    supervisor.page.get_by_text("Each time: Mara Holt").click()
    supervisor.look()
    supervisor.follow("See all 7 times: Mara Holt", exact=False)
    assert supervisor.page.locator(".nrm-timeline__entry").count() == 7
