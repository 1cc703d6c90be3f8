"""The page on which another agency is asked for a decision, and where those who were asked find it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.contexts import vocabulary
from opennrm.screening import requests
from tests.screening.cases import office
from tests.web.screening.answers import asks_to_sign_in, text_of
from tests.web.screening.test_decision_page import address as decision_page
from tests.web.screening.test_decision_page import answers, decided, state_of


@pytest.fixture
def place(world):
    return office(world)


@pytest.fixture
def inspector(place):
    """A supervisor of the police station that reported, whom the lead can ask."""
    return place.world.person(place.constable.membership.agency, "supervisor")


def ask_page(case_id):
    return reverse("decision-ask", args=[case_id])


def choosing(person):
    return {"agency": str(person.membership.agency_id)}


def asked(place, case_id, inspector):
    with place.world.acting(place.caseworker) as actor:
        agency_id = inspector.membership.agency_id
        requests.ask(case_id, agency_id=agency_id, by=actor, at=timezone.now())


def test_the_page_says_who_can_be_asked_what_they_see_and_why(place, inspector):
    page = text_of(place.world.client(place.caseworker).get(ask_page(place.case())))
    assert inspector.membership.agency.name in page
    assert "Sees: the case with its reference and status, urgent dangers to the child, the screenings" in page
    assert "Trafficking in Persons Act 2007" in page
    assert "the name" not in page
    assert "30 days at most" in page


def test_every_part_of_a_case_that_can_be_shown_has_words():
    assert all(str(words) for words in vocabulary().scopes.values())


def test_the_caseworker_asks_and_is_back_on_the_case(place, inspector):
    case_id, browser = place.case(), place.world.client(place.caseworker)
    sent = browser.post(ask_page(case_id), choosing(inspector))
    assert sent["Location"] == reverse("case-show", args=[case_id])
    case = text_of(browser.get(sent["Location"]))
    assert "Another agency has to decide" in case
    assert "Asked for a decision" in case


@pytest.mark.parametrize("chosen", [{}, {"agency": "nobody"}])
def test_an_agency_must_be_chosen(place, inspector, chosen):
    page = place.world.client(place.caseworker).post(ask_page(place.case()), chosen)
    assert page.status_code == 422
    assert "There is a problem" in text_of(page)


def test_while_one_is_asked_no_other_can_be(place, inspector):
    case_id, browser = place.case(), place.world.client(place.caseworker)
    asked(place, case_id, inspector)
    page = text_of(browser.get(ask_page(case_id)))
    assert "Withdraw the request" in page
    assert "Ask this agency" not in page
    assert browser.post(ask_page(case_id), choosing(inspector)).status_code == 409


def test_a_request_is_withdrawn_once(place, inspector):
    case_id, browser = place.case(), place.world.client(place.caseworker)
    asked(place, case_id, inspector)
    url = reverse("decision-withdraw", args=[case_id])
    assert browser.post(url)["Location"] == reverse("case-show", args=[case_id])
    assert browser.post(url).status_code == 409
    gone = place.world.client(inspector).get(reverse("case-show", args=[case_id]))
    assert gone.status_code == 404


def test_where_nobody_else_decides_the_page_says_so(place, inspector):
    case_id, browser = place.case(), place.world.client(place.supervisor)
    decided(place, case_id, "presumed")
    decided(place, case_id, "confirmed")
    assert "No agency can be asked for the next decision" in text_of(browser.get(ask_page(case_id)))
    case = text_of(browser.get(reverse("case-show", args=[case_id])))
    assert "Ask for a decision" not in case


def test_those_who_were_asked_find_it_in_their_work_and_decide(place, inspector):
    case_id, browser = place.case(), place.world.client(inspector)
    assert "No decision is waiting for your team." in text_of(browser.get(reverse("home")))
    asked(place, case_id, inspector)
    home = text_of(browser.get(reverse("home")))
    assert "Decide whether the child is presumed to be a victim" in home
    page = browser.get(decision_page(case_id))
    assert 'value="presumed"' in page.content.decode()
    sent = browser.post(decision_page(case_id), answers())
    assert sent["Location"] == reverse("home")
    assert state_of(place, case_id) == "presumed"
    assert browser.get(decision_page(case_id)).status_code == 404


def test_whoever_was_asked_is_offered_nothing_that_only_the_lead_can_do(place, inspector):
    case_id = place.case()
    asked(place, case_id, inspector)
    page = text_of(place.world.client(inspector).get(reverse("case-show", args=[case_id])))
    for words in (
        "Ask for a decision",
        "Screen the child",
        "Refer to a service",
        "Show name and contact details",
    ):
        assert words not in page


def test_nobody_who_is_never_asked_has_such_a_list(place):
    for person in (place.supervisor, place.caseworker):
        assert "Waiting for our decision" not in text_of(place.world.client(person).get(reverse("home")))


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_does_not_lead_the_case_cannot_ask(place, inspector, method):
    case_id = place.case()

    def answer(person):
        return getattr(place.world.client(person), method)(ask_page(case_id), choosing(inspector))

    assert answer(place.colleague).status_code == 404
    assert answer(inspector).status_code == 404
    assert answer(place.constable).status_code == 403
    assert asks_to_sign_in(answer(None))
    asked(place, case_id, inspector)
    assert answer(inspector).status_code == 403
