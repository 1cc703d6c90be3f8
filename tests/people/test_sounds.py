"""Names as records of different lists write them, and the keys by which two records meet."""

import pytest

from opennrm.people import blocking
from opennrm.people.sounds import alternates, name_words, rough_sound, variants_of

VARIANTS = variants_of(
    [("Elizabeth", "Liz"), ("Elizabeth", "Beth"), ("Bethany", "Beth"), ("Jean-Baptiste", "Janbatis")]
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rodriguez", "rodrigues"), ("isabel", "ysabel"), ("phillip", "filip"), ("chen", "chin"), ("joseph", "jozef"),
        ("gerald", "jerald"), ("zhang", "chang"), ("nation", "nasyon"),
    ],
)  # fmt: skip
def test_these_sound_roughly_the_same(one, other):
    assert rough_sound(one) == rough_sound(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("charles", "chal"), ("pierre", "pye"), ("toussaint", "tousen"), ("kemar", "omar")]
)
def test_these_do_not_and_are_for_the_table_of_variants(one, other):
    assert rough_sound(one) != rough_sound(other)


@pytest.mark.parametrize(
    ("word", "sound"),
    [
        ("mei", "m"), ("ana", "an"), ("william", "alm"), ("quincy", "kns"), ("jean", "jn"), ("ngozi", "ngs"),
        ("beauvais", "b"), ("wong", "ang"), ("christopher", "xrstf"), ("h", ""), ("李", "李"),
    ],
)  # fmt: skip
def test_a_rough_sound(word, sound):
    assert rough_sound(word) == sound


def test_particles_are_no_words_unless_there_is_nothing_else():
    assert name_words("De la Cruz Peña") == ["cruz", "pena"]
    assert name_words("D'Andre") == ["dandre"]
    assert name_words("Van") == ["van"]
    assert name_words("-") == []


def test_a_name_stands_for_its_first_word_and_its_canonical_forms():
    assert alternates(["beth", "ann"], VARIANTS) == {"beth", "elizabeth", "bethany"}
    assert alternates(["jean", "baptiste"], VARIANTS) == {"jean", "jeanbaptiste"}
    assert alternates(["janbatis"], VARIANTS) == {"janbatis", "jeanbaptiste"}
    assert alternates(["j"], VARIANTS) == set()
    assert alternates(["李"], VARIANTS) == {"李"}


def test_keys_join_two_facts_each():
    sounds = blocking.sounds_of(["Liz A", "Brown"], VARIANTS)
    assert sounds == ["ls", "alsbt", "brn"]
    found = blocking.keys(["ls", "brn"], (2012, 4, 9), ["+1 555 123 4567", "4567"], "bay", "A 12-3")
    assert found == {
        ("pair", "brn ls"),
        ("sound-year", "ls 2012"), ("sound-year", "brn 2012"),
        ("birth-initial", "2012 4 9 l"), ("birth-initial", "2012 4 9 b"),
        ("day-sound", "4 9 ls"), ("day-sound", "4 9 brn"),
        ("telephone", "1234567"), ("document", "A123"),
        ("sound-area", "ls bay"), ("sound-area", "brn bay"),
    }  # fmt: skip


def test_swapped_days_and_swapped_names_meet():
    one, other = blocking.keys(["ls", "brn"], (2012, 4, 9)), blocking.keys(["brn", "ls"], (2012, 9, 4))
    assert {kind for kind, _ in one & other} == {"pair", "sound-year", "birth-initial"}


def test_only_a_whole_date_makes_keys_of_its_day():
    kinds = {kind for kind, _ in blocking.keys(["ls", "brn"], (2012,))}
    assert kinds == {"pair", "sound-year"}
    assert {kind for kind, _ in blocking.keys(["ls", "brn"], ())} == {"pair"}


def test_somebody_of_many_names_has_few_keys():
    sounds = blocking.sounds_of([f"Ka{letter}a" for letter in "bdfgjklmnprstvz"], {})
    assert len(blocking.keys(sounds, (2012, 4, 9), (), "bay")) < 70
