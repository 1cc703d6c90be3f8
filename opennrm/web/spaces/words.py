"""Days of the week in words."""

from django.utils.translation import gettext as _

from opennrm.spaces.rules import WEEKDAYS


def weekdays() -> list[tuple[str, str]]:
    """Each day of the week by its name in `Space.opening`, with the word for it."""
    words = (
        _("Monday"),
        _("Tuesday"),
        _("Wednesday"),
        _("Thursday"),
        _("Friday"),
        _("Saturday"),
        _("Sunday"),
    )
    return list(zip(WEEKDAYS, words, strict=True))
