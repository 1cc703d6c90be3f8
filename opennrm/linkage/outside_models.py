"""What links children of the mechanism to rows of lists of other offices, by encodings without names."""

from django.db import models
from django.db.models import Q

from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded
from opennrm.foundation.writes import classify

from .states import OutsideState


class OurEncoding(Guarded):
    """That the children of the mechanism were encoded, and which number stands for whom, sealed by a key of its own.

    `called` is what results call the list, and `commitment` is the SHA-256 of the encodings. Only what the holder of
    `matcher_key` has signed is believed: the public half of the matcher's key, which is empty if none was given.
    """

    called = models.TextField()
    commitment = models.TextField()
    matcher_key = models.BinaryField()
    encoded_at = models.DateTimeField()
    wrapped = SealedField()
    numbers = SealedField()

    CLASSES = classify(
        identifying="numbers",
        restricted="wrapped",
        open="id readers writers called commitment matcher_key encoded_at",
    )

    def __str__(self) -> str:
        return f"Encoding {self.pk}"


class MatchResult(Guarded):
    """A result of matching encodings that somebody has brought. The matcher job reads it, and then `content` goes.

    `matches` says how many rows of other lists it brought to the work list; nothing is known before it was read.
    """

    encoding = models.ForeignKey(OurEncoding, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField(null=True)
    matches = models.PositiveIntegerField(null=True)
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    CLASSES = classify(restricted="content brought_by", open="id readers writers encoding matches brought_at")

    def __str__(self) -> str:
        return f"Result {self.pk}"


class OutsideMatch(Guarded):
    """That a row of another office's list is probably a child of the mechanism.

    `sheet` has what the mechanism knows of the child, for the desk, under a key of the match (`wrapped`). Of the other
    list no more is known than its name, the number of the row, and how alike the encodings are, in ten-thousandths.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    encoding = models.ForeignKey(OurEncoding, on_delete=models.PROTECT, related_name="+")
    other_list = models.TextField()
    row = models.PositiveIntegerField()
    alike = models.PositiveIntegerField()
    state = models.TextField(choices=OutsideState.choices, default=OutsideState.WAITING)
    reason = models.TextField(default="", blank=True)
    wrapped = SealedField()
    sheet = SealedField()
    found_at = models.DateTimeField()
    taken_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    taken_until = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="sheet",
        restricted="wrapped person row alike reason taken_by decided_by",
        open="id readers writers encoding other_list state found_at taken_until settled_at",
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["-alike", "found_at", "id"], condition=Q(state="waiting"), name="outside_match_next"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["encoding", "other_list", "row"], name="one_outside_match_a_row"),
            models.CheckConstraint(
                name="outside_match_state_known", condition=Q(state__in=OutsideState.values)
            ),
        ]

    def __str__(self) -> str:
        return f"Match {self.pk}"
