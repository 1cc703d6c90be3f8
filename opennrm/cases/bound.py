"""Rows that hang on a case: what they share, and how a part in a case comes to cover them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models

from opennrm.foundation.actor import Actor
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded, GuardedQuerySet, guarded_models, principals_of
from opennrm.foundation.writes import classify

LEAD = 0
"""Among the readers and writers of a row of a case: whoever leads it, now and later.

The database puts the principals in its place, and other ones when the case changes hands."""


class WithReaders(Protocol):
    """A case, as far as a row of it has to know it."""

    def readers_of(self, scope: str, *, at: datetime) -> list[int]:
        """The readers of a new row of the case."""


class CaseBoundQuerySet(GuardedQuerySet):
    def of_case(self, case_id) -> Self:
        return self.filter(case_id=case_id)

    def covered_by_parts(self) -> Self:
        """Those that a part in the case may come to cover; a model may keep some for whoever leads it."""
        return self


class _HasRows(models.Func):
    # The page of a case asks this of a dozen tables. Django takes longer to put so many subqueries into words than the
    # database to answer them.
    template = "EXISTS (SELECT FROM %(table)s AS bound WHERE bound.case_id = %(expressions)s)"
    arg_joiner = " AND bound.readers && "
    output_field = models.BooleanField()


def has_rows(table: str, actor: Actor) -> models.Func:
    """In a query of cases, whether this table has rows of the case that the actor may read."""
    return _HasRows("pk", principals_of(actor), table=table)


class CaseBound(Guarded):
    """A row about a case. `SCOPE` names what a part must cover to see it; empty: only named principals."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")

    SCOPE = ""
    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def make(
        cls,
        case: WithReaders,
        at: datetime,
        /,
        *,
        readers: Iterable[int] = (),
        writers: Iterable[int] = (),
        **columns: Any,
    ) -> Self:
        """Return a new row of the case, not yet saved: its lead sees and may change it.

        Whoever holds a live part that covers the model's scope sees it too. `readers` and `writers` are those who do
        so besides.
        """
        return cls(
            case=case,
            readers=sorted({*case.readers_of(cls.SCOPE, at=at), *readers}),
            writers=sorted({LEAD, *writers}),
            **columns,
        )


class Correction(CaseBound):
    """What stood in a record of a case before somebody corrected it, and why they did.

    Each scope has a model of its own, so that a correction is seen by exactly those who see what it corrects. `fields`
    are the names of what was corrected; `changes` holds for each what stood there before and after.
    """

    subject_id = models.UUIDField()
    fields = ArrayField(models.TextField())
    changes = SealedField()
    reason = SealedField()
    corrected_at = models.DateTimeField()
    corrected_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="changes reason",
        restricted="subject_id fields corrected_by",
        open="id readers writers case corrected_at",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"Correction {self.pk}"


def bound_models() -> list[type[CaseBound]]:
    """Every model whose rows hang on a case."""
    return [model for model in guarded_models() if issubclass(model, CaseBound)]
