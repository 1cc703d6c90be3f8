"""Who may be the same child: shown while somebody types and before anything is saved, to roles that may search."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from opennrm.agencies import throttle
from opennrm.cases.models import Case
from opennrm.concerns.models import ConcernDraft
from tests.linkage.test_duplicates import CHILD
from tests.web.people.posts import REASON

FOUND = "We found 1 child who may be the same"
TYPED = {"given_names": "Shanise", "family_name": "Thistlewood", "birth_date_day": 9, "birth_date_month": 4,
         "birth_date_year": 2012}  # fmt: skip


def text_of(response) -> str:
    return response.content.decode()


def mark_in(response) -> str:
    (mark,) = re.findall(r'name="seen_same_child" value="([0-9a-f]+)"', text_of(response))
    return mark


@pytest.fixture
def case_id(world, constable):
    return world.report(constable, **CHILD).case_id


@pytest.fixture
def draft_id(world, caseworker, case_id):
    world.client(caseworker).post(reverse("concern-start"), {"page": "first"})
    return ConcernDraft.objects.using("setup").filter(submitted_at=None).latest("created_at").pk


def step(draft_id) -> str:
    return reverse("concern-step", args=[draft_id, "identity"])


def while_typing(draft_id) -> str:
    return reverse("concern-same-child", args=[draft_id, "identity"])


def test_while_a_concern_is_typed_the_child_of_a_case_in_sight_is_shown(world, caseworker, case_id, draft_id):
    client = world.client(caseworker)
    page = text_of(client.get(step(draft_id)))
    assert f'hx-post="{while_typing(draft_id)}"' in page
    assert "from:#id_given_names" in page
    assert 'aria-live="polite"' in page
    answer = text_of(client.post(while_typing(draft_id), TYPED))
    assert FOUND in answer
    assert "Shanice Thistlewood" in answer
    assert "Very likely the same child" in answer
    assert reverse("case-show", args=[case_id]) in answer
    assert "<dt>Nearly the same</dt> <dd>first names</dd>" in answer
    assert "876 555" not in answer


def test_what_is_shown_already_is_not_shown_again(world, caseworker, draft_id):
    client = world.client(caseworker)
    seen = mark_in(client.post(while_typing(draft_id), TYPED))
    assert client.post(while_typing(draft_id), {**TYPED, "seen_same_child": seen}).status_code == 204
    other = {**TYPED, "given_names": "Shan", "seen_same_child": seen}
    assert client.post(while_typing(draft_id), other).status_code == 200


def test_without_scripts_the_next_page_comes_after_the_children_were_shown(world, caseworker, draft_id):
    client = world.client(caseworker)
    shown = client.post(step(draft_id), {**TYPED, "version": 0, "page": "p"})
    assert shown.status_code == 200
    assert FOUND in text_of(shown)
    assert 'value="Shanise"' in text_of(shown)
    (version,) = re.findall(r'name="version" value="(\d+)"', text_of(shown))
    seen = {**TYPED, "version": version, "page": "p", "seen_same_child": mark_in(shown)}
    assert client.post(step(draft_id), seen).status_code == 302


def test_who_finds_nobody_goes_on_at_once(world, caseworker, draft_id):
    typed = {"given_names": "Zebedee", "family_name": "Quillon", "version": 0, "page": "p"}
    assert world.client(caseworker).post(step(draft_id), typed).status_code == 302


def test_whoever_sees_no_case_never_sees_who_may_be_the_same(world, constable, case_id):
    client = world.client(constable)
    client.post(reverse("concern-start"), {"page": "first"})
    draft_id = ConcernDraft.objects.using("setup").filter(submitted_at=None).latest("created_at").pk
    page = client.get(step(draft_id))
    assert "same-child" not in text_of(page)
    assert client.post(while_typing(draft_id), TYPED).status_code == 403
    assert client.post(step(draft_id), {**TYPED, "version": 0, "page": "p"}).status_code == 302


def test_a_page_that_does_not_ask_who_the_child_is_looks_for_nobody(world, caseworker, draft_id):
    client = world.client(caseworker)
    assert client.post(reverse("concern-same-child", args=[draft_id, "where"])).status_code == 404


@pytest.fixture
def other_case_id(world, constable, case_id):
    return world.report(constable, given_names="Omar", family_name="Quillon").case_id


def correction(**typed) -> dict:
    return {**TYPED, "version": 0, "reason": REASON, "name_before": "of_somebody_else", **typed}


def test_before_a_correction_is_saved_the_same_child_is_shown(world, caseworker, other_case_id):
    client, address = world.client(caseworker), reverse("identity-correct", args=[other_case_id])
    typing = reverse("identity-same-child", args=[other_case_id])
    assert f'hx-post="{typing}"' in text_of(client.get(address))
    assert FOUND in text_of(client.post(typing, correction(reason="")))
    shown = client.post(address, correction())
    assert FOUND in text_of(shown)
    assert Case.objects.using("setup").get(pk=other_case_id).age is None
    saved = client.post(address, correction(seen_same_child=mark_in(shown)))
    assert saved.status_code == 302
    assert Case.objects.using("setup").get(pk=other_case_id).age is not None


def test_a_correction_of_something_else_looks_for_nobody(world, constable, caseworker, case_id):
    twice = world.report(constable, **CHILD).case_id
    stands = {
        **TYPED, "given_names": "Shanice", "school": CHILD["school"], "guardian": CHILD["guardian"],
        "citizenships": ["HTI"], "version": 0, "reason": REASON,
    }  # fmt: skip
    address = reverse("identity-correct", args=[twice])
    assert world.client(caseworker).post(address, stands).status_code == 302


def test_from_the_page_of_a_case_other_records_of_its_child_are_looked_for(
    world, constable, caseworker, case_id, other_case_id
):
    twice = world.report(constable, **CHILD).case_id
    client, address = world.client(caseworker), reverse("case-duplicates", args=[twice])
    for page in (
        client.get(reverse("case-show", args=[twice])),
        client.post(reverse("case-identity", args=[twice])),
    ):
        assert f'action="{address}"' in text_of(page)
    found = text_of(client.post(address))
    assert FOUND in found
    assert reverse("case-show", args=[case_id]) in found
    nobody = text_of(client.post(reverse("case-duplicates", args=[other_case_id])))
    assert "We found no other record of this child" in nobody


def test_brothers_and_sisters_are_told_apart(world, constable, caseworker, case_id):
    twin = world.report(constable, **{**CHILD, "given_names": "Tameka"}).case_id
    found = text_of(world.client(caseworker).post(reverse("case-duplicates", args=[twin])))
    assert "They may be twins." in found
    assert "Possibly the same child" in found


def test_who_looks_very_often_has_to_wait_and_can_still_save(
    world, caseworker, case_id, draft_id, monkeypatch
):
    few = throttle.Limit(1, timedelta(minutes=2), timedelta(minutes=2))
    monkeypatch.setattr(throttle, "SAME_CHILD", throttle.Kind("same child", device=few, account=few))
    client = world.client(caseworker)
    assert client.post(while_typing(draft_id), TYPED).status_code == 200
    other = {**TYPED, "given_names": "Shan"}
    for address in (while_typing(draft_id), reverse("case-duplicates", args=[case_id])):
        refused = client.post(address, other)
        assert (refused.status_code, int(refused["Retry-After"]) > 60) == (429, True)
        assert "You can look again in 2 minutes." in text_of(refused)
    assert client.post(step(draft_id), {**other, "version": 0, "page": "p"}).status_code == 302


def test_one_account_looks_thirty_times_in_five_minutes_and_two_hundred_times_a_day():
    kind = throttle.SAME_CHILD
    assert kind.account.free * kind.account.forgets_one_in == timedelta(minutes=5)
    assert kind.account_in_a_day.free * kind.account_in_a_day.forgets_one_in == timedelta(days=1)
