"""A caseworker records a guardian whom nobody may call, somebody the child trusts, and who is said to be involved."""

import pytest

pytestmark = pytest.mark.journey


def test_who_is_around_the_child_is_recorded_shown_and_ended(visit, mechanism):
    case_id = mechanism.taken(mechanism.reported())
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{case_id}/")
    caseworker.follow("Add somebody around the child")
    caseworker.choose("Guardian", "No", "No, it could put somebody in danger")
    caseworker.fill(name="Beverley Redwood", telephone="876 555 0171")
    caseworker.page.get_by_label("How does this person know the child?").select_option(label="Aunt or uncle")
    caseworker.picture("person-add")
    caseworker.press("Add this person")
    caseworker.sees("Guardian (aunt or uncle)", "Do not contact")
    caseworker.does_not_see("Redwood")

    caseworker.follow("Add somebody who is said to be involved")
    caseworker.choose("Transported the child", "The child", "I do not know")
    caseworker.fill(description="Drives a white car", note="He takes her along on Fridays.")
    caseworker.fill(told_on_month="3", told_on_year="2026")
    caseworker.picture("suspect-add")
    caseworker.press("Add this person")

    caseworker.press("Show who these people are")
    caseworker.sees(
        "Beverley Redwood", "Do not contact this person.", "He takes her along on Fridays.", "March 2026"
    )
    caseworker.picture("people-around")
    caseworker.follow("No longer around the child", exact=False)
    caseworker.fill(reason="The court has named the grandmother as guardian.")
    caseworker.press("Save")
    caseworker.does_not_see("Guardian (aunt or uncle)")
    caseworker.follow("No longer around the child: Guardian")
    caseworker.sees("Guardian (aunt or uncle)", "The court has named the grandmother as guardian.")
