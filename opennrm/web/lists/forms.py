"""What is asked about lists of cases."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases import next_steps
from opennrm.country.pack import pack
from opennrm.foundation.actor import Actor
from opennrm.lists import queries
from opennrm.lists.rules import (
    CLOSED,
    CONFIRMED,
    EVERYTHING,
    ME,
    NOT_ASSESSED,
    OLDEST_AGE,
    OPENED,
    PRESUMED,
    SCREENED,
    Order,
    Wanted,
)
from opennrm.web import design
from opennrm.web.cases.holders import NO_MEMBER

ANY = [("", _("Any"))]
HOLDERS = {ME: _("Me"), **NO_MEMBER}
ORDERS = {
    Order.NEWEST: _("Newest first"),
    Order.OLDEST: _("Oldest first"),
    Order.DUE: _("Time limit that ends first"),
    Order.RISK: _("Highest risk first"),
}
HAPPENED = {
    OPENED: _("The case was opened"),
    SCREENED: _("The child was screened for the first time"),
    PRESUMED: _("The child was presumed to be a victim"),
    CONFIRMED: _("The child was confirmed as a victim"),
    CLOSED: _("The case was closed"),
}
AREA_WORD = lazy(lambda: pack().area_word, str)()


def _several() -> design.Checkboxes:
    return design.Checkboxes(small=True)


class FilterForm(design.Form):
    """Narrows and sorts a list. With errors nothing is narrowed, and the errors say what to correct."""

    mark_optional = False
    holder = forms.ChoiceField(label=_("Assigned to"), required=False, widget=design.Select())
    step = forms.MultipleChoiceField(label=_("Next step"), required=False, widget=_several())
    area = design.CodesField("areas", label=AREA_WORD, required=False, widget=_several())
    concern = design.CodesField(
        "concern_kinds", label=_("Kind of concern"), required=False, widget=_several()
    )
    identification = forms.MultipleChoiceField(label=_("Identification"), required=False, widget=_several())
    risk = design.CodesField(
        "risk_levels",
        label=_("Risk"),
        further=[(NOT_ASSESSED, _("Not assessed"))],
        required=False,
        widget=_several(),
    )
    sex = design.CodeField("sexes", label=_("Sex"), first=ANY, required=False, widget=design.Select())
    age_from = forms.IntegerField(
        label=_("Youngest age"),
        required=False,
        min_value=0,
        max_value=OLDEST_AGE,
        widget=design.Number(width=3),
    )
    age_to = forms.IntegerField(
        label=_("Oldest age"),
        required=False,
        min_value=0,
        max_value=OLDEST_AGE,
        widget=design.Number(width=3),
    )
    first_day = design.DateField(label=_("Opened from"), required=False)
    last_day = design.DateField(label=_("Opened up to and including"), required=False)
    closed = forms.BooleanField(
        label=_("Closed cases instead of open ones"), required=False, widget=design.Checkbox()
    )
    urgent = forms.BooleanField(label=_("Only urgent cases"), required=False, widget=design.Checkbox())
    overdue = forms.BooleanField(
        label=_("Only cases with a time limit that has passed"), required=False, widget=design.Checkbox()
    )
    no_task = forms.BooleanField(
        label=_("Only cases of my agency without an open task"), required=False, widget=design.Checkbox()
    )
    no_limit = forms.BooleanField(
        label=_("Only cases of my agency without a running time limit"),
        required=False,
        widget=design.Checkbox(),
    )
    happened = forms.ChoiceField(
        label=_("What happened"),
        help_text=_("Finds open and closed cases of my agency."),
        choices=[*ANY, *HAPPENED.items()],
        required=False,
        widget=design.Select(),
    )
    happened_from = design.DateField(label=_("Happened from"), required=False)
    happened_to = design.DateField(label=_("Happened up to and including"), required=False)
    order = forms.ChoiceField(label=_("Sort by"), required=False, widget=design.Select())

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        super().__init__(data)
        states = pack().identification.states.values()
        offered: dict[str, list[tuple[str, Any]]] = {
            "holder": [
                *ANY,
                *((key, HOLDERS.get(key, name)) for key, name in queries.holders(actor).items()),
            ],
            "step": list(next_steps.offered().items()),
            "identification": [(state.code, gettext(state.title)) for state in states],
            "order": list(ORDERS.items()),
        }
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for first, last, message in (
            ("age_from", "age_to", _("Enter an oldest age that is not below the youngest age.")),
            ("first_day", "last_day", _("Enter a day that is not before the first day.")),
            ("happened_from", "happened_to", _("Enter a day that is not before the first day.")),
        ):
            begin, end = cleaned.get(first), cleaned.get(last)
            if begin is not None and end is not None and end < begin:
                self.add_error(last, message)
        if not cleaned.get("happened") and (cleaned.get("happened_from") or cleaned.get("happened_to")):
            self.add_error("happened", _("Choose what happened on these days."))
        return cleaned

    def wanted(self) -> Wanted:
        """What is looked for; everything while something has to be corrected."""
        if not self.is_valid():
            return EVERYTHING
        given = self.cleaned_data
        order = Order(given["order"]) if given["order"] else Order.NEWEST
        values = {name: given[name] for name in Wanted.names()}
        several = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
        return Wanted(**values | several, order=order)


class TitleForm(design.Form):
    """Gives a saved list its name."""

    title = forms.CharField(
        label=_("What should the list be called?"),
        help_text=_("For example “Overdue in my area”. Only you can see it. We encrypt it."),
        max_length=60,
        widget=design.Text(),
        error_messages={"required": _("Enter a name for the list.")},
    )
