"""What a code of the country pack is called, in the language of whoever reads it.

This is the one place that turns a code into words. A record keeps its code for ever; one that the pack no longer has
shows as it is.
"""

from collections.abc import Iterable

from django.utils.translation import gettext

from opennrm.country.pack import pack


def title_of(name: str, code: str) -> str:
    """The words for a code of one of the pack's lists (`Pack.listed`); empty for no code.

    :raises KeyError: no list has this name.
    """
    found = pack().listed(name).get(code)
    return gettext(found.title) if found else code


def titles_of(name: str, codes: Iterable[str]) -> list[str]:
    """The words for several codes of a list, without those that are empty."""
    return [title_of(name, code) for code in codes if code]
