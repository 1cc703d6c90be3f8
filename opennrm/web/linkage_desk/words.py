"""What the sheets and figures of the linkage desk say, in words."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from opennrm.linkage.rules import Word
from opennrm.web.linkage.words import WORDS

LESS = _("Less likely than “possibly”")


def word_in_words(word: Word) -> str:
    """How likely two records are of the same child."""
    return str(WORDS[word].text if word in WORDS else LESS)


def percent(share: float | None) -> str:
    """A share in whole percent; “not known” where nothing was counted."""
    return _now("{percent} %").format(percent=round(share * 100)) if share is not None else _now("Not known")
