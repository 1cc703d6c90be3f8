"""What is done for prevention, and whom it reached. No row of a case, and no person of one, is here."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency, Membership
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import ActionOnly, classify

from .counted_models import Publication as Publication
from .counted_models import Survey as Survey
from .counted_models import Tally as Tally
from .counted_models import TallyKind as TallyKind
from .inspection_models import Check as Check
from .inspection_models import Findings as Findings
from .inspection_models import Inspection as Inspection
from .states import State


class Curriculum(ActionOnly):
    """A course as it is taught, in one version. `pass_mark` is the least result of its test in percent, if it has one.

    A refresher (`is_refresher`) renews certificates of its kind, and gives none to whoever never had one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    code = models.TextField()
    version = models.PositiveSmallIntegerField()
    title = models.TextField()
    hours = models.DecimalField(max_digits=5, decimal_places=1)
    audience = ArrayField(models.TextField(), default=list, blank=True)
    topics = ArrayField(models.TextField())
    certificate_kind = models.TextField(default="", blank=True)
    validity_months = models.PositiveSmallIntegerField(null=True)
    pass_mark = models.PositiveSmallIntegerField(null=True)
    is_refresher = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True)

    CLASSES = classify(
        open="id agency code version title hours audience topics certificate_kind validity_months pass_mark "
        "is_refresher replaced_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "code", "version"], name="curriculum_version_once"),
            models.CheckConstraint(
                name="curriculum_certificate_says_how_long",
                condition=Q(certificate_kind="") | Q(validity_months__gt=0),
            ),
            models.CheckConstraint(name="curriculum_has_hours", condition=Q(hours__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Kind(models.TextChoices):
    """What is done."""

    TRAINING = "training", _("Training")
    CAMPAIGN = "campaign", _("Campaign")
    OUTREACH = "outreach", _("Talk")


class Mode(models.TextChoices):
    """How a training is held."""

    ROOM = "room", _("In a room")
    ONLINE = "online_live", _("Online, at a fixed time")
    OWN_PACE = "self_paced", _("Online, at your own pace")


class Activity(ActionOnly):
    """A training, a campaign or a talk, from its plan to its published figures.

    `curriculum`, `mode` and `trainer` are of a training; `channel`, `message` and `languages` of a campaign; `setting`,
    `school_code` and what the school has of a talk. `difference` explains why head count and list of names differ.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField(choices=Kind.choices)
    title = models.TextField()
    first_day = models.DateField()
    last_day = models.DateField()
    area = models.TextField()
    venue = models.TextField(default="", blank=True)
    funder = models.TextField(default="", blank=True)
    cost = models.PositiveIntegerField(null=True)
    co_funding = models.PositiveIntegerField(null=True)
    curriculum = models.ForeignKey(Curriculum, null=True, on_delete=models.PROTECT, related_name="+")
    mode = models.TextField(choices=Mode.choices, default="", blank=True)
    trainer = models.TextField(default="", blank=True)
    channel = models.TextField(default="", blank=True)
    message = models.TextField(default="", blank=True)
    audience = models.TextField(default="", blank=True)
    languages = ArrayField(models.TextField(), default=list, blank=True)
    setting = models.TextField(default="", blank=True)
    school_code = models.TextField(default="", blank=True)
    has_club = models.BooleanField(default=False)
    uses_curriculum = models.BooleanField(default=False)
    state = models.TextField(choices=State.choices, default=State.PLANNED)
    planned_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reported_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    cancelled_because = models.TextField(default="", blank=True)
    difference = models.TextField(default="", blank=True)
    sign_in_code = models.TextField(default="", blank=True)
    sign_in_until = models.DateTimeField(null=True)
    version = models.IntegerField(default=0)

    CLASSES = classify(
        restricted="planned_by reported_by confirmed_by",
        open="id agency kind title first_day last_day area venue funder cost co_funding curriculum mode trainer "
        "channel message audience languages setting school_code has_club uses_curriculum state reported_at "
        "confirmed_at cancelled_because difference sign_in_code sign_in_until version",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="activity_state_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(name="activity_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="activity_mode_known", condition=Q(mode__in=["", *Mode.values])),
            models.CheckConstraint(name="activity_days_in_order", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(
                name="activity_training_has_curriculum",
                condition=~Q(kind=Kind.TRAINING) | Q(curriculum__isnull=False),
            ),
            models.CheckConstraint(
                name="activity_frozen_was_confirmed",
                condition=~Q(state=State.FROZEN) | Q(confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["sign_in_code"], condition=~Q(sign_in_code=""), name="activity_sign_in_code_once"
            ),
        ]
        indexes = [models.Index(fields=["last_day"], name="activity_by_last_day")]

    def __str__(self) -> str:
        return f"Activity {self.pk}"


class Source(models.TextChoices):
    """How it was entered that somebody was there."""

    HAND = "hand", _("By hand")
    FILE = "file", _("From a spreadsheet")
    CODE = "code", _("By code on a phone")


class Attendance(ActionOnly):
    """Somebody who was at a training or talk. `person` is a keyed token of who it is, or empty for nobody's name.

    Results of tests are in percent: `pre` before, `post` after. The name is sealed, and opened for whoever organises
    the activity or keeps its curriculum.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="attendances")
    person = models.BinaryField(null=True)
    name = SealedField()
    role = models.TextField()
    sex = models.TextField()
    age_band = models.TextField()
    area = models.TextField()
    hours = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    pre = models.PositiveSmallIntegerField(null=True)
    post = models.PositiveSmallIntegerField(null=True)
    wants_certificate = models.BooleanField(default=False)
    source = models.TextField(choices=Source.choices)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="person name",
        restricted="role sex age_band area hours pre post wants_certificate",
        open="id activity source added_at withdrawn_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attendance_source_known", condition=Q(source__in=[each.value for each in Source])
            ),
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=Q(person__isnull=False, withdrawn_at=None),
                name="attendance_person_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Attendance {self.pk}"


class HeadCount(ActionOnly):
    """How many people of one sex, age and role were there, as somebody counted them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="head_counts")
    role = models.TextField()
    sex = models.TextField()
    age_band = models.TextField()
    area = models.TextField()
    number = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(open="id activity role sex age_band area number added_at withdrawn_at")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "role", "sex", "age_band", "area"],
                condition=Q(withdrawn_at=None),
                name="head_count_once",
            ),
            models.CheckConstraint(name="head_count_counts_somebody", condition=Q(number__gt=0)),
        ]

    def __str__(self) -> str:
        return f"Head count {self.pk}"


class Measure(models.TextChoices):
    """What a number of a campaign counts."""

    LISTENERS = "listeners", _("Listeners or viewers")
    IMPRESSIONS = "impressions", _("Times shown")
    MATERIALS = "materials", _("Posters, leaflets or messages given out")
    PRESENT = "present", _("People present")


class Reach(ActionOnly):
    """How many a campaign reached by one measure, where the number is from, and whether somebody estimated it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="reaches")
    measure = models.TextField(choices=Measure.choices)
    number = models.PositiveIntegerField()
    source = models.TextField()
    is_estimate = models.BooleanField()
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    CLASSES = classify(open="id activity measure number source is_estimate added_at withdrawn_at")

    class Meta:
        constraints = [
            models.CheckConstraint(name="reach_measure_known", condition=Q(measure__in=Measure.values)),
        ]

    def __str__(self) -> str:
        return f"Reach {self.pk}"


class TrainingCertificate(ActionOnly):
    """The certificate of a training. `holder` is the same keyed token as an attendance has; the name is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.TextField(unique=True)
    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="certificates")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    title = models.TextField()
    holder = models.BinaryField()
    name = SealedField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    issued_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    revoked_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.TextField(default="", blank=True)

    CLASSES = classify(
        identifying="holder name",
        restricted="issued_by revoked_by revoked_because",
        open="id number attendance agency kind title valid_from valid_until issued_at revoked_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="training_certificate_days_in_order", condition=Q(valid_from__lte=F("valid_until"))
            ),
            models.UniqueConstraint(
                fields=["attendance"], condition=Q(revoked_at=None), name="training_certificate_once"
            ),
        ]
        indexes = [models.Index(fields=["holder"], name="training_certificate_by_holder")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_revoked(self) -> bool:
        """Whether it counts no longer, whatever its days say."""
        return self.revoked_at is not None
