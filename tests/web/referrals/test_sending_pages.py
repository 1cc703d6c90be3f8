"""The pages on which a service is chosen and asked."""

import re
import uuid

import pytest
from django.urls import reverse

from opennrm.referrals.models import Referral


def choose_url(scene, kind: str = "shelter") -> str:
    return reverse("referral-choose", args=[scene.case_id]) + (f"?kind={kind}" if kind else "")


def new_url(scene, service=None) -> str:
    return reverse("referral-new", args=[scene.case_id, (service or scene.shelter).pk])


def answers(scene, **given) -> dict[str, str]:
    said = {
        "basis": scene.basis,
        "child": "yes",
        "second": "state",
        "signer": "The director",
        "note": scene.note,
        "form_token": str(uuid.uuid4()),
    }
    return said | given


def sent() -> list[Referral]:
    return list(Referral.objects.using("setup").all())


def test_kinds_of_help_are_offered_first(scene):
    page = scene.world.client(scene.caseworker).get(choose_url(scene, "")).content.decode()
    assert "Safe shelter" in page
    assert scene.shelter.name not in page


def test_services_of_the_kind_are_listed_with_why_they_fit_or_not(scene):
    boys = scene.world.service(scene.house, name="House for boys", sexes=["male"], places_free=0)
    page = scene.world.client(scene.caseworker).get(choose_url(scene)).content.decode()
    assert page.index(scene.shelter.name) < page.index(boys.name)
    assert "It takes: Boy. The child: Girl." in page
    assert "No place is free" in page
    assert "2 of 4 places are free" in page
    assert page.count(new_url(scene)) == 1
    assert new_url(scene, boys) in page


def test_a_service_that_no_rule_allows_says_so_instead_of_a_button(scene):
    oversight = scene.world.service(scene.world.agency("oversight"), name="No rule", kind="shelter")
    page = scene.world.client(scene.caseworker).get(choose_url(scene)).content.decode()
    assert "No rule allows an agency of the kind" in page
    assert new_url(scene, oversight) not in page


def test_a_service_that_was_asked_links_to_the_request(scene):
    referral = scene.send()
    page = scene.world.client(scene.caseworker).get(choose_url(scene)).content.decode()
    assert reverse("referral-show", args=[referral.pk]) in page
    assert new_url(scene) not in page


def test_nothing_on_offer_says_what_to_do(scene):
    page = scene.world.client(scene.caseworker).get(choose_url(scene, "education")).content.decode()
    assert "No service in the directory offers this" in page


def test_an_unknown_kind_is_a_mistake_to_correct(scene):
    page = scene.world.client(scene.caseworker).get(choose_url(scene, "spa")).content.decode()
    assert "There is a problem" in page


def test_from_question_over_check_to_request(scene):
    client = scene.world.client(scene.caseworker)
    page = client.get(new_url(scene)).content.decode()
    token = re.search(r'name="form_token" value="([^"]+)"', page).group(1)
    given = answers(scene, form_token=token)
    check = client.post(new_url(scene), given)
    assert check.status_code == 200
    assert "Check before you send" in check.content.decode()
    assert scene.note in check.content.decode()
    assert sent() == []
    changed = client.post(new_url(scene), {**given, "then": "change"}).content.decode()
    assert scene.note in changed
    done = client.post(new_url(scene), {**given, "then": "send"})
    (referral,) = sent()
    assert done["Location"] == reverse("referral-show", args=[referral.pk])
    assert "The request was sent" in client.get(done["Location"]).content.decode()


def test_a_double_click_and_a_second_tab_make_one_request(scene):
    client = scene.world.client(scene.caseworker)
    given = answers(scene, then="send")
    first, second = client.post(new_url(scene), given), client.post(new_url(scene), given)
    other_tab = client.post(new_url(scene), answers(scene, then="send"))
    assert first["Location"] == second["Location"] == other_tab["Location"]
    assert len(sent()) == 1
    assert "already been asked" in client.get(other_tab["Location"]).content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"basis": ""}, "Choose the legal basis."),
        ({"basis": "because"}, "Choose one of the options shown."),
        ({"child": ""}, "Choose what the child says about this."),
        ({"signer": ""}, "Enter who decided."),
        ({"without": "court_order", "reason": ""}, "Write why it is done without agreement."),
        ({"note": "x" * 2001}, "Shorten your answer"),
    ],
)
def test_mistakes_keep_what_was_typed_and_say_what_to_do(scene, given, words):
    response = scene.world.client(scene.caseworker).post(new_url(scene), answers(scene, then="send", **given))
    page = response.content.decode()
    assert words in page
    assert "There is a problem" in page
    assert given.get("note", scene.note) in page
    assert sent() == []


def test_what_speaks_against_a_service_is_said_before_asking_it(scene):
    boys = scene.world.service(scene.house, sexes=["male"])
    page = scene.world.client(scene.caseworker).get(new_url(scene, boys)).content.decode()
    assert "It takes: Boy. The child: Girl." in page
    assert "You can still ask it." in page


def test_without_a_rule_nothing_is_sent_and_the_page_says_what_is_missing(scene):
    oversight = scene.world.service(scene.world.agency("oversight"), kind="shelter")
    response = scene.world.client(scene.caseworker).post(
        new_url(scene, oversight), answers(scene, then="send")
    )
    assert response.status_code == 409
    assert "No rule allows" in response.content.decode()
    assert sent() == []


def test_a_closed_service_has_no_page_to_ask_it(scene):
    closed = scene.world.service(scene.house, is_active=False)
    assert scene.world.client(scene.caseworker).get(new_url(scene, closed)).status_code == 404


def test_the_case_in_the_address_must_be_one_of_ones_own(scene):
    other = reverse("referral-new", args=[uuid.uuid4(), scene.shelter.pk])
    assert scene.world.client(scene.caseworker).post(other, answers(scene, then="send")).status_code == 404
    assert (
        scene.world.client(scene.colleague).post(new_url(scene), answers(scene, then="send")).status_code
        == 404
    )
    assert sent() == []


@pytest.mark.parametrize("page", [choose_url, new_url])
def test_who_may_open_the_pages(scene, page):
    accepted = scene.do(scene.manager, "accept", scene.send())
    expected = {
        "caseworker": 200, "supervisor": 200, "colleague": 404, "constable": 403, "manager": 403,
        "house_administrator": 403, "other_manager": 403,
    }  # fmt: skip
    for who, status in expected.items():
        client = scene.world.client(getattr(scene, who))
        assert client.get(page(scene)).status_code == status, who
    assert scene.world.client().get(page(scene)).status_code == 302
    assert accepted.state == "accepted"


def test_no_name_of_the_child_is_on_these_pages(scene):
    client = scene.world.client(scene.caseworker)
    for url in (choose_url(scene), new_url(scene)):
        assert scene.child_name not in client.get(url).content.decode()


def test_services_asked_for_with_nothing_chosen_say_what_to_choose(scene):
    client = scene.world.client(scene.caseworker)
    page = client.get(reverse("referral-choose", args=[scene.case_id])).content.decode()
    assert 'name="shown"' in page
    assert "Choose what the child needs." not in page
    page = client.get(reverse("referral-choose", args=[scene.case_id]) + "?shown=yes").content.decode()
    assert "Choose what the child needs." in page
