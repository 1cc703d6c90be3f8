"""Questions over several pages lead on, back and to the check in one way, and lose nothing that was typed."""

from collections.abc import Mapping
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from opennrm.foundation.refusals import NotThere
from opennrm.web import design
from opennrm.web.design.wizard import (
    Answer,
    Answered,
    Stage,
    Step,
    Wizard,
    stage_of,
)


class Name(design.Form):
    name = forms.CharField(label="What is it called?")


class Age(design.Form):
    age = forms.IntegerField(label="How old is it?", required=False)


WIZARD = Wizard(
    (
        Step(slug="name", title="Its name", form=Name),
        Step(slug="age", title="Its age", form=Age),
        Step(slug="old", title="It is old", is_needed=lambda answers: (answers.get("age") or 0) > 99),
        Step(slug="tail", title="Its tail", form=design.Form),
    ),
    lambda slug, boat: f"/{boat}/{slug}/",
)


class Kept:
    """A draft in memory."""

    def __init__(self, **answers: Any) -> None:
        self.answers: Mapping[str, Any] = answers
        self.typed: Mapping[str, Any] = {}
        self.goes_on_at = ""

    def read(self, form: design.Form) -> Mapping[str, Any]:
        return {name: value for name, value in form.cleaned_data.items() if name not in form.errors}

    def keep(self, form: design.Form, *, go_on_at: str) -> None:
        self.answers = {**self.answers, **self.read(form)}
        self.typed, self.goes_on_at = {name: form[name].data for name in form.errors}, go_on_at


def send(slug: str, kept: Kept, address: str = "/", **fields: str) -> str:
    request = RequestFactory().post(address, fields)
    return WIZARD.take(request, slug, WIZARD.step(slug).questions(request.POST), kept, boat=1)


def walk(slug: str, address: str = "/", **answers: Any):
    return WIZARD.walk(RequestFactory().get(address), slug, answers, boat=1)


RETURNING = "/?to=check"


def test_each_page_leads_to_the_next_and_the_last_to_the_check():
    kept = Kept()
    assert send("name", kept, name="Sea Star") == "/1/age/"
    assert send("age", kept, age="3") == "/1/tail/"
    assert send("tail", kept) == "/1/check/"
    assert kept.answers == {"name": "Sea Star", "age": 3}


def test_a_page_that_the_answers_call_for_comes_and_others_do_not():
    assert send("age", Kept(), age="120") == "/1/old/"
    assert walk("tail", age=120).back_url == "/1/old/"
    assert walk("tail", age=3).back_url == "/1/age/"
    assert walk("old", age=3).next_url == "/1/tail/", "somebody who came to it by its address goes on too"


def test_an_answer_to_correct_leads_nowhere_and_is_kept_as_it_was_typed():
    kept = Kept(name="Sea Star")
    assert send("age", kept, age="old") == ""
    assert kept.typed == {"age": "old"}
    assert kept.goes_on_at == "age"
    assert kept.answers["name"] == "Sea Star"


def test_whoever_leaves_goes_on_at_the_page_after_the_one_they_saved():
    kept = Kept()
    send("name", kept, name="Sea Star", then="later")
    assert kept.goes_on_at == "age"


def test_the_other_buttons_lead_to_the_check_or_show_the_page_again():
    assert send("name", Kept(), name="Sea Star", then="check") == "/1/check/"
    kept = Kept()
    assert send("name", kept, name="Sea Star", then="more") == "/1/name/"
    assert kept.goes_on_at == "name"


def test_whoever_changes_an_answer_comes_back_to_the_check():
    assert WIZARD.change_url("name", boat=1) == f"/1/name/{RETURNING[1:]}"
    changing = walk("name", RETURNING)
    assert (changing.action, changing.back_url, changing.returns) == ("/1/name/?to=check", "/1/check/", True)
    assert send("name", Kept(name="Sea Star"), RETURNING, name="Moon") == "/1/check/"


def test_a_changed_answer_that_calls_for_a_page_of_its_own_leads_there_first():
    kept = Kept(name="Sea Star", age=3)
    assert send("age", kept, RETURNING, age="120") == "/1/old/?to=check"
    assert walk("old", RETURNING, age=120).next_url == "/1/check/"
    assert send("age", kept, RETURNING, age="121") == "/1/check/", "it was shown already"


def test_only_pages_that_everybody_meets_are_counted():
    assert [(w.number, w.count) for w in map(walk, ("name", "age", "old", "tail"))] == [
        (1, 3), (2, 3), (0, 3), (3, 3),
    ]  # fmt: skip


def test_the_first_page_has_none_before_it():
    assert walk("name").back_url == ""


def test_a_page_that_there_is_not_is_not_there():
    with pytest.raises(NotThere):
        WIZARD.step("mast")
    with pytest.raises(NotThere):
        WIZARD.step("old").questions()


def shown(source: str, **context: Any) -> str:
    html = Template("{% load design %}" + source).render(Context(context))
    return " ".join(html.split())


def test_the_buttons_say_where_they_lead():
    source = '{% wizard_buttons walk check="Check" later="Leave" %}'
    page = shown(source, walk=walk("name"))
    assert page.index("Save and continue") < page.index("Check") < page.index("Leave")
    changing = shown(source, walk=walk("name", RETURNING))
    assert "Save and go back to your answers" in changing
    assert "Check" not in changing


def test_a_page_says_how_far_it_is_unless_only_some_meet_it():
    assert shown("{% progress walk %}", walk=walk("age")) == "· step 2 of 3"
    assert shown("{% progress walk %}", walk=walk("old")) == ""


def test_answers_are_checked_each_with_a_way_to_change_it():
    unclear = Answer(label="Age", value="<old>", change_url="/1/age/?to=check", is_unclear=True)
    page = shown("{% answers answered %}", answered=[Answered(title="Boat", answers=[unclear])])
    assert "&lt;old&gt;" in page
    assert 'href="/1/age/?to=check"' in page
    assert "Correct this" in page


@pytest.mark.parametrize(
    ("method", "fields", "stage"),
    [
        ("get", {}, Stage.ASKING),
        ("post", {"name": ""}, Stage.ASKING),
        ("post", {"name": "", "then": "send"}, Stage.ASKING),
        ("post", {"name": "Sea Star"}, Stage.CHECKING),
        ("post", {"name": "Sea Star", "then": "change"}, Stage.ASKING),
        ("post", {"name": "Sea Star", "then": "send"}, Stage.SENDING),
    ],
)
def test_answers_that_stay_in_the_pages_are_asked_checked_and_sent(method, fields, stage):
    request = getattr(RequestFactory(), method)("/", fields)
    assert stage_of(request, Name(fields if method == "post" else None)) is stage


def test_answers_that_stay_in_the_pages_are_carried_along_unseen():
    form = Name({"name": 'Sea "Star"'})
    assert shown("{% carried form %}", form=form).startswith(
        '<input type="hidden" name="name" value="Sea &quot;'
    )
