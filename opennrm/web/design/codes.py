"""Fields for the codes of a list of the country pack."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.web.design.widgets import Checkboxes, Choices, Radios, Select

MOST_IN_VIEW = 12
"""Of a longer list one code is chosen in a select."""
MOST_AT_FULL_SIZE = 8
"""Of a longer list several codes are chosen by small checkboxes."""

Choice = tuple[str, Any]


class OfList(forms.ChoiceField):
    """What the fields for one code and for several share. A `design.Form` fills them with the list when it is made.

    :param name: the list, as `Pack.listed` knows it: "outcomes", "areas", "languages".
    :param first: choices before the list, such as ("", "Any"); `further`: choices after it, such as "I do not know".
    :param without: codes of the list that are not offered here.
    :param words: the field of the same form for words of one's own. It has to be filled in with a code of which the
        list says that it needs words.
    :param keeps_old: a record that is changed keeps a code that the list no longer has. It is refused for new ones.

    Without a `widget` the length of the list decides.
    """

    def __init__(
        self,
        name: str,
        *,
        first: Sequence[Choice] = (),
        further: Sequence[Choice] = (),
        without: Iterable[str] = (),
        words: str = "",
        keeps_old: bool = False,
        widget: Any = None,
        **options: Any,
    ) -> None:
        self.list_name, self.first, self.further, self.without = name, first, further, frozenset(without)
        self.words, self.keeps_old, self.fits_by_length = words, keeps_old, widget is None
        super().__init__(widget=widget, **options)

    def fill(self, initial: Any = None, *, only: Iterable[str] | None = None) -> None:
        """Offer the list as it is now, or `only` some of its codes; `initial` is what was chosen before."""
        wanted = None if only is None else set(only)
        offered = [
            entry
            for code, entry in pack().listed(self.list_name).items()
            if code not in self.without and (wanted is None or code in wanted)
        ]
        old = self._no_longer_listed(initial) if self.keeps_old else []
        if self.fits_by_length:
            self.widget = self._widget_for(len(offered) + len(old))
            self.widget.is_required = self.required
        first = self.first
        if isinstance(self.widget, Select) and not first:
            first = [("", _("Choose an answer"))]
        named = [(entry.code, title_of(self.list_name, entry.code)) for entry in offered]
        self.choices = [*first, *named, *((code, code) for code in old), *self.further]
        if isinstance(self.widget, Choices):
            self.widget.hints = {
                **self.widget.hints,
                **{entry.code: entry.help for entry in offered if entry.help},
                **{
                    code: _("This is no longer offered. You can keep it or choose another one.")
                    for code in old
                },
            }

    def missing_words(self, chosen: Any, words: Any) -> str:
        """What to ask for where a code was chosen that needs words and there are none; else empty."""
        listed = pack().listed(self.list_name)
        for code in _codes_in(chosen):
            entry = listed.get(code)
            if entry and entry.needs_words and not words:
                return _("Say what you mean by “%(title)s”.") % {"title": title_of(self.list_name, code)}
        return ""

    def _no_longer_listed(self, initial: Any) -> list[str]:
        beside = {str(code) for code, _words in (*self.first, *self.further)}
        listed = pack().listed(self.list_name)
        return [code for code in _codes_in(initial) if code not in listed and code not in beside]

    def _widget_for(self, length: int) -> forms.Widget:
        raise NotImplementedError


class CodeField(OfList):
    """One code of a list. Cleans to the code, or to an empty text."""

    def _widget_for(self, length: int) -> forms.Widget:
        return Radios() if length <= MOST_IN_VIEW else Select()


class CodesField(OfList, forms.MultipleChoiceField):
    """Several codes of a list. Cleans to a list of codes.

    :param alone: codes each of which is the whole answer, such as "Not known".
    """

    def __init__(self, name: str, *, alone: Iterable[str] = (), **options: Any) -> None:
        self.alone = frozenset(alone)
        super().__init__(name, **options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > 1 and (found := [code for code in value if code in self.alone]):
            raise ValidationError(
                _("“%(title)s” cannot be combined with another answer. Leave one of them out."),
                params={"title": title_of(self.list_name, found[0])},
            )

    def _widget_for(self, length: int) -> forms.Widget:
        return Checkboxes(small=length > MOST_AT_FULL_SIZE)


def _codes_in(chosen: Any) -> list[str]:
    return [chosen] if isinstance(chosen, str) and chosen else list(chosen or ())
