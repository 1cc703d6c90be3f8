"""Fields for dates and times. Everything else uses Django's own fields."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from opennrm.foundation.partial_dates import PartialDate
from opennrm.web.design.dates import DAY, MONTH, DateNotUnderstood, in_words, read_date, read_date_text
from opennrm.web.design.times import TimeNotUnderstood, read_time, written
from opennrm.web.design.widgets import DateParts, HiddenDateParts, PartialDateParts, Text


class PartialDateField(forms.Field):
    """A date of which a part may be unknown, or of which nobody is sure.

    Cleans to a `PartialDate` or None. `earliest` and `latest` are the days, both included, between
    which it must lie with all it may mean; a form may set them when it is made. What is said about a date
    outside of them can be given as `error_messages` "too_early" and "too_late", with %(day)s for the bound.

    The validation error's `params["parts"]` names the boxes to correct.
    """

    widget: Any = PartialDateParts
    needs_year = False

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any):
        self.earliest, self.latest = earliest, latest
        super().__init__(**kwargs)

    def to_python(self, value) -> Any:
        """:raises ValidationError: what was typed is no date."""
        match value:
            case None | "":
                return None
            case PartialDate():
                return value
            case datetime():
                raise TypeError("A date field takes no datetime: convert it to a day of the right time zone.")
            case date():
                return PartialDate.of(value)
        read = read_date_text if isinstance(value, str) else read_date
        try:
            return read(*([value] if isinstance(value, str) else value), needs_year=self.needs_year)
        except DateNotUnderstood as refused:
            raise ValidationError(str(refused), code="invalid", params={"parts": refused.parts}) from refused

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if self.earliest and value.latest and value.latest < self.earliest:
            self._refuse("too_early", _("Enter a date that is not before %(day)s."), self.earliest)
        if self.latest and value.earliest and value.earliest > self.latest:
            self._refuse("too_late", _("Enter a date that is not after %(day)s."), self.latest)

    def _refuse(self, code: str, message: str, bound: date) -> None:
        message = str(self.error_messages.get(code, message))
        raise ValidationError(message % {"day": in_words(bound)}, code=code)


class DateField(PartialDateField):
    """A whole date. Cleans to a `datetime.date` or None."""

    widget = DateParts
    hidden_widget = HiddenDateParts
    needs_year = True

    def validate(self, value):
        super().validate(value)
        if value is None or value.is_complete:
            return
        if value.month is None:
            raise ValidationError(
                _("Enter the day and the month too."), code="incomplete", params={"parts": (DAY, MONTH)}
            )
        raise ValidationError(_("Enter the day too."), code="incomplete", params={"parts": (DAY,)})

    def clean(self, value):
        known = super().clean(value)
        return known.earliest if known else None

    def has_changed(self, initial, data):
        if isinstance(initial, date):
            initial = PartialDate.of(initial)
        return super().has_changed(initial, data)


class TimeField(forms.Field):
    """A time of day as people write it. Cleans to a `datetime.time` or None."""

    def __init__(self, **kwargs: Any):
        super().__init__(**{"widget": Text(width=10), **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """The time that is there already is shown as it can be sent back."""
        return written(value) if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        """:raises ValidationError: what was typed is no time of day."""
        if value is None or isinstance(value, time):
            return value
        try:
            return read_time(value)
        except TimeNotUnderstood as refused:
            raise ValidationError(str(refused), code="invalid") from refused
