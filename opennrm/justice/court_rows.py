"""What a court does: hearings, sentences, and appeals against them."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opennrm.agencies.models import Membership
from opennrm.foundation.visibility import Guarded, GuardedQuerySet
from opennrm.foundation.writes import classify

from .proceeding_rows import Count, Proceeding
from .states import HearingState
from .values import WITH_TERM, Against, AppealBy, AppealResult, ChildNeeded, RequestedBy, SentenceKind


class HearingQuerySet(GuardedQuerySet):
    def listed(self) -> Self:
        return self.filter(state=HearingState.LISTED)

    def soonest_first(self) -> Self:
        return self.order_by("starts_at", "id")


class Hearing(Guarded):
    """A hearing of a proceeding, on any day to come. `called` are the ids of the children who have to be there.

    A reason keeps the version of the list from which it was chosen. `next` is the hearing that followed an adjourned
    one; there may be none.
    """

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="hearings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    kind = models.TextField()
    state = models.TextField(choices=HearingState.choices, default=HearingState.LISTED)
    child_needed = models.TextField(choices=ChildNeeded.choices)
    called = ArrayField(models.UUIDField(), default=list, blank=True)
    reason_code = models.TextField(default="", blank=True)
    reason_version = models.PositiveSmallIntegerField(null=True)
    requested_by = models.TextField(choices=RequestedBy.choices, default="", blank=True)
    result_on = models.DateField(null=True)
    orders = models.TextField(default="", blank=True)
    next = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="starts_at ends_at called orders recorded_by",
        open="id readers writers proceeding kind state child_needed reason_code reason_version requested_by result_on "
        "next form_token recorded_at",
    )
    objects = HearingQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes it for an instance variable here

    class Meta:
        constraints = [
            models.CheckConstraint(name="hearing_state_known", condition=Q(state__in=HearingState.values)),
            models.CheckConstraint(
                name="hearing_child_needed_known", condition=Q(child_needed__in=ChildNeeded.values)
            ),
            models.CheckConstraint(
                name="hearing_requested_by_known", condition=Q(requested_by__in=["", *RequestedBy.values])
            ),
            models.CheckConstraint(name="hearing_has_a_length", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="hearing_that_did_not_happen_says_why",
                condition=Q(state__in=[HearingState.LISTED, HearingState.HELD], reason_code="")
                | Q(state__in=[HearingState.ADJOURNED, HearingState.VACATED])
                & ~Q(reason_code="")
                & Q(reason_version__isnull=False),
            ),
            models.CheckConstraint(
                name="hearing_result_has_a_day",
                condition=Q(state=HearingState.LISTED, result_on=None)
                | ~Q(state=HearingState.LISTED) & Q(result_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["proceeding", "starts_at"], name="hearing_of_proceeding"),
            models.Index(fields=["starts_at"], condition=Q(state=HearingState.LISTED), name="hearing_listed"),
        ]

    def __str__(self) -> str:
        return f"Hearing {self.pk}"


class SentenceQuerySet(GuardedQuerySet):
    def that_count(self) -> Self:
        """Those that no court of appeal has changed."""
        return self.filter(varied_by=None)


class Sentence(Guarded):
    """What a court ordered for one count. A term runs beside the others, or after that of `consecutive_to`.

    One that is varied on appeal stays, and names the one that took its place.
    """

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="sentences")
    kind = models.TextField(choices=SentenceKind.choices)
    months = models.PositiveSmallIntegerField(null=True)
    suspended_months = models.PositiveSmallIntegerField(null=True)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.TextField(default="", blank=True)
    consecutive_to = models.ForeignKey(Count, null=True, on_delete=models.PROTECT, related_name="+")
    time_served_days = models.PositiveSmallIntegerField(default=0)
    sentenced_on = models.DateField()
    varied_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="recorded_by",
        open="id readers writers count kind months suspended_months amount currency consecutive_to time_served_days "
        "sentenced_on varied_by form_token recorded_at",
    )
    objects = SentenceQuerySet.as_manager()  # type: ignore[misc]  # django-stubs takes it for an instance variable here

    class Meta:
        constraints = [
            models.CheckConstraint(name="sentence_kind_known", condition=Q(kind__in=SentenceKind.values)),
            models.CheckConstraint(
                name="a_term_has_months",
                condition=Q(kind__in=WITH_TERM, months__gt=0) | ~Q(kind__in=WITH_TERM) & Q(months=None),
            ),
            models.CheckConstraint(
                name="only_a_suspended_term_is_suspended",
                condition=Q(kind=SentenceKind.SUSPENDED, suspended_months__gt=0)
                | ~Q(kind=SentenceKind.SUSPENDED) & Q(suspended_months=None),
            ),
            models.UniqueConstraint(
                fields=["count"], condition=Q(varied_by=None), name="one_sentence_a_count"
            ),
        ]

    def __str__(self) -> str:
        return f"Sentence {self.pk}"


class Appeal(Guarded):
    """An appeal on one count, and what came of it."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="appeals")
    appealed_by = models.TextField(choices=AppealBy.choices)
    against = models.TextField(choices=Against.choices)
    filed_on = models.DateField()
    decided_on = models.DateField(null=True)
    result = models.TextField(choices=AppealResult.choices, default="", blank=True)
    form_token = models.UUIDField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        restricted="recorded_by",
        open="id readers writers count appealed_by against filed_on decided_on result form_token recorded_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="appeal_by_known", condition=Q(appealed_by__in=AppealBy.values)),
            models.CheckConstraint(name="appeal_against_known", condition=Q(against__in=Against.values)),
            models.CheckConstraint(
                name="appeal_decided_has_a_result",
                condition=Q(decided_on=None, result="")
                | Q(decided_on__isnull=False, result__in=AppealResult.values),
            ),
            models.UniqueConstraint(
                fields=["count"], condition=Q(decided_on=None), name="one_open_appeal_a_count"
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal {self.pk}"
