"""The comparison model as one settings object of Splink, for DuckDB and for Spark.

Its levels are those of `opennrm.linkage.levels`, in SQL over the columns of `features`. What Splink cannot say, that a
rare name counts more and that a household shares things, is added to its weights in one more query.
"""

from typing import Any

from opennrm.country.linkage import LEVELS
from opennrm.linkage.levels import FAR_YEARS, NEAR, NEAR_YEARS, SIMILAR
from opennrm.linkage.model import SHARE_KINDS, Model
from opennrm.linkage.records import MOST_TELEPHONES
from opennrm.linkage.rules import FAMILY_AGREES, OF_HOUSEHOLD, most_in_household

from .extra import needed
from .features import NAMES

WHY = "The engines “duckdb” and “spark” use Splink."
SIMILARITY_ON_SPARK = "similarity_of_names"
"""Our own function there. That of Splink's library for Spark finds other similarities for some names."""
MISSING = -1
_SHARE = 2.0**-31
"""The share of each level among pairs of two people: only how often as many it is among pairs of one counts."""


class Dialect:
    """How one database says what SQL has no common word for."""

    def __init__(self, name: str) -> None:
        is_duckdb = name == "duckdb"
        self._similarity = "jaro_winkler_similarity" if is_duckdb else SIMILARITY_ON_SPARK
        self._overlap = "list_has_any" if is_duckdb else "arrays_overlap"
        self._least = "list_min" if is_duckdb else "array_min"
        self._common = "list_intersect" if is_duckdb else "array_intersect"
        self._size = "len" if is_duckdb else "size"

    def similarity(self, one: str, other: str) -> str:
        """The Jaro-Winkler similarity of two texts."""
        return f"{self._similarity}({one}, {other})"

    def overlap(self, one: str, other: str) -> str:
        """Whether two lists have something in common."""
        return f"{self._overlap}({one}, {other})"

    def within(self, one: str, other: str) -> str:
        """Whether all of a list, and at least one, is in another."""
        return f"({self._size}({one}) > 0 AND {self._size}({self._common}({one}, {other})) = {self._size}({one}))"

    def least_common(self, one: str, other: str) -> str:
        """The first in order of what two lists have in common."""
        return f"{self._least}({self._common}({one}, {other}))"

    def one_edit(self, one: str, other: str) -> str:
        """Whether one character differs, or two neighbours are swapped, in texts that are not the same."""
        return f"damerau_levenshtein({one}, {other}) <= 1"


def settings(model: Model, *, between_lists: bool) -> Any:
    """The settings. `between_lists`: only pairs of two lists are wanted."""
    splink = needed("splink", WHY)
    rules = needed("splink.blocking_rule_library", WHY)
    library = needed("splink.comparison_library", WHY)
    condition = "l.block_keys = r.block_keys" + (" AND l.list <> r.list" if between_lists else "")
    odds = 2.0**-model.by_chance
    return splink.SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record",
        probability_two_random_records_match=odds / (1 + odds),
        blocking_rules_to_generate_predictions=[
            rules.CustomRule(condition, arrays_to_explode=["block_keys"])
        ],
        comparisons=[
            library.CustomComparison(
                output_column_name=field,
                comparison_levels=[_missing(field), *(_level(field, level, model) for level in levels)],
            )
            for field, levels in LEVELS.items()
        ],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=False,
        additional_columns_to_retain=additional_columns(),
    )


def additional_columns() -> list[str]:
    """The columns that the last query needs of each record."""
    of_shares = [f"{NAMES[field]}_{form}" for field in SHARE_KINDS for form in ("by_share", "first_by_share")]
    return of_shares


def _missing(field: str) -> Any:
    column = _column_of(field)
    return _in_dialect(lambda _: f"{column}_l IS NULL OR {column}_r IS NULL", "missing").configure(
        is_null_level=True
    )


def _column_of(field: str) -> str:
    if field in NAMES:
        return f"{NAMES[field]}_bare"
    return {"birth_date": "born_year", "telephone": "telephone_1", "document_number": "document"}.get(
        field, field
    )


