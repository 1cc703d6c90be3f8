"""Recordings, the pieces in which they arrive, copies, hand-overs, holds, and the ledger. Every row is guarded."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import Authority, Clock, CopyState, Ending, Finder, Medium, Purpose, State
from .vocabulary import RECORDINGS


class RecordingQuerySet(CaseBoundQuerySet):
    def newest_first(self) -> Self:
        return self.order_by("-announced_at", "id")

    def sealed(self) -> Self:
        return self.filter(state=State.SEALED)


class Recording(CaseBound):
    """A recording, and its one master, at which nobody looks: it is only verified and copied.

    `occasion` is the interview in which it was made. `started_at` and `ended_at` are by `clock`; the server's time
    stands beside it. `bytes` is 0 until the upload has begun. `digest` is the SHA-256 of the whole, in hexadecimal, and
    `device_digest` what the recorder said it was. `mismatch_at`: since when something differs that the custodian and
    the prosecution have not explained. `offered_to`: to whom the custodian wants to give it.
    `transcribed_at`: since when there is a transcript of it, which is kept as a copy.
    `gaps`: from when until when the recorder stood still, by `clock`, and why, a code of `Stop`.
    """

    reference = models.TextField()
    occasion = models.UUIDField(null=True)
    state = models.TextField(choices=State.choices, default=State.ARRIVING)
    device = models.TextField()
    clock = models.TextField(choices=Clock.choices)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0)
    gaps = models.JSONField(default=list)
    bytes = models.BigIntegerField(default=0)
    received = models.BigIntegerField(default=0)
    media_type = models.TextField(default="", blank=True)
    digest = models.TextField(default="", blank=True)
    device_digest = models.TextField(default="", blank=True)
    custodian = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    offered_to = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    sealed_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    mismatch_at = models.DateTimeField(null=True)
    transcribed_at = models.DateTimeField(null=True)
    destroying_asked_at = models.DateTimeField(null=True)
    destroying_asked_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    destroyed_at = models.DateTimeField(null=True)
    destroyed_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    SCOPE = RECORDINGS

    CLASSES = classify(
        restricted="reference occasion device started_at ended_at seconds gaps digest device_digest custodian "
        "offered_to announced_by destroying_asked_by destroyed_by",
        open="id readers writers case state clock bytes received media_type announced_at sealed_at verified_at "
        "mismatch_at transcribed_at destroying_asked_at destroyed_at",
    )
    objects = RecordingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="recording_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="recording_clock_known", condition=Q(clock__in=Clock.values)),
            models.CheckConstraint(
                name="recording_that_is_sealed_has_a_digest",
                condition=~Q(state__in=(State.SEALED, State.DESTROYED))
                | (Q(sealed_at__isnull=False, received=F("bytes")) & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="recording_is_destroyed_by_two_persons",
                condition=Q(destroyed_at=None, destroyed_by=None)
                | (
                    Q(state=State.DESTROYED, destroyed_by__isnull=False, destroying_asked_by__isnull=False)
                    & ~Q(destroyed_by=F("destroying_asked_by"))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "-announced_at", "id"], name="recording_of_case"),
            models.Index(fields=["reference"], name="recording_by_reference"),
            models.Index(fields=["custodian", "state"], name="recording_by_custodian"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_blocked(self) -> bool:
        """Whether nothing of it may be copied or handed over, because something differs that nobody has explained."""
        return self.mismatch_at is not None


class MasterKey(CaseBound):
    """The wrapped key of a recording's master; its id is the recording's. The lead of the case does not read it."""

    wrapped = SealedField()

    CLASSES = classify(restricted="wrapped", open="id readers writers case")

    def __str__(self) -> str:
        return f"Key of {self.pk}"


class Piece(CaseBound):
    """A piece of a recording that has arrived and is on the disk. Never changed."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    offset = models.BigIntegerField()
    bytes = models.PositiveIntegerField()
    digest = models.TextField()
    arrived_at = models.DateTimeField()
    SCOPE = RECORDINGS

    CLASSES = classify(
        restricted="digest", open="id readers writers case recording number offset bytes arrived_at"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "number"], name="one_piece_a_number")]

    def __str__(self) -> str:
        return f"Piece {self.number} of {self.recording_id}"


