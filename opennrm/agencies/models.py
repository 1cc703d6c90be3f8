"""Agencies, the people who work for them, and how they come in."""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennrm.foundation.sealing import SealedField
from opennrm.foundation.writes import ActionOnly, ActionOnlyQuerySet, classify


class AgencyQuerySet(ActionOnlyQuerySet):
    def active(self) -> "AgencyQuerySet":
        return self.filter(is_active=True)


class Agency(ActionOnly):
    """An office that takes part in the mechanism. Its kind and roles are the country pack's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.TextField(unique=True)
    name = models.TextField()
    kind = models.TextField()
    areas = ArrayField(models.TextField(), default=list, blank=True)
    telephone = models.TextField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    version = models.IntegerField(default=0)

    CLASSES = classify(open="id code name kind areas telephone is_active version")
    objects = AgencyQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by email address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """A person who signs in. What they may do hangs on the membership they act by."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    conduct_version = models.TextField(default="", blank=True)
    conduct_accepted_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="email name password last_login conduct_version conduct_accepted_at",
        open="id is_active created_at",
    )
    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self) -> str:
        return self.name


class Cause(models.TextChoices):
    """Why a membership has to be confirmed by a second person."""

    INVITED = "invited", _("Invited")
    RENEWED = "renewed", _("Invitation sent again")
    ROLE_CHANGED = "role_changed", _("Role changed")
    SECOND_FACTOR_TAKEN = "second_factor_taken", _("Two-step sign-in reset")


class MembershipQuerySet(ActionOnlyQuerySet):
    def current(self) -> "MembershipQuerySet":
        return self.filter(ended_at=None, agency__is_active=True)

    def acting(self) -> "MembershipQuerySet":
        """Those that give something now: confirmed, wherever their role sees cases."""
        return self.current().filter(
            Q(sees_cases=False) | Q(confirmed_at__isnull=False), account__is_active=True
        )


class Membership(ActionOnly):
    """An account acting for an agency in one role.

    Where the role sees cases it gives nothing until somebody other than `given_by` has confirmed it. No giver
    is whoever sits at the server. The eight flags are the country pack's, where the database can see them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="memberships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="memberships")
    role = models.TextField()
    second_factor_required = models.BooleanField(default=True)
    reads_audit = models.BooleanField(default=False)
    decides_links = models.BooleanField(default=False)
    books_spaces = models.BooleanField(default=False)
    keeps_recordings = models.BooleanField(default=False)
    sees_cases = models.BooleanField(default=True)
    takes_new_cases = models.BooleanField(default=False)
    supervises = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    given_because = models.TextField(choices=Cause, default=Cause.INVITED)
    confirmed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="account given_by confirmed_by",
        open="id agency role second_factor_required reads_audit decides_links books_spaces "
        "keeps_recordings sees_cases takes_new_cases supervises started_at ended_at given_at given_because "
        "confirmed_at",
    )
    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "agency"],
                condition=Q(ended_at=None),
                name="one_current_membership_an_agency",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (
                    ~Q(confirmed_by=F("given_by"))
                    & ~Q(confirmed_by=F("account"))
                    & Q(confirmed_at__isnull=False)
                ),
                name="given_and_confirmed_by_two",
            ),
            models.CheckConstraint(condition=Q(given_because__in=Cause.values), name="known_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.agency_id}"

    @property
    def is_waiting(self) -> bool:
        """Whether it gives nothing yet, because a second person has not confirmed it."""
        return self.sees_cases and self.confirmed_at is None

    @property
    def is_trusted_to_confirm(self) -> bool:
        """Whether two stand behind it, so that its holder can be the second person for others."""
        return self.confirmed_at is not None or (self.given_by_id is None and not self.sees_cases)


class InvitationQuerySet(ActionOnlyQuerySet):
    def open(self, at) -> "InvitationQuerySet":
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(ActionOnly):
    """A letter to somebody who is to get an account: works once, for a day; the token itself is not kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    role = models.TextField()
    token_digest = models.BinaryField()
    invited_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    CLASSES = classify(
        restricted="email name token_digest invited_by",
        open="id agency role invited_at expires_at accepted_at revoked_at",
    )
    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Invitation {self.pk}"


class Refusal(models.TextChoices):
    """Why a letter did not go."""

    MAILBOX = "mailbox", _("the mail server refuses the address")
    LATER = "later", _("the mail server asked to try again later")
    SERVER = "server", _("the mail server could not be used")


class LetterQuerySet(ActionOnlyQuerySet):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(sent_at=None, dropped_at=None)


class Letter(ActionOnly):
    """A letter that is to be sent, or was: to an account, an invited person, or an address that nobody has here.

    Its words, with the links and tokens in them, are sealed until it has gone, and then deleted. Where it goes is
    looked up when it is sent.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.TextField()
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = SealedField()
    made_at = models.DateTimeField()
    useful_until = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    refused_since = models.DateTimeField(null=True)
    refusal = models.TextField(choices=Refusal.choices, default="", blank=True)

    CLASSES = classify(
        identifying="sealed",
        restricted="account invitation",
        open="id kind made_at useful_until next_try_at tries sent_at dropped_at refused_since refusal",
    )
    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="letter_refusal_known", condition=Q(refusal__in=["", *Refusal.values])
            )
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(sent_at=None, dropped_at=None), name="letter_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"


class Session(AbstractBaseSession):
    """A sign-in session. Kept under the digest of its token, so that reading the table gives no session away."""

    session_key = models.CharField(max_length=64, primary_key=True)
    account_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    second_factor = models.BooleanField(default=False)
    idle_seconds = models.IntegerField()
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    CLASSES = classify(
        restricted="session_key session_data account_id membership_id",
        open="expire_date second_factor idle_seconds created_at last_seen_at ends_at",
    )

    class Meta:
        db_table = "agencies_session"
        indexes = [models.Index(fields=["account_id"], name="session_by_account")]


class Attempts(ActionOnly):
    """A counter of attempts to sign in. Kept by the second door's role, and made of times alone."""

    bucket = models.CharField(max_length=64, primary_key=True)
    empty_at = models.DateTimeField()
    blocked_until = models.DateTimeField()

    CLASSES = classify(restricted="bucket", open="empty_at blocked_until")

    def __str__(self) -> str:
        return f"Attempts {self.bucket}"


class DevicesForgotten(ActionOnly):
    """Since when an account knows no device that it knew before. Kept by the second door's role."""

    account_id = models.UUIDField(primary_key=True)
    before = models.DateTimeField()

    CLASSES = classify(restricted="account_id", open="before")

    def __str__(self) -> str:
        return f"Devices of {self.account_id}"
