"""A button that is pressed when nobody is signed in any more: nothing is done, and nothing is lost."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from opennrm.agencies import actions
from opennrm.invented.concerns import PHOTOGRAPH, begin, enough
from opennrm.screening import drafts as screening_drafts
from tests.journeys.mechanism import Mechanism, set_up
from tests.web.agencies.people import SECOND_STEP, SIGN_IN, give_app, give_password, page, place
from tests.web.agencies.test_kept_forms import kept_in
from tests.web.concerns.walking import text_of
from tests.world import PASSWORD, Person

DONE = ("concern.received", "attachment.added", "case.assigned", "identity.opened", "referral.accepted")


@dataclass
class Pressed:
    """Who pressed which button, on which page, and what the page is to say."""

    by: Person
    address: str
    stands_on: str
    undone: str
    fields: dict = field(default_factory=dict)


@pytest.fixture
def mechanism(world) -> Mechanism:
    return set_up(world)


def draft_of(mechanism: Mechanism) -> str:
    with mechanism.world.acting(mechanism.constable) as actor:
        return str(begin(by=actor, at=timezone.now(), **enough()).pk)


def the_concern_is_sent(mechanism) -> Pressed:
    draft = [draft_of(mechanism)]
    return Pressed(
        mechanism.constable,
        reverse("concern-submit", args=draft),
        reverse("concern-check", args=draft),
        "The concern was not sent.",
    )


def a_file_is_added(mechanism) -> Pressed:
    draft = draft_of(mechanism)
    file = SimpleUploadedFile("water.jpg", PHOTOGRAPH, "image/jpeg")
    return Pressed(
        mechanism.constable,
        reverse("concern-attachment-add", args=[draft]),
        reverse("concern-step", args=[draft, "files"]),
        "The file was not added.",
        {"file": file},
    )


def a_case_is_taken(mechanism) -> Pressed:
    case = [mechanism.reported().case_id]
    return Pressed(
        mechanism.caseworker,
        reverse("case-take", args=case),
        reverse("case-show", args=case),
        "You have not taken the case.",
    )


def what_is_sealed_is_opened(mechanism) -> Pressed:
    case = [mechanism.taken(mechanism.reported())]
    return Pressed(
        mechanism.caseworker,
        reverse("case-identity", args=case),
        reverse("case-show", args=case),
        "The name and contact details were not shown.",
    )


def a_screening_is_finished(mechanism) -> Pressed:
    case = mechanism.taken(mechanism.reported())
    with mechanism.world.acting(mechanism.caseworker) as actor:
        screening_drafts.begin(case, instrument="child_screening", by=actor, at=timezone.now())
    return Pressed(
        mechanism.caseworker,
        reverse("screening-finish", args=[case]),
        reverse("screening-start", args=[case]),
        "The screening is not finished.",
    )


def a_referral_is_accepted(mechanism) -> Pressed:
    referral = [mechanism.referred(mechanism.presumed(mechanism.taken(mechanism.reported()))).pk]
    return Pressed(
        mechanism.manager,
        reverse("referral-accept", args=referral),
        reverse("referral-show", args=referral),
        "You have not accepted the request.",
        {"asked": "places"},
    )


BUTTONS = (
    the_concern_is_sent, a_file_is_added, a_case_is_taken, what_is_sealed_is_opened, a_screening_is_finished,
    a_referral_is_accepted,
)  # fmt: skip


def press_in_vain(world, superuser, pressed: Pressed):
    """Press the button after the session was deleted, sign in again; returns the browser and the page that comes."""
    app = give_app(world, give_password(pressed.by))
    client = world.client(pressed.by)
    superuser.execute("DELETE FROM agencies_session")
    answer = client.post(pressed.address, pressed.fields)
    more = {}
    if answer.status_code == 302:
        assert place(answer) == SIGN_IN
        more["next"] = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    else:
        more["held_form"] = kept_in(answer)
    client.post(SIGN_IN, {"login": pressed.by.email, "password": PASSWORD, **more})
    return client, client.post(SECOND_STEP, {"code": app.code()}, follow=True)


def count_of_done(superuser) -> int:
    return superuser.execute(
        "SELECT count(*) FROM audit_event WHERE kind = ANY(%s)", [list(DONE)]
    ).fetchone()[0]


@pytest.mark.parametrize("make", BUTTONS)
def test_whoever_pressed_it_is_back_on_its_page_and_told_what_was_not_done(world, mechanism, superuser, make):
    pressed = make(mechanism)
    before = count_of_done(superuser)
    client, back = press_in_vain(world, superuser, pressed)
    assert (back.status_code, back.request["PATH_INFO"]) == (200, pressed.stands_on)
    assert pressed.undone in text_of(back)
    assert f'action="{pressed.address}"' in page(back), "the button is there"
    assert pressed.undone not in text_of(client.get(pressed.stands_on)), "said once"
    assert count_of_done(superuser) == before


@pytest.mark.parametrize("make", BUTTONS)
def test_its_address_leads_to_its_page(world, mechanism, make):
    pressed = make(mechanism)
    for method in ("GET", "HEAD"):
        answer = world.client(pressed.by).generic(method, pressed.address)
        assert (answer.status_code, answer["Location"]) == (302, pressed.stands_on)


def test_the_page_says_which_file_to_choose_again(world, mechanism, superuser):
    _client, back = press_in_vain(world, superuser, a_file_is_added(mechanism))
    assert "Choose this file again: water.jpg" in text_of(back)


@pytest.mark.parametrize("takes_place", [True, False])
def test_what_was_chosen_beside_it_is_chosen_still(world, mechanism, superuser, takes_place):
    pressed = a_referral_is_accepted(mechanism)
    if takes_place:
        pressed.fields["takes_place"] = "on"
    _client, back = press_in_vain(world, superuser, pressed)
    box = page(back).split('name="takes_place"')[1].split(">")[0]
    assert ("checked" in box) is takes_place


def test_the_number_of_free_places_is_still_there(world, mechanism, superuser):
    address = reverse("service-confirm", args=[mechanism.shelter.pk])
    pressed = Pressed(mechanism.manager, address, "", "", {"places_free": "3", "version": "0"})
    _client, back = press_in_vain(world, superuser, pressed)
    assert "The number of free places was not saved." in text_of(back)
    assert back.context["form"]["places_free"].value() == "3"


def test_a_page_that_is_its_own_says_that_its_button_was_pressed_in_vain(world, mechanism, superuser):
    address = reverse("concern-discard", args=[draft_of(mechanism)])
    _client, back = press_in_vain(world, superuser, Pressed(mechanism.constable, address, "", ""))
    assert back.request["PATH_INFO"] == address
    assert "What you sent was not accepted." in text_of(back)


# While one's role changes

TYPED = {"place": "Behind the old mill", "version": "1", "page": "tab"}


def change_roles(mechanism: Mechanism, person: Person, *roles: str) -> None:
    """By an administrator of the person's agency; the person's session stays as it is."""
    world = mechanism.world
    administrator = world.person(person.membership.agency, "administrator")
    for role in roles:
        with world.acting(administrator) as actor:
            person.membership = actions.change_role(
                person.membership.pk, role=role, by=actor, at=timezone.now()
            )


def step_of(draft: str) -> str:
    return reverse("concern-step", args=[draft, "where"])


def test_a_form_that_was_typed_while_the_role_changed_is_kept(world, mechanism):
    draft = draft_of(mechanism)
    client = world.client(mechanism.constable)
    change_roles(mechanism, mechanism.constable, "administrator", "first_responder")
    answer = client.post(step_of(draft), TYPED)
    assert place(answer) == reverse("switch-agency")
    on = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    chosen = {"membership": str(mechanism.constable.membership.pk), "next": on}
    kept = client.post(reverse("switch-agency"), chosen, follow=True)
    assert "Behind the old mill" in text_of(kept)
    sent = client.post(reverse("held-form-send"), TYPED)
    assert (sent.status_code, sent["Location"]) == (307, step_of(draft))
    client.post(sent["Location"], TYPED)
    assert "Behind the old mill" in text_of(client.get(reverse("concern-check", args=[draft])))


def test_whoever_may_no_longer_send_it_is_shown_what_they_typed(world, mechanism):
    draft = draft_of(mechanism)
    client = world.client(mechanism.constable)
    change_roles(mechanism, mechanism.constable, "administrator")
    client.post(step_of(draft), TYPED)
    client.post(reverse("switch-agency"), {"membership": str(mechanism.constable.membership.pk)})
    for _time in range(2):
        kept = text_of(client.get(reverse("held-form")))
        assert "Your role can no longer send this page" in kept
        assert "Behind the old mill" in kept
        assert place(client.post(reverse("held-form-send"))) == reverse("held-form")


# Signed in again in another tab


def test_a_page_that_was_open_while_somebody_signed_in_again_elsewhere_is_kept(world, mechanism):
    draft = draft_of(mechanism)
    client = world.client(mechanism.constable, enforce_csrf_checks=True)
    client.get(step_of(draft))
    old = {**TYPED, "csrfmiddlewaretoken": "x" * 64}
    answer = client.post(step_of(draft), old, headers={"Sec-Fetch-Site": "same-origin"})
    assert place(answer) == reverse("held-form")
    assert "Behind the old mill" in text_of(client.get(reverse("held-form")))


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_what_comes_from_elsewhere_is_refused_and_not_kept(world, mechanism, headers):
    draft = draft_of(mechanism)
    client = world.client(mechanism.constable, enforce_csrf_checks=True)
    assert client.post(step_of(draft), {"place": "planted"}, headers=headers).status_code == 403
    assert place(client.get(reverse("held-form"))) == "/"
