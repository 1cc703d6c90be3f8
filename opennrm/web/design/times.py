"""Reads and writes times of day as people do."""

import re
from datetime import time

from django.utils.formats import get_format, time_format
from django.utils.translation import gettext as _

_TIME = re.compile(r"(\d{1,2})\s*[:.h]?\s*(\d{2})?\s*(?:([ap])\.?\s*m?\.?|h|uhr)?")


class TimeNotUnderstood(ValueError):
    """What was typed is no time of day. The message is a translated sentence that says what to do."""


def read_time(text: str) -> time | None:
    """Read "2:30 pm", "2.30pm", "2 pm", "14:30", "1430" or "midday". Returns nothing for an empty text.

    Where the clock on the wall has twelve hours, half of the day has to be said: 2:30 is never guessed.

    :raises TimeNotUnderstood: it is no time of day, or one of two.
    """
    words = " ".join(text.lower().split())
    if not words:
        return None
    if words in ("midday", "noon", _("midday")):
        return time(12)
    if words in ("midnight", _("midnight")):
        return time(0)
    found = _TIME.fullmatch(words)
    if found is None:
        raise TimeNotUnderstood(_("Enter a time like 2:30 pm or 14:30."))
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half is None and 1 <= hour < 12 and not found[1].startswith("0") and _clocks_have_twelve_hours():
        raise TimeNotUnderstood(
            _("Say which half of the day: %(hour)d:%(minute)02d am, or %(hour)d:%(minute)02d pm.")
            % {"hour": hour, "minute": minute}
        )
    if minute > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        raise TimeNotUnderstood(_("There is no such time. Enter a time like 2:30 pm or 14:30."))
    return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)


def written(at: time) -> str:
    """Write a time of day so that `read_time` reads the same: "2:34pm", "midday", "midnight"."""
    if at.minute == 0 and at.hour in (0, 12):
        return _("midday") if at.hour else _("midnight")
    # Translators: the format of a time of day, in the letters of Django's date filter.
    return time_format(at, _("g:iA")).lower()


def _clocks_have_twelve_hours() -> bool:
    return bool(set(get_format("TIME_FORMAT")) & set("aAPg"))
