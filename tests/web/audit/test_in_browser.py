"""The pages of the audit in a real browser, on a phone's and a desk's width."""

import pytest

from tests.audit.chain import happen
from tests.web.audit.test_pages import concern

pytestmark = pytest.mark.journey


def test_an_auditor_narrows_the_audit_and_goes_back_in_time(world, visit):
    caseworker = world.person(world.agency("child_protection"), "caseworker", name="Mara Holt")
    happen(world, caseworker, *["search.made"] * 60, "identity.opened")
    auditor = visit(world.person(world.agency("oversight"), "auditor"))
    auditor.open("/audit/")
    auditor.is_at("Audit")
    auditor.page.get_by_text("Narrow the list").click()
    auditor.page.get_by_label("What was done").select_option("Searched, and was shown results")
    auditor.press("Show events")
    assert auditor.page.locator(".nrm-timeline__entry").count() == 50
    auditor.follow("Next page")
    assert auditor.page.locator(".nrm-timeline__entry").count() == 10


def test_a_day_that_does_not_exist_is_explained(world, visit):
    auditor = visit(world.person(world.agency("oversight"), "auditor"))
    auditor.open("/audit/?first_day_day=31&first_day_month=2&first_day_year=2026")
    auditor.sees("There is no such day in that month")


def test_a_caseworker_reads_who_looked(world, visit):
    office = world.agency("child_protection")
    case = concern(world, world.person(world.agency("police"), "first_responder"))
    caseworker = visit(world.person(office, "caseworker"))
    caseworker.open(f"/cases/{case}/")
    caseworker.follow("Who looked at this case")
    caseworker.sees("Looked at the case")
    caseworker.follow("Back to the case")
