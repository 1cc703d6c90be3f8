"""How pages and forms look: widgets, fields and the renderer that gives every form its markup.

Forms subclass `design.Form` and use Django's fields with the widgets of this package; templates load
the tag library `design`. Settings name `opennrm.web.design.Renderer` as `FORM_RENDERER`.
"""

from opennrm.foundation.partial_dates import PartialDate
from opennrm.web.design.codes import CodeField, CodesField
from opennrm.web.design.dates import DateNotUnderstood, in_words, read_date, read_date_text
from opennrm.web.design.entries import Due, NavigationItem, TimelineEntry
from opennrm.web.design.fields import DateField, PartialDateField, TimeField
from opennrm.web.design.forms import Form
from opennrm.web.design.rendering import BoundField, Renderer
from opennrm.web.design.times import TimeNotUnderstood, read_time
from opennrm.web.design.widgets import (
    Checkbox,
    Checkboxes,
    DateParts,
    Email,
    File,
    Number,
    Password,
    Radios,
    Select,
    Selects,
    Telephone,
    Text,
    TextArea,
)

__all__ = [
    "BoundField",
    "Checkbox",
    "Checkboxes",
    "CodeField",
    "CodesField",
    "DateField",
    "DateNotUnderstood",
    "DateParts",
    "Due",
    "Email",
    "File",
    "Form",
    "NavigationItem",
    "Number",
    "PartialDate",
    "PartialDateField",
    "Password",
    "Radios",
    "Renderer",
    "Select",
    "Selects",
    "Telephone",
    "Text",
    "TextArea",
    "TimeField",
    "TimeNotUnderstood",
    "TimelineEntry",
    "in_words",
    "read_date",
    "read_date_text",
    "read_time",
]
