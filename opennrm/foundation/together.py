"""Short lists of rows of several tables, with one query for all of them.

    found = together({
        "notes": Note.objects.visible_to(actor).showing("kind", "written_at").order_by("-written_at", "id")[:3],
        "tasks": Task.objects.visible_to(actor).showing("due_on", "given_to__account__name").order_by("due_on", "id"),
    })
    found["notes"]

The rows travel as JSON, in which no sealed column may be. A column that was not named is read by a query of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BinaryField, IntegerField, Model, QuerySet, Value
from django.db.models.functions import JSONArray


def together(lists: Mapping[str, QuerySet[Any]]) -> dict[str, list[Any]]:
    """The rows of each of these lists, in its order, with the columns that its `showing` names."""
    names, columns = list(lists), {name: _columns(rows) for name, rows in lists.items()}
    found: dict[str, list[Any]] = {name: [] for name in names}
    parts = [
        lists[name].values_list(Value(number, output_field=IntegerField()), JSONArray(*columns[name]))
        for number, name in enumerate(names)
    ]
    for number, values in one_query(parts):
        name = names[number]
        found[name].append(_row(lists[name].model, dict(zip(columns[name], values, strict=True))))
    return {name: _in_order(found[name], lists[name].query.order_by) for name in names}


def those_with_rows(lists: Sequence[QuerySet[Any]]) -> set[int]:
    """Which of these lists, by their places, have a row, with one query for all of them."""
    parts = [
        rows.order_by().values_list(Value(number, output_field=IntegerField()), flat=True)[:1]
        for number, rows in enumerate(lists)
    ]
    return set(one_query(parts))


def one_query(parts: Sequence[QuerySet[Any]]) -> Iterable[Any]:
    """The rows of all of these with one query, in no order; nothing is asked where there are none."""
    if not parts:
        return ()
    first, *others = parts
    return first.union(*others, all=True) if others else first


def _columns(rows: QuerySet[Any]) -> list[str]:
    """What is read of each row: what it names, its order, and of every relation on the way the keys.

    :raises TypeError: it names no columns, or one that is sealed.
    """
    named, is_left_out = rows.query.deferred_loading
    if is_left_out:
        raise TypeError(f"A list of {rows.model.__name__} names no columns.")
    for name in named:
        if isinstance(_field(rows.model, name), BinaryField):
            raise TypeError(f"A list does not show {name} of {rows.model.__name__}.")
    found = {"id", *named, *(str(each).removeprefix("-") for each in rows.query.order_by)}
    for name in named:
        *path, _column = name.split("__")
        for step in range(len(path)):
            relation = "__".join(path[: step + 1])
            found |= {f"{relation}_id", f"{relation}__id"}
    return sorted(found)


def _row(model: type[Model], said: Mapping[str, Any]) -> Any:
    """The row of a table of which this was said, with the rows of others to which it leads."""
    own: dict[str, Any] = {}
    others: dict[str, dict[str, Any]] = {}
    for path, value in said.items():
        name, _, rest = path.partition("__")
        if rest:
            others.setdefault(name, {})[rest] = value
            continue
        field = _field(model, name)
        own[field.attname] = field.to_python(value)
    names = [field.attname for field in model._meta.concrete_fields if field.attname in own]
    row = model.from_db(DEFAULT_DB_ALIAS, names, [own[name] for name in names])
    for name, of_other in others.items():
        related = _field(model, name).related_model
        setattr(row, name, _row(related, of_other) if of_other["id"] is not None else None)
    return row


def _field(model: type[Model], path: str) -> Any:
    """The field at the end of a path such as `written_by__account__name`."""
    first, _, rest = path.partition("__")
    field: Any = model._meta.get_field(first)
    return _field(field.related_model, rest) if rest else field


def _in_order(rows: list[Any], order: Iterable[Any]) -> list[Any]:
    """As the database puts them: a query of several parts promises no order."""
    for each in reversed(list(order)):
        value = attrgetter(str(each).removeprefix("-"))
        rows.sort(key=lambda row, of=value: (of(row) is None, of(row)), reverse=str(each).startswith("-"))  # type: ignore[misc]
    return rows