def _level(field: str, level: str, model: Model) -> Any:
    weight = model.weight(field, level)
    if level == "other":
        created = _in_dialect(lambda _: "ELSE", level)
    else:
        created = _in_dialect(lambda dialect: _condition(field, level, dialect), level)
    return created.configure(m_probability=_SHARE * 2.0**weight, u_probability=_SHARE)


def _in_dialect(condition: Any, label: str) -> Any:
    """A level whose condition is written in the words of the database that asks for it."""
    creator = needed("splink.internals.comparison_level_creator", WHY)

    class Level(creator.ComparisonLevelCreator):  # type: ignore[name-defined]
        def create_sql(self, sql_dialect: Any) -> str:
            return str(condition(Dialect(sql_dialect.sql_dialect_str)))

        def create_label_for_charts(self) -> str:
            return label

    return Level()


def _condition(field: str, level: str, dialect: Dialect) -> str:
    if field in NAMES:
        return _of_name(field, level, dialect)
    if field == "birth_date":
        return _of_date(level, dialect)
    if field == "telephone":
        return _of_telephone(level, dialect)
    column = _column_of(field)
    if level == "one_character":
        return dialect.one_edit(f"{column}_l", f"{column}_r")
    return f"{column}_l = {column}_r"


def _of_name(field: str, level: str, dialect: Dialect) -> str:
    name = NAMES[field]

    def both(form: str) -> tuple[str, str]:
        return f"{name}_{form}_l", f"{name}_{form}_r"

    similarity = dialect.similarity(*both("form"))
    same = f"({name}_bare_l = {name}_bare_r OR {name}_whole_l = {name}_whole_r)"
    sound = f"coalesce({name}_sound_l = {name}_sound_r, FALSE)"
    initial = f"(({name}_is_initial_l OR {name}_is_initial_r) AND {name}_letter_l = {name}_letter_r)"
    variant = dialect.overlap(*both("first"))
    if level in ("same", "part") and field == "guardian":
        parts = dialect.within(*both("parts")), dialect.within(*reversed(both("parts")))
        return (
            f"({same} OR ({parts[0]} AND {parts[1]}))" if level == "same" else f"({parts[0]} OR {parts[1]})"
        )
    if level == "near" and field not in ("given_names", "family_name", "guardian"):
        return f"({variant} OR {similarity} >= {NEAR} OR {sound} OR {initial})"
    return {
        "same": same,
        "variant": variant,
        "swapped": _swapped(field, dialect),
        "alias": f"({dialect.overlap('given_keys_l', 'others_r')} OR {dialect.overlap('given_keys_r', 'others_l')})",
        "near": f"{similarity} >= {NEAR}",
        "sound": sound,
        "initial": initial,
        "part": dialect.overlap("family_all_l", "family_all_r"),
        "similar": f"{similarity} >= {SIMILAR}",
    }[level]


def _swapped(field: str, dialect: Dialect) -> str:
    own, elsewhere = (
        ("given_parts", "family_all") if field == "given_names" else ("family_parts", "given_parts")
    )
    ways = (dialect.within(f"{own}_{one}", f"{elsewhere}_{other}") for one, other in ("lr", "rl"))
    return f"({' OR '.join(ways)})"


def _of_date(level: str, dialect: Dialect) -> str:
    complete = "born_digits_l IS NOT NULL AND born_digits_r IS NOT NULL"
    estimated = "(born_is_estimated_l OR born_is_estimated_r)"
    apart = "abs(born_year_l - born_year_r)"
    partly = f"NOT {estimated} AND {apart} = 0 AND (born_day_l IS NULL OR born_day_r IS NULL)"
    same_place = "born_month_l = born_month_r AND born_day_l = born_day_r"
    crossed = "born_month_l = born_day_r AND born_day_l = born_month_r"
    return {
        "same_day": f"({complete} AND born_digits_l = born_digits_r)",
        "swapped": f"({complete} AND {apart} = 0 AND {crossed})",
        "one_digit": f"({complete} AND {dialect.one_edit('born_digits_l', 'born_digits_r')})",
        "same_month": f"({partly} AND born_month_l = born_month_r)",
        "estimated_same_year": f"({estimated} AND {apart} = 0)",
        "estimated_near": f"({estimated} AND {apart} <= {NEAR_YEARS})",
        "same_day_and_month": f"({complete} AND {same_place} AND {apart} <= {FAR_YEARS})",
        "other_month": f"({partly})",
        "same_year": f"({complete} AND {apart} = 0)",
    }[level]


