"""The rows of this context that are of a case: an arrest of the child, non-punishment, a suspect's name for safety."""

from typing import Any

from django.db import models
from django.db.models import Q

from opennrm.agencies.models import Agency, Membership
from opennrm.cases.bound import CaseBound
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import RESULTS, Impunity
from .values import AskedOf, Compelled, FlaggedBy


def _who(**options: Any) -> models.ForeignKey:
    return models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", **options)


class Arrest(CaseBound):
    """That the child of a case was arrested, and for what. It asks for a screening within the time of the pack."""

    act = models.TextField()
    arrested_at = models.DateTimeField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    form_token = models.UUIDField()
    recorded_at = models.DateTimeField()
    recorded_by = _who()
    SCOPE = "non_punishment"

    CLASSES = classify(
        restricted="act arrested_at recorded_by", open="id readers writers case agency form_token recorded_at"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "form_token"], name="one_arrest_a_page")]

    def __str__(self) -> str:
        return f"Arrest {self.pk}"


class NonPunishment(CaseBound):
    """The question whether a child is not to be punished for something that they were made to do.

    The flag is advice, and the decision the prosecutor's. `case_reference` is for the prosecutor, who need not see the
    case. `wrapped` is the key of `words` and `result_words`, so that the prosecutor opens nothing of the case by it.
    """

    case_reference = models.TextField()
    arrest = models.ForeignKey(Arrest, null=True, on_delete=models.PROTECT, related_name="+")
    screening = models.ForeignKey(
        "screening.Screening", null=True, on_delete=models.PROTECT, related_name="+"
    )
    origin = models.TextField(choices=FlaggedBy.choices)
    act = models.TextField()
    happened_on = models.DateField(null=True)
    compelled = models.TextField(choices=Compelled.choices)
    asked_of = models.TextField(choices=AskedOf.choices, default="", blank=True)
    prosecutors = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=Impunity.choices, default=Impunity.FLAGGED)
    result_reason = models.TextField(default="", blank=True)
    wrapped = SealedField()
    words = SealedField()
    result_words = SealedField()
    form_token = models.UUIDField()
    flagged_at = models.DateTimeField()
    flagged_by = _who(null=True)
    raised_at = models.DateTimeField(null=True)
    raised_by = _who(null=True)
    decided_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = _who(null=True)
    SCOPE = "non_punishment"

    CLASSES = classify(
        identifying="words result_words",
        restricted="case_reference arrest screening origin act happened_on compelled asked_of state result_reason "
        "wrapped flagged_by raised_by decided_on decided_by",
        open="id readers writers case prosecutors form_token flagged_at raised_at decided_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "form_token"], name="one_non_punishment_a_page"),
            models.CheckConstraint(name="non_punishment_state_known", condition=Q(state__in=Impunity.values)),
            models.CheckConstraint(
                name="non_punishment_compelled_known", condition=Q(compelled__in=Compelled.values)
            ),
            models.CheckConstraint(
                name="non_punishment_origin_known", condition=Q(origin__in=FlaggedBy.values)
            ),
            models.CheckConstraint(
                name="non_punishment_asked_of_known", condition=Q(asked_of__in=["", *AskedOf.values])
            ),
            models.CheckConstraint(
                name="non_punishment_result_says_when",
                condition=Q(state__in=RESULTS, decided_on__isnull=False)
                | ~Q(state__in=RESULTS) & Q(decided_on=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Non-punishment {self.pk}"


class Disclosure(CaseBound):
    """One name of a suspect, shown to whoever leads one case, because the plan for the child's safety needs it.

    `name` is sealed under a key of its own (`wrapped`), which opens nothing else of the suspect. When it ends both are
    removed. `suspect_id` is a plain id, so that nobody finds the suspect by the case.
    """

    suspect_id = models.UUIDField()
    wrapped = SealedField()
    name = SealedField()
    reason = SealedField()
    disclosed_at = models.DateTimeField()
    disclosed_by = _who()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = _who(null=True)

    CLASSES = classify(
        identifying="name reason",
        restricted="wrapped suspect_id disclosed_by ended_by",
        open="id readers writers case disclosed_at until ended_at",
    )

    class Meta:
        indexes = [models.Index(fields=["until"], condition=Q(ended_at=None), name="disclosure_to_end")]
        constraints = [
            models.CheckConstraint(
                name="disclosure_ended_has_no_name",
                condition=Q(ended_at=None) | Q(wrapped=None, name=None, reason=None),
            )
        ]

    def __str__(self) -> str:
        return f"Disclosure {self.pk}"
