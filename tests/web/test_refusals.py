"""What is refused is answered in one place, and leaves nothing behind."""

import uuid

import pytest
from django import forms
from django.urls import reverse

from opennrm.audit import actions as audit
from opennrm.cases import actions
from opennrm.cases.models import Case, Receipt
from opennrm.foundation.access import fetch
from opennrm.foundation.refusals import NotAllowed, NotThere, Refused
from opennrm.foundation.state_table import TransitionRefused
from opennrm.web.refusals import refusals_on


class Question(forms.Form):
    answer = forms.CharField()


@pytest.fixture
def caseworker(world):
    return world.person(world.agency("child_protection"), "caseworker")


@pytest.fixture
def press(world, caseworker, monkeypatch):
    """Presses "Take this case" when the action writes something and then raises what it is given."""
    address = reverse("case-take", args=[uuid.uuid4()])

    def pressed(refusal: Exception):
        def refuse(*args, **options):
            audit.record("search.made", detail={"results": 0, "cases": []})
            raise refusal

        monkeypatch.setattr(actions, "assign", refuse)
        return world.client(caseworker, raise_request_exception=False).post(address)

    return pressed


@pytest.fixture
def searches(superuser):
    """How many searches the audit knows of."""
    return lambda: superuser.execute(
        "SELECT count(*) FROM audit_event WHERE kind = 'search.made'"
    ).fetchone()[0]


@pytest.mark.parametrize(
    ("refusal", "status", "says"),
    [
        (TransitionRefused("It has moved on."), 409, "It has moved on."),
        (Refused("Choose another one."), 409, "Choose another one."),
        (NotAllowed("Not you."), 403, "You do not have permission to do this"),
        (NotThere(), 404, "This case was not assigned to you"),
    ],
)
def test_a_refusal_is_answered_and_undoes_what_was_done_before_it(press, searches, refusal, status, says):
    answer = press(refusal)
    assert (answer.status_code, searches()) == (status, 0)
    assert says in answer.content.decode()


def test_only_what_has_changed_is_said_to_have_changed(press):
    changed = "This has changed since you opened it"
    assert changed in press(TransitionRefused("It has moved on.")).content.decode()
    assert changed not in press(Refused("Choose another one.")).content.decode()


def test_what_is_refused_leads_back_to_the_page_of_the_button(press):
    answer = press(TransitionRefused("It has moved on."))
    page = reverse("case-show", args=[answer.resolver_match.kwargs["case_id"]])
    assert f'href="{page}"' in answer.content.decode()


def test_a_row_that_is_missing_by_a_fault_of_ours_is_no_refusal(press, searches):
    assert (press(Case.DoesNotExist()).status_code, searches()) == (500, 0)


def test_what_is_not_there_looks_like_an_address_that_leads_nowhere(world, caseworker):
    client = world.client(caseworker)
    absent = client.get(reverse("case-show", args=[uuid.uuid4()]))
    nowhere = client.get("/no-such-page/")
    assert (absent.status_code, absent.headers.keys()) == (404, nowhere.headers.keys())
    assert b"Page not found" in absent.content
    assert b"Page not found" in nowhere.content


def test_a_hidden_row_and_a_missing_one_are_fetched_alike(world, caseworker):
    reported = world.report(world.person(world.agency("police"), "first_responder"))
    with world.acting(caseworker) as actor:
        visible = Receipt.objects.visible_to(actor)
        for which in ({"pk": reported.pk, "number": "none"}, {"pk": uuid.uuid4()}):
            with pytest.raises(NotThere):
                fetch(visible, **which)
        assert fetch(visible, pk=reported.pk).number == reported.number


@pytest.mark.parametrize("field", ["answer", None])
def test_what_can_be_corrected_is_said_on_the_form_that_keeps_what_was_typed(
    world, caseworker, searches, field
):
    form = Question({"answer": "as typed"})
    with world.acting(caseworker):
        assert form.is_valid()
        with refusals_on(form):
            audit.record("search.made", detail={"results": 0, "cases": []})
            raise Refused("Choose another one.", field=field)
    assert form.errors == {field or "__all__": ["Choose another one."]}
    assert (form["answer"].value(), searches()) == ("as typed", 0)


def test_the_page_says_where_a_refusal_belongs_that_does_not_say_so_itself(world, caseworker):
    form = Question({"answer": "as typed"})
    with world.acting(caseworker):
        with refusals_on(form, field="answer"):
            raise Refused("Choose another one.")
        assert list(form.errors) == ["answer"]


def test_no_other_answer_helps_where_something_has_changed(world, caseworker):
    form = Question({"answer": "as typed"})
    with world.acting(caseworker), pytest.raises(TransitionRefused), refusals_on(form):
        raise TransitionRefused("It has moved on.")
    assert form.errors == {}
