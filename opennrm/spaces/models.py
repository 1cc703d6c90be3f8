"""Child-friendly spaces, the people who hold interviews there, and the bookings of both. No row of a case is here."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency, Membership
from opennrm.foundation.visibility import Guarded, GuardedQuerySet
from opennrm.foundation.writes import ActionOnly, classify

from .states import State


class Space(ActionOnly):
    """A room where children are interviewed, and when it is open. Its address is in `SpaceParticulars`.

    `opening` gives for each weekday of the foundation's names the times of day between which it is open, such as
    `{"monday": [["09:00", "12:00"], ["13:00", "17:00"]]}`. `valid_until` is its last day.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="spaces")
    code = models.TextField(unique=True)
    title = models.TextField()
    area = models.TextField()
    equipment = ArrayField(models.TextField(), default=list, blank=True)
    usual_function = models.TextField()
    opening = models.JSONField(default=dict)
    closed_days = ArrayField(models.DateField(), default=list, blank=True)
    turnaround_minutes = models.PositiveSmallIntegerField(default=0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    version = models.IntegerField(default=0)

    CLASSES = classify(
        open="id agency code title area equipment usual_function opening closed_days turnaround_minutes valid_from "
        "valid_until version",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="space_days_in_order",
                condition=Q(valid_until=None) | Q(valid_from__lte=F("valid_until")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class SpaceParticulars(Guarded):
    """Where a space is, and for whom it is not suitable: for those who keep spaces or book them."""

    space = models.OneToOneField(Space, on_delete=models.PROTECT, related_name="particulars")
    address = models.TextField(default="", blank=True)
    exclusions = models.TextField(default="", blank=True)

    CLASSES = classify(restricted="address exclusions", open="id readers writers space")

    def __str__(self) -> str:
        return f"Particulars of {self.space_id}"


class Sex(models.TextChoices):
    """Of a member of the team, because a child may wish to talk with a woman or with a man."""

    FEMALE = "F", _("Woman")
    MALE = "M", _("Man")
    OTHER = "X", _("Another answer")
    UNKNOWN = "U", _("Not asked")


class TeamMember(Guarded):
    """A member of an agency who takes part in interviews: in which disciplines and languages, and how far they travel.

    `ended_on` is the first day on which they are not of the team.
    """

    membership = models.OneToOneField(Membership, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    disciplines = ArrayField(models.TextField())
    sex = models.TextField(choices=Sex.choices)
    languages = ArrayField(models.TextField())
    home_area = models.TextField()
    travel_limit_minutes = models.PositiveSmallIntegerField(null=True)
    max_per_day = models.PositiveSmallIntegerField()
    ended_on = models.DateField(null=True)
    version = models.IntegerField(default=0)

    CLASSES = classify(
        restricted="membership sex travel_limit_minutes",
        open="id readers writers agency disciplines languages home_area max_per_day ended_on version",
    )

    class Meta:
        constraints = [models.CheckConstraint(name="team_member_sex_known", condition=Q(sex__in=Sex.values))]

    def __str__(self) -> str:
        return f"Team member {self.pk}"

    @property
    def code(self) -> str:
        """By what people of other agencies name them who may not know their name."""
        return str(self.pk)[:6].upper()


class Certificate(Guarded):
    """What a member of the team is qualified for. `valid_until` is the last day on which it counts."""

    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="certificates")
    kind = models.TextField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="member", open="id readers writers kind valid_from valid_until withdrawn_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="certificate_days_in_order", condition=Q(valid_from__lte=F("valid_until"))
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="certificate_by_end")]

    def __str__(self) -> str:
        return f"Certificate {self.pk}"


class Absence(Guarded):
    """When a member of the team is not available. Why is in `AbsenceReason`, for their own agency alone."""

    member = models.ForeignKey(TeamMember, on_delete=models.PROTECT, related_name="absences")
    period = DateTimeRangeField()
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(restricted="member", open="id readers writers period withdrawn_at")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_is_half_open",
                condition=Q(period__isempty=False, period__lower_inc=True, period__upper_inc=False)
                & Q(period__lower_inf=False, period__upper_inf=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Absence {self.pk}"


class AbsenceReason(Guarded):
    """Why somebody is not available. A row of its own, so that the database keeps it from whoever plans."""

    absence = models.OneToOneField(Absence, on_delete=models.PROTECT, related_name="why")
    reason = models.TextField()

    CLASSES = classify(restricted="reason", open="id readers writers absence")

    def __str__(self) -> str:
        return f"Reason {self.pk}"


class Resource(models.TextChoices):
    """What is booked here. The time of a child is kept where the child's interview is."""

    SPACE = "space", _("A space")
    PERSON = "person", _("A person of the team")


class IdRange(RangeField):
    """A range of ids, from one to itself: what the database's exclusion constraint compares with `&&`."""

    base_field = models.UUIDField

    def db_type(self, connection: object) -> str:
        return "idrange"


class TheId(Func):
    """A column of ids as a range that holds that id alone."""

    template = "idrange(%(expressions)s, %(expressions)s, '[]')"
    output_field = IdRange()


class BookingQuerySet(GuardedQuerySet):
    """Querysets of bookings."""

    def standing(self) -> "BookingQuerySet":
        """Those that keep others away: held or confirmed."""
        return self.exclude(state=State.RELEASED)


class Booking(Guarded):
    """A space, or a person of the team, for one occasion. The database refuses a second one at the same time.

    `occasion` is the id of what it is for, which says nothing here. `period` is when that is; `blocked` also holds the
    turnaround of a space. Both are half-open: where one ends the next may begin.
    """

    resource = models.TextField(choices=Resource.choices)
    resource_id = models.UUIDField()
    occasion = models.UUIDField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    period = DateTimeRangeField()
    blocked = DateTimeRangeField()
    state = models.TextField(choices=State.choices, default=State.HOLD)
    hold_expires = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="resource_id occasion booked_by",
        open="id readers writers resource agency booked_at period blocked state hold_expires released_at",
    )
    objects = BookingQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_booking_at_a_time",
                expressions=[
                    (TheId("resource_id"), RangeOperators.OVERLAPS),
                    ("blocked", RangeOperators.OVERLAPS),
                ],
                condition=~Q(state=State.RELEASED),
            ),
            models.CheckConstraint(name="booking_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="booking_resource_known", condition=Q(resource__in=Resource.values)),
            models.CheckConstraint(
                name="booking_is_half_open",
                condition=Q(period__isempty=False, period__lower_inc=True, period__upper_inc=False)
                & Q(period__lower_inf=False, period__upper_inf=False)
                & Q(blocked__upper_inc=False, blocked__upper_inf=False, blocked__contains=F("period")),
            ),
            models.CheckConstraint(
                name="booking_released_says_when",
                condition=Q(state=State.RELEASED, released_at__isnull=False)
                | (~Q(state=State.RELEASED) & Q(released_at=None)),
            ),
            models.CheckConstraint(
                name="booking_held_says_until_when",
                condition=~Q(state=State.HOLD) | Q(hold_expires__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["occasion"], name="booking_of_occasion"),
            models.Index(fields=["resource_id"], name="booking_of_resource"),
            models.Index(
                fields=["hold_expires"], condition=Q(state=State.HOLD), name="booking_hold_to_expire"
            ),
        ]

    def __str__(self) -> str:
        return f"Booking {self.pk}"
