"""The words of the product for investigations and suspects. What a country may word differently is in its pack."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Form(TextChoices):
    """Of the exploitation that is investigated."""

    SEX = "sex", _("Sexual exploitation")
    LABOUR = "labour", _("Forced labour")
    BOTH = "both", _("Sexual exploitation and forced labour")
    OTHER = "other", _("Another form")
    UNSPECIFIED = "unspecified", _("Not known yet")


class Complicity(TextChoices):
    """Whether a public official is said to be involved."""

    NO = "no", _("No")
    ALLEGED = "alleged", _("Somebody says so")
    YES = "yes", _("Yes")
    UNKNOWN = "unknown", _("Not known")


class Position(TextChoices):
    """What a child is in an investigation."""

    VICTIM = "victim", _("Victim")
    WITNESS = "witness", _("Witness")
    BOTH = "both", _("Victim and witness")


class SuspectKind(TextChoices):
    """Who is suspected."""

    NATURAL = "natural", _("A person")
    LEGAL = "legal", _("A company or organisation")


class AgeBand(TextChoices):
    """How old a suspect is, for figures."""

    CHILD = "under_18", _("Under 18")
    YOUNG = "18_24", _("18 to 24")
    ADULT = "25_59", _("25 to 59")
    OLDER = "60_over", _("60 or over")
    UNKNOWN = "unknown", _("Not known")
    NONE = "not_applicable", _("Not a person")


class Sex(TextChoices):
    """Of a suspect who is a person, for figures."""

    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")
    OTHER = "other", _("Another answer")
    UNKNOWN = "unknown", _("Not known")


class LinkKind(TextChoices):
    """What a suspect is linked to."""

    PLACE = "place", _("Place")
    TELEPHONE = "telephone", _("Telephone")
    VEHICLE = "vehicle", _("Vehicle")
    ACCOUNT = "account", _("Account")
    COMPANY = "company", _("Company")


class Compelled(TextChoices):
    """Whether a child did what is alleged because they were trafficked."""

    YES = "yes", _("Yes")
    UNCLEAR = "unclear", _("It is not clear")
    NO = "no", _("No")


class FlaggedBy(TextChoices):
    """What raised the question."""

    SCREENING = "screening", _("A screening after an arrest")
    CASEWORKER = "caseworker", _("A caseworker")
    ARREST = "arrest", _("The police, at the arrest")


class AskedOf(TextChoices):
    """Who is asked not to punish the child."""

    POLICE = "police", _("The police")
    PROSECUTOR = "prosecutor", _("The prosecutor")
    COURT = "court", _("The court")
    DIVERSION = "diversion", _("The diversion committee")
