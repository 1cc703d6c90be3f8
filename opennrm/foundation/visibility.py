"""Rows with readers and writers: what the policies guard, and the first wall's same predicate."""

import uuid
from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value

from .actor import Actor
from .writes import ActionOnly, ActionOnlyQuerySet

_PRINCIPALS = ArrayField(models.IntegerField())


def principals_of(actor: Actor) -> Value:
    """The principals of an actor as one parameter of a query."""
    # One value and not a list: Django would make an expression of each principal, in every query (see bench/).
    return Value(list(actor.principals), output_field=_PRINCIPALS)


def may_change(actor: Actor) -> Q:
    """The condition of rows that this actor may change, to be joined with others."""
    return Q(writers__overlap=principals_of(actor))


@models.ForeignKey.register_lookup
@models.UUIDField.register_lookup
class AnyOf(models.Lookup):
    """`pk__any_of=ids` is `pk__in=ids` with one parameter: a thousand of them take the driver longer than the query."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        # As one text: the driver takes ten times as long for each id of a list.
        ids = ",".join(
            [each.hex if isinstance(each, uuid.UUID) else str(uuid.UUID(each)) for each in self.rhs]
        )
        return f"{column} = ANY(%s::uuid[])", (*parameters, f"{{{ids}}}")


class GuardedQuerySet(ActionOnlyQuerySet):
    """Querysets of guarded rows."""

    def visible_to(self, actor: Actor) -> Self:
        """The rows that this actor may read: the same comparison as the database's policy."""
        return self.filter(readers__overlap=principals_of(actor))

    def showing(self, *fields: str) -> Self:
        """With these fields alone, also of other tables, such as `written_by__account__name`: what a list shows.

        A relation brings along every column of its table, and to name those takes longer than to ask for the rows.
        A field that was left out is read by a query of its own, which tests/walls/test_query_counts.py notices.
        """
        related = {field.rpartition("__")[0] for field in fields if "__" in field}
        alone = self.select_related(None)
        return (alone.select_related(*related) if related else alone).only(*fields)

    def writable_by(self, actor: Actor) -> Self:
        """The rows that this actor may change."""
        return self.filter(may_change(actor))

    def only_read_by(self, actor: Actor) -> Self:
        """The rows that this actor may read, and not change."""
        return self.visible_to(actor).exclude(writers__overlap=principals_of(actor))


class Guarded(ActionOnly):
    """A row that only its readers see. `readers` and `writers` hold principals (see docs/decisions/0002)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    readers = ArrayField(models.IntegerField(), default=list)
    writers = ArrayField(models.IntegerField(), default=list)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True


class GuardedByBothQuerySet(GuardedQuerySet):
    """Querysets of rows that tie two others."""

    def visible_to(self, actor: Actor) -> Self:
        """The rows of which this actor may read both ends."""
        return super().visible_to(actor).filter(readers_too__overlap=principals_of(actor))


class GuardedByBoth(Guarded):
    """A row that ties two rows of another table, `low` and `high`, and that only those see who see both of them.

    The database takes `readers` from the one and `readers_too` from the other, now and whenever they change. Nobody
    changes such a row; `writers` stays empty.
    """

    readers_too = ArrayField(models.IntegerField(), default=list)

    objects = GuardedByBothQuerySet.as_manager()

    class Meta:
        abstract = True


class ArrayMerge(Func):
    """The sorted union of an array column and more principals."""

    template = "(SELECT array_agg(DISTINCT p ORDER BY p) FROM unnest(%(expressions)s) AS p)"
    arg_joiner = " || "
    output_field = ArrayField(models.IntegerField())


def merged(column: str, principals: list[int]) -> ArrayMerge:
    """For an update: `column` with these principals added, each once."""
    return ArrayMerge(F(column), Value(principals, output_field=ArrayField(models.IntegerField())))


def guarded_models() -> list[type[Guarded]]:
    """Every concrete model whose rows are guarded, in a stable order."""
    found = [model for model in apps.get_models() if issubclass(model, Guarded)]
    return sorted(found, key=lambda model: model._meta.db_table)
