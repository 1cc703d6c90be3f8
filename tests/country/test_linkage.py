"""What a pack says of linkage: weights to start from, and forms of names that are worth a row."""

import pytest
from rapidfuzz.distance import JaroWinkler

from opennrm.country.linkage import LEVELS, VariantKind
from opennrm.linkage.levels import NEAR, SHORTEST_SOUND
from opennrm.people.sounds import name_words, rough_sound
from tests.country.packs import EVERY_PACK, JAMAICA, loaded


@pytest.mark.parametrize("path", EVERY_PACK, ids=lambda path: path.name)
def test_every_pack_weighs_every_level_and_knows_its_words(path):
    start = loaded(path).linkage.start
    assert {field: tuple(levels) for field, levels in start.weights.items()} == dict(LEVELS)
    assert start.thresholds.very_likely > start.thresholds.likely > start.thresholds.possible
    for levels in start.weights.values():
        assert max(levels.values()) > 0 > min(levels.values())


def test_the_first_pack_knows_names_of_many_habits():
    variants = loaded(JAMAICA).linkage.variants
    assert len(variants) >= 150
    assert {variant.kind for variant in variants} == set(VariantKind)
    assert {"eng", "hat", "spa", "zho"} <= {variant.language for variant in variants}


@pytest.mark.parametrize("path", EVERY_PACK, ids=lambda path: path.name)
def test_each_row_tells_what_letters_and_sound_do_not(path):
    """A row that they tell as well would make a pair weigh less. It may stand there to reach a third form."""
    variants = loaded(path).linkage.variants
    forms: dict[str, list[str]] = {}
    for row in variants:
        forms.setdefault(row.canonical, []).append(row.variant)
    for row in variants:
        others = [row.canonical, *(form for form in forms[row.canonical] if form != row.variant)]
        assert any(not told_without_table(row.variant, other) for other in others), row


def told_without_table(one: str, other: str) -> bool:
    words = [name_words(name) for name in (one, other)]
    sounds = [rough_sound("".join(each)) for each in words]
    similarity = JaroWinkler.normalized_similarity(*(" ".join(each) for each in words))
    return similarity >= NEAR or (sounds[0] == sounds[1] and len(sounds[0]) >= SHORTEST_SOUND)
