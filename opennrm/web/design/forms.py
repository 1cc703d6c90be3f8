"""The form that pages subclass: plain messages, and questions that belong to an answer."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.web.design.codes import OfList
from opennrm.web.design.dates import PARTS, in_words
from opennrm.web.design.fields import PartialDateField
from opennrm.web.design.rendering import BoundField
from opennrm.web.design.widgets import Choices, DateParts

_PLAIN_MESSAGES = {
    "max_length": _("Shorten your answer to %(limit_value)d characters or fewer. It has %(show_value)d."),
    "min_length": _("Write at least %(limit_value)d characters. Your answer has %(show_value)d."),
    "min_value": _("Enter a number that is %(limit_value)s or more."),
    "max_value": _("Enter a number that is %(limit_value)s or less."),
}
_PLAIN_INVALID = (
    (forms.EmailField, _("Enter an email address like name@example.org.")),
    (forms.IntegerField, _("Enter a whole number, for example 14.")),
)


class Form(forms.Form):
    """A form whose messages say what to do.

    A field that an option of another field reveals (see `design.Radios`) counts only if that option
    is chosen: otherwise its answer is dropped, and it may be required all the same. Fields that may
    stay empty are marked as optional, unless the form sets `mark_optional` to False. A field for codes offers the list
    as the country pack has it now.
    """

    bound_field_class = BoundField
    use_required_attribute = False
    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _say_it_plainly(field)
            if isinstance(field, OfList):
                field.fill(self.get_initial_for_field(field, name))
            if isinstance(field.widget, Choices):
                field.widget.form = self

    @property
    def revealed_names(self) -> set[str]:
        """Names of the fields that stand under an option of another field."""
        return {revealed for _name, _value, revealed in self._reveals()}

    def in_words(self, name: str, value: Any) -> str:
        """An answer as people read it; also one that was typed and not understood."""
        field = self.fields[name]
        if not value:
            return ""
        if isinstance(field, forms.ChoiceField):
            titles = {str(code): str(title) for code, title in field.choices}  # type: ignore[misc,union-attr]
            chosen = value if isinstance(value, list) else [value]
            return ", ".join(titles.get(str(code), str(code)) for code in chosen)
        if isinstance(field, PartialDateField):
            return " ".join(filter(None, value[: len(PARTS)])) if isinstance(value, list) else in_words(value)
        return str(value)

    def _clean_fields(self):
        super()._clean_fields()
        for name in self._concealed_names():
            self._errors.pop(name, None)
            field = self.fields[name]
            self.cleaned_data[name] = field.to_python(field.widget.value_from_datadict({}, {}, name))
        for name, field in self.fields.items():
            if isinstance(field, OfList) and field.words:
                given = self.cleaned_data.get(field.words)
                if missing := field.missing_words(self.cleaned_data.get(name), given):
                    self.add_error(field.words, missing)

    def _reveals(self) -> Iterator[tuple[str, str, str]]:
        for name, field in self.fields.items():
            if isinstance(field.widget, Choices):
                for value, revealed in field.widget.reveals.items():
                    yield name, value, revealed

    def _concealed_names(self) -> set[str]:
        """A field inside a concealed field is concealed too, whatever the browser sent."""
        concealed: set[str] = set()
        shown: set[str] = set()
        for name, value, revealed in self._reveals():
            answer = self[name].data
            answers = answer if isinstance(answer, list) else [answer]
            is_shown = name not in concealed and value in [str(given) for given in answers]
            (shown if is_shown else concealed).add(revealed)
        return concealed - shown


_DJANGOS_INVALID_CHOICE = [
    kind.default_error_messages["invalid_choice"]
    for kind in (
        forms.ChoiceField,
        forms.MultipleChoiceField,
        forms.ModelChoiceField,
        forms.ModelMultipleChoiceField,
    )
]


def _say_it_plainly(field: forms.Field) -> None:
    """Replace Django's general messages, but none that a field was given by name."""
    messages = field.error_messages
    if messages.get("required") is forms.Field.default_error_messages["required"]:
        messages["required"] = _required_message(field)
    if messages.get("invalid_choice") in _DJANGOS_INVALID_CHOICE:
        messages["invalid_choice"] = _("Choose one of the options shown.")
    for kind, message in _PLAIN_INVALID:
        if isinstance(field, kind) and not isinstance(field, forms.FloatField | forms.DecimalField):
            messages["invalid"] = message
    for code, message in _PLAIN_MESSAGES.items():
        messages.setdefault(code, message)


def _required_message(field: forms.Field):
    match field:
        case forms.FileField():
            return _("Choose a file.")
        case forms.BooleanField():
            return _("Tick the box to continue.")
        case forms.MultipleChoiceField() | forms.ModelMultipleChoiceField():
            return _("Choose at least one answer.")
        case forms.ChoiceField() | forms.ModelChoiceField():
            return _("Choose an answer.")
    if isinstance(field.widget, DateParts):
        return _("Enter a date, for example 27 March 2012.")
    return _("Enter an answer.")
