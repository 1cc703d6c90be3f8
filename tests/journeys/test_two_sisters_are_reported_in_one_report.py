"""Two sisters in one report: a nurse tells once what happened, and each sister gets a case that knows of the other."""

import pytest

from tests.browser import Visit
from tests.journeys import filling_in
from tests.journeys.mechanism import Mechanism
from tests.web.concerns.walking import Walk

pytestmark = pytest.mark.journey


def test_from_a_phone_to_two_cases_of_one_caseworker(visit, mechanism):
    number = report_two_sisters(visit(mechanism.nurse), mechanism)
    assert mechanism.count_of_cases() == 2
    caseworker = visit(mechanism.caseworker)
    caseworker.open("/")
    caseworker.does_not_see(number)
    for _sister in "12":
        caseworker.open("/cases/?holder=nobody")
        caseworker.follow("JC-", exact=False, within=caseworker.page.locator("main"))
        caseworker.press("Take this case")
    caseworker.sees("Other children", "Brothers or sisters")
    caseworker.picture("case-tied")
    caseworker.follow("Ties to other cases")
    caseworker.sees("Reported together by")
    caseworker.press("End this tie")
    caseworker.fill(reason="They only live in the same house.")
    caseworker.press("End the tie")
    caseworker.sees("The tie has been ended.")
    caseworker.follow("Tie to another case")
    caseworker.sees("They only live in the same house.")
    caseworker.press("Tie the two cases", status=422)
    caseworker.open(caseworker.page.url.replace("ties", "children/add"))
    caseworker.choose("I do not know")
    caseworker.picture("case-child-add")
    caseworker.press("Continue")
    caseworker.is_at("Is the child in danger now?")


def report_two_sisters(nurse: Visit, mechanism: Mechanism) -> str:
    """One report about two sisters; returns the number of the first one's receipt."""
    walk = Walk(mechanism.world.client(mechanism.nurse))
    walk.answer_enough()
    nurse.open(walk.url("check"))
    nurse.sees("Is another child in the same situation?")
    nurse.press("Add another child")
    nurse.is_at("The other child")
    nurse.choose("They are brothers or sisters", "About this age", "Girl", "Yes, in the same way")
    nurse.fill(age="11", given_names="Amoy", family_name="Bellweather")
    nurse.picture("concern-another-child")
    nurse.press("Save and continue")
    nurse.is_at("Is the other child in danger now?")
    nurse.press("Save and continue")
    nurse.is_at("Check your answers")
    nurse.sees("Child 2", "Amoy")
    nurse.follow("Remove child 2")
    nurse.is_at("Are you sure you want to remove this child")
    nurse.press("Keep the child")
    nurse.press("Send the report about all children")
    number = filling_in.number_of(nurse)
    nurse.sees("The other children of this report")
    nurse.picture("concern-receipt-children")
    return number
