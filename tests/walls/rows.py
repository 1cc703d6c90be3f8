"""Rows of any guarded table, filled with invented values: for tests that hold for every table."""

import random
import uuid
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.utils import timezone

from opennrm.agencies.models import Agency
from opennrm.foundation.visibility import Guarded, guarded_models
from opennrm.people.models import Person
from opennrm.spaces.models import Space, SpaceParticulars, TeamMember

WITHOUT_DEFAULT: dict[str, dict[str, Any]] = {
    "custody_copy": {"office": "invented"},
    "interviews_restriction": {"minutes": 60},
    "spaces_booking": {"state": "confirmed"},
    "tellings_telling": {"sheet_version": None, "sheet_language": ""},
}
"""What a row needs although its columns can be empty, by table: of several, one has to say something."""
ONE_OF_EACH = (SpaceParticulars, TeamMember)
"""Of which a space or a person has one, so that a second row of the same is refused."""
AN_HOUR = (datetime(2031, 5, 1, 9, tzinfo=UTC), datetime(2031, 5, 1, 10, tzinfo=UTC))
POINTS_ALSO = {"linkage_linkrequest": "pair"}
"""To what a row points although it need not, by table: of several, it has to point to one."""


def ordered_models() -> list[type[Guarded]]:
    """Guarded models, each after those that it points to."""
    ordered: list[type[Guarded]] = []
    waiting = guarded_models()
    while waiting:
        for model in waiting:
            # What points to rows of its own kind, such as an answer to a question, is made without one.
            if all(
                target in ordered or target not in waiting or target is model for target in _targets(model)
            ):
                ordered.append(model)
                waiting.remove(model)
                break
    return ordered


def _targets(model: type[models.Model]) -> list[type[models.Model]]:
    return [field.related_model for field in model._meta.fields if field.is_relation]


def make(
    model: type[Guarded], *, readers: list[int], writers: list[int], known: dict[Any, Any], **values
) -> Guarded:
    """Insert a row past the walls. `known` gives the row to point to, by model; `values` set fields.

    A row of two persons ties that of `known` and one whom nobody sees.
    """
    if hasattr(model, "low") and "low" not in values:
        person = known[Person]
        other = make(Person, readers=[], writers=[], known=known)
        values["low"], values["high"] = sorted([person, other], key=lambda row: row.pk)
    values = {**WITHOUT_DEFAULT.get(model._meta.db_table, {}), **values}
    if model._meta.db_table == "linkage_overlaptable":
        # There is one of each month.
        values["month"] = date(random.randint(1, 9000), random.randint(1, 12), 1)
    for field in model._meta.fields:
        if field.name in values or field.primary_key or field.name in ("readers", "writers"):
            continue
        if field.is_relation:
            if not field.null or POINTS_ALSO.get(model._meta.db_table) == field.name:
                values[field.name] = known[field.related_model]
        elif not field.has_default() and not field.null:
            values[field.name] = _value(field)
    row = model(readers=readers, writers=writers, **values)
    row.save(from_action=True, force_insert=True, using="setup")
    return row


def space_of(agency: Agency) -> Space:
    """A child-friendly space of an agency."""
    space = Space(
        agency=agency, code=uuid.uuid4().hex, title="A space", area="kingston", valid_from=date(2026, 1, 1)
    )
    space.save(from_action=True, using="setup")
    return space


def _value(field: models.Field) -> Any:
    if field.choices:
        return field.choices[0][0]
    match field:
        case DateTimeRangeField():
            return AN_HOUR
        case models.DateTimeField():
            return timezone.now()
        case models.DateField():
            return timezone.now().date()
        case models.UUIDField():
            return uuid.uuid4()
        case models.BooleanField():
            return False
        case models.FloatField() | models.IntegerField():
            return 1
        case models.BinaryField():
            return b"sealed"
        case models.JSONField():
            return {}
        case ArrayField():
            return []
        case _:
            return "invented"
