"""Widgets with the markup of the design system: accessible, and usable without JavaScript."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.widgets import ChoiceWidget
from django.utils.functional import Promise

from opennrm.foundation.partial_dates import PartialDate
from opennrm.web.design.dates import ABOUT, DAY, MONTH, PARTS, YEAR


class _SizedInput(forms.TextInput):
    """A text input as wide as what it is for.

    :param width: in characters: 2, 3, 4, 5, 10, 20 or 30. Without it, as wide as there is room.
    :param autocomplete: what the browser may fill in. Name a purpose only where people write about
        themselves: what was typed about a child must not be offered to the next user of the machine.
    """

    typing_help: Mapping[str, Any] = {}

    def __init__(
        self,
        *,
        width: int | None = None,
        autocomplete: str = "off",
        attrs: Mapping[str, Any] | None = None,
    ):
        sized = {"class": f"govuk-input--width-{width}"} if width else {}
        super().__init__(attrs={**sized, "autocomplete": autocomplete, **self.typing_help, **(attrs or {})})


class Text(_SizedInput):
    """One line of text."""


class Number(_SizedInput):
    """A whole number, typed: spinning arrows change answers by accident."""

    typing_help = {"inputmode": "numeric"}


class Email(_SizedInput):
    """An email address."""

    input_type = "email"
    typing_help = {"spellcheck": "false", "autocapitalize": "none"}


class Telephone(_SizedInput):
    """A telephone number, in any of the ways people write it."""

    input_type = "tel"


class Password(forms.PasswordInput):
    """A password that its owner can show and hide."""

    def __init__(self, *, autocomplete: str = "current-password", attrs: Mapping[str, Any] | None = None):
        typing_help = {"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"}
        super().__init__(attrs={**typing_help, **(attrs or {})})


class TextArea(forms.Textarea):
    """Several lines of text. A field with `max_length` gets a count of what is left."""

    def __init__(self, *, rows: int = 5, attrs: Mapping[str, Any] | None = None):
        super().__init__(attrs={"rows": rows, "cols": False, **(attrs or {})})

    def value_from_datadict(self, data, files, name):
        """Browsers send each line break as two characters but count it as one: so do we."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


class Select(forms.Select):
    """One choice of a long list. Use `Radios` for up to about ten."""


class Checkbox(forms.CheckboxInput):
    """One statement to agree to, with its label beside it."""


class File(forms.FileInput):
    """A file to send. `accept` lists endings or media types that the browser offers first."""

    def __init__(self, *, accept: Sequence[str] = (), attrs: Mapping[str, Any] | None = None):
        offered = {"accept": ",".join(accept)} if accept else {}
        super().__init__(attrs={**offered, **(attrs or {})})


class Choices(ChoiceWidget):
    """What radios and checkboxes share.

    :param hints: a sentence under an option, by the option's value.
    :param reveals: the name of a field of the same `design.Form` that belongs to an option, by the
        option's value. It is shown under the option, and counts only if the option is chosen.
    :param exclusive: values that exclude all others, such as "none of these" (checkboxes only).
    :param divided: values before which an "or" stands.
    :param inline: beside each other on wide screens: for two short options.
    :param small: smaller boxes, for filters.
    """

    kind: str
    template_name = "design/widgets/choices.html"

    def __init__(
        self,
        *,
        hints: Mapping[Any, str] | None = None,
        reveals: Mapping[Any, str] | None = None,
        exclusive: Sequence[Any] = (),
        divided: Sequence[Any] = (),
        inline: bool = False,
        small: bool = False,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
    ):
        super().__init__(attrs=attrs, choices=choices)
        self.hints = {str(value): hint for value, hint in (hints or {}).items()}
        self.reveals = {str(value): name for value, name in (reveals or {}).items()}
        self.exclusive = {str(value) for value in exclusive}
        self.divided = {str(value) for value in divided}
        self.inline, self.small = inline, small
        self.form: forms.BaseForm | None = None

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex=subindex, attrs=attrs)
        key, attributes = str(value), option["attrs"]
        option["hint"] = self.hints.get(key, "")
        option["divided"] = key in self.divided
        if option["hint"] and "id" in attributes:
            attributes["aria-describedby"] = f"{attributes['id']}_hint"
        if key in self.exclusive:
            attributes["data-behaviour"] = "exclusive"
        if key in self.reveals and self.form is not None:
            option["revealed"] = self.form[self.reveals[key]]
            attributes["data-reveals"] = f"{attributes['id']}_reveals"
        return option

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"].update(kind=self.kind, inline=self.inline, small=self.small)
        return context