def _of_telephone(level: str, dialect: Dialect) -> str:
    places = range(1, MOST_TELEPHONES + 1)
    pairs = [(f"telephone_{one}_l", f"telephone_{other}_r") for one in places for other in places]
    if level == "same":
        return f"({' OR '.join(f'coalesce({one} = {other}, FALSE)' for one, other in pairs)})"
    return f"({' OR '.join(f'coalesce({dialect.one_edit(one, other)}, FALSE)' for one, other in pairs)})"


def last_query(table: str, model: Model, enough: float, dialect: Dialect) -> str:
    """The pairs of a table that Splink wrote whose whole sum reaches so many bits, with the levels as numbers."""
    levels = ", ".join(f"{_level_of(field)} AS {field}" for field in LEVELS)
    total = " + ".join([f"match_weight + {model.by_chance!r}", *_changes(model, dialect), *_held_back(model)])
    # No value of a list stands in this query.
    return (
        f"SELECT * FROM (SELECT record_l, record_r, {total} AS bits, {levels} FROM {table}) AS pairs "  # noqa: S608
        f"WHERE bits >= {enough!r}"
    )


def most_added(model: Model) -> float:
    """The most that rare names add to a weight of Splink's."""
    floors = model.frequencies.floors
    return sum(
        max([0.0, *(model.change_by_share(field, floors[kind]) for kind in kinds if kind in floors)])
        for field, kinds in SHARE_KINDS.items()
    )


def _level_of(field: str) -> str:
    # Splink counts the levels from the last, which is 0; missing is -1.
    return f"CASE WHEN gamma_{field} < 0 THEN {MISSING} ELSE {len(LEVELS[field]) - 1} - gamma_{field} END"


def _is_level(field: str, level: str) -> str:
    return f"gamma_{field} = {len(LEVELS[field]) - 1 - LEVELS[field].index(level)}"


def _changes(model: Model, dialect: Dialect) -> list[str]:
    """What rare and frequent names add."""
    found = []
    for field in SHARE_KINDS:
        if not _is_counted(field, model):
            continue
        ways = f"WHEN {_is_level(field, 'same')} THEN {_of_same(field)} "
        if "variant" in LEVELS[field]:
            name = NAMES[field]
            least = dialect.least_common(f"{name}_first_by_share_l", f"{name}_first_by_share_r")
            ways += f"WHEN {_is_level(field, 'variant')} THEN cast(substr({least}, 1, 12) AS double) - 100 "
        found.append(f"CASE {ways}ELSE 0 END")
    return found


def _is_counted(field: str, model: Model) -> bool:
    return field in SHARE_KINDS and all(kind in model.frequencies.floors for kind in SHARE_KINDS[field])


def _of_same(field: str) -> str:
    return f"least({NAMES[field]}_by_share_l, {NAMES[field]}_by_share_r)"


def _held_back(model: Model) -> list[str]:
    """What is taken off again from two children who may be of one household."""
    agrees = " OR ".join(_is_level("family_name", level) for level in sorted(FAMILY_AGREES))
    household = f"{_is_level('given_names', 'other')} AND ({agrees})"
    found = []
    for field in ("telephone", *OF_HOUSEHOLD):
        if (most := most_in_household(field, model)) is None:
            continue
        ways = []
        for level in LEVELS[field]:
            over = repr(most - model.weight(field, level))
            if level == "same" and _is_counted(field, model):
                over += f" - {_of_same(field)}"
            ways.append(f"WHEN {_is_level(field, level)} THEN least(0, {over})")
        found.append(f"CASE WHEN NOT ({household}) THEN 0 {' '.join(ways)} ELSE 0 END")
    return found
