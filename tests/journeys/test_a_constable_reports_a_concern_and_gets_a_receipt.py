"""Reporting a concern: in plain words, saved on every page, sent once however often one presses."""

import time

import pytest
from playwright.sync_api import Response, expect

from opennrm.country.pack import pack
from opennrm.invented.concerns import begin
from tests.browser import Visit
from tests.foundation.test_files import with_location
from tests.journeys import filling_in
from tests.web.concerns.walking import Walk

pytestmark = pytest.mark.journey


def test_with_everything_that_they_know_in_under_three_minutes(visit, mechanism, tmp_path):
    began = time.monotonic()
    photograph = tmp_path / "water.jpg"
    photograph.write_bytes(with_location())
    constable = visit(mechanism.constable)
    filling_in.begin_a_concern(constable)
    filling_in.tell_of_danger_and_the_child(constable)
    filling_in.tell_what_and_where(constable)
    filling_in.tell_the_rest(constable)
    constable.page.get_by_label("Choose a picture or document").set_input_files(photograph)
    constable.press("Add this file")
    constable.sees("The file was added.")
    constable.press("Remove water.jpg")
    constable.sees("There are no files yet")
    constable.page.get_by_label("Choose a picture or document").set_input_files(photograph)
    constable.press("Add this file")
    constable.picture("concern-files")
    constable.press("Continue")
    constable.fill(reporter_contact="dwayne@example.org")
    constable.choose("Yes, it is safe")
    constable.press("Save and continue")
    constable.sees(filling_in.ACCOUNT, "Portland", "water.jpg")
    number = filling_in.send(constable)
    assert time.monotonic() - began < 180
    constable.sees("Received")
    constable.picture("concern-receipt")
    constable.follow("My concerns", within=constable.page.locator("[aria-label='Back']"))
    constable.sees(number)
    constable.picture("concern-list")


MOST_TAPS, MOST_PAGES = 25, 10


class Counted:
    """A visit with its taps and pages. Typing into one field is one tap, choosing from a list two."""

    def __init__(self, visit: Visit) -> None:
        self.visit, self.taps, self.pages = visit, 0, 0
        visit.page.on("response", self._count)

    def _count(self, response: Response) -> None:
        is_page = response.request.is_navigation_request() and response.status == 200
        self.pages += is_page and response.frame == self.visit.page.main_frame

    def press(self, button: str) -> None:
        self.taps += 1
        self.visit.press(button)

    def choose(self, *answers: str) -> None:
        self.taps += len(answers)
        self.visit.choose(*answers)

    def fill(self, **answers: str) -> None:
        self.taps += len(answers)
        self.visit.fill(**answers)

    def select(self, label: str, option: str) -> None:
        self.taps += 2
        self.visit.page.get_by_label(label).select_option(label=option)


def test_a_typical_report_takes_few_taps_and_pages(visits, mechanism, capsys):
    phone = visits(mechanism.constable, screen="phone")
    counted = Counted(phone)
    phone.open("/")
    counted.press("Report a concern")
    counted.choose("None of these, as far as I know")
    counted.press("Save and continue")
    counted.choose("About this age", "Girl")
    counted.fill(age="15")
    counted.press("Save and continue")
    counted.choose("A child is made to work")
    counted.press("Save and continue")
    counted.select("Parish", pack().areas[3].name)
    counted.press("Save and continue")
    counted.fill(account=filling_in.ACCOUNT)
    counted.select("Who told you", "A teacher or school")
    counted.press("Save and continue")
    counted.fill(reporter_contact="dwayne@example.org")
    counted.choose("Yes, it is safe")
    counted.press("Save and continue")
    counted.press("Send the concern")
    filling_in.number_of(phone)
    with capsys.disabled():
        print(f"\nA typical report: {counted.taps} taps, {counted.pages} pages.")
    assert (counted.taps <= MOST_TAPS, counted.pages <= MOST_PAGES) == (True, True)


def test_the_fewest_answers_are_what_and_where(visit, mechanism):
    constable = visit(mechanism.constable)
    filling_in.begin_a_concern(constable)
    for _page in ("danger", "child"):
        constable.press("Save and continue")
    constable.press("Save and continue", status=422)
    constable.sees("There is a problem")
    expect(constable.page.locator(".govuk-error-summary")).to_be_focused()
    constable.picture("concern-error")
    filling_in.tell_what_and_where(constable)
    constable.press("Save and continue")
    constable.press("Save and check answers")
    filling_in.send(constable)
    assert mechanism.count_of_cases() == 1


def test_without_scripts(visits, mechanism):
    constable = visits(mechanism.constable, screen="phone", java_script_enabled=False)
    filling_in.begin_a_concern(constable)
    filling_in.tell_of_danger_and_the_child(constable)
    filling_in.tell_what_and_where(constable)
    constable.press("Save and continue")
    constable.press("Save and check answers")
    filling_in.send(constable)
    assert mechanism.count_of_cases() == 1


def test_by_keyboard_alone(visits, mechanism):
    constable = visits(mechanism.constable, screen="desk")
    constable.open("/concerns/")
    constable.tab_to("Report a concern", press="Enter")
    constable.tab_to("The child is missing", press="Space", stays=True)
    constable.tab_to("Save and continue", press="Enter")
    constable.tab_to("Continue", press="Enter")
    constable.tab_to("English", press="Space", stays=True)
    constable.tab_to("Save and continue", press="Enter")
    constable.tab_to("A child is made to work", press="Space", stays=True)
    constable.tab_to("Save and continue", press="Enter")
    constable.tab_to("Parish", press="ArrowDown", stays=True)
    constable.tab_to("Save and continue", press="Enter")
    constable.tab_to("Save and check answers", press="Enter")
    constable.tab_to("Send the concern", press="Enter")
    filling_in.number_of(constable)
    assert mechanism.count_of_cases() == 1


