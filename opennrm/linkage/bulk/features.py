"""The records in the forms in which they are compared, as a Parquet file that DuckDB and Spark read."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from opennrm.linkage.columns import block_keys, sounds_of_name
from opennrm.linkage.levels import SHORTEST_SOUND
from opennrm.linkage.lists import COLUMNS, record_of
from opennrm.linkage.model import SHARE_KINDS, Model
from opennrm.linkage.records import MOST_TELEPHONES, Features, Name, features_by, name_of

from .extra import needed
from .reading import Lists

NAMES = {
    "given_names": "given", "family_name": "family", "second_family_name": "second", "middle_names": "middle",
    "school": "school", "guardian": "guardian",
}  # fmt: skip
MOST_KEPT = 200_000
"""Names whose forms are remembered."""
_AT_ONCE = 20_000


def write(lists: Lists, model: Model, path: Path) -> None:
    """Write the records, with the number of each in `record` and that of its list in `list`."""
    arrow, parquet = needed("pyarrow", "Splink reads Parquet files."), needed("pyarrow.parquet", "")
    schema = _schema(arrow)
    with parquet.ParquetWriter(path, schema) as writer:
        rows = _rows(lists, model)
        while chunk := [row for _, row in zip(range(_AT_ONCE), rows, strict=False)]:
            writer.write_table(arrow.Table.from_pylist(chunk, schema=schema))


def _schema(arrow: Any) -> Any:
    text, texts = arrow.string(), arrow.list_(arrow.string())
    fields = [("record", arrow.int64()), ("list", arrow.int32())]
    for name in NAMES.values():
        fields += [(f"{name}_{form}", text) for form in ("form", "bare", "whole", "sound", "letter")]
        fields += [(f"{name}_is_initial", arrow.bool_()), (f"{name}_by_share", arrow.float64())]
        fields += [(f"{name}_{form}", texts) for form in ("first", "parts", "keys", "first_by_share")]
    fields += [("family_all", texts), ("others", texts), ("block_keys", texts)]
    fields += [(f"telephone_{place}", text) for place in range(1, MOST_TELEPHONES + 1)]
    fields += [(f"born_{part}", arrow.int32()) for part in ("year", "month", "day")]
    fields += [("born_is_estimated", arrow.bool_()), ("born_digits", text)]
    fields += [(name, text) for name in ("sex", "area", "document")]
    return arrow.schema(fields)


def _rows(lists: Lists, model: Model) -> Iterator[dict[str, Any]]:
    named = lru_cache(MOST_KEPT)(lambda text: name_of(text, model.variants))
    sounds = lru_cache(MOST_KEPT)(sounds_of_name)
    numbers = lists.numbers()
    for record in range(len(lists)):
        written = {column: lists.table.written(column, record) for column in COLUMNS}
        features = features_by(record_of(written), named)
        row = {"record": record, "list": int(numbers[record])} | _row(features, model)
        row["block_keys"] = [" ".join(key) for key in sorted(block_keys(features, sounds))]
        yield row


def _row(features: Features, model: Model) -> dict[str, Any]:
    found: dict[str, Any] = {
        "sex": features.sex or None,
        "area": features.area or None,
        "document": features.document or None,
        "others": sorted(frozenset().union(*(name.keys for name in features.others))),
        "family_all": sorted(
            frozenset().union(*(name.parts for name in (features.family, features.second) if name))
        ),
    }
    found |= {f"telephone_{place}": number for place, number in enumerate(features.telephones, start=1)}
    for field, name in NAMES.items():
        value = getattr(features, name)
        found |= {f"{name}_{form}": told for form, told in _name(value, field, model).items()}
    if born := features.born:
        found |= {"born_year": born.year, "born_month": born.month or None, "born_day": born.day or None}
        is_complete = bool(born.month and born.day) and not born.is_estimated
        found |= {"born_is_estimated": born.is_estimated, "born_digits": born.digits if is_complete else None}
    return found


def _name(name: Name | None, field: str, model: Model) -> dict[str, Any]:
    if name is None:
        return {"first": [], "parts": [], "keys": [], "first_by_share": []}
    whole, first = SHARE_KINDS.get(field, ("", ""))
    by_share = {form: _change(model, field, first, form) for form in sorted(name.first)}
    return {
        "form": name.form,
        "bare": name.bare,
        "whole": name.whole,
        "sound": name.sound if len(name.sound) >= SHORTEST_SOUND else None,
        "letter": name.form[0],
        "is_initial": bool(name.initial),
        "by_share": _change(model, field, whole, name.bare),
        "first": sorted(name.first),
        "parts": sorted(name.parts),
        "keys": sorted(name.keys),
        # In an order of letters that is the order of the numbers: the first of two lists' common ones is the least.
        "first_by_share": [f"{change + 100:012.8f} {form}" for form, change in by_share.items()],
    }


def _change(model: Model, field: str, kind: str, form: str) -> float:
    return model.change_by_share(field, model.frequencies.log2_share(kind, (form,))) if kind else 0.0
