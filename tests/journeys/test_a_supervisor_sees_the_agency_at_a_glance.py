"""A supervisor looks at the figures of the agency, and comes from each to the list behind it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

pytestmark = pytest.mark.journey


def test_a_supervisor_finds_who_has_too_much_and_what_is_late(visit, mechanism):
    mechanism.reported()
    late = mechanism.reported(at=timezone.now() - timedelta(days=20))
    mechanism.taken(late)
    helped = mechanism.taken(mechanism.reported())
    mechanism.screened(helped)
    mechanism.presumed(helped)
    mechanism.referred(helped)

    supervisor = visit(mechanism.supervisor)
    supervisor.open("/overview/")
    supervisor.is_at("My agency at a glance")
    supervisor.sees("Counted on", "Do not share this page outside your agency.")
    supervisor.picture("overview")

    of_caseworker = supervisor.page.get_by_role("row").filter(has_text=mechanism.caseworker.account.name)
    supervisor.follow(re.compile(r"^2\b"), within=of_caseworker)
    supervisor.sees("2 cases", f"Assigned to: {mechanism.caseworker.account.name}")

    supervisor.open("/overview/")
    limits = supervisor.page.get_by_role("region", name="Time limits that have passed")
    limits.get_by_role("link").first.focus()
    supervisor.page.keyboard.press("Enter")
    supervisor.is_at("What is due")
    supervisor.sees("Remove: Overdue")
    supervisor.look()
    supervisor.follow(re.compile("^Remove"))

    supervisor.open("/overview/")
    waiting = supervisor.page.get_by_role("region", name="Referrals waiting for an answer")
    waiting.get_by_role("link").first.click()
    supervisor.is_at("Referrals that my agency sent")
    supervisor.sees("Waiting for an answer")
    supervisor.picture("referral-list")
