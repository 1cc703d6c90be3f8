"""The page on which the identification is decided."""

import pytest
from django.urls import reverse
from django.utils import timezone

from opennrm.audit.access import events_of_case
from opennrm.country.pack import pack
from opennrm.invented.cases import taken
from opennrm.invented.referrals import accepted, referred
from opennrm.invented.screening import exploited
from opennrm.screening import access
from opennrm.screening.actions import decide
from opennrm.screening.models import Decision
from tests.screening.cases import case_of, office
from tests.web.screening.answers import asks_to_sign_in, text_of

REASONS = "Found at work at night, and somebody else keeps the pay."


@pytest.fixture
def place(world):
    return office(world)


def address(case_id):
    return reverse("decision-new", args=[case_id])


def today():
    return timezone.localdate(timezone=pack().zone)


def answers(to="presumed", seen="potential", **changes):
    day = today()
    given = {"to": to, "reasons": REASONS, "seen": seen}
    given |= {"decided_on_day": day.day, "decided_on_month": day.month, "decided_on_year": day.year}
    return given | changes


def decided(place, case_id, to):
    with place.world.acting(place.supervisor) as actor:
        decide(case_id, to=to, reasons=REASONS, decided_on=today(), by=actor, at=timezone.now())


def state_of(place, case_id):
    with place.world.acting(place.supervisor) as actor:
        return access.identification_of(actor, case_of(actor, case_id)).state


def test_a_caseworker_presumes(place):
    case_id, browser = place.case(), place.world.client(place.caseworker)
    page = browser.get(address(case_id))
    assert page.status_code == 200
    assert "Potential victim" in text_of(page)
    assert 'value="presumed"' in page.content.decode()
    assert 'value="not_confirmed"' not in page.content.decode()
    sent = browser.post(address(case_id), answers())
    assert sent["Location"] == reverse("case-show", args=[case_id])
    assert state_of(place, case_id) == "presumed"


def test_reasons_of_earlier_decisions_are_shown(place):
    case_id = place.case()
    decided(place, case_id, "presumed")
    assert REASONS in text_of(place.world.client(place.caseworker).get(address(case_id)))


def test_a_decision_without_a_form_of_exploitation_suggests_one_and_refuses_nothing(place):
    case_id, browser = place.case(), place.world.client(place.caseworker)
    assert "No form of exploitation is recorded yet." in text_of(browser.get(address(case_id)))
    page = text_of(browser.post(address(case_id), answers(), follow=True))
    assert "No form of exploitation is recorded yet. Record it on this page when you know it." in page
    assert "The child is treated as a victim, but no form of exploitation is recorded." in page
    place.world.course(case_id).go(exploited("forced_labour"))
    assert "No form of exploitation" not in text_of(browser.get(reverse("case-show", args=[case_id])))


def test_the_story_leads_to_every_decision_with_its_reasons(place):
    case_id = place.case()
    decided(place, case_id, "presumed")
    decided(place, case_id, "not_confirmed")
    browser = place.world.client(place.caseworker)
    story = browser.get(reverse("case-show", args=[case_id])).content.decode()
    page = browser.get(reverse("decision-list", args=[case_id]))
    assert text_of(page).count(REASONS) == 2
    with place.world.acting(place.caseworker) as actor:
        for decision in Decision.objects.visible_to(actor):
            assert f"{reverse('decision-list', args=[case_id])}#decision-{decision.pk}" in story
            assert f'id="decision-{decision.pk}"' in page.content.decode()
        assert events_of_case(actor, case_id).filter(kind="decision.opened").count() == 1


def test_a_service_reads_the_decisions_only_where_its_part_covers_them(place):
    case_id = place.world.report(place.constable).case_id
    place.world.course(case_id).go(taken)
    decided(place, case_id, "presumed")
    found = {}
    for kind in ("shelter", "education"):
        member = place.world.person(place.world.agency(kind), "service_provider")
        place.world.service(member.membership.agency, kind="shelter")
        place.world.course(case_id).go(referred(to=member), accepted)
        found[kind] = place.world.client(member).get(reverse("decision-list", args=[case_id]))
    assert (found["shelter"].status_code, found["education"].status_code) == (200, 404)
    assert REASONS in text_of(found["shelter"])
    assert "First reported by" not in text_of(found["shelter"])


def test_a_role_without_a_decision_to_take_is_told_so(place):
    case_id = place.case()
    decided(place, case_id, "presumed")
    page = text_of(place.world.client(place.caseworker).get(address(case_id)))
    assert "Your role cannot make the next decision" in page
    assert "Confirmed victim, Not confirmed" in page


def test_a_role_that_may_not_take_a_decision_is_forbidden(place):
    case_id = place.case()
    decided(place, case_id, "presumed")
    sent = place.world.client(place.caseworker).post(address(case_id), answers("confirmed", "presumed"))
    assert sent.status_code == 403
    assert state_of(place, case_id) == "presumed"


@pytest.mark.parametrize("to", ["presumed", "not_confirmed"])
def test_a_page_that_was_open_too_long_decides_nothing(place, to):
    case_id = place.case()
    decided(place, case_id, "presumed")
    sent = place.world.client(place.supervisor).post(address(case_id), answers(to, "potential"))
    assert sent.status_code == 409
    assert "Presumed victim" in text_of(sent)
    assert state_of(place, case_id) == "presumed"


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"to": ""}, "Choose what you decide."),
        ({"reasons": ""}, "Give the reasons for the decision."),
        ({"reasons": "too short"}, "Write at least 20 characters"),
        ({"decided_on_year": 2100}, "Enter a date that is not after"),
        ({"decided_on_year": 2001}, "Enter a date that is not before"),
        ({"decided_on_day": ""}, "Enter the day too."),
    ],
)
def test_errors_say_what_to_do_and_keep_what_was_typed(place, changes, sentence):
    case_id = place.case()
    page = place.world.client(place.supervisor).post(address(case_id), answers(**changes))
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert changes.get("reasons", REASONS) in text_of(page)
    assert 'value="reconsidered"' not in page.content.decode()
    assert state_of(place, case_id) == "potential"


@pytest.mark.parametrize("method", ["get", "post"])
def test_whoever_does_not_see_the_case_finds_no_page(place, method):
    url = address(place.case())
    assert getattr(place.world.client(place.colleague), method)(url, answers()).status_code == 404
    assert getattr(place.world.client(place.constable), method)(url, answers()).status_code == 403
    assert asks_to_sign_in(getattr(place.world.client(), method)(url, answers()))
