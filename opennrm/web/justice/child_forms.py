"""What is asked about hearings, and about a child in a proceeding."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.justice import values
from opennrm.justice.states import MEASURE_STEPS, MeasureState
from opennrm.justice.witness import Preparation
from opennrm.web import design
from opennrm.web.interviews.forms import one_of
from opennrm.web.justice.forms import DAY_HINT, Choice, amount, day, line, text

TIME_HINT = _("For example, 9:30 am.")


def clock(label: Any, *, required: bool = True) -> design.TimeField:
    """A time of day."""
    return design.TimeField(
        label=label, help_text=TIME_HINT, required=required, error_messages={"required": _("Enter the time.")}
    )


def moment_of(day_given: date, clock_given: time) -> datetime:
    """The moment of a day in the country."""
    return datetime.combine(day_given, clock_given, tzinfo=pack().zone)


class TimesForm(design.Form):
    """From when until when something is, on one day."""

    on = day(_("On which day?"), hint=_("Any day to come, for example 27 March 2028."))
    begins = clock(_("From"))
    until = clock(_("Until"))

    @property
    def times(self) -> dict[str, Any]:
        """What the action is given. A form that may be without a time gives none."""
        said = self.cleaned_data
        if said["on"] is None or said["begins"] is None or said["until"] is None:
            return {"starts_at": None, "ends_at": None}
        return {
            "starts_at": moment_of(said["on"], said["begins"]),
            "ends_at": moment_of(said["on"], said["until"]),
        }


class HearingForm(TimesForm):
    """Lists a hearing."""

    kind = design.CodeField(
        "hearing_kinds",
        label=_("What is the hearing for?"),
        widget=design.Select,
        error_messages={"required": _("Choose what the hearing is for.")},
    )
    child_needed = one_of(
        values.ChildNeeded,
        _("Does a child have to be there?"),
        _("Choose whether a child has to be there."),
        hint=_("You say later which child."),
    )
    field_order = ("kind", "on")


class HeldForm(design.Form):
    """Records that a hearing was held."""

    orders = text(_("What did the court order?"), required=False, hint=_("Do not name a child."))


class ReasonForm(design.Form):
    """Says why a hearing did not take place."""

    reason_code = design.CodeField(
        "hearing_reasons",
        label=_("Why?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why.")},
    )
    requested_by = one_of(values.RequestedBy, _("At whose request?"), _("Choose at whose request."))


class AdjournForm(ReasonForm, TimesForm):
    """Adjourns a hearing, to another time or to none."""

    field_order = ("reason_code", "requested_by", "on")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = gettext("To which day?")
        self.fields["on"].help_text = gettext("Leave it empty if there is no new date yet.")
        for name in ("on", "begins", "until"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        if said.get("on") and not (said.get("begins") and said.get("until")) and not self.errors:
            self.add_error("begins", _("Enter from when until when the new hearing is."))
        return said


class CallForm(design.Form):
    """Says which children have to come to a hearing."""

    children = forms.MultipleChoiceField(
        label=_("Which children have to come?"), required=False, widget=design.Checkboxes(small=True)
    )

    def __init__(self, *args: Any, children: Iterable[Choice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["children"].choices = list(children)  # type: ignore[attr-defined]

    def clean_children(self) -> list[UUID]:
        return [UUID(each) for each in self.cleaned_data["children"]]


class ContactForm(design.Form):
    """Says who stays with a child while a proceeding goes on."""

    contact = line(
        _("Who stays with the child, and how can they be reached?"),
        hint=_("We encrypt what you write."),
        missing=_("Enter who stays with the child, and how to reach them."),
    )


class DropOutForm(design.Form):
    """Records that a child no longer takes part."""

    on = day(_("Since when?"))
    reason = text(
        _("Why?"), hint=_("In the words of the child, if you know them. We encrypt what you write.")
    )


class MeasureForm(design.Form):
    """Begins with a special measure."""

    kind = one_of(values.Measure, _("Which special measure?"), _("Choose a special measure."))
    on = day(_("Since when is it considered?"))


class MeasureStepForm(design.Form):
    """Records how far a special measure is."""

    to = forms.ChoiceField(
        label=_("How far is it now?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose how far it is.")},
    )
    on = day(_("On which day?"))
    reasons = text(
        _("Reasons"),
        required=False,
        hint=_("Needed if the court refused or the child does not want it. We encrypt what you write."),
    )

    def __init__(self, *args: Any, state: str, **options: Any) -> None:
        super().__init__(*args, **options)
        possible = MEASURE_STEPS[state]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (each.value, each.label) for each in MeasureState if each in possible
        ]


class AskedForm(design.Form):
    """Records that the court was asked for restitution."""

    losses = text(
        _("What did the child lose?"),
        hint=_("Earnings, treatment, belongings, school. We encrypt what you write."),
        missing=_("Enter what the child lost: earnings, treatment, belongings."),
    )
    on = day(_("When was the court asked?"))


class OrderForm(design.Form):
    """Records what a court ordered to be paid to a child."""

    amount = amount(_("How much?"))
    on = day(_("When was it ordered?"))
    due_on = day(_("Until when has it to be paid?"), required=False)
    way = one_of(values.PaymentWay, _("To whom is it paid?"), _("Choose to whom it is paid."))


class PaymentForm(design.Form):
    """Records a payment."""

    amount = amount(_("How much was paid?"))
    on = day(_("When?"))
    receipt = line(_("Number of the receipt"), required=False)


class SetAsideForm(design.Form):
    """Records that an order was set aside."""

    on = day(_("When did the court set it aside?"))


class PlanForm(design.Form):
    """The plan for a child in court."""

    told_by = line(
        _("Who tells the child what happens?"),
        hint=_("As agreed with the child: arrest, bail, dates, verdict, release."),
        missing=_("Enter who tells the child what happens."),
    )
    safe_way = line(
        _("How can the child be told safely?"), missing=_("Enter how the child can be told safely.")
    )
    wishes = text(_("What does the child wish?"), required=False)
    companion = line(_("Who goes to court with the child?"), required=False)
    has_separate_ways = forms.BooleanField(
        label=_("The child arrives and leaves apart from the accused"),
        required=False,
        widget=design.Checkbox(),
    )
    entrance = line(_("Which entrance, and where do they meet?"), required=False)
    waiting = line(_("How is the waiting time used?"), required=False)
    visit_on = design.DateField(
        label=_("When does the child visit the court?"), help_text=DAY_HINT, required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def preparation(self) -> Preparation:
        """What the action is given."""
        return Preparation(**{name: said for name, said in self.cleaned_data.items() if name != "seen"})


class ReleaseForm(design.Form):
    """Records what happened to an accused person."""

    event = one_of(values.ReleaseEvent, _("What happened?"), _("Choose what happened."))
    on = day(_("On which day?"), hint=_("It can be a day to come."))
    begins = clock(_("At what time?"))
    walks_out = forms.BooleanField(
        label=_("The person can walk free"),
        help_text=_("Then the child has to be told before, or on the same day."),
        required=False,
        widget=design.Checkbox(),
    )


class ToldForm(design.Form):
    """Records that a child was told."""

    on = day(_("When was the child told?"))
    begins = clock(_("At what time?"))
    how = line(
        _("How, and by whom?"),
        hint=_("We encrypt what you write. A message alone is not enough for a release."),
        missing=_("Enter how the child was told, and by whom."),
    )
