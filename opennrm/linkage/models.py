"""Who says that two records are of one child; what the matcher found; and what the desk decides and asks."""

from collections.abc import Collection
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.visibility import Guarded, GuardedByBoth, GuardedByBothQuerySet, GuardedQuerySet
from opennrm.foundation.writes import classify

from .outside_models import MatchResult as MatchResult
from .outside_models import OurEncoding as OurEncoding
from .outside_models import OutsideMatch as OutsideMatch
from .states import Basis, DeskSays, PairState, RequestState, Says

MATCHER = "linkage.match"
"""The job that compares all records: the name by which it enters the database."""
DESK = "linkage.desk"
"""The group of those who decide about pairs of records of different agencies."""
LOW_FIRST = Q(low__lt=F("high"))


class VerdictQuerySet(GuardedByBothQuerySet):
    def of_persons(self, person_ids: Collection[UUID]) -> "VerdictQuerySet":
        return self.filter(Q(low__id__any_of=person_ids) | Q(high__id__any_of=person_ids))

    def of_both(self, low_id: UUID, high_id: UUID) -> "VerdictQuerySet":
        return self.filter(low_id=low_id, high_id=high_id)

    def judgements(self) -> "VerdictQuerySet":
        return self.exclude(says=Says.TAKEN_BACK)


class Verdict(GuardedByBoth):
    """That somebody said of two records whether they are of one child. It is never changed, only taken back by another.

    `low` is the person with the lesser id. `levels` and `weight` are what the comparison said at that moment, by the
    version of the model in `model`: what is learned later is learned from them. `wrapped` is the key of `note`.
    """

    low = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    says = models.TextField(choices=Says.choices)
    takes_back = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    basis = models.TextField(choices=Basis.choices)
    wrapped = SealedField()
    note = SealedField()
    levels = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    weight = models.FloatField(null=True)
    model = models.TextField(default="", blank=True)
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    CLASSES = classify(
        identifying="note",
        restricted="wrapped low high takes_back levels weight judged_by confirmed_by",
        open="id readers readers_too writers says basis model judged_at",
    )
    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="verdict_low_first", condition=LOW_FIRST),
            models.CheckConstraint(
                name="verdict_takes_back_one",
                condition=Q(says=Says.TAKEN_BACK, takes_back__isnull=False)
                | (~Q(says=Says.TAKEN_BACK) & Q(takes_back=None)),
            ),
            models.CheckConstraint(name="verdict_says_known", condition=Q(says__in=Says.values)),
            models.CheckConstraint(name="verdict_basis_known", condition=Q(basis__in=Basis.values)),
        ]

    def __str__(self) -> str:
        return f"Verdict {self.pk}"


class Identity(Guarded):
    """Under which identity a record counts: the least id of the persons who are tied to it. Derived from the verdicts.

    Only the matcher sees it. `in_conflict` says that somebody holds two of these records to be of different children.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    identity = models.UUIDField()
    in_conflict = models.BooleanField(default=False)

    CLASSES = classify(restricted="person identity", open="id readers writers in_conflict")

    class Meta:
        indexes = [models.Index(fields=["identity"], name="identity_by_identity")]
        constraints = [models.UniqueConstraint(fields=["person"], name="one_identity_a_person")]

    def __str__(self) -> str:
        return f"Identity {self.pk}"


class Examined(Guarded):
    """That the matcher has compared a record with all others: in which form, and by which version of the model.

    The first half of `digest` stands for what was compared, the second one for the keys by which the record is found.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    digest = models.BinaryField()
    model = models.TextField()
    examined_at = models.DateTimeField()

    CLASSES = classify(identifying="digest", restricted="person", open="id readers writers model examined_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person"], name="one_examination_a_person")]

    def __str__(self) -> str:
        return f"Examined {self.pk}"


class Look(Guarded):
    """When the matcher last began to look for records that changed, and then compared all of them.

    Without a moment it looks at every record that it has not compared yet. There is one row.
    """

    looked_at = models.DateTimeField(null=True)

    CLASSES = classify(open="id readers writers looked_at")

    def __str__(self) -> str:
        return f"Look {self.pk}"


class MatchToken(Guarded):
    """A token by which the matcher finds records that are alike; its id is the token. Only the matcher sees it."""

    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(identifying="id", restricted="person", open="readers writers")

    def __str__(self) -> str:
        return f"Token {self.pk}"


class Probe(Guarded):
    """That somebody searched for a name: what shows whether variants of one name are tried in turn.

    `words` stands for what was typed and `sounds` for how its words sound, under a key of the day. `transaction` is the
    one in which it was, as in the audit. `told_at` is when the auditors were told.
    """

    account = models.ForeignKey("agencies.Account", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    words = models.UUIDField()
    sounds = ArrayField(models.UUIDField())
    transaction = models.BigIntegerField()
    searched_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="words sounds",
        restricted="account",
        open="id readers writers day transaction searched_at told_at",
    )

    class Meta:
        indexes = [models.Index(fields=["searched_at"], name="probe_by_moment")]

    def __str__(self) -> str:
        return f"Probe {self.pk}"


