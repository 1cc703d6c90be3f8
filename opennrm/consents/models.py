"""What children, guardians and the state agreed to; what is done without that, and on which basis. Never rewritten."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from opennrm.cases.bound import CaseBound, CaseBoundQuerySet
from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import classify

from .states import Answer, Authority, Basis, End, Form, Giver, Kind, Standing


class OpenQuerySet(CaseBoundQuerySet):
    """Rows that end once, and are kept."""

    def open(self) -> "OpenQuerySet":
        return self.filter(ended_at=None)

    def in_force(self, on: date) -> "OpenQuerySet":
        """Those that hold on a day, also where no job has written their end down yet."""
        return self.open().filter(starts_on__lte=on, ends_on__gte=on)

    def newest_first(self) -> "OpenQuerySet":
        return self.order_by("-recorded_at", "-id")


class Guardian(CaseBound):
    """Who decides for a child, on which authority, and whether they may be asked. One whose standing changes ends.

    `person` is the guardian among the people around the child, `name` what they are called if they are not there.
    """

    kind = models.TextField(choices=Kind.choices)
    person = models.ForeignKey("people.RelatedPerson", null=True, on_delete=models.PROTECT, related_name="+")
    name = SealedField()
    standing = models.TextField(choices=Standing.choices)
    authority = models.TextField(choices=Authority.choices)
    starts_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    ended_words = SealedField()

    CLASSES = classify(
        identifying="name ended_words",
        restricted="kind person standing authority starts_on recorded_by ended_by",
        open="id readers writers case recorded_at ended_at",
    )
    objects = OpenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="guardian_kind_known", condition=Q(kind__in=Kind.values)),
            models.CheckConstraint(name="guardian_standing_known", condition=Q(standing__in=Standing.values)),
            models.CheckConstraint(
                name="guardian_authority_known", condition=Q(authority__in=Authority.values)
            ),
        ]

    def __str__(self) -> str:
        return f"Guardian {self.pk}"


class ForPurpose(CaseBound):
    """What is about one purpose, one recipient and some parts of a case, from one day to another.

    The recipient is a service, or an agency, or every agency of a kind. None of them: somebody whom `recipient` names.
    """

    purpose = models.TextField()
    service = models.ForeignKey("directory.Service", null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    agency_kind = models.TextField(default="", blank=True)
    recipient = SealedField()
    scopes = ArrayField(models.TextField(), default=list, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+")
    ended_because = models.TextField(choices=End.choices, default="", blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        abstract = True


class Consent(ForPurpose):
    """One answer of one giver: what was asked, how it was explained, what was said, and until when it holds.

    `letter` says what the country asked for then ("A+G"). `together` is the same for the answers of one asking, which
    a page sends once. `of_age_on` is the day on which the child comes of age, if that is known, and `agreed_until` the
    last day without that, so that a corrected date of birth never makes it longer than was agreed. `signer` says who
    answered for the state or a court, `limits` what the answer leaves out. `warned_at`: since when somebody is to ask
    again.
    """

    given_by = models.TextField(choices=Giver.choices)
    guardian = models.ForeignKey(Guardian, null=True, on_delete=models.PROTECT, related_name="+")
    signer = SealedField()
    form = models.TextField(choices=Form.choices)
    language = models.TextField()
    explained_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    sheet = models.TextField(default="", blank=True)
    answer = models.TextField(choices=Answer.choices)
    letter = models.TextField()
    conditions = ArrayField(models.TextField(), default=list, blank=True)
    limits = SealedField()
    of_age_on = models.DateField(null=True)
    agreed_until = models.DateField()
    together = models.UUIDField()
    ended_words = SealedField()
    warned_at = models.DateTimeField(null=True)
    warned_of_age_at = models.DateTimeField(null=True)

    CLASSES = classify(
        identifying="recipient signer limits ended_words",
        restricted="purpose service agency agency_kind scopes starts_on ends_on given_by guardian form language "
        "explained_by sheet answer letter conditions of_age_on agreed_until "
        "recorded_by ended_by ended_because",
        open="id readers writers case together recorded_at ended_at warned_at warned_of_age_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="consent_giver_known", condition=Q(given_by__in=Giver.values)),
            models.CheckConstraint(name="consent_form_known", condition=Q(form__in=Form.values)),
            models.CheckConstraint(name="consent_answer_known", condition=Q(answer__in=Answer.values)),
            models.CheckConstraint(
                name="consent_of_guardian_names_one",
                condition=Q(given_by=Giver.GUARDIAN, guardian__isnull=False)
                | (~Q(given_by=Giver.GUARDIAN) & Q(guardian=None)),
            ),
            models.CheckConstraint(name="consent_days_in_order", condition=Q(starts_on__lte=F("ends_on"))),
            models.CheckConstraint(
                name="consent_that_ended_says_why",
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False, ended_because__in=End.values),
            ),
        ]
        indexes = [
            models.Index(fields=["ends_on"], condition=Q(ended_at=None), name="consent_open_by_day"),
            models.Index(
                fields=["of_age_on"],
                condition=Q(ended_at=None, warned_of_age_at=None),
                name="consent_open_by_coming_of_age",
            ),
            models.Index(fields=["case", "-recorded_at"], name="consent_of_case"),
        ]

    def __str__(self) -> str:
        return f"Consent {self.pk}"


class LegalBasis(ForPurpose):
    """On what something is done without consent, and why; the child is told. Never rewritten, and ends on a day.

    `against_no`: a supervisor decided it knowing that the child says no.
    """

    basis = models.TextField(choices=Basis.choices)
    reason = SealedField()
    against_no = models.BooleanField(default=False)
    child_told_on = models.DateField(null=True)
    together = models.UUIDField()

    CLASSES = classify(
        identifying="recipient reason",
        restricted="purpose service agency agency_kind scopes starts_on ends_on basis against_no child_told_on "
        "recorded_by ended_by ended_because",
        open="id readers writers case together recorded_at ended_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="legal_basis_known", condition=Q(basis__in=Basis.values)),
            models.CheckConstraint(
                name="legal_basis_days_in_order", condition=Q(starts_on__lte=F("ends_on"))
            ),
            models.CheckConstraint(
                name="legal_basis_that_ended_says_why",
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False, ended_because__in=End.values),
            ),
        ]
        indexes = [models.Index(fields=["ends_on"], condition=Q(ended_at=None), name="legal_basis_by_day")]

    def __str__(self) -> str:
        return f"Legal basis {self.pk}"


class EndNoticeQuerySet(CaseBoundQuerySet):
    def unconfirmed(self) -> "EndNoticeQuerySet":
        return self.filter(confirmed_at=None)


class EndNotice(CaseBound):
    """That an agency was told that it may use no longer what it was shown, and that it confirmed that.

    It names the case by nothing but `number`, the number of the referral or request that the agency knows.
    """

    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    number = models.TextField()
    ended_because = models.TextField(choices=End.choices)
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    CLASSES = classify(
        restricted="number ended_because confirmed_by",
        open="id readers writers case agency sent_at confirmed_at",
    )
    objects = EndNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="end_notice_confirmed_with_by_whom",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(name="end_notice_reason_known", condition=Q(ended_because__in=End.values)),
        ]
        indexes = [
            models.Index(
                fields=["agency", "sent_at"], condition=Q(confirmed_at=None), name="end_notice_unconfirmed"
            )
        ]

    def __str__(self) -> str:
        return f"End notice {self.pk}"


class ObjectionQuerySet(CaseBoundQuerySet):
    def waiting(self) -> "ObjectionQuerySet":
        return self.filter(looked_at=None)


class Objection(CaseBound):
    """That a child objects to something which needs nobody's agreement, and what a data officer decided about it.

    The data officer sees the number and the purpose, and nothing of the case: what the child said is for the lead.
    """

    number = models.TextField()
    purpose = models.TextField()
    words = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey("agencies.Membership", on_delete=models.PROTECT, related_name="+")
    heeded = models.BooleanField(null=True)
    looked_at = models.DateTimeField(null=True)
    looked_at_by = models.ForeignKey(
        "agencies.Membership", null=True, on_delete=models.PROTECT, related_name="+"
    )

    CLASSES = classify(
        identifying="words",
        restricted="purpose recorded_by heeded looked_at_by",
        open="id readers writers case number recorded_at looked_at",
    )
    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_looked_at_with_what_was_decided",
                condition=Q(looked_at=None, looked_at_by=None, heeded=None)
                | Q(looked_at__isnull=False, looked_at_by__isnull=False, heeded__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["recorded_at"], condition=Q(looked_at=None), name="objection_waiting")
        ]

    def __str__(self) -> str:
        return self.number
