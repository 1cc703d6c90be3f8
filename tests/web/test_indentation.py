"""What indents the lines of a template is for whoever writes it, and is not sent."""

from pathlib import Path

from django.template.loader import get_template

from opennrm import web


def test_a_page_is_sent_without_what_indents_its_template():
    source = get_template("consents/_of_case.html").template.source
    assert '\n<section aria-labelledby="consents">' in source
    assert "\n " not in source


def test_lines_of_a_template_keep_their_numbers():
    template = get_template("consents/_of_case.html").template
    with open(template.origin.name) as file:
        assert template.source.count("\n") == file.read().count("\n")


def test_a_letter_is_sent_as_it_was_written():
    """Only what a browser shows loses its indentation."""
    templates = Path(web.__file__).parent / "templates"
    letters = [path.relative_to(templates) for path in templates.rglob("*.txt")]
    assert letters
    for letter in letters:
        assert get_template(str(letter)).template.source == (templates / letter).read_text()