class Finding(CaseBound):
    """What somebody found out about a recording that differs: the custodian, and the prosecution. Never changed."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+")
    finder = models.TextField(choices=Finder.choices)
    words = SealedField()
    found_at = models.DateTimeField()
    found_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    SCOPE = RECORDINGS

    CLASSES = classify(
        identifying="words", restricted="found_by", open="id readers writers case recording finder found_at"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="finding_finder_known", condition=Q(finder__in=Finder.values))
        ]

    def __str__(self) -> str:
        return f"Finding {self.pk}"


class HoldQuerySet(CaseBoundQuerySet):
    def in_effect(self) -> Self:
        return self.filter(lifted_at=None)


class RecordingHold(CaseBound):
    """That a court or an agency wants a recording kept, such as for as long as an appeal is open."""

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+")
    wanted_by = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    SCOPE = RECORDINGS

    CLASSES = classify(
        restricted="wanted_by set_by lifted_by", open="id readers writers case recording set_at lifted_at"
    )
    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="recording_hold_lifted_with_by_whom",
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"Hold {self.pk}"


class CopyQuerySet(CaseBoundQuerySet):
    def live(self, at: datetime) -> Self:
        """Those at which somebody can look now."""
        return self.filter(state=CopyState.READY, starts_at__lte=at, until__gt=at)

    def newest_first(self) -> Self:
        return self.order_by("-ordered_at", "id")


class Copy(CaseBound):
    """A copy of a recording for one recipient, under a key of its own, with an end.

    `recipient` is the agency whose people look at it here; without one it leaves on a medium, for the office named in
    `office`. `authority` names the order, request or law, sealed. `left_out` are ranges of seconds that a redacted copy
    does not contain. `number` counts the copies of a recording, by the database. `title` is the recording's reference,
    and `gaps` are its gaps, for those who see no other row of it. `of_transcript`: it is a copy of the transcript, and
    `source` is the one of which it was made; all others were made of the master. `watermark` is burned into the
    picture.
    """

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(default=0)
    of_transcript = models.BooleanField(default=False)
    source = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    title = models.TextField()
    state = models.TextField(choices=CopyState.choices, default=CopyState.ORDERED)
    purpose = models.TextField(choices=Purpose.choices)
    recipient = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    office = models.TextField(default="", blank=True)
    basis = models.TextField(choices=Authority.choices)
    authority = SealedField()
    left_out = models.JSONField(default=list)
    gaps = models.JSONField(default=list)
    watermark = models.TextField(default="", blank=True)
    may_view = models.BooleanField()
    may_download = models.BooleanField()
    starts_at = models.DateTimeField()
    until = models.DateTimeField()
    wrapped = SealedField()
    bytes = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    media_type = models.TextField(default="", blank=True)
    digest = models.TextField(default="", blank=True)
    ordered_at = models.DateTimeField()
    ordered_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.TextField(choices=Ending.choices, default="", blank=True)

    CLASSES = classify(
        identifying="authority",
        restricted="title recipient office basis left_out gaps watermark wrapped seconds digest ordered_by",
        open="id readers writers case recording of_transcript source number state purpose may_view may_download "
        "starts_at until bytes media_type ordered_at made_at ended_at ending",
    )
    objects = CopyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "number"], name="one_copy_a_number"),
            models.CheckConstraint(name="copy_state_known", condition=Q(state__in=CopyState.values)),
            models.CheckConstraint(name="copy_purpose_known", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(name="copy_basis_known", condition=Q(basis__in=Authority.values)),
            models.CheckConstraint(name="copy_ending_known", condition=Q(ending__in=["", *Ending.values])),
            models.CheckConstraint(name="copy_ends_after_it_starts", condition=Q(until__gt=F("starts_at"))),
            models.CheckConstraint(
                name="copy_that_ended_opens_no_more",
                condition=~Q(state=CopyState.ENDED)
                | (Q(wrapped=None, ended_at__isnull=False) & ~Q(ending="")),
            ),
            models.CheckConstraint(
                name="copy_that_is_ready_has_key_and_digest",
                condition=~Q(state=CopyState.READY) | (Q(wrapped__isnull=False) & ~Q(digest="")),
            ),
            models.CheckConstraint(
                name="copy_goes_to_an_agency_or_an_office",
                condition=Q(recipient__isnull=False) | ~Q(office=""),
            ),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(state=CopyState.READY), name="copy_by_end"),
            models.Index(fields=["recording", "number"], name="copy_of_recording"),
        ]

    def __str__(self) -> str:
        return f"Copy {self.number} of {self.recording_id}"

    @property
    def name(self) -> str:
        """The recording and which copy of it, such as "REC-7K3M-9Q2X-VB4T/2"."""
        return f"{self.title}/{self.number}"

    def is_open(self, at: datetime) -> bool:
        """Whether somebody can look at it at this moment."""
        return self.state == CopyState.READY and self.starts_at <= at < self.until


class HandOver(CaseBound):
    """That a copy was given to whoever receives it, and that they have it. The two are confirmed by different people.

    `seal_number` is of a physical medium. For an office outside the mechanism the custodian records who signed for it.
    """

    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="+")
    medium = models.TextField(choices=Medium.choices)
    seal_number = models.TextField(default="", blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_by = models.TextField(default="", blank=True)
    alerted_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="seal_number given_by accepted_by signed_by",
        open="id readers writers case copy medium given_at accepted_at alerted_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="hand_over_medium_known", condition=Q(medium__in=Medium.values)),
            models.CheckConstraint(
                name="hand_over_accepted_with_by_whom",
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["given_at"], condition=Q(accepted_at=None), name="hand_over_not_accepted"),
            models.Index(fields=["copy", "-given_at"], name="hand_over_of_copy"),
        ]

    def __str__(self) -> str:
        return f"Hand-over {self.pk}"


class LedgerEvent(CaseBound):
    """One event of a recording's ledger. The database gives it its number, its time, who did it, and its digest.

    `copy` is what it is about, if not the master; `detail` is canonical JSON of codes and numbers, never of names. Its
    audit event has it as its subject and holds its digest. Nothing of it is ever changed.
    """

    recording = models.ForeignKey(Recording, on_delete=models.PROTECT, related_name="+")
    copy = models.ForeignKey(Copy, null=True, on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(null=True)
    membership = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    job = models.TextField(default="", blank=True)
    kind = models.TextField()
    detail = models.TextField(default="{}")
    previous = models.BinaryField(default=b"")
    digest = models.BinaryField(default=b"")
    SCOPE = RECORDINGS

    CLASSES = classify(
        restricted="membership detail",
        open="id readers writers case recording copy sequence at job kind previous digest",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recording", "sequence"], name="one_ledger_event_a_number")
        ]
        indexes = [models.Index(fields=["copy", "sequence"], name="ledger_of_copy")]

    def __str__(self) -> str:
        return f"Event {self.sequence} of {self.recording_id}"
