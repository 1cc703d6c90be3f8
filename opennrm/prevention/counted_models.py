"""What others have counted, and the figures of a quarter as they were published."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency, Membership
from opennrm.foundation.writes import ActionOnly, classify


class Phase(models.TextChoices):
    """When a survey asked."""

    BEFORE = "before", _("Before a campaign")
    AFTER = "after", _("After a campaign")
    ONCE = "once", _("Neither")


class Survey(ActionOnly):
    """How many of those who were asked knew something. An empty `area`, `sex` or `age_band` means all together."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    question = models.TextField()
    phase = models.TextField(choices=Phase.choices)
    method = models.TextField()
    area = models.TextField(default="", blank=True)
    sex = models.TextField(default="", blank=True)
    age_band = models.TextField(default="", blank=True)
    sample = models.PositiveIntegerField()
    knowing = models.PositiveIntegerField()
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="added_by",
        open="id agency day question phase method area sex age_band sample knowing added_at withdrawn_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="survey_knowing_are_among_the_asked",
                condition=Q(sample__gt=0) & Q(knowing__lte=F("sample")),
            ),
            models.CheckConstraint(name="survey_phase_known", condition=Q(phase__in=Phase.values)),
        ]

    def __str__(self) -> str:
        return f"Survey {self.pk}"


class TallyKind(models.TextChoices):
    """What somebody else has counted and reports."""

    CONTACTS = "hotline_contacts", _("Contacts of a hotline about suspected trafficking of children")
    REFERRED = "hotline_referred", _("Contacts of a hotline that led to a referral")
    ONLINE = "online_reports", _("Reports of exploitation online that were acted on")
    SCHOOLS = "schools", _("Schools in the area, whether or not they teach about trafficking")


class Tally(ActionOnly):
    """A number that an agency counted elsewhere, and where it is from. `among` is the channel or platform, if any."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=TallyKind.choices)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    area = models.TextField(default="", blank=True)
    among = models.TextField(default="", blank=True)
    number = models.PositiveIntegerField()
    source = models.TextField()
    added_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="added_by",
        open="id agency kind year quarter area among number source added_at withdrawn_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="tally_kind_known", condition=Q(kind__in=TallyKind.values)),
            models.CheckConstraint(name="tally_quarter_known", condition=Q(quarter__gte=1, quarter__lte=4)),
            models.UniqueConstraint(
                fields=["agency", "kind", "year", "quarter", "area", "among"],
                condition=Q(withdrawn_at=None),
                name="tally_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Tally {self.pk}"


class Publication(ActionOnly):
    """The figures of a quarter as they were published. Edition 1 is the first; a later one restates it, with a reason.

    Nothing here is ever changed: a restated figure stands beside the published one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField()
    rule_version = models.PositiveSmallIntegerField()
    lines = models.JSONField()
    reason = models.TextField(default="", blank=True)
    published_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    CLASSES = classify(
        restricted="published_by",
        open="id year quarter edition rule_version lines reason published_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "quarter", "edition"], name="publication_edition_once"),
            models.CheckConstraint(
                name="publication_restated_says_why", condition=Q(edition=1) | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.quarter}, edition {self.edition}"
