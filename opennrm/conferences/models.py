"""Case conferences: who takes part, the agenda, the minutes in every version, and what was agreed."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import Attendance, Coming, State, Way


class ConferenceQuerySet(CaseBoundQuerySet):
    def planned(self) -> "ConferenceQuerySet":
        return self.filter(state=State.PLANNED)

    def held(self) -> "ConferenceQuerySet":
        return self.filter(state=State.HELD)

    def soonest_first(self) -> "ConferenceQuerySet":
        return self.order_by("starts_at", "id")


class Conference(CaseBound):
    """A meeting about one case. It is chaired by a member of the lead agency, or by whoever the case is assigned to.

    Agencies that take part in the case read it once they are invited, and change nothing of it.
    `moves` counts how often it was moved, `minutes` how many versions its minutes have.
    """

    state = models.TextField(choices=State.choices, default=State.PLANNED)
    starts_at = models.DateTimeField()
    way = models.TextField(choices=Way.choices)
    place = SealedField()
    chair = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    moves = models.PositiveSmallIntegerField(default=0)
    minutes = models.PositiveSmallIntegerField(default=0)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    ended_words = SealedField()

    CLASSES = classify(
        identifying="place ended_words",
        restricted="starts_at way chair planned_by ended_by",
        open="id readers writers case state moves minutes planned_at ended_at",
    )
    objects = ConferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="conference_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="conference_way_known", condition=Q(way__in=Way.values)),
            models.CheckConstraint(
                name="conference_that_ended_says_when",
                condition=Q(state=State.PLANNED, ended_at=None)
                | (~Q(state=State.PLANNED) & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="conference_with_minutes_was_held", condition=Q(minutes=0) | Q(state=State.HELD)
            ),
        ]
        indexes = [
            GinIndex(
                fields=["readers"], condition=Q(state=State.PLANNED), name="conference_planned_by_reader"
            ),
            models.Index(fields=["starts_at"], condition=Q(state=State.PLANNED), name="conference_planned"),
            models.Index(fields=["starts_at"], condition=Q(state=State.HELD), name="conference_held"),
            models.Index(fields=["case", "-starts_at", "id"], name="conference_of_case"),
        ]

    def __str__(self) -> str:
        return f"Conference {self.pk}"


class ConferenceMove(CaseBound):
    """That a conference was moved: from when to when, and why. Never changed."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    starts_before = models.DateTimeField()
    starts_after = models.DateTimeField()
    reason = SealedField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="reason",
        restricted="starts_before starts_after moved_by",
        open="id readers writers case conference moved_at",
    )

    def __str__(self) -> str:
        return f"Move {self.pk}"


class Participant(CaseBound):
    """Somebody who is invited: their discipline, their agency if it takes part in the mechanism, and who they are.

    `asked_at`: since when their agency reads the conference and is asked whether they come.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    discipline = models.TextField()
    who = SealedField()
    attendance = models.TextField(choices=Attendance.choices, default=Attendance.INVITED)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="who",
        restricted="agency discipline added_by",
        open="id readers writers case conference attendance added_at asked_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="conference_attendance_known", condition=Q(attendance__in=Attendance.values)
            )
        ]

    def __str__(self) -> str:
        return f"Participant {self.pk}"


class InvitationAnswer(CaseBound):
    """What an agency that is invited says about somebody of it: whether they come. Never changed; the last one counts.

    `moves`: how often the conference had been moved until then, so that an answer about an earlier time is known.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    coming = models.TextField(choices=Coming.choices)
    words = SealedField()
    moves = models.PositiveSmallIntegerField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words",
        restricted="coming answered_by",
        open="id readers writers case conference participant moves answered_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="conference_coming_known", condition=Q(coming__in=Coming.values))
        ]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


INVITED = "invited"
"""The scope of what every agency reads that is invited to a conference, whatever its part covers."""


class AgendaItem(CaseBound):
    """One thing to talk about. `source` is the open question that it was taken from; empty if somebody wrote it.

    Agencies that are invited read it if their part covers `scope`. Without one, nobody but the lead reads it and
    whoever proposed it. One that was taken off the agenda is kept, with when.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    source = models.TextField(default="", blank=True)
    scope = models.TextField(default="", blank=True)
    text = SealedField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="text",
        restricted="source scope added_by",
        open="id readers writers case conference position added_at dropped_at",
    )

    def __str__(self) -> str:
        return f"Agenda item {self.pk}"


class MinutesVersion(CaseBound):
    """What the minutes said from one moment on, and from the second version on why they were corrected. Never changed.

    `form_token` is of the page that sent it: the same page sent twice makes one version.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    text = SealedField()
    reason = SealedField()
    form_token = models.UUIDField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="text reason",
        restricted="written_by",
        open="id readers writers case conference number form_token written_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conference", "number"], name="one_minutes_version_a_number"),
            models.CheckConstraint(
                name="corrected_minutes_have_a_reason",
                condition=Q(number=1, reason=None) | Q(number__gt=1, reason__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Minutes {self.pk}, version {self.number}"


class MinutesDraft(CaseBound):
    """Minutes that somebody is still writing, sealed, and seen by them alone. It belongs to one showing of a page."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    page = models.UUIDField()
    content = SealedField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    CLASSES = classify(
        identifying="content",
        restricted="membership",
        open="id readers writers case conference page saved_at expires_at",
    )

    class Meta:
        indexes = [models.Index(fields=["conference", "membership"], name="minutes_draft_of_person")]

    def __str__(self) -> str:
        return f"Minutes draft {self.pk}"


class AgreedActionQuerySet(CaseBoundQuerySet):
    def of_others(self) -> "AgreedActionQuerySet":
        """Those that somebody outside the lead agency does, and nobody has reported or settled."""
        return self.filter(reported_at=None, settled_at=None, participant__isnull=False)


class AgreedAction(CaseBound):
    """Something that the conference agreed on, and the task that it became.

    `due_on` is the day that was agreed; the task may be put off. `participant`: who does it, if nobody in the lead
    agency does; the task is then to check with them. Their agency reads it if it was invited, and reports that it is
    done. `settled_at`: since when the lead asks for that no more, because its own task has ended.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="+")
    task = models.ForeignKey("tasks.Task", on_delete=models.PROTECT, related_name="+")
    text = SealedField()
    participant = models.ForeignKey(Participant, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    report = SealedField()
    reported_at = models.DateTimeField(null=True)
    reported_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="text report",
        restricted="task participant due_on agreed_by reported_by",
        open="id readers writers case conference agreed_at reported_at settled_at",
    )
    objects = AgreedActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreed_action_reported_with_by_whom",
                condition=Q(reported_at=None, reported_by=None)
                | Q(reported_at__isnull=False, reported_by__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["due_on"], name="agreed_action_by_day"),
            GinIndex(
                fields=["readers"],
                condition=Q(reported_at=None, settled_at=None, participant__isnull=False),
                name="agreed_action_open_by_reader",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreed action {self.pk}"
