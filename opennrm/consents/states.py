"""What is said about consent: by whom, in which form, with which answer; and how it ends."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Giver(TextChoices):
    CHILD = "child", _("The child")
    GUARDIAN = "guardian", _("A guardian")
    STATE = "state", _("The state")
    COURT = "court", _("A court")


class Form(TextChoices):
    SPOKEN = "spoken", _("Spoken")
    WRITTEN = "written", _("Written")
    SIGN = "sign", _("In sign language")
    PICTURE = "picture", _("With pictures")


class Answer(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_ASKED = "not_asked", _("Not asked yet")
    CANNOT_SAY = "cannot_say", _("Cannot say")


class End(TextChoices):
    """Why a consent or a legal basis ended."""

    TIME = "time", _("Its time was over")
    WITHDRAWN = "withdrawn", _("It was withdrawn")
    BIRTHDAY = "birthday", _("The child came of age")
    PURPOSE_DONE = "purpose_done", _("What it was for is done")
    GUARDIAN_CHANGED = "guardian_changed", _("The guardian who gave it no longer decides")
    ANSWERED_ANEW = "answered_anew", _("A newer answer took its place")


class Kind(TextChoices):
    """What a guardian is to the child."""

    PARENT = "parent", _("A parent")
    RELATIVE = "relative", _("Another relative")
    STATE = "state", _("The state")
    APPOINTED = "appointed", _("Somebody whom a court appointed")
    NONE_KNOWN = "none_known", _("No guardian is known")


class Standing(TextChoices):
    """Whether a guardian may be asked."""

    SAFE = "safe", _("Safe: may be asked")
    IMPLICATED = "implicated", _("Involved: is neither asked nor told")
    UNCLEAR = "unclear", _("Unclear: is not asked yet")
    UNREACHABLE = "unreachable", _("Cannot be reached")


class Authority(TextChoices):
    BIRTH = "birth", _("By birth")
    COURT_ORDER = "court_order", _("By an order of a court")
    LAW = "law", _("By law")
    NONE = "none", _("None, or not known")


class Basis(TextChoices):
    """On what something is done without consent."""

    DUTY_TO_REPORT = "duty_to_report", _("A duty to report")
    VITAL_INTEREST = "vital_interest", _("A life or somebody's safety is at risk")
    COURT_ORDER = "court_order", _("An order of a court")
    STATUTORY_FUNCTION = "statutory_function", _("A task that the law gives to the agency")
    LEGAL_CLAIM = "legal_claim", _("Proceedings at a court")
