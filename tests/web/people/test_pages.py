"""Correcting what is recorded of a child: filled in, one form for each subject, and nothing typed is lost."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from opennrm.cases.models import Case
from opennrm.foundation.context import as_job
from opennrm.people import drafts
from opennrm.people.models import Contact, CorrectionDraft
from tests.web.people.posts import REASON


@pytest.fixture
def case_id(world, constable):
    child = {
        "given_names": "Keisha",
        "family_name": "Brown",
        "birth_date": "2012-03",
        "telephone": "876 555 0142",
    }
    return world.report(constable, **child).case_id


def identity(**typed) -> dict:
    stands = {"given_names": "Keisha", "family_name": "Brown", "birth_date_month": 3, "birth_date_year": 2012}
    return {**stands, "version": 0, "reason": REASON, **typed}


def text_of(response) -> str:
    return response.content.decode()


def test_the_form_shows_what_stands_and_asks_the_reason_last(world, caseworker, case_id):
    page = text_of(world.client(caseworker).get(reverse("identity-correct", args=[case_id])))
    assert page.index('value="Keisha"') < page.index('value="2012"') < page.index('name="reason"')


def test_what_was_corrected_is_shown_with_who_and_why(world, caseworker, case_id):
    client = world.client(caseworker)
    sent = client.post(
        reverse("identity-correct", args=[case_id]),
        identity(family_name="Browne", name_before="of_the_child"),
    )
    assert sent.headers["Location"] == reverse("case-show", args=[case_id])
    page = text_of(client.get(reverse("case-corrections", args=[case_id])))
    assert all(words in page for words in ("Brown", "Browne", REASON, caseworker.account.name, "Family name"))
    story = text_of(client.get(reverse("case-show", args=[case_id])))
    assert "Corrected: family name" in story
    assert "Browne" not in story
    assert reverse("case-corrections", args=[case_id]) in story


def test_without_a_correction_the_page_says_so(world, caseworker, case_id):
    assert "Nothing has been corrected" in text_of(
        world.client(caseworker).get(reverse("case-corrections", args=[case_id]))
    )


def test_a_form_without_a_reason_keeps_what_was_typed(world, caseworker, case_id):
    response = world.client(caseworker).post(
        reverse("identity-correct", args=[case_id]),
        identity(document_number="Invented", citizenships=["HTI"], reason=""),
    )
    assert "Say why this is being corrected, or how you know." in text_of(response)
    assert 'value="Invented"' in text_of(response)
    assert '<option value="HTI" selected>' in text_of(response)


def test_nothing_changed_says_so(world, caseworker, case_id):
    response = world.client(caseworker).post(reverse("identity-correct", args=[case_id]), identity())
    assert "Nothing is different from what is recorded." in text_of(response)


def test_whose_name_it_was_is_asked_beside_the_names(world, caseworker, case_id):
    response = world.client(caseworker).post(
        reverse("identity-correct", args=[case_id]), identity(given_names="Latoya")
    )
    assert "Say whether the child is also known by the earlier name." in text_of(response)


def test_two_who_correct_the_same_see_both_and_lose_nothing(world, caseworker, supervisor, case_id):
    address = reverse("identity-correct", args=[case_id])
    world.client(caseworker).post(address, identity(citizenships=["CUB"]))
    response = world.client(supervisor).post(address, identity(citizenships=["HTI"], document_number="A 12"))
    page = text_of(response)
    assert response.status_code == 409
    assert "Citizenship. Now: “Cuba”. You typed: “Haiti”." in page
    assert all(
        words in page
        for words in ('value="HTI" selected', 'value="A 12"', REASON, 'name="version" value="1"')
    )
    again = identity(citizenships=["HTI"], document_number="A 12", version=1)
    assert world.client(supervisor).post(address, again).status_code == 302


def test_a_citizenship_that_says_it_all_stands_alone(world, caseworker, case_id):
    response = world.client(caseworker).post(
        reverse("identity-correct", args=[case_id]), identity(citizenships=["XXA", "HTI"])
    )
    assert "“Stateless” cannot be combined with another answer." in text_of(response)
    assert text_of(response).count(" selected>") == 2


def test_a_nationality_that_was_written_in_words_can_still_be_read(world, constable, caseworker):
    receipt = world.report(constable, nationality="From the islands, she says", citizenships=["unknown"])
    page = text_of(world.client(caseworker).post(reverse("case-identity", args=[receipt.case_id])))
    assert "From the islands, she says" in page
    assert "Nationality, as it was written earlier" in page


def test_age_sex_languages_and_area_are_corrected_from_the_page_of_the_case(world, caseworker, case_id):
    client, address = world.client(caseworker), reverse("case-correct", args=[case_id])
    assert address in text_of(client.get(reverse("case-show", args=[case_id])))
    assert 'name="age"' in text_of(client.get(address))
    assert client.post(address, {"age": 9, "version": 0, "reason": REASON}).status_code == 302
    assert Case.objects.using("setup").get(pk=case_id).age == 9


def test_a_date_of_birth_that_does_not_fit_the_age_is_pointed_out(world, caseworker, case_id):
    client = world.client(caseworker)
    opened = reverse("case-identity", args=[case_id])
    assert "It does not fit the age" not in text_of(client.post(opened))
    client.post(reverse("case-correct", args=[case_id]), {"age": 5, "version": 0, "reason": REASON})
    assert "It does not fit the age of the case: about 5 years." in text_of(client.post(opened))


def test_a_contact_is_added_and_marked_as_no_longer_right(world, caseworker, case_id):
    client = world.client(caseworker)
    contact = Contact.objects.using("setup").get(case_id=case_id)
    added = {"address": "With an aunt", "safe_to_contact": "yes"}
    assert client.post(reverse("contact-add", args=[case_id]), added).status_code == 302
    address = reverse("contact-correct", args=[case_id, contact.pk])
    assert 'value="876 555 0142"' in text_of(client.get(address))
    stands = {"telephone": "876 555 0142", "safe_to_contact": "unknown"}
    ended = {**stands, "is_current": "False", "version": 0, "reason": REASON}
    assert client.post(address, ended).status_code == 302
    page = text_of(client.post(reverse("case-identity", args=[case_id])))
    assert page.index("With an aunt") < page.index("Earlier contact") < page.index("876 555 0142")


def test_a_case_in_another_address_shows_no_contact_of_this_one(world, caseworker, constable, case_id):
    other = world.report(constable).case_id
    contact = Contact.objects.using("setup").get(case_id=case_id)
    address = reverse("contact-correct", args=[other, contact.pk])
    assert world.client(caseworker).get(address).status_code == 404


def kept(world, person, case_id) -> list[CorrectionDraft]:
    with world.acting(person) as actor:
        return list(drafts.drafts_of(actor))


def test_what_was_typed_and_not_sent_is_there_when_one_comes_back(world, caseworker, case_id):
    client, address = world.client(caseworker), reverse("identity-correct", args=[case_id])
    autosave = reverse("correction-autosave", args=[case_id, "identity", case_id])
    page = {"page": str(uuid4()), "draft": "", "draft_version": ""}
    typed = identity(family_name="Browne", birth_date_year="about 2011", citizenships=["HTI"], reason="")
    for given_names in ("Ke", "Keshia"):
        assert client.post(autosave, {**typed, **page, "given_names": given_names}).status_code == 204
    of_nothing = reverse("correction-autosave", args=[case_id, "identity", uuid4()])
    assert client.post(of_nothing, {**typed, "page": str(uuid4())}).status_code == 404
    (draft,) = kept(world, caseworker, case_id)
    assert b"Keshia" not in bytes(draft.content)
    shown = text_of(client.get(address))
    for value in ("Keshia", "Browne", "about 2011", str(draft.pk)):
        assert f'value="{value}"' in shown
    assert '<option value="HTI" selected' in shown
    assert "You started this and did not finish it" in shown
    assert "Finish a correction that you started" in text_of(client.get(reverse("home")))
    fresh = text_of(client.get(address + "?fresh=1"))
    assert 'value="Keisha"' in fresh
    assert "Keshia" not in fresh
    sent = {
        **identity(other_names="Kiki"),
        "page": str(uuid4()),
        "draft": draft.pk,
        "draft_version": draft.version,
    }
    assert client.post(address, sent).status_code == 302
    assert kept(world, caseworker, case_id) == []


@pytest.mark.parametrize("of", ["facts", "contact"])
def test_a_correction_is_finished_later_or_deleted(world, caseworker, supervisor, case_id, of):
    client = world.client(caseworker)
    contact_id = Contact.objects.using("setup").get(case_id=case_id).pk
    page = reverse("case-correct", args=[case_id])
    if of == "contact":
        page = reverse("contact-correct", args=[case_id, contact_id])
    sent = {"age": "9", "telephone": "876 555 0999", "reason": "Her aunt", "version": 0, "then": "later"}
    assert client.post(page, {**sent, "page": str(uuid4())}).headers["Location"] == reverse(
        "case-show", args=[case_id]
    )
    (draft,) = kept(world, caseworker, case_id)
    assert "Her aunt" in text_of(client.get(page))
    # It is nobody else's, whoever leads the case.
    assert kept(world, supervisor, case_id) == []
    discard = reverse("correction-draft-discard", args=[case_id, draft.pk])
    assert world.client(supervisor).post(discard).status_code == 404
    assert client.post(discard).status_code == 302
    assert kept(world, caseworker, case_id) == []


def test_what_has_to_be_corrected_is_kept_and_expires(world, caseworker, case_id):
    world.client(caseworker).post(reverse("identity-correct", args=[case_id]), identity(reason=""))
    (draft,) = kept(world, caseworker, case_id)
    with world.connected_as("opennrm_worker"), as_job(drafts.EXPIRY):
        assert drafts.expire(at=draft.expires_at - timedelta(minutes=1)) == 0
        assert drafts.expire(at=draft.expires_at) == 1
    assert kept(world, caseworker, case_id) == []


def test_with_too_many_drafts_the_page_says_so_and_keeps_what_was_typed(
    world, caseworker, case_id, monkeypatch
):
    monkeypatch.setattr("opennrm.cases.drafts.MOST", 1)
    client = world.client(caseworker)
    identity_page = reverse("identity-correct", args=[case_id])
    assert client.post(identity_page, identity(reason="")).status_code == 422
    page, typed = reverse("contact-add", args=[case_id]), {"address": "Behind the old mill"}
    for then in ({}, {"then": "later"}):
        answer = client.post(page, {**typed, **then, "page": str(uuid4())})
        assert answer.status_code == 422
        assert "You have 1 unfinished corrections and additions" in text_of(answer)
        assert "Behind the old mill" in text_of(answer)
    autosave = reverse("correction-autosave", args=[case_id, "contact", case_id])
    assert client.post(autosave, {**typed, "page": str(uuid4())}).status_code == 409
    assert len(kept(world, caseworker, case_id)) == 1
