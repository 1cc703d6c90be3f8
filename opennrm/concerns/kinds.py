"""How the children of two cases belong together."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TieKind(TextChoices):
    """How two children belong together, as far as it is known."""

    SIBLINGS = "siblings", _("Brothers or sisters")
    SAME_INCIDENT = "same_incident", _("Same incident")


def of_both(one: str, other: str) -> TieKind:
    """How two children belong together of whom it is known how each belongs with a third."""
    if one == other == TieKind.SIBLINGS:
        return TieKind.SIBLINGS
    return TieKind.SAME_INCIDENT
