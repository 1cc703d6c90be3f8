"""What was seen beside an answer, how a child is exploited, and why somebody decided: written once, and read again."""

import re

import pytest

from tests.journeys import filling_in

pytestmark = pytest.mark.journey

SEEN = "She fell asleep on the sacks while we spoke."
QUESTION = "Someone recruited the child."


def test_a_caseworker_writes_what_was_seen_and_reads_why_it_was_decided(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    caseworker = visit(mechanism.caseworker)
    screen_with_what_was_seen(caseworker, case_id)
    caseworker.sees("The answers point to: Forced or exploitative labour.")
    caseworker.page.get_by_text("What was done to the child:").click()
    caseworker.sees(SEEN, "(I saw or heard it myself)")
    record_and_withdraw_forms_of_exploitation(caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.press("Record a decision")
    caseworker.sees("Forms of exploitation: Forced or exploitative labour")
    filling_in.presume(caseworker)
    caseworker.follow("Decided: presumed victim")
    caseworker.is_at("Decisions")
    caseworker.sees("She said so, a teacher saw it", "Marcia Denholm", "About 15 years", "First reported by")
    caseworker.picture("decisions")


def screen_with_what_was_seen(caseworker, case_id):
    """Screen the child, and write beside an answer what was seen."""
    caseworker.open(f"/cases/{case_id}/screenings/new/")
    caseworker.press("Start the screening")
    caseworker.follow("What was done to the child")
    filling_in.answer(caseworker, QUESTION, "Yes")
    seen = caseworker.page.locator("details").filter(has_text=QUESTION)
    seen.locator("summary").click()
    seen.get_by_label("What did you see or hear?").fill(SEEN)
    seen.get_by_label("How is it known?").select_option("I saw or heard it myself")
    caseworker.picture("screening-seen")
    caseworker.press("Save and see all parts")
    caseworker.follow("Exploitation")
    filling_in.answer(caseworker, "The child works too many hours or days.", "Yes")
    caseworker.press("Save and see all parts")
    caseworker.press("Finish and see the result")


def record_and_withdraw_forms_of_exploitation(caseworker):
    """Record two forms of exploitation, and withdraw the one that was wrong."""
    caseworker.follow("Record how the child is exploited")
    caseworker.sees("The latest screening points to this.")
    caseworker.choose(
        "Forced or exploitative labour", "Forced begging or street selling", "The child said so"
    )
    caseworker.fill(words="“I get food, and he keeps the money.”")
    caseworker.picture("exploitation-add")
    caseworker.press("Save")
    caseworker.sees("The forms of exploitation were recorded.", "Forced begging or street selling")
    caseworker.follow("Read how this is known")
    caseworker.sees("he keeps the money")
    caseworker.follow(re.compile(r"^This was wrong.*Forced begging"))
    caseworker.press("Withdraw", status=422)
    caseworker.fill(reason="That was his sister, who sells sweets.")
    caseworker.press("Withdraw")
    caseworker.sees("Withdrawn by", "That was his sister, who sells sweets.")
    caseworker.picture("exploitation")