class Radios(Choices, forms.RadioSelect):
    """One choice of a few."""

    kind = "radios"


class Checkboxes(Choices, forms.CheckboxSelectMultiple):
    """Any number of choices of a few."""

    kind = "checkboxes"


class Selects(forms.SelectMultiple):
    """Any number of choices of a very long list: one select for each, and an empty one for one more.

    :param first: the label of the first select; `further`: that of the others.
    """

    template_name = "design/widgets/selects.html"
    use_fieldset = True

    def __init__(
        self,
        *,
        first: str | Promise,
        further: str | Promise,
        attrs: dict[str, Any] | None = None,
        choices: Any = (),
    ):
        super().__init__(attrs=attrs, choices=choices)
        self.first, self.further = first, further

    def get_context(self, name, value, attrs):
        context = forms.Widget.get_context(self, name, value, attrs)
        attributes = context["widget"]["attrs"]
        id_, options = attributes.pop("id", name), list(self.choices)
        chosen = [str(code) for code in value or ()]
        # Two at least, so that there is room for a second one without scripts.
        shown = [*chosen, ""] if chosen else ["", ""]
        context["widget"]["selects"] = [
            {
                "id": id_ if number == 1 else f"{id_}_{number}",
                "label": self.further if number > 1 else self.first,
                "options": [(code, label, str(code) == selected) for code, label in options],
            }
            for number, selected in enumerate(shown, start=1)
        ]
        return context

    def format_value(self, value):
        return value

    def value_from_datadict(self, data, files, name):
        sent = super().value_from_datadict(data, files, name) or []
        sent = [sent] if isinstance(sent, str) else sent
        return list(dict.fromkeys(code for code in sent if code))


class DateParts(forms.Widget):
    """A date in three boxes. Names of months are understood, and a whole date in any one box."""

    template_name = "design/widgets/date_parts.html"
    use_fieldset = True

    def get_context(self, name, value, attrs):
        invalid_parts = (attrs or {}).pop("invalid_parts", ())
        context = super().get_context(name, value, attrs)
        attributes = context["widget"]["attrs"]
        context["widget"]["parts"] = {
            part: {
                "name": f"{name}_{part}",
                "id": f"{attributes['id']}_{part}" if "id" in attributes else "",
                "value": text,
                "is_invalid": part in invalid_parts,
            }
            for part, text in zip(PARTS, self._texts(value), strict=True)
        }
        return context

    def format_value(self, value):
        return value

    def value_from_datadict(self, data, files, name):
        return [data.get(f"{name}_{part}") or "" for part in PARTS]

    def value_omitted_from_data(self, data, files, name):
        return all(f"{name}_{part}" not in data for part in PARTS)

    def id_for_label(self, id_):
        return f"{id_}_{DAY}" if id_ else ""

    @staticmethod
    def _texts(value) -> list[str]:
        match value:
            case None | "":
                return ["", "", ""]
            case date() | PartialDate():
                known = {YEAR: value.year, MONTH: value.month, DAY: value.day}
                return [str(known[part] or "") for part in PARTS]
            case str():
                return DateParts._texts(PartialDate.fromisoformat(value))
        return list(value)[: len(PARTS)]


class HiddenDateParts(DateParts):
    """A date that is carried along unseen, to the page that sends it."""

    template_name = "design/widgets/hidden_date_parts.html"


class PartialDateParts(DateParts):
    """The same, with a box to tick by whoever is not sure of the date."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id")
        context["widget"]["about"] = {
            "name": f"{name}_{ABOUT}",
            "id": f"{id_}_{ABOUT}" if id_ else "",
            "is_ticked": self._is_about(value),
        }
        return context

    def value_from_datadict(self, data, files, name):
        return [*super().value_from_datadict(data, files, name), data.get(f"{name}_{ABOUT}") or ""]

    @staticmethod
    def _is_about(value) -> bool:
        match value:
            case PartialDate():
                return value.about
            case str():
                return bool(value) and PartialDate.fromisoformat(value).about
            case list() | tuple():
                return bool(value[len(PARTS) :] and value[len(PARTS)])
        return False
