"""A case goes to a colleague and back, and the cases of somebody who leaves are handed over in one step."""

import pytest

pytestmark = pytest.mark.journey


def test_a_case_is_assigned_undone_and_handed_over_when_somebody_leaves(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    mechanism.taken(mechanism.reported(mechanism.nurse, age=12))
    supervisor = visit(mechanism.supervisor)
    supervisor.open(f"/cases/{case_id}/assign/")
    supervisor.sees("Marcia Denholm has this case now.", "No cases and no open tasks")
    supervisor.page.get_by_label("Tyrone Ashby").check()
    supervisor.page.get_by_label("What should they know?").fill("The aunt calls on Thursday.")
    supervisor.press("Assign the case")
    colleague, caseworker = visit(mechanism.colleague), visit(mechanism.caseworker)
    colleague.open(f"/cases/{case_id}/")
    colleague.follow("Read what you should know")
    colleague.sees("The aunt calls on Thursday.")
    colleague.picture("case-assignments")
    caseworker.open(f"/cases/{case_id}/", status=404)
    caseworker.sees("You can no longer see this case", "assigned to a colleague on")
    caseworker.picture("case-lost")
    supervisor.press("Undo the assignment")
    supervisor.sees("The assignment has been undone.")
    caseworker.open(f"/cases/{case_id}/")

    administrator = visit(mechanism.administrator)
    administrator.open(f"/agencies/memberships/{mechanism.caseworker.membership.pk}/end/")
    administrator.sees("2 cases", "Sonia Bramwell")
    administrator.picture("membership-end")
    administrator.press("End their work")
    supervisor.open("/")
    supervisor.follow("Hand over the cases of Marcia Denholm", exact=False)
    supervisor.page.get_by_label("Tyrone Ashby").check()
    supervisor.picture("caseload")
    supervisor.press("Hand over")
    supervisor.sees("2 cases have been handed over.", "There is no case to hand over")
    supervisor.follow("Caseloads")
    supervisor.sees("2 cases")
    supervisor.picture("caseloads")
