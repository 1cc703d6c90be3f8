"""A model whose rows change only through its context's actions, and the class of each field."""

from enum import StrEnum, auto
from typing import Any

from django.db import models


class DirectWrite(TypeError):
    """Somebody wrote past the actions; call the context's action instead."""


class Sensitivity(StrEnum):
    """What a field may give away. Drives sealing, scrubbing, exports, statistics and logs."""

    IDENTIFYING = auto()
    """Can name or find a person: sealed, or a keyed token."""
    RESTRICTED = auto()
    """About a case or a member of staff: never outside its readers, never in a log."""
    OPEN = auto()
    """Codes, states and times that name nobody."""


def classify(*, identifying: str = "", restricted: str = "", open: str = "") -> dict[str, Sensitivity]:
    """Give each field of a model its class; names are separated by spaces. A test forbids gaps."""
    groups = {
        Sensitivity.IDENTIFYING: identifying,
        Sensitivity.RESTRICTED: restricted,
        Sensitivity.OPEN: open,
    }
    named = [name for names in groups.values() for name in names.split()]
    if twice := sorted({name for name in named if named.count(name) > 1}):
        raise ValueError(f"A field has one class: {', '.join(twice)} has two.")
    return {name: sensitivity for sensitivity, names in groups.items() for name in names.split()}


class ActionOnlyQuerySet(models.QuerySet):
    """Reads like any queryset; writes only when an action says that it is one."""

    def _refuse(self, *args: Any, **fields: Any) -> Any:
        raise DirectWrite(f"Change {self.model.__name__} through its actions module.")

    create = get_or_create = update_or_create = bulk_update = _refuse

    def update(self, *, from_action: bool = False, **fields: Any) -> int:
        return super().update(**fields) if from_action else self._refuse()

    def delete(self, *, from_action: bool = False) -> tuple[int, dict[str, int]]:
        return super().delete() if from_action else self._refuse()

    def bulk_create(self, objs: Any, *args: Any, from_action: bool = False, **options: Any) -> list[Any]:
        return super().bulk_create(objs, *args, **options) if from_action else self._refuse()


class ActionOnly(models.Model):
    """Base of every model of ours: `save()` and `delete()` need `from_action=True`."""

    objects = ActionOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, from_action: bool = False, **options: Any) -> None:
        if not from_action:
            raise DirectWrite(f"Change {type(self).__name__} through its actions module.")
        super().save(*args, **options)

    def delete(self, *args: Any, from_action: bool = False, **options: Any) -> tuple[int, dict[str, int]]:
        if not from_action:
            raise DirectWrite(f"Delete {type(self).__name__} through its actions module.")
        return super().delete(*args, **options)
