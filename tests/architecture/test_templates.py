"""Every template: its words can be translated, its lines can be read, and it keeps to the content-security policy."""

import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

from tests.architecture.committed import committed, name_of
from tests.architecture.source import called, calls_in, place, python_of

TEMPLATES = committed(".html", ".txt", under="opennrm")
SAME_EVERYWHERE = {"OpenNRM"}
READ_ALOUD = {"title", "alt", "aria-label", "placeholder", "aria-description"}
TAG_WORDS = {
    "translate", "trans", "url", "static", "include", "extends", "load", "block", "endblock", "if", "elif", "for",
    "blocktranslate", "now", "with",
}  # fmt: skip
WITHOUT_TEXT = re.compile(
    r"\{#.*?#\}|\{%\s*comment\b.*?endcomment\s*%\}|\{%\s*blocktranslate\b.*?endblocktranslate\s*%\}"
    r"|\{%\s*blocktrans\b.*?endblocktrans\s*%\}|\{%.*?%\}|\{\{.*?\}\}",
    re.DOTALL,
)
DESIGN = ("opennrm/web/design/", "opennrm/web/templatetags/design.py", "opennrm/web/templates/design/")

LONGEST_LINE = 140

every_template = pytest.mark.parametrize("template", TEMPLATES, ids=name_of)


class Page(HTMLParser):
    """Collects what a template's HTML shows or runs once its template tags are taken out."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.inline: list[str] = []
        self._within = ""
        self.feed(WITHOUT_TEXT.sub("", text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag
        given = {name: value or "" for name, value in attrs}
        self.words += [f" {given[name]} " for name in READ_ALOUD & set(given)]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(f"<{tag}>")
        self.inline += [
            f'{name}="{value}"'
            for name, value in given.items()
            if name == "style"
            or re.match(r"on|hx-on", name)
            or value.strip().lower().startswith("javascript:")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        # A key is called what stands on it.
        if self._within not in ("script", "style", "kbd"):
            self.words.append(data)


def bare_words(text: str) -> list[str]:
    """The words of a template that no translator would ever see."""
    shown = "".join(Page(text).words)
    return [word for word in re.findall(r"[^\W\d_][\w.]*", shown) if word.strip(".") not in SAME_EVERYWHERE]


def words_given_to_tags(text: str) -> Iterator[str]:
    """Sentences that are written into a template tag without `_(...)`, such as {% button "Save" %}."""
    for tag, arguments in re.findall(r"\{%\s*(\w+)(.*?)%\}", text, re.DOTALL):
        if tag not in TAG_WORDS:
            for translated, words in re.findall(r'(_\()?"([^"]*)"', arguments):
                if not translated and (" " in words.strip() or words[:1].isupper()):
                    yield words


@every_template
def test_every_word_can_be_translated(template: Path) -> None:
    text = template.read_text()
    assert bare_words(text) == []
    assert list(words_given_to_tags(text)) == []


@every_template
def test_every_template_can_be_given_to_translators(template: Path) -> None:
    templatize(template.read_text(), origin=name_of(template))


@every_template
def test_no_line_of_a_template_is_long(template: Path) -> None:
    assert [line for line in template.read_text().splitlines() if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("<p>Take the case</p>", ["Take", "the", "case"]),
        ('{% translate "Take the case" %}: Open<b>NRM</b>', []),
        ("{% blocktranslate with when=at|day %}<b>opened</b> {{ when }}{% endblocktranslate %}", []),
        ('<a href="{% url "home" %}" aria-label="Home">{{ name }}</a>', ["Home"]),
        ("{# why #}{% comment %}because{% endcomment %}", []),
    ],
)
def test_a_word_that_cannot_be_translated_is_found(template: str, words: list[str]) -> None:
    assert bare_words(template) == words


@every_template
def test_nothing_runs_or_is_styled_inside_a_page(template: Path) -> None:
    if "email" not in template.parts:
        assert Page(template.read_text()).inline == []


@pytest.mark.parametrize(
    "template",
    ["<script>go()</script>", '<p style="color:red">', '<a onclick="go()">', '<a href="javascript:go()">'],
)
def test_what_runs_inside_a_page_is_found(template: str) -> None:
    assert Page(template).inline


@pytest.mark.parametrize("template", [path for path in TEMPLATES if path.suffix == ".html"], ids=name_of)
def test_no_page_shows_text_unescaped(template: Path) -> None:
    found = re.findall(r"\|\s*safe\w*|autoescape\s+off", template.read_text())
    assert found == []


def is_design(module: Path) -> bool:
    return name_of(module).startswith(DESIGN)


def test_only_the_design_layer_marks_text_as_safe() -> None:
    marked = [
        place(module, call)
        for module in python_of("opennrm")
        if not is_design(module)
        for call in calls_in(module)
        if called(call) in {"mark_safe", "SafeString", "SafeText"}
    ]
    assert marked == []


@every_template
def test_every_form_that_is_sent_carries_its_token(template: Path) -> None:
    forms: Callable[[str], list[str]] = re.compile(
        r'<form[^>]*method="post".*?</form>', re.DOTALL | re.I
    ).findall
    assert [form[:60] for form in forms(template.read_text()) if "csrf_token" not in form] == []