class PairQuerySet(GuardedQuerySet):
    def waiting(self) -> "PairQuerySet":
        return self.filter(state__in=[PairState.WAITING, PairState.SECOND])


class Pair(Guarded):
    """Two records that the matcher holds to be alike, for the desk, or for the one agency that leads both cases.

    It names no case, and no agency until the desk has said that it is the same child. `wrapped` is the key of `sheet`,
    which holds the fields that were compared and nothing else. `priority` orders the work, the greatest first.

    `low_since` and `high_since` say since when each agency has had the child, if it has an open case of it: only then
    can its lead be asked. `asks_low` says which of the two the desk asks. `by_law_by` is who has decided that a law
    replaces the answer of a lead that did not give one in time.
    """

    low = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    high = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=PairState.choices, default=PairState.WAITING)
    weight = models.FloatField()
    levels = ArrayField(models.SmallIntegerField())
    model = models.TextField()
    priority = models.FloatField(default=0)
    needs_two = models.BooleanField(default=False)
    wrapped = SealedField()
    sheet = SealedField()
    found_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    taken_until = models.DateTimeField(null=True)
    low_agency = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    high_agency = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    low_since = models.DateTimeField(null=True)
    high_since = models.DateTimeField(null=True)
    asks_low = models.BooleanField(null=True)
    asked_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    asking_reason = models.TextField(default="", blank=True)
    times_asked = models.PositiveSmallIntegerField(default=0)
    by_law_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_within_agency = models.BooleanField(default=False)
    is_for_second_look = models.BooleanField(default=False)

    CLASSES = classify(
        identifying="sheet",
        restricted="wrapped low high weight levels taken_by low_agency high_agency low_since high_since asks_low "
        "asked_by asking_reason by_law_by",
        open="id readers writers state model priority needs_two found_at due_at settled_at taken_until "
        "times_asked is_within_agency is_for_second_look",
    )
    objects = PairQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-priority", "found_at", "id"], name="pair_by_priority")]
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="one_pair_of_two_persons"),
            models.CheckConstraint(name="pair_low_first", condition=LOW_FIRST),
            models.CheckConstraint(name="pair_state_known", condition=Q(state__in=PairState.values)),
        ]

    def __str__(self) -> str:
        return f"Pair {self.pk}"


class DeskDecision(Guarded):
    """What one person at the desk said of a pair, and why. It can be taken back until the lead is asked.

    `word` is what the comparison said at that moment. A second look is for the figures alone.
    """

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="decisions")
    says = models.TextField(choices=DeskSays.choices)
    reason = models.TextField()
    word = models.TextField(default="", blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)
    is_second_look = models.BooleanField(default=False)

    CLASSES = classify(
        restricted="says reason word decided_by",
        open="id readers writers pair decided_at taken_back_at is_second_look",
    )

    class Meta:
        indexes = [models.Index(fields=["decided_by", "-decided_at"], name="desk_decision_by_person")]
        constraints = [
            models.CheckConstraint(name="desk_decision_says_known", condition=Q(says__in=DeskSays.values))
        ]

    def __str__(self) -> str:
        return f"Decision {self.pk}"


class LinkRequest(CaseBound):
    """The desk asks whoever leads a case whether another agency may know that the child is known to both.

    The lead learns that the child is known elsewhere, and not to whom. `words` are those of its answer, for the desk,
    under a key of the request (`wrapped`), because the desk opens nothing of a case. `scopes` are the parts of the case
    that the lead has chosen, and `principal` is that of the part by which the other agency sees them. The lead can end
    that early: then `reason` and `words` say why. Instead of a pair, a question may be about a row of the list of an
    office that does not use the mechanism (`outside`): that office sees nothing of the case.
    """

    pair = models.ForeignKey(Pair, null=True, on_delete=models.PROTECT, related_name="requests")
    outside = models.ForeignKey(OutsideMatch, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.TextField(choices=RequestState.choices, default=RequestState.ASKED)
    scopes = ArrayField(models.TextField(), default=list, blank=True)
    basis = models.TextField(default="", blank=True)
    principal = models.IntegerField(null=True)
    wrapped = SealedField()
    reason = models.TextField(default="", blank=True)
    words = SealedField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")

    CLASSES = classify(
        identifying="words",
        restricted="wrapped scopes basis reason asked_by answered_by ended_by",
        open="id readers writers case pair outside state principal asked_at due_at escalated_at answered_at ended_at",
    )

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state=RequestState.ASKED), name="request_link_by_due")
        ]
        constraints = [
            models.CheckConstraint(
                name="link_request_state_known", condition=Q(state__in=RequestState.values)
            ),
            models.CheckConstraint(
                name="link_request_about_one",
                condition=Q(pair=None, outside__isnull=False) | Q(pair__isnull=False, outside=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"


class OverlapTable(Guarded):
    """How many children exactly which agencies know, as counted in one month. `wrapped` is the key of `counts`."""

    month = models.DateField()
    counted_at = models.DateTimeField()
    wrapped = SealedField()
    counts = SealedField()

    CLASSES = classify(identifying="counts", restricted="wrapped", open="id readers writers month counted_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["month"], name="one_overlap_table_a_month")]

    def __str__(self) -> str:
        return f"Overlaps {self.pk}"
