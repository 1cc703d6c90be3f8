"""The sheets of a country: found in the language of the child, or visibly in another one, and none is missing."""

import pytest

from opennrm.country.interviews import Checklist
from opennrm.country.sheets import PICTURES, Level, Moment
from opennrm.web.tellings import drawn
from tests.country.packs import EVERY_PACK, JAMAICA, MARESIA, changed, loaded, problems_of

FIRST = (Moment.FIRST_CONTACT, Level.NINE_TO_TWELVE)


@pytest.mark.parametrize("path", EVERY_PACK, ids=lambda path: path.name)
def test_every_moment_age_and_language_has_a_sheet(path):
    sheets = loaded(path).sheets
    for language in loaded(path).languages:
        for moment in Moment:
            for level in Level:
                assert sheets.sheet(moment, level, language.code).ideas


def test_a_sheet_that_a_language_lacks_is_in_the_one_that_stands_in():
    sheets = loaded(MARESIA).sheets
    assert sheets.sheet(*FIRST, "por").language == "por"
    assert sheets.sheet(Moment.MOVE, Level.NINE_TO_TWELVE, "por").language == "qaa"
    assert len(sheets.missing("por")) == 35


@pytest.mark.parametrize(
    "file, old, new, words",
    [
        ("por.toml", 'falls_back_on = "qaa"\n', "", "35 sheets are missing"),
        ("por.toml", '"qaa"', '"por"', "cannot stand in for"),
        ("por.toml", '"9-12"', '"9-13"', "“9-13” is not known for “level”"),
        ("qaa.toml", "[carer]", "[carers]", "for whoever cares for the child is missing"),
        ("moments.toml", "https://", "javascript:", "leave_to"),
        ("moments.toml", 'moment = "leaving"', 'moment = "move"', "“move” is there twice"),
    ],
)
def test_a_fault_is_told_with_its_file(tmp_path, file, old, new, words):
    found = problems_of(changed(tmp_path, f"sheets/{file}", old, new))
    assert any(words in problem.message and problem.file.endswith(file) for problem in found), found


def test_every_picture_is_drawn_and_can_be_heard():
    assert set(drawn.SAYS) == set(PICTURES)
    assert all(drawn.of(name).svg.startswith("<svg") for name in PICTURES)


def test_sheets_for_young_children_are_short():
    for sheet in loaded(JAMAICA).sheets.of_language["eng"].values():
        longest = {Level.FIVE_TO_EIGHT: 100, Level.NINE_TO_TWELVE: 140, Level.THIRTEEN_TO_SEVENTEEN: 170}
        assert all(len(idea.text) <= longest[sheet.level] for idea in sheet.ideas), sheet.title


@pytest.mark.parametrize(
    "age, level", [(3, "5-8"), (8, "5-8"), (9, "9-12"), (12, "9-12"), (13, "13-17"), (19, "13-17")]
)
def test_the_sheet_for_an_age(age, level):
    assert Level.for_age(age) == level


def test_the_checklists_of_an_interview_are_there_and_their_items_have_codes_of_their_own(tmp_path):
    for path in EVERY_PACK:
        assert all(loaded(path).checklists[which].items for which in Checklist)
    pack = changed(tmp_path, "interviews.toml", "[closing]", "[close]")
    assert any("“closing” is missing" in problem.message for problem in problems_of(pack))


def test_a_sign_language_names_its_videos():
    sheets = loaded(JAMAICA).sheets
    assert sheets.video(*FIRST, "jls") == "first_contact-9-12.mp4"
    assert sheets.video(*FIRST, "eng") == ""
    assert sheets.for_carer("jls").language == "eng"
