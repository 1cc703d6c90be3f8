"""Names are left out of texts however they are written there."""

import pytest

from opennrm.web.printing.names import Names

NAMES = Names(
    names=["Zoë-Ann O'Neil", "Li de Souza", "王小明"],
    exact=["AB 123456", "12 Hope Road, Kingston"],
    telephones=["+1 876 555 0123"],
)


@pytest.mark.parametrize(
    "text",
    [
        "ZOE", "zoë", "Zoe\u0308", "Ann", "O'Neil", "souza", "Li", "王小明来了", "ab 123456", "12  hope road",
        "876-555-0123", "(876) 5550123", "555 0123",
    ],
)  # fmt: skip
def test_a_name_is_left_out(text):
    assert NAMES.left_out(f"So {text}.").startswith("So [name left out]")


@pytest.mark.parametrize("text", ["Annual report", "de facto", "a list of lilies", "call 5551234", "20 Hope"])
def test_other_words_stay(text):
    assert NAMES.left_out(text) == text


def test_without_names_nothing_changes():
    assert Names(names=["", " "]).left_out("She is well.") == "She is well."
