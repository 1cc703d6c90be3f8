"""Rows that hang on a case: what they share, and how a part in a case comes to cover them."""

from typing import Self

from django.db import models

from opennrm.foundation.visibility import Guarded, GuardedQuerySet, guarded_models

SCOPES = (
    "case", "identity", "contact", "concern", "documents", "screening", "decision", "timeline", "referral",
)  # fmt: skip
"""What a part in a case may cover; sharing.csv of the country pack speaks of these."""


LEAD = 0
"""Among the readers and writers of a row of a case: whoever leads it, now and later.

The database puts the principals in its place, and other ones when the case changes hands."""


class CaseBoundQuerySet(GuardedQuerySet):
    def of_case(self, case_id) -> Self:
        return self.filter(case_id=case_id)


class CaseBound(Guarded):
    """A row about a case. `SCOPE` names what a part must cover to see it; empty: only named principals."""

    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")

    SCOPE = ""
    objects = CaseBoundQuerySet.as_manager()

    class Meta:
        abstract = True


def bound_models() -> list[type[CaseBound]]:
    """Every model whose rows hang on a case."""
    return [model for model in guarded_models() if issubclass(model, CaseBound)]
