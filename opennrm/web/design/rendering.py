"""Gives every form its markup, those of libraries included: set as `FORM_RENDERER`."""

from typing import Any

from django import forms
from django.forms import renderers
from django.forms.widgets import Input

from opennrm.foundation.plain_text import plain
from opennrm.web.design.dates import DAY
from opennrm.web.design.widgets import DateParts

# The first match counts: the later kinds are parents of the earlier ones.
_CSS_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.CheckboxSelectMultiple, "govuk-checkboxes__input"),
    (forms.RadioSelect, "govuk-radios__input"),
    (forms.PasswordInput, "govuk-input govuk-password-input__input govuk-js-password-input-input"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.HiddenInput, ""),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (Input, "govuk-input"),
)


class BoundField(forms.BoundField):
    """A field of a form, as the templates under `design/` ask for it."""

    def build_widget_attrs(self, attrs, widget=None):
        """Add the classes of the design system, and drop what works against it.

        The browser's own messages for `required` and `maxlength` are not read out by every screen
        reader, and `maxlength` cuts pasted text without a word: the server's messages do better.
        """
        widget = widget or self.field.widget
        attributes = super().build_widget_attrs(attrs, widget)
        attributes.pop("required", None)
        attributes |= {name: False for name in ("maxlength", "minlength") if name in widget.attrs}
        classes = [_css_class(widget), widget.attrs.get("class", "")]
        if self.errors and "govuk-input" in classes[0].split():
            classes.append("govuk-input--error")
        elif self.errors and classes[0] in ("govuk-textarea", "govuk-select", "govuk-file-upload"):
            classes.append(f"{classes[0]}--error")
        if self.character_limit:
            classes.append("govuk-js-character-count")
            described = [attributes.get("aria-describedby"), f"{self.auto_id}-info"]
            attributes["aria-describedby"] = " ".join(filter(None, described))
        if self.is_choice:
            attributes.pop("aria-invalid", None)
        if isinstance(widget, DateParts):
            attributes["invalid_parts"] = self.invalid_parts
        if joined := " ".join(filter(None, classes)):
            attributes["class"] = joined
        return attributes

    @property
    def data(self) -> Any:
        """What was sent, without the characters that nobody sees; a password stays as it was typed."""
        sent = super().data
        if isinstance(self.field.widget, forms.PasswordInput):
            return sent
        lines = isinstance(self.field.widget, forms.Textarea)
        if isinstance(sent, list):
            return [plain(text, lines=lines) if isinstance(text, str) else text for text in sent]
        return plain(sent, lines=lines) if isinstance(sent, str) else sent

    @property
    def is_choice(self) -> bool:
        return isinstance(self.field.widget, forms.RadioSelect | forms.CheckboxInput)

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_several(self) -> bool:
        """Whether any number of boxes can be ticked."""
        return isinstance(self.field.widget, forms.CheckboxSelectMultiple)

    @property
    def number_chosen(self) -> int:
        return len(self.value() or ())

    @property
    def is_password(self) -> bool:
        return isinstance(self.field.widget, forms.PasswordInput)

    @property
    def is_marked_optional(self) -> bool:
        """A lone checkbox says itself that it may stay empty."""
        return (
            getattr(self.form, "mark_optional", False)
            and not self.field.required
            and not self.is_single_checkbox
        )

    @property
    def character_limit(self) -> int | None:
        """How many characters a text of several lines may have."""
        if isinstance(self.field.widget, forms.Textarea):
            return getattr(self.field, "max_length", None)
        return None

    @property
    def invalid_parts(self) -> tuple[str, ...]:
        """Which boxes of a date to correct; all of them if no error names one."""
        if not self.errors:
            return ()
        for error in self.errors.as_data():
            if parts := (error.params or {}).get("parts"):
                return tuple(parts)
        return ("day", "month", "year")

    @property
    def first_input_id(self) -> str:
        """The id that a link in the error summary leads to."""
        widget = self.field.widget
        if isinstance(widget, DateParts):
            part = self.invalid_parts[0] if self.invalid_parts else DAY
            return f"{self.auto_id}_{part}"
        if isinstance(widget, forms.RadioSelect):
            return f"{self.auto_id}_0"
        return self.id_for_label or self.auto_id


class Renderer(renderers.DjangoTemplates):
    """Renders forms with the templates under `design/`; widgets without one keep Django's."""

    form_template_name = "design/form.html"
    field_template_name = "design/field.html"
    bound_field_class: Any = BoundField


def _css_class(widget: forms.Widget) -> str:
    return next((css_class for kind, css_class in _CSS_CLASSES if isinstance(widget, kind)), "")
