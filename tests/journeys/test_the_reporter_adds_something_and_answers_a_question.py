"""After the report: the reporter adds what they learn, the lead asks, the reporter answers, and never sees the case."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey
SEEN, QUESTION, ANSWER = (
    "The white van came again on Friday.",
    "Which shop is it next to?",
    "The blue bakery.",
)


def add_something(constable, receipt) -> None:
    """From the receipt: give it a label, and add what was learned."""
    constable.open(f"/concerns/receipts/{receipt.pk}/")
    constable.follow("Change", exact=False)
    constable.fill(text="Girl at the mill")
    constable.press("Save the label")
    constable.sees("Girl at the mill")
    constable.follow(receipt.number)
    constable.press("I learned something more")
    constable.press("Send", status=422)
    constable.sees("Write what you learned.")
    constable.fill(text=SEEN)
    constable.picture("concern-add")
    constable.press("Send")
    constable.sees("We have sent what you wrote", SEEN)


def ask(caseworker) -> None:
    """From My work: read what was added, and ask about it."""
    caseworker.open("/")
    caseworker.sees("From people who reported a concern")
    caseworker.follow("Read what was added", exact=False)
    caseworker.sees(SEEN, "New")
    caseworker.does_not_see("Girl at the mill")
    caseworker.fill(text=QUESTION)
    caseworker.press("Send the question")
    caseworker.sees("Your question was sent", "Waiting for an answer")
    caseworker.picture("case-messages")


def answer(constable) -> None:
    """From the notice: answer, read the answer on the receipt, and print that."""
    constable.open("/notices/")
    constable.follow("You have a question to answer about something that you reported.")
    constable.sees(QUESTION)
    constable.does_not_see("Keisha", "Marcia", "Child protection office")
    constable.fill(text=ANSWER)
    constable.picture("concern-answer")
    constable.press("Send the answer")
    constable.sees("We have sent your answer.", QUESTION, ANSWER)
    constable.picture("concern-receipt-written")
    constable.press("Print the receipt")
    expect(constable.page.get_by_role("button", name="Print", exact=True)).to_be_visible()
    constable.picture("concern-receipt-print")


def test_they_write_to_each_other_and_the_case_stays_hidden(visit, mechanism):
    receipt = mechanism.reported()
    case_id = mechanism.taken(receipt)
    constable, caseworker = visit(mechanism.constable), visit(mechanism.caseworker)
    add_something(constable, receipt)
    ask(caseworker)
    answer(constable)
    constable.open(f"/cases/{case_id}/messages/", status=403)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.sees("The person who reported the concern answered a question")
    caseworker.press("Show name and contact details")
    caseworker.sees(SEEN, QUESTION, ANSWER)
