"""A referral: one agency asks a service to take on a need of a child."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import State

ONGOING = [State.SENT, State.ACCEPTED]
ANSWERED = [State.ACCEPTED, State.DECLINED, State.NO_SHOW, State.COMPLETED]


class ChildView(models.TextChoices):
    """What the child says to being referred. It is always asked for, and never a condition of protection."""

    AGREES = "agrees", _("The child wants this help")
    UNDECIDED = "undecided", _("The child is not sure, or cannot say")
    DISAGREES = "disagrees", _("The child does not want it")
    NOT_ASKED = "not_asked", _("The child has not been asked yet")


class ReferralQuerySet(CaseBoundQuerySet):
    def waiting_for_answer(self) -> "ReferralQuerySet":
        return self.filter(state=State.SENT)

    def ongoing(self) -> "ReferralQuerySet":
        return self.filter(state__in=ONGOING)

    def relying(self) -> "ReferralQuerySet":
        """Those that rely on an agreement or a legal basis, which may end."""
        return self.filter(agreed_until__isnull=False)

    def received_by(self, agency_id) -> "ReferralQuerySet":
        return self.filter(receiver_id=agency_id)


class Referral(CaseBound):
    """One agency asks a service of another to help.

    The summary (age, sex, area, languages) and the note are all that the service sees before it accepts,
    unless the country's sharing rules say more.
    """

    service = models.ForeignKey("directory.Service", on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.TextField()
    purpose = models.TextField()
    state = models.TextField(choices=State.choices, default=State.SENT)
    basis = models.TextField()
    child_agrees = models.TextField(choices=ChildView.choices, default=ChildView.NOT_ASKED)
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.TextField(default="", blank=True)
    area = models.TextField(default="", blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    is_urgent = models.BooleanField(default=False)
    note = SealedField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decline_reason = models.TextField(default="", blank=True)
    withdraw_reason = models.TextField(default="", blank=True)
    outcome = models.TextField(default="", blank=True)
    outcome_note = SealedField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    asked_principal = models.IntegerField()
    serving_principal = models.IntegerField()
    took_place = models.BooleanField(default=False)
    """Whether the directory counted one free place less when it was accepted."""
    form_token = models.UUIDField(null=True)
    agreed_until = models.DateField(null=True)
    """The last day of the agreement or legal basis that it relies on; None: it needs none, or that is settled."""
    paused_at = models.DateTimeField(null=True)
    """Since when the service sees nothing of the case, because what it relied on has ended; its place is kept."""

    CLASSES = classify(
        identifying="note outcome_note",
        restricted="number basis child_agrees age sex area languages sent_by answered_by decline_reason "
        "withdraw_reason outcome ended_by form_token agreed_until",
        open="id readers writers case service sender receiver purpose state is_urgent sent_at "
        "expires_at answered_at ended_at asked_principal serving_principal "
        "took_place paused_at",
    )
    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="referral_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="referral_answered_at_with_by",
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_ended_at_with_state",
                condition=Q(state__in=ONGOING, ended_at=None)
                | (~Q(state__in=ONGOING) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="referral_answered_when_it_says_so",
                condition=~Q(state__in=ANSWERED) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referral_child_view_known", condition=Q(child_agrees__in=ChildView.values)
            ),
            models.CheckConstraint(
                name="referral_times_in_order",
                condition=Q(sent_at__lte=F("expires_at")),
            ),
            models.UniqueConstraint(
                fields=["case", "service"],
                condition=Q(state__in=ONGOING),
                name="one_ongoing_referral_to_a_service",
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "state"], name="referral_by_receiver"),
            models.Index(fields=["sender", "-sent_at", "id"], name="referral_sent_last_first"),
            models.Index(fields=["expires_at"], condition=Q(state="sent"), name="referral_waiting_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.number

    def has_lapsed(self, at: datetime) -> bool:
        """Whether the time to answer has run out unused, also when no job has written that down yet."""
        return self.state == State.SENT and at >= self.expires_at
