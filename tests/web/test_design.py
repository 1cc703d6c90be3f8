"""Forms and parts of pages have the markup that people, and screen readers, need."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone as current_timezone

from opennrm.foundation.pages import Page
from opennrm.web import design
from tests.web.every_part import (
    FORM_PAGE,
    SIGN_IN_PAGE,
    EveryField,
    SignIn,
    case_page,
    render,
)
from tests.web.every_part import request as a_request

WHOLE_ANSWER = {
    "danger": "no",
    "told": "yes",
    "signs": ["tired"],
    "place": "north",
    "seen_on_day": "27",
    "seen_on_month": "March",
    "seen_on_year": "2012",
    "story": "First.\r\n\r\nSecond.",
    "email": "ada@example.org",
    "password": "a long invented sentence",
    "agreed": "on",
    "step": "3",
}
HOSTILE = "<script>alert('x')</script>\"'&"
LISTED = Page(rows=[], previous=HOSTILE, next=HOSTILE)


@pytest.fixture(autouse=True)
def _plain_static_files(settings):
    """Pages are rendered without the product's addresses, and without collected files."""
    settings.ROOT_URLCONF = "tests.web.frame_urls"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


class _Elements(HTMLParser):
    """Collects the attributes of every element."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[tuple[str, dict]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.found if name == tag]

    def by_id(self, wanted: str) -> dict:
        return next(attributes for _tag, attributes in self.found if attributes.get("id") == wanted)

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _tag, attributes in self.found if "id" in attributes]


def of_template(source: str, **context) -> str:
    return Template("{% load design %}" + source).render(Context(context))


def answered(**changes) -> EveryField:
    return EveryField({**WHOLE_ANSWER, **changes})


@pytest.mark.parametrize("form", [EveryField(), EveryField({}), answered(danger="yes")])
def test_every_input_has_a_label_and_every_reference_leads_somewhere(form):
    page = _Elements(render(FORM_PAGE, form=form))
    labelled = {label["for"] for label in page.all("label")}
    inputs = page.all("input") + page.all("select") + page.all("textarea")
    for attributes in inputs:
        if attributes.get("type") != "hidden":
            assert attributes["id"] in labelled
    assert len(page.ids) == len(set(page.ids))
    described = " ".join(attributes.get("aria-describedby") or "" for _tag, attributes in page.found)
    assert set(described.split()) <= set(page.ids)


def test_every_fieldset_has_a_legend():
    html = render(FORM_PAGE, form=EveryField())
    assert html.count("<fieldset") == html.count("<legend") == 7


def test_the_error_summary_links_to_the_first_input_of_each_wrong_answer():
    form = answered(told="", seen_on_month="Smarch", email="nobody")
    page = _Elements(render(FORM_PAGE, form=form))
    targets = [link["href"] for link in page.all("a") if link["href"].startswith("#id_")]
    assert targets == ["#id_told_0", "#id_seen_on_month", "#id_email"]
    assert {target[1:] for target in targets} <= set(page.ids)


def test_a_wrong_answer_is_marked_described_and_kept():
    page = _Elements(render(FORM_PAGE, form=answered(email="nobody")))
    email = page.by_id("id_email")
    assert email["value"] == "nobody"
    assert email["aria-invalid"] == "true"
    assert email["aria-describedby"] == "id_email_error"
    assert "govuk-input--error" in email["class"]


def test_only_the_wrong_box_of_a_date_is_marked():
    page = _Elements(render(FORM_PAGE, form=answered(seen_on_month="Smarch")))
    assert "govuk-input--error" in page.by_id("id_seen_on_month")["class"]
    assert "govuk-input--error" not in page.by_id("id_seen_on_day")["class"]
    assert page.by_id("id_seen_on_day")["value"] == "27"


def _title(html: str) -> str:
    """The title as a browser shows it: whitespace around it and line breaks in it do not count."""
    return " ".join(re.search("<title>(.*?)</title>", html, re.DOTALL)[1].split())


def test_the_title_says_that_something_is_wrong():
    assert _title(render(FORM_PAGE, form=EveryField({}))) == "Error: What happened \u2013 OpenNRM"
    assert _title(render(FORM_PAGE, form=EveryField())) == "What happened \u2013 OpenNRM"


def test_messages_say_what_to_do():
    errors = EveryField({"story": "x" * 301, "age": "old"}).errors
    assert errors["danger"] == ["Choose an answer."]
    assert errors["signs"] == ["Choose at least one answer."]
    assert errors["agreed"] == ["Tick the box to continue."]
    assert errors["seen_on"] == ["Enter a date, for example 27 March 2012."]
    assert errors["story"] == ["Shorten your answer to 300 characters or fewer. It has 301."]
    assert errors["age"] == ["Enter a whole number, for example 14."]


def test_a_message_given_by_name_is_kept():
    class Named(design.Form):
        name = forms.CharField(error_messages={"required": "Enter the name that the child uses."})

    assert Named({}).errors["name"] == ["Enter the name that the child uses."]


def test_whole_answers_are_cleaned():
    form = answered()
    assert form.errors == {}
    assert form.cleaned_data["seen_on"] == date(2012, 3, 27)
    assert form.cleaned_data["born"] is None
    assert form.cleaned_data["story"] == "First.\n\nSecond."


def test_a_line_break_counts_as_one_character():
    assert "story" not in answered(story="\r\n".join(["x" * 99] * 3)).errors


def test_a_partial_date_of_birth_is_enough():
    form = answered(born_year="2012", born_month="3")
    assert form.is_valid()
    assert form.cleaned_data["born"] == design.PartialDate(2012, 3)


def test_a_date_that_is_not_sure_or_whose_year_nobody_knows_is_kept_in_its_boxes():
    form = answered(born_day="27", born_month="March", born_about="yes")
    assert form.is_valid()
    assert form.cleaned_data["born"] == design.PartialDate(None, 3, 27, about=True)
    page = _Elements(str(EveryField(initial={"born": "XXXX-03-27~"})["born"]))
    boxes = [page.by_id(f"id_born_{part}")["value"] for part in ("day", "month", "year")]
    assert boxes == ["27", "3", ""]
    assert "checked" in page.by_id("id_born_about")
    assert 'name="seen_on_about"' not in str(EveryField()["seen_on"])
    again = answered(born_day="x", born_about="yes")
    assert "checked" in _Elements(str(again["born"])).by_id("id_born_about")


def test_a_whole_date_asks_for_the_missing_part():
    class Seen(design.Form):
        on = design.DateField()

    assert Seen({"on_year": "2012"}).errors["on"] == ["Enter the day and the month too."]
    assert Seen({"on_year": "2012", "on_month": "3"}).errors["on"] == ["Enter the day too."]
    assert Seen({"on_day": "27", "on_month": "3"}).errors["on"] == ["Enter the year too, for example 2012."]


def test_a_date_outside_its_limits_is_refused():
    class Seen(design.Form):
        on = design.PartialDateField(earliest=date(2010, 1, 1), latest=date(2012, 3, 27))

    assert Seen({"on_year": "2012"}).is_valid()
    assert Seen({"on_year": "2013"}).errors["on"] == ["Enter a date that is not after 27 March 2012."]
    assert Seen({"on_year": "2009"}).errors["on"] == ["Enter a date that is not before 1 January 2010."]


@pytest.mark.parametrize("known", [date(2012, 3, 27), "2012-03-27", design.PartialDate(2012, 3, 27)])
def test_a_known_date_fills_its_boxes(known):
    page = _Elements(str(EveryField(initial={"seen_on": known})["seen_on"]))
    assert [page.by_id(f"id_seen_on_{part}")["value"] for part in ("day", "month", "year")] == [
        "27",
        "3",
        "2012",
    ]


def test_a_known_date_that_is_sent_again_is_no_change():
    form = answered()
    form.initial = {"seen_on": date(2012, 3, 27)}
    assert "seen_on" not in form.changed_data


def test_a_revealed_question_counts_only_if_its_option_is_chosen():
    assert answered(danger="no", danger_words="").is_valid()
    assert "danger_words" in answered(danger="yes", danger_words="").errors
    dropped = answered(danger="no", danger_words="left over")
    assert dropped.is_valid()
    assert dropped.cleaned_data["danger_words"] == ""


def test_a_revealed_question_stands_under_its_option_and_only_there():
    html = render(FORM_PAGE, form=EveryField())
    assert html.count('name="danger_words"') == 1
    assert re.search(
        r'__conditional--hidden"\s+id="id_danger_0_reveals">.*name="danger_words"', html, re.DOTALL
    )
    shown = render(FORM_PAGE, form=answered(danger="yes"))
    assert re.search(r'__conditional\s*"\s+id="id_danger_0_reveals">', shown)


def test_optional_questions_say_so_unless_the_form_has_many():
    class Quiet(EveryField):
        mark_optional = False

    assert "(optional)" in str(EveryField()["reference"].as_field_group())
    assert "(optional)" not in str(EveryField()["place"].as_field_group())
    assert "(optional)" not in str(Quiet()["reference"].as_field_group())


def test_the_browser_neither_cuts_text_nor_checks_before_the_server():
    html = render(FORM_PAGE, form=EveryField())
    assert " maxlength=" not in html
    assert " required" not in html
    assert 'data-maxlength="300"' in html


def test_the_browser_keeps_nothing_that_was_typed_about_a_child():
    page = _Elements(render(FORM_PAGE, form=EveryField()))
    assert page.by_id("id_reference")["autocomplete"] == "off"
    assert page.by_id("id_born_day")["autocomplete"] == "off"
    assert page.by_id("id_email")["autocomplete"] == "email"


def test_a_question_can_be_the_heading_of_its_page():
    html = of_template(
        "{% field form.told heading=True %}{% field form.story heading=True %}", form=EveryField()
    )
    assert html.count("<h1") == 2


def test_forms_of_libraries_look_the_same():
    html = render(SIGN_IN_PAGE, signed_in=False, form=SignIn())
    page = _Elements(html)
    assert page.by_id("id_login")["class"] == "govuk-input"
    assert "govuk-js-password-input-input" in page.by_id("id_password")["class"]
    assert "Show password" in html


def test_what_people_write_is_escaped_everywhere():
    form = EveryField(dict.fromkeys(EveryField.base_fields, HOSTILE) | {"seen_on_day": HOSTILE})
    form.fields["told"].label = form.fields["place"].help_text = HOSTILE
    entry = design.TimelineEntry(at=date(2026, 11, 21), title=HOSTILE, by=HOSTILE, body=HOSTILE, url=HOSTILE)
    due = design.Due(due_at=datetime(2026, 11, 21, tzinfo=UTC), standing="paused", paused_for=HOSTILE)
    parts = """{% tag x %}{% deadline due %}{% button x url=x %}{% timeline entries %}
        {% summary_list %}{% summary_row x change_url=x %}{{ x }}{% endsummary_row %}{% endsummary_list %}
        {% details x %}{{ x }}{% enddetails %}{% card x %}{{ x }}{% endcard %}{% inset %}{{ x }}{% endinset %}
        {% notification_banner title=x %}{{ x }}{% endnotification_banner %}{% back_link x x %}
        {% task_list %}{% task x url=x status=x hint=x %}{% endtask_list %}{% pagination page %}
        {% empty_state x %}{{ x }}{% endempty_state %}{% panel x %}{{ x }}{% endpanel %}
        {% warning_text %}{{ x }}{% endwarning_text %}"""
    for html in (
        render(FORM_PAGE, form=form),
        case_page(HOSTILE),
        of_template(parts, x=HOSTILE, entries=[entry], page=LISTED, due=due, request=a_request()),
    ):
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


@pytest.mark.parametrize("html", ["form", "case", "sign in"])
def test_pages_hold_no_inline_script_or_style(html):
    page = {
        "form": lambda: render(FORM_PAGE, form=EveryField({})),
        "case": case_page,
        "sign in": lambda: render(SIGN_IN_PAGE, signed_in=False, form=SignIn()),
    }[html]()
    elements = _Elements(page)
    assert not elements.all("style")
    assert all("src" in script for script in elements.all("script"))
    for _tag, attributes in elements.found:
        assert "style" not in attributes
        assert not [name for name in attributes if name.startswith("on")]


def test_the_frame_says_who_acts_for_which_agency():
    html = case_page()
    assert "Ada Quill" in html
    assert "Caseworker, for Harbour Child Protection Office" in html
    assert '<form method="post" action="/account_logout/"' in html


def test_the_frame_of_somebody_signed_out_names_nobody():
    html = render('{% extends "base.html" %}', signed_in=False)
    assert "Ada Quill" not in html
    assert "session-ending" not in html


@pytest.mark.parametrize("name", ["400", "403", "404", "409", "413", "500", "csrf"])
def test_error_pages_need_nothing_and_say_what_to_do(name):
    html = Template(f'{{% extends "{name}.html" %}}').render(Context())
    assert "<h1" in html
    assert len(re.findall(r"<li>|<p class=\"govuk-body\">", html)) >= 2


def test_a_moment_is_written_in_the_active_time_zone():
    at = datetime(2026, 11, 21, 19, 34, tzinfo=UTC)
    with current_timezone.override(timezone(timedelta(hours=-5))):
        assert of_template("{{ at|moment }}", at=at) == "21 November 2026, 2:34pm"
        assert of_template("{{ at|day }}", at=at + timedelta(hours=6)) == "21 November 2026"


@pytest.mark.parametrize(("hour", "words"), [(0, "midnight"), (12, "midday"), (9, "9:00am")])
def test_noon_and_midnight_are_words(hour, words):
    assert of_template("{{ at|time_of_day }}", at=datetime(2026, 11, 21, hour, tzinfo=UTC)) == words


def test_a_moment_of_no_time_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        of_template("{{ at|moment }}", at=datetime(2026, 11, 21, 19, 34))  # noqa: DTZ001


@pytest.mark.parametrize("value", [None, ""])
def test_no_date_is_written_as_nothing(value):
    assert of_template("{{ at|moment }}{{ at|day }}{{ at|time_of_day }}", at=value) == ""


def test_clocks_speak_in_words():
    due = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
    html = of_template("{% deadline due now=now %}", due=design.Due(due_at=due), now=due - timedelta(hours=3))
    assert "Due by 21 November 2026, 2:00pm" in html
    assert "(3\xa0hours left)" in html
    assert "Overdue since" in of_template(
        "{% deadline due %}", due=design.Due(due_at=due, standing="overdue")
    )
    paused = design.Due(due_at=due, standing="paused", paused_for="waiting")
    assert "Paused</span>: waiting" in of_template("{% deadline due now=now %}", due=paused, now=due)


@pytest.mark.parametrize(
    "source", ['{% tag "x" "pink" %}', "{% deadline due %}", '{% button "x" kind="big" %}']
)
def test_an_unknown_kind_is_refused_aloud(source):
    with pytest.raises(ValueError, match="Unknown"):
        of_template(source, due=design.Due(due_at=datetime(2026, 11, 21, tzinfo=UTC), standing="late-ish"))


def test_a_timeline_has_one_heading_a_day():
    html = case_page()
    assert html.count('class="nrm-timeline__date"') == 2
    assert html.count('<li class="nrm-timeline__entry') == 3


def test_an_answer_that_was_not_given_says_so():
    assert "Not given" in of_template("{% summary_row 'Age' %} {% endsummary_row %}")


def test_links_to_other_pages_of_a_list_keep_its_filters_and_leave_out_what_is_not_there():
    page = Page(rows=[], previous="", next="mark")
    asked = a_request(path="/cases/?show=mine&page=before")
    links = _Elements(of_template("{% pagination page %}", page=page, request=asked)).all("a")
    assert [(link["href"], link["rel"]) for link in links] == [("?show=mine&page=mark", "next")]


def test_a_link_back_names_its_page_and_says_where_it_leads():
    link = '{% back_to "account_logout" text=_("Leave") %}{% back_to "account_logout" %}'
    page = _Elements(of_template(link))
    assert [each["href"] for each in page.all("a")] == ["/account_logout/"] * 2
    assert "Leave" in of_template(link)
