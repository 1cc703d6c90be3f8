"""What packs may name of what the child was told, and the words of the product for how it was."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from opennrm.country.vocabulary import Scope

SCOPES = (Scope(name="tellings", words=_("what the child was told, and what the child asked")),)


class Understood(models.TextChoices):
    """How whoever told the child knows whether the child understood."""

    SAID_BACK = "said_back", _("Yes: the child said it back in their own words")
    NODDED = "nodded", _("Perhaps: the child nodded or said yes")
    NO = "no", _("No: tell the child again in another way")
    NOT_TESTED = "not_tested", _("The child was not asked to say it back")


class Way(models.TextChoices):
    """In which forms the child was told."""

    SPOKEN = "spoken", _("We talked about it")
    SHEET = "sheet", _("We went through the sheet together")
    SIGNED = "signed", _("In sign language")
    PICTURES = "pictures", _("With pictures, photographs or objects")
    VISIT = "visit", _("We visited the place")
    LETTER = "letter", _("The child was given a letter or card")
    MEETING = "meeting", _("In a meeting with others")
