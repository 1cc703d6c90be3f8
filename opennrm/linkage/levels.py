"""On which level two values of one field agree. Pure Python.

The order of the questions is the order of `country.linkage.LEVELS`: the first that is true is the level. A value that
is missing on either side has no level. `scoring` answers the same questions for many pairs at once.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from rapidfuzz.distance import OSA, JaroWinkler

from .records import Born, Features, Name

NEAR, SIMILAR = 0.92, 0.80
"""Jaro-Winkler similarities."""
SHORTEST_SOUND = 2
"""In letters. Of some names, such as Mei, the sound has nothing left but one."""
NEAR_YEARS, FAR_YEARS = 2, 10


def given_names(left: Features, right: Features) -> str | None:
    """The level of the given names, which may stand in the other's family name, or be what the other is called."""
    one, other = left.given, right.given
    if one is None or other is None:
        return None
    if _same(one, other):
        return "same"
    if one.first & other.first:
        return "variant"
    if _stands_in(one, right.family, right.second) or _stands_in(other, left.family, left.second):
        return "swapped"
    if _is_called(one, right) or _is_called(other, left):
        return "alias"
    return _alike(one, other, with_initial=True)


def family_name(left: Features, right: Features) -> str | None:
    """The level of the family names, which may stand in the other's given name or be one of several."""
    one, other = left.family, right.family
    if one is None or other is None:
        return None
    if _same(one, other):
        return "same"
    if one.first & other.first:
        return "variant"
    if _stands_in(one, right.given) or _stands_in(other, left.given):
        return "swapped"
    level = _alike(one, other)
    if level in ("near", "sound"):
        return level
    all_of_one = one.parts | (left.second.parts if left.second else frozenset())
    all_of_other = other.parts | (right.second.parts if right.second else frozenset())
    return "part" if all_of_one & all_of_other else level


def _same(one: Name, other: Name) -> bool:
    return one.bare == other.bare or one.whole == other.whole


def _stands_in(one: Name, *others: Name | None) -> bool:
    """Whether all words of a name are among those of others."""
    among: frozenset[str] = frozenset().union(*(other.parts for other in others if other))
    return bool(one.parts) and one.parts <= among


def _is_called(one: Name, other: Features) -> bool:
    return any(one.keys & name.keys for name in other.others)


def _alike(one: Name, other: Name, *, with_initial: bool = False) -> str:
    similarity = JaroWinkler.normalized_similarity(one.form, other.form)
    if similarity >= NEAR:
        return "near"
    if _sounds_same(one, other):
        return "sound"
    if with_initial and _is_initial(one, other):
        return "initial"
    return "similar" if similarity >= SIMILAR else "other"


def _sounds_same(one: Name, other: Name) -> bool:
    return one.sound == other.sound and len(one.sound) >= SHORTEST_SOUND


def _is_initial(one: Name, other: Name) -> bool:
    """Whether one name is the first letter of the other."""
    return (one.initial or other.initial) != "" and one.form[0] == other.form[0]


def second_family_name(left: Features, right: Features) -> str | None:
    """The level of the second family names."""
    return _plain(left.second, right.second)


def middle_names(left: Features, right: Features) -> str | None:
    """The level of the middle names; an initial that fits is near."""
    return _plain(left.middle, right.middle)


def school(left: Features, right: Features) -> str | None:
    """The level of the schools."""
    return _plain(left.school, right.school)


def _plain(one: Name | None, other: Name | None) -> str | None:
    if one is None or other is None:
        return None
    if _same(one, other):
        return "same"
    level = "near" if one.first & other.first else _alike(one, other, with_initial=True)
    return "near" if level in ("near", "sound", "initial") else "other"


def guardian(left: Features, right: Features) -> str | None:
    """The level of the guardians' names, whose words may stand in any order."""
    one, other = left.guardian, right.guardian
    if one is None or other is None:
        return None
    if _same(one, other) or (one.parts and one.parts == other.parts):
        return "same"
    if one.parts and other.parts and (one.parts <= other.parts or other.parts <= one.parts):
        return "part"
    level = _alike(one, other)
    return level if level in ("near", "sound") else "other"


def birth_date(left: Features, right: Features) -> str | None:
    """The level of the birth dates. Of an estimated one only the year is compared."""
    return of_births(left.born, right.born)


def of_births(one: Born | None, other: Born | None) -> str | None:
    """The level of two birth dates by themselves."""
    if one is None or other is None:
        return None
    apart = abs(one.year - other.year)
    if one.is_estimated or other.is_estimated:
        if apart:
            return "estimated_near" if apart <= NEAR_YEARS else "other"
        return "estimated_same_year"
    if not (one.day and other.day):
        if apart:
            return "other"
        return "same_month" if one.month == other.month else "other_month"
    return _complete(one, other, apart)


def _complete(one: Born, other: Born, apart: int) -> str:
    same_place = one.month == other.month and one.day == other.day
    if not apart:
        if same_place:
            return "same_day"
        if one.month == other.day and one.day == other.month:
            return "swapped"
    if is_one_digit(one.digits, other.digits):
        return "one_digit"
    if same_place and apart <= FAR_YEARS:
        return "same_day_and_month"
    return "other" if apart else "same_year"


def is_one_digit(one: str, other: str) -> bool:
    """Whether one digit differs, or two neighbours are swapped, in texts of the same length."""
    differ = [place for place, digit in enumerate(one) if digit != other[place]]
    if len(differ) == 2 and differ[1] == differ[0] + 1:
        first, second = differ
        return one[first] == other[second] and one[second] == other[first]
    return len(differ) == 1


def telephone(left: Features, right: Features) -> str | None:
    """The best level of any two telephones."""
    if not left.telephones or not right.telephones:
        return None
    if not set(left.telephones).isdisjoint(right.telephones):
        return "same"
    near = any(is_one_digit(one, other) for one in left.telephones for other in right.telephones)
    return "one_digit" if near else "other"


def sex(left: Features, right: Features) -> str | None:
    """The level of the sexes."""
    return _exact(left.sex, right.sex)


def area(left: Features, right: Features) -> str | None:
    """The level of the areas."""
    return _exact(left.area, right.area)


def _exact(one: str, other: str) -> str | None:
    if not one or not other:
        return None
    return "same" if one == other else "other"


def document_number(left: Features, right: Features) -> str | None:
    """The level of the numbers of papers."""
    one, other = left.document, right.document
    if not one or not other:
        return None
    if one == other:
        return "same"
    return "one_character" if OSA.distance(one, other, score_cutoff=1) <= 1 else "other"


LEVEL_OF: Mapping[str, Callable[[Features, Features], str | None]] = MappingProxyType(
    {
        "given_names": given_names,
        "family_name": family_name,
        "second_family_name": second_family_name,
        "middle_names": middle_names,
        "birth_date": birth_date,
        "sex": sex,
        "area": area,
        "telephone": telephone,
        "document_number": document_number,
        "school": school,
        "guardian": guardian,
    }
)
"""For each field that is compared the function that answers for two records."""
