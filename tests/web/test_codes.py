"""A code of the country pack is offered, refused and put into words in one way."""

import pytest
from django import forms
from django.template import Context, Template

from opennrm.country.pack import pack
from opennrm.country.titles import title_of, titles_of
from opennrm.web import design

OLD = "closed_long_ago"


class Question(design.Form):
    outcome = design.CodeField("outcomes", label="How did it end?")
    source = design.CodeField("sources", label="Who told you?", required=False)
    sexes = design.CodesField("sexes", label="Which children?", required=False, without=["not_known"])
    area = design.CodeField(
        "areas", label="Where?", first=[("", "Any")], further=[("elsewhere", "Elsewhere")], required=False,
        widget=design.Select,
    )  # fmt: skip
    kind = design.CodeField("service_kinds", label="What is offered?", required=False, keeps_old=True)
    kinds = design.CodesField("service_kinds", label="What else?", required=False, keeps_old=True)


class Why(design.Form):
    reason = design.CodeField("decline_reasons", label="Why?", words="note")
    note = forms.CharField(label="What should the sender know?", required=False)


def choices_of(form: design.Form, name: str) -> list[str]:
    return [code for code, _title in form.fields[name].choices]


def test_the_whole_list_is_offered_in_its_order_with_its_words_and_hints():
    field = Question().fields["outcome"]
    listed = pack().codes("outcomes")
    assert list(field.choices) == [(code.code, code.title) for code in listed.values()]
    assert field.widget.hints == {code.code: code.help for code in listed.values() if code.help}


def test_the_length_of_a_list_decides_how_it_is_shown():
    fields = Question().fields
    assert isinstance(fields["outcome"].widget, design.Radios)
    assert isinstance(fields["source"].widget, design.Select)
    assert isinstance(fields["sexes"].widget, design.Checkboxes)
    assert not fields["sexes"].widget.small
    assert fields["kinds"].widget.small


def test_a_select_begins_with_no_answer():
    assert choices_of(Question(), "source")[0] == ""
    assert Question({"outcome": ""}).errors["outcome"] == ["Choose an answer."]


def test_other_choices_stand_around_the_list_and_some_codes_are_left_out():
    form = Question()
    assert choices_of(form, "area") == ["", *pack().listed("areas"), "elsewhere"]
    assert "not_known" not in choices_of(form, "sexes")


def test_the_code_is_the_answer():
    form = Question({"outcome": "completed", "sexes": ["female", "male"]})
    assert form.is_valid()
    assert form.cleaned_data["outcome"] == "completed"
    assert form.cleaned_data["sexes"] == ["female", "male"]
    assert form.cleaned_data["source"] == ""


def test_a_form_may_offer_only_some_of_a_list():
    form = Question({"outcome": "completed"})
    form.fields["outcome"].fill(only=["moved_on"])
    assert choices_of(form, "outcome") == ["moved_on"]
    assert not form.is_valid()


def test_a_code_that_the_list_no_longer_has_is_refused_for_a_new_record():
    form = Question({"outcome": "completed", "kind": OLD, "kinds": [OLD]})
    assert set(form.errors) == {"kind", "kinds"}


def test_a_record_that_is_changed_keeps_its_old_code():
    form = Question(
        {"outcome": "completed", "kind": OLD, "kinds": [OLD, "shelter"]},
        initial={"kind": OLD, "kinds": [OLD]},
    )
    assert choices_of(form, "kind").count(OLD) == 1
    assert "no longer offered" in str(form["kinds"])
    assert form.is_valid(), form.errors


def test_an_old_code_is_not_offered_again_after_somebody_else_s_record_had_it():
    Question(initial={"kind": OLD, "kinds": [OLD]})
    assert OLD not in choices_of(Question(), "kind")
    assert OLD not in Question().fields["kinds"].widget.hints


def test_a_field_that_keeps_no_old_codes_does_not_show_them_either():
    assert OLD not in choices_of(Question(initial={"outcome": OLD}), "outcome")


def test_a_code_that_needs_words_is_chosen_with_words():
    assert Why({"reason": "no_place"}).is_valid()
    assert Why({"reason": "other", "note": "The roof leaks."}).is_valid()
    assert Why({"reason": "other", "note": " "}).errors == {
        "note": ["Say what you mean by “Another reason”."]
    }


def test_a_code_is_called_what_its_list_says():
    assert title_of("outcomes", "completed") == pack().codes("outcomes")["completed"].title
    assert title_of("areas", pack().areas[0].code) == pack().areas[0].name
    assert title_of("roles", "caseworker") == pack().roles["caseworker"].title
    assert titles_of("languages", [pack().languages[0].code, ""]) == [pack().languages[0].name]


def test_a_code_that_the_pack_no_longer_has_shows_as_it_is():
    assert title_of("outcomes", OLD) == OLD
    assert title_of("outcomes", "") == ""


def test_a_list_that_no_context_brings_is_a_fault():
    with pytest.raises(KeyError):
        title_of("outcome", "completed")


def test_templates_call_a_code_the_same():
    source = '{% load design %}{{ one|title_of:"sexes" }}; {{ many|titles_of:"sexes" }}'
    shown = Template(source).render(Context({"one": "female", "many": ["female", "male"]}))
    assert shown == "Girl; Girl, Boy"
