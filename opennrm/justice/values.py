"""The words of the product for proceedings. What a country words differently is in its pack."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SCOPE = "court"
"""What a part in a case has to cover to see its court dates, and what they mean for the child."""


class Basis(TextChoices):
    """Under which kind of law a count is."""

    TRAFFICKING = "trafficking_law", _("Trafficking law")
    CHILD_PROTECTION = "child_protection_law", _("Child protection law")
    SEXUAL_OFFENCES = "sexual_offences_law", _("Sexual offences law")
    ORGANISED_CRIME = "organised_crime_law", _("Organised crime law")
    CYBERCRIME = "cybercrime_law", _("Cybercrime law")
    OTHER = "other", _("Another law")


class Facts(TextChoices):
    """What the facts of a count are, whatever law it is under."""

    TRAFFICKING = "trafficking_facts", _("Trafficking")
    OTHER = "not_trafficking", _("Not trafficking")


class LesserReason(TextChoices):
    """Why trafficking facts are charged under another law."""

    EVIDENCE = "evidence", _("The evidence does not prove trafficking")
    PLEA = "plea", _("Agreed as part of a plea")
    TIME = "time", _("The time limit for the trafficking charge had passed")
    VICTIM = "victim_wish", _("The victim wishes it")
    GAP = "law_gap", _("The trafficking law does not cover it")


class Plea(TextChoices):
    """What the accused answers to a count."""

    NONE = "none", _("No plea yet")
    GUILTY = "guilty", _("Guilty")
    NOT_GUILTY = "not_guilty", _("Not guilty")
    TO_LESSER = "to_lesser", _("Guilty of a lesser offence")


class PartyKind(TextChoices):
    """Who is accused."""

    NATURAL = "natural", _("A person")
    LEGAL = "legal", _("A company or organisation")


class Sex(TextChoices):
    """Of an accused person, for figures."""

    FEMALE = "F", _("Female")
    MALE = "M", _("Male")
    OTHER = "X", _("Another answer")
    UNKNOWN = "U", _("Not known, or a company")


class Role(TextChoices):
    """What a child is in a proceeding."""

    VICTIM = "victim", _("Victim")
    WITNESS = "witness", _("Witness")
    BOTH = "both", _("Victim and witness")


class ChildNeeded(TextChoices):
    """Whether children have to come to a hearing."""

    NO = "no", _("No")
    LIVE_LINK = "live_link", _("Yes, by live link")
    IN_PERSON = "in_person", _("Yes, in person")


class RequestedBy(TextChoices):
    """At whose request a hearing was adjourned or taken off the list."""

    PROSECUTION = "prosecution", _("The prosecution")
    DEFENCE = "defence", _("The defence")
    COURT = "court", _("The court")
    WITNESS = "witness", _("A witness")


class SentenceKind(TextChoices):
    """What a court orders for one count."""

    IMPRISONMENT = "imprisonment", _("Imprisonment")
    SUSPENDED = "suspended", _("Suspended imprisonment")
    FINE = "fine", _("Fine")
    FINE_AND_IMPRISONMENT = "fine_and_imprisonment", _("Fine and imprisonment")
    PROBATION = "probation", _("Probation")
    COMMUNITY = "community", _("Community service")
    COMPENSATION = "compensation", _("Compensation")
    FORFEITURE = "forfeiture", _("Forfeiture")
    DEPORTATION = "deportation", _("Deportation")
    NONE = "none", _("No penalty")


IMPRISONED = (SentenceKind.IMPRISONMENT, SentenceKind.FINE_AND_IMPRISONMENT)
"""Sentences with a term that is served."""
WITH_TERM = (*IMPRISONED, SentenceKind.SUSPENDED)
WITH_AMOUNT = (
    SentenceKind.FINE,
    SentenceKind.FINE_AND_IMPRISONMENT,
    SentenceKind.COMPENSATION,
    SentenceKind.FORFEITURE,
)


class AppealBy(TextChoices):
    """Who appeals."""

    DEFENCE = "defence", _("The defence")
    PROSECUTION = "prosecution", _("The prosecution")


class Against(TextChoices):
    """What an appeal is against."""

    CONVICTION = "conviction", _("The conviction")
    SENTENCE = "sentence", _("The sentence")
    ACQUITTAL = "acquittal", _("The acquittal")


class AppealResult(TextChoices):
    """What came of an appeal."""

    DISMISSED = "dismissed", _("Dismissed: the decision stands")
    QUASHED = "quashed", _("Conviction quashed")
    RETRIAL = "retrial", _("New trial ordered")
    VARIED = "varied", _("Sentence changed")
    WITHDRAWN = "withdrawn", _("Appeal withdrawn")


class PaymentWay(TextChoices):
    """To whom restitution is paid."""

    TO_VICTIM = "to_victim", _("To the victim")
    TO_COURT = "to_court", _("To the court")
    TO_TRUSTEE = "to_trustee", _("To a trustee")


class ReleaseEvent(TextChoices):
    """What happened to an accused or suspected person that a child has to know."""

    ARREST = "arrest", _("Arrested")
    BAIL = "bail", _("Given bail")
    CONDITIONS = "conditions_changed", _("Conditions of bail changed")
    RELEASE = "release", _("Released")
    ESCAPE = "escape", _("Escaped")
    CHARGE = "charge", _("Charged")
    NO_CHARGE = "no_charge", _("Not charged")


class Measure(TextChoices):
    """Special measures for a witness."""

    VIDEO = "video_evidence_in_chief", _("Recorded interview instead of evidence in chief")
    LIVE_LINK = "live_link", _("Live link")
    SCREEN = "screen", _("Screen")
    IN_CAMERA = "in_camera", _("Court closed to the public")
    SUPPORT = "support_person", _("Support person")
    INTERMEDIARY = "intermediary", _("Intermediary")
    IDENTITY = "identity_withheld", _("Identity withheld")
    BREAKS = "breaks", _("Breaks")
    OTHER = "other", _("Something else")
