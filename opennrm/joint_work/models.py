"""Joint work: the agency that leads a case lets another one take part in it, for a purpose and for a time."""

from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.country.pack import pack
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import State

LIVE = [State.ASKED, State.TAKING_PART]
ANSWERED = [State.TAKING_PART, State.DECLINED, State.ENDED, State.OVER]


class JointWorkQuerySet(CaseBoundQuerySet):
    def live(self) -> "JointWorkQuerySet":
        return self.filter(state__in=LIVE)

    def waiting_for_answer(self) -> "JointWorkQuerySet":
        return self.filter(state=State.ASKED)

    def going_on(self) -> "JointWorkQuerySet":
        return self.filter(state=State.TAKING_PART)


class JointWork(CaseBound):
    """The agency that leads a case asks another one to take part in it for a purpose, on a legal basis.

    The summary of the child (age, sex, area, languages) and the sealed one are all that the agency sees before it
    answers. Once it takes part, it sees the parts of the case in `scopes`, until `until` at the latest.
    """

    from_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    to_agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.TextField()
    purpose = models.TextField()
    state = models.TextField(choices=State.choices, default=State.ASKED)
    basis = models.TextField()
    scopes = ArrayField(models.TextField())
    summary = SealedField()
    age = models.PositiveSmallIntegerField(null=True)
    sex = models.TextField(default="", blank=True)
    area = models.TextField(default="", blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    is_urgent = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    """Until then it can be answered."""
    until = models.DateTimeField()
    """Until then the agency takes part, unless that is ended earlier."""
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    end_reason = models.TextField(default="", blank=True)
    """A code of the reasons for declining, or for ending it: which list, the state says."""
    end_words = SealedField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    asked_principal = models.IntegerField()
    principal = models.IntegerField()
    """Of the part by which the agency sees the case while it takes part."""
    form_token = models.UUIDField(null=True)
    agreed_until = models.DateField(null=True)
    """The last day of the agreement or legal basis that it relies on; None: it needs none, or that is settled."""

    CLASSES = classify(
        identifying="summary end_words",
        restricted="number basis scopes age sex area languages asked_by answered_by end_reason ended_by form_token "
        "agreed_until",
        open="id readers writers case from_agency to_agency purpose state is_urgent asked_at expires_at until "
        "answered_at ended_at asked_principal principal",
    )
    objects = JointWorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="joint_work_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="joint_work_ended_at_with_state",
                condition=Q(state__in=LIVE, ended_at=None) | (~Q(state__in=LIVE) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="joint_work_answered_when_it_says_so",
                condition=~Q(state__in=ANSWERED) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="joint_work_times_in_order",
                condition=Q(asked_at__lt=F("expires_at"), expires_at__lte=F("until")),
            ),
            models.UniqueConstraint(
                fields=["case", "to_agency", "purpose"],
                condition=Q(state__in=LIVE),
                name="one_live_joint_work_an_agency_and_purpose",
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_agency", "until"], condition=Q(state__in=LIVE), name="joint_work_live_by_agency"
            ),
            models.Index(
                fields=["expires_at"], condition=Q(state=State.ASKED), name="joint_work_waiting_by_expiry"
            ),
            models.Index(
                fields=["until"], condition=Q(state=State.TAKING_PART), name="joint_work_going_on_by_end"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def has_lapsed(self, at: datetime) -> bool:
        """Whether its time has run out, to answer or to take part, also when no job has written that down yet."""
        ends = {State.ASKED: self.expires_at, State.TAKING_PART: self.until}.get(State(self.state))
        return ends is not None and at >= ends

    @property
    def last_day(self) -> date:
        """The last day on which the agency takes part, in the country."""
        return self.until.astimezone(pack().zone).date()

    @property
    def reasons(self) -> str:
        """The list of the country pack in which its reason for an end stands."""
        return "joint_refusals" if self.state == State.DECLINED else "joint_ends"