@pytest.mark.parametrize("screen, has_scripts", [("phone", False), ("phone", True), ("desk", True)])
def test_a_file_that_was_chosen_is_added_by_continuing(
    visits, mechanism, answered, tmp_path, screen, has_scripts
):
    constable = visits(mechanism.constable, screen=screen, java_script_enabled=has_scripts)
    constable.open(answered.url("step", "files"))
    chosen = constable.page.get_by_label("Choose a picture or document")
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(with_location()[:100])
    chosen.set_input_files(broken)
    constable.press("Continue", status=422)
    constable.sees("This picture is damaged.")
    photograph = tmp_path / "water.jpg"
    photograph.write_bytes(with_location())
    chosen.set_input_files(photograph)
    constable.press("Continue")
    constable.is_at("How can we reach you?")
    constable.sees("The file was added.")
    constable.open(answered.url("check"))
    constable.sees("water.jpg")


@pytest.fixture
def answered(mechanism) -> Walk:
    """A draft in which enough is answered to send it."""
    walk = Walk(mechanism.world.client(mechanism.constable))
    walk.answer_enough()
    return walk


def test_a_double_click_makes_one_case(visit, mechanism, answered):
    constable = visit(mechanism.constable)
    constable.open(answered.url("check"))
    constable.page.get_by_role("button", name="Send the concern").dblclick()
    filling_in.number_of(constable)
    assert mechanism.count_of_cases() == 1


def test_two_presses_without_scripts_make_one_case(visits, mechanism, answered):
    constable = visits(mechanism.constable, screen="phone", java_script_enabled=False)
    constable.open(answered.url("check"))
    constable.page.get_by_role("button", name="Send the concern").dblclick()
    filling_in.number_of(constable)
    assert mechanism.count_of_cases() == 1


def test_going_back_and_sending_again_shows_the_same_receipt(visit, mechanism, answered):
    constable = visit(mechanism.constable)
    constable.open(answered.url("check"))
    constable.press("Send the concern")
    number = filling_in.number_of(constable)
    constable.page.go_back()
    if constable.page.get_by_role("button", name="Send the concern").count():
        constable.press("Send the concern")
    assert filling_in.number_of(constable) == number
    assert mechanism.count_of_cases() == 1


def test_two_tabs_send_one_concern(visit, mechanism, answered):
    first, second = visit(mechanism.constable), visit(mechanism.constable)
    for tab in (first, second):
        tab.open(answered.url("check"))
    for tab in (first, second):
        tab.press("Send the concern")
    assert filling_in.number_of(first) == filling_in.number_of(second)
    assert mechanism.count_of_cases() == 1


def test_what_was_begun_on_the_phone_is_finished_at_the_desk(visits, mechanism):
    phone = visits(mechanism.constable, screen="phone")
    filling_in.begin_a_concern(phone)
    phone.press("Save and continue")
    phone.choose("About this age", "Girl")
    phone.fill(age="15")
    phone.press("Save and come back later")
    desk = visits(mechanism.constable, screen="desk")
    desk.open("/")
    desk.follow("Finish a concern that you started", exact=False)
    desk.follow("Draft from", exact=False)
    filling_in.tell_what_and_where(desk)
    desk.press("Save and continue")
    desk.press("Save and check answers")
    desk.sees("Girl", "15")
    filling_in.send(desk)


def test_two_tabs_that_write_the_same_answer_are_told_of_each_other(visit, mechanism):
    walk = Walk(mechanism.world.client(mechanism.constable))
    walk.answer_enough()
    first, second = visit(mechanism.constable), visit(mechanism.constable)
    for tab, place in ((first, "By the river"), (second, "At the market")):
        tab.open(walk.url("step", "where"))
        tab.fill(place=place)
    first.press("Save and continue")
    second.press("Save and continue", status=409)
    second.picture("concern-changed")
    second.sees("By the river", "At the market")
    second.page.get_by_label("What was saved on the other page").check()
    second.press("Keep what I chose")
    second.is_at("What happened?")


def test_what_is_written_is_saved_without_a_button(visit, mechanism):
    walk = Walk(mechanism.world.client(mechanism.constable))
    constable = visit(mechanism.constable)
    constable.open(walk.url("step", "account"))
    constable.page.get_by_label("What did you see").press_sequentially("Half a sent")
    constable.sees("Draft saved")
    constable.open(walk.url("step", "account"))
    expect(constable.page.get_by_label("What did you see")).to_have_value("Half a sent")


def test_an_adult_age_and_a_way_out(visit, mechanism):
    walk = Walk(mechanism.world.client(mechanism.constable))
    constable = visit(mechanism.constable)
    constable.open(walk.url("step", "child"))
    constable.choose("About this age")
    constable.fill(age="30")
    constable.press("Save and continue")
    constable.is_at("This may be an adult")
    constable.open(walk.url("check"))
    constable.follow("Delete this draft")
    constable.press("Delete the draft")
    constable.sees("The draft was deleted.")


def test_a_draft_and_a_receipt_are_nobody_elses(visit, mechanism):
    receipt = mechanism.reported()
    with mechanism.world.acting(mechanism.constable) as actor:
        draft = begin(by=actor, at=receipt.issued_at, place="By the river")
    nurse = visit(mechanism.nurse)
    nurse.open(f"/concerns/receipts/{receipt.pk}/", status=404)
    nurse.open(f"/concerns/{draft.pk}/questions/where/", status=404)
    nurse.open(f"/concerns/{draft.pk}/check/", status=404)
    nurse.open("/concerns/")
    nurse.does_not_see(receipt.number, "Draft from")
