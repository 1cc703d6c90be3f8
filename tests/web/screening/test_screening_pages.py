"""The pages of a screening: begun, answered section by section, finished, and the result that explains itself."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.audit.access import events_of_case
from opennrm.screening import access
from opennrm.screening.actions import screen
from opennrm.screening.models import Screening, ScreeningDraft
from opennrm.screening.rules import Answer
from tests.screening.cases import INSTRUMENT, enough_to_presume, office
from tests.screening.instruments import child_screening
from tests.web.screening.answers import asks_to_sign_in, text_of
from tests.world import secret_word


@pytest.fixture
def place(world):
    return office(world)


@pytest.fixture
def browser(place):
    return place.world.client(place.caseworker)


def address(name, *parts):
    return reverse(f"screening-{name}", args=parts)


def begin(browser, case_id):
    return browser.post(address("start", case_id), {"instrument": INSTRUMENT})


def screened(place, case_id, answers):
    with place.world.acting(place.caseworker) as actor:
        return screen(case_id, instrument=INSTRUMENT, answers=answers, by=actor, at=timezone.now())


def test_a_screening_from_its_beginning_to_its_result(place, browser):
    case_id = place.case()
    page = browser.get(address("start", case_id))
    assert page.status_code == 200
    assert "Start the screening" in text_of(page)
    assert begin(browser, case_id)["Location"] == address("start", case_id)
    answers = enough_to_presume()
    for number, section in enumerate(child_screening().sections):
        url = address("section", case_id, section.code)
        assert browser.get(url).status_code == 200
        given = {item.code: answers[item.code].value for item in section.items if item.code in answers}
        sent = browser.post(url, given)
        following = child_screening().sections[number + 1 :]
        assert sent["Location"] == (
            address("section", case_id, following[0].code) if following else address("start", case_id)
        )
    overview = text_of(browser.get(address("start", case_id)))
    assert "1 of 5 answered" in overview or "answered" in overview
    finished = browser.post(address("finish", case_id))
    result = text_of(browser.get(finished["Location"]))
    assert "Presumed victim of trafficking" in result
    assert "does not close the concern" in result


def test_the_result_names_the_answers_and_the_rule(place, browser):
    case_id = place.case()
    screening = screened(place, case_id, enough_to_presume())
    instrument, override = child_screening(), child_screening().overrides[0]
    result = text_of(browser.get(address("show", case_id, screening.pk)))
    assert override.title in result
    assert instrument.items[override.any_of[0]].text in result
    assert "one of these facts is enough on its own" in result
    assert "What to do next" in result
    assert "Decide on the identification" in result


@pytest.mark.parametrize("answers", [{}, enough_to_presume()], ids=["nothing known", "presumed"])
def test_no_result_closes_a_concern(place, browser, answers):
    case_id = place.case()
    screening = screened(place, case_id, answers)
    assert child_screening().duty_to_report[:40] in text_of(
        browser.get(address("show", case_id, screening.pk))
    )


def test_the_second_screening_shows_what_changed(place, browser):
    case_id = place.case()
    first = screened(place, case_id, {child_screening().act.items[0].code: "no"})
    second = screened(place, case_id, enough_to_presume())
    page = text_of(browser.get(address("show", case_id, second.pk)))
    assert f"{child_screening().act.items[0].text} No before, Yes now" in page
    assert (
        address("show", case_id, first.pk)
        in browser.get(address("show", case_id, second.pk)).content.decode()
    )
    assert "What changed" not in text_of(browser.get(address("show", case_id, first.pk)))


def test_answers_already_kept_are_shown_again(place, browser):
    case_id, item = place.case(), child_screening().act.items[0]
    begin(browser, case_id)
    browser.post(address("section", case_id, "act"), {item.code: "unknown"})
    page = browser.get(address("section", case_id, "act")).content.decode()
    assert re.search(rf'name="{item.code}" value="unknown"[^>]*checked', page)


def test_what_was_seen_is_kept_beside_the_answer_and_read_with_the_result(place, browser, superuser):
    case_id, item, canary = place.case(), child_screening().act.items[0], secret_word()
    begin(browser, case_id)
    section = address("section", case_id, "act")
    written = {f"seen-{item.code}": canary, f"seen_from-{item.code}": "child"}
    browser.post(section, {item.code: "yes", **written})
    other = next(found for found in child_screening().sections if found.code != "act")
    browser.post(address("section", case_id, other.code), {other.items[0].code: "no"})
    page = browser.get(section).content.decode()
    assert page.count('<details class="govuk-details" open>') == 1
    assert canary in page
    assert canary.encode() not in kept(superuser, "screening_screeningdraft")
    finished = browser.post(address("finish", case_id))
    assert canary.encode() not in kept(superuser, "screening_screening")
    result = text_of(browser.get(finished["Location"]))
    assert f"{canary} (The child said so)" in result
    with place.world.acting(place.supervisor) as actor:
        assert events_of_case(actor, case_id).filter(kind="screening.observations_opened").count() == 1


def kept(superuser, table):
    """What a table keeps of observations."""
    [(sealed,)] = superuser.execute(f"SELECT observations FROM {table}").fetchall()
    return bytes(sealed)


def test_what_was_seen_and_is_too_long_is_not_lost(place, browser):
    case_id, item = place.case(), child_screening().act.items[0]
    begin(browser, case_id)
    written = "x" * 2001
    page = browser.post(address("section", case_id, "act"), {f"seen-{item.code}": written})
    assert page.status_code == 422
    assert "Shorten what you saw to 2000 characters or fewer." in text_of(page)
    assert written in text_of(page)


def test_save_and_see_all_parts_goes_back_to_the_overview(place, browser):
    case_id = place.case()
    begin(browser, case_id)
    sent = browser.post(address("section", case_id, "act"), {"then": "check"})
    assert sent["Location"] == address("start", case_id)


def test_a_second_click_on_finish_shows_the_same_screening(place, browser):
    case_id = place.case()
    begin(browser, case_id)
    first = browser.post(address("finish", case_id))
    assert browser.post(address("finish", case_id))["Location"] == first["Location"]
    with place.world.acting(place.caseworker):
        assert Screening.objects.count() == 1


def test_finish_without_anything_begun_leads_to_the_start(place, browser):
    case_id = place.case()
    assert browser.post(address("finish", case_id))["Location"] == address("start", case_id)
    assert browser.get(address("section", case_id, "act"))["Location"] == address("start", case_id)


def test_throwing_away_leaves_nothing_begun(place, browser):
    case_id = place.case()
    begin(browser, case_id)
    assert browser.post(address("discard", case_id)).status_code == 302
    with place.world.acting(place.caseworker) as actor:
        assert access.own_draft(actor, case_id) is None
    assert browser.post(address("discard", case_id)).status_code == 302


def test_a_wrong_answer_is_said_beside_its_question(place, browser):
    case_id, item = place.case(), child_screening().act.items[0]
    begin(browser, case_id)
    page = browser.post(address("section", case_id, "act"), {item.code: "perhaps"})
    assert page.status_code == 422
    assert "Choose one of the options shown." in text_of(page)


def test_an_unknown_section_is_not_found(place, browser):
    case_id = place.case()
    begin(browser, case_id)
    assert browser.get(address("section", case_id, "no-such-part")).status_code == 404


def test_a_reported_adult_gets_a_warning_and_may_be_screened(place, browser):
    case_id = place.case(age=21)
    assert "The concern gives the age as 21" in text_of(browser.get(address("start", case_id)))
    assert "The concern gives" not in text_of(browser.get(address("start", place.case(age=12))))


def test_questions_that_the_pack_no_longer_has_are_said_so(place, browser, superuser):
    case_id = place.case()
    begin(browser, case_id)
    screening = screened(place, case_id, enough_to_presume())
    for table in ("screening_screeningdraft", "screening_screening"):
        superuser.execute(f"UPDATE {table} SET instrument_version = 99")
    page = browser.get(address("start", case_id))
    assert page.status_code == 409
    assert "The questions have changed" in text_of(page)
    assert browser.post(address("finish", case_id))["Location"] == address("start", case_id)
    result = text_of(browser.get(address("show", case_id, screening.pk)))
    assert "Presumed victim of trafficking" in result
    assert "without its explanation" in result


PAGES = [
    ("get", "start", ()),
    ("post", "start", ()),
    ("get", "section", ("act",)),
    ("post", "section", ("act",)),
    ("post", "finish", ()),
    ("post", "discard", ()),
    ("get", "show", None),
]


@pytest.mark.parametrize("method, name, parts", PAGES)
def test_whoever_does_not_see_the_case_finds_no_page(place, method, name, parts):
    case_id = place.case()
    screening = screened(place, case_id, {})
    url = address(name, case_id, *((screening.pk,) if parts is None else parts))
    assert getattr(place.world.client(place.colleague), method)(url).status_code == 404
    assert getattr(place.world.client(place.constable), method)(url).status_code == 403
    assert asks_to_sign_in(getattr(place.world.client(), method)(url))
    with place.world.acting(place.supervisor):
        assert not ScreeningDraft.objects.exists()


def test_looking_at_a_result_is_recorded_once(place, browser):
    case_id = place.case()
    screening = screened(place, case_id, {})
    with place.world.acting(place.supervisor) as actor:
        before = events_of_case(actor, case_id).count()
    browser.get(address("show", case_id, screening.pk))
    with place.world.acting(place.supervisor) as actor:
        new = events_of_case(actor, case_id).order_by("sequence")[before:]
        assert [event.kind for event in new] == ["screening.viewed"]


def test_a_section_without_an_answer_says_so_and_not_that_it_is_negative(place, browser):
    case_id = place.case()
    section = child_screening().sections[0]
    none = screened(place, case_id, {section.items[0].code: Answer.UNKNOWN})
    result = text_of(browser.get(address("show", case_id, none.pk)))
    assert "Nothing answered yet" in result
    assert "Not positive" not in result
    some = screened(place, case_id, dict.fromkeys(child_screening().items, Answer.NO))
    assert "Not positive" in text_of(browser.get(address("show", case_id, some.pk)))
