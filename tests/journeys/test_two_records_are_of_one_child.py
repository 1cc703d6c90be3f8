"""Two agencies' reports of one child: a caseworker who has both compares them, ties them, and takes that back."""

import pytest

from opennrm.cases.models import Case

pytestmark = pytest.mark.journey

TWIN = {"given_names": "Keesha", "birth_date": "2011-03-02"}


@pytest.fixture
def cases(mechanism):
    """The ids of two cases that the caseworker has."""
    first = mechanism.taken(mechanism.reported(birth_date="2011-03-02"))
    return first, mechanism.taken(mechanism.reported(mechanism.nurse, **TWIN))


def test_two_records_are_compared_tied_and_untied(visit, mechanism, cases):
    first, second = cases
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{first}/")
    caseworker.press("Look for the same child")
    caseworker.press("Compare the two records")
    caseworker.is_at("Compare two records")
    caseworker.sees("Keisha", "Keesha", "The same", "Nearly the same")
    caseworker.picture("same-child-compare")
    caseworker.press("Save", status=422)
    caseworker.sees("Choose whether it is the same child.")
    caseworker.choose("Yes, the same child")
    caseworker.fill(note="The teacher knows her.")
    caseworker.press("Save")
    caseworker.sees(
        "The two records are now shown as records of the same child.", "The same child in other cases"
    )
    caseworker.press("Show name and contact details")
    caseworker.sees("Also known as", "Keesha Dunmore")
    caseworker.picture("same-child-also-known")
    caseworker.open(f"/cases/{second}/")
    caseworker.sees("The same child in other cases")
    caseworker.open("/cases/")
    caseworker.sees("the same child as")
    caseworker.open(f"/cases/{first}/same-child/{second}/")
    caseworker.sees("said that this is the same child", "The teacher knows her.")
    caseworker.follow("Take this back")
    caseworker.press("Take this back", status=422)
    caseworker.fill(reason="The teacher meant her cousin.")
    caseworker.press("Take this back")
    caseworker.sees("You have taken this back. It no longer counts.")
    caseworker.does_not_see("The same child in other cases")


def test_by_keyboard_alone_they_are_tied_and_then_held_to_be_different(visits, mechanism, cases):
    first, second = cases
    reference = Case.objects.using("setup").get(pk=second).reference
    caseworker = visits(mechanism.caseworker, screen="desk")
    caseworker.open(f"/cases/{first}/")
    caseworker.tab_to("Look for the same child", press="Enter")
    caseworker.tab_to("Same child", press="Enter")
    caseworker.sees("The two records are now shown as records of the same child.")
    caseworker.tab_to(f"Compare {reference}", press="Enter")
    caseworker.tab_to("Yes, the same child", press="ArrowDown", stays=True)
    caseworker.tab_to("Save", press="Enter")
    caseworker.sees("You have said that these are different children.")
    caseworker.page.locator("summary", has_text="Records of a different child").press("Enter")
    caseworker.sees("Take this back")
    caseworker.open(f"/cases/{first}/")
    caseworker.tab_to("Look for the same child", press="Enter")
    caseworker.sees("We found no other record of this child among the cases that you can see.")


def test_what_contradicts_itself_is_shown_with_the_way_that_contradicts_it(visit, mechanism, cases):
    first, second = cases
    third = mechanism.taken(mechanism.reported(mechanism.nurse, given_names="Keysha"))
    caseworker = visit(mechanism.caseworker)
    for one, other, answer in (
        (first, second, "Yes, the same child"),
        (second, third, "Yes, the same child"),
        (first, third, "No, different children"),
    ):
        caseworker.open(f"/cases/{one}/same-child/{other}/")
        caseworker.choose(answer)
        caseworker.press("Save")
    caseworker.sees("People contradict each other.", "Compare these records again")


def test_whoever_has_one_of_the_cases_alone_learns_nothing(visit, mechanism, cases):
    first, _second = cases
    other = mechanism.taken(mechanism.reported(mechanism.nurse, given_names="Keysha"), by=mechanism.colleague)
    supervisor = visit(mechanism.supervisor)
    supervisor.open(f"/cases/{first}/same-child/{other}/")
    supervisor.choose("Yes, the same child")
    supervisor.press("Save")
    caseworker = visit(mechanism.caseworker)
    caseworker.open(f"/cases/{first}/")
    caseworker.does_not_see("The same child in other cases")
    caseworker.open(f"/cases/{first}/same-child/{other}/", status=404)
