"""What is asked about proceedings, counts and sentences."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.justice import values
from opennrm.justice.counts import Charge
from opennrm.justice.sentencing import Penalty
from opennrm.justice.states import ENDED_WITHOUT, VERDICTS, CountState
from opennrm.web import design
from opennrm.web.interviews.forms import one_of

DAY_HINT = _("For example, 27 March 2027.")
LONGEST = 2000
Choice = tuple[str, str]


def day(label: Any, *, required: bool = True, hint: Any = DAY_HINT) -> design.DateField:
    """A whole day."""
    return design.DateField(
        label=label, help_text=hint, required=required, error_messages={"required": _("Enter the day.")}
    )


def line(label: Any, *, hint: Any = "", required: bool = True, missing: Any = "", longest: int = 200) -> Any:
    """A line of words."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=longest,
        error_messages={"required": missing or _("Fill this in.")},
    )


def text(label: Any, *, hint: Any = "", required: bool = True, missing: Any = "") -> Any:
    """Some lines of words."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        widget=design.TextArea(rows=3),
        error_messages={"required": missing or _("Fill this in.")},
    )


def amount(label: Any, *, required: bool = True) -> Any:
    """An amount of money in the currency of the country."""
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        required=required,
        widget=design.Text(width=10),
        error_messages={
            "required": _("Enter the amount."),
            "invalid": _("Enter an amount, for example 500000."),
        },
    )


def whole(label: Any, *, required: bool = True, hint: Any = "") -> Any:
    """A whole number."""
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=1200,
        required=required,
        widget=design.Number(width=4),
    )


class ProceedingForm(design.Form):
    """Opens a proceeding about the child of a case."""

    role = one_of(values.Role, _("What is the child in the proceeding?"), _("Choose what the child is."))
    court = design.CodeField(
        "courts", label=_("Which court?"), error_messages={"required": _("Choose the court.")}
    )
    reference = line(
        _("Court reference"), required=False, hint=_("Leave it empty if the court has not given one yet.")
    )
    opened_on = day(_("When was the first charge?"))
    judge_alone = forms.BooleanField(
        label=_("A judge sits without a jury"), required=False, widget=design.Checkbox()
    )
    in_camera = forms.BooleanField(
        label=_("The public is not admitted"), required=False, widget=design.Checkbox()
    )


class ChildForm(design.Form):
    """Adds the child of a case to a proceeding."""

    proceeding_id = forms.ChoiceField(
        label=_("Which proceeding?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the proceeding.")},
    )
    role = one_of(values.Role, _("What is the child in the proceeding?"), _("Choose what the child is."))

    def __init__(self, *args: Any, proceedings: Iterable[Choice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["proceeding_id"].choices = list(proceedings)  # type: ignore[attr-defined]

    def clean_proceeding_id(self) -> UUID:
        return UUID(self.cleaned_data["proceeding_id"])


class AccusedForm(design.Form):
    """Adds a person or company that is accused."""

    kind = one_of(values.PartyKind, _("Who is accused?"), _("Choose who is accused."))
    name = line(
        _("Name on the charge sheet"),
        hint=_("We encrypt it. Only prosecutors of your agency can read it."),
        missing=_("Enter the name on the charge sheet."),
    )
    sex = one_of(values.Sex, _("Sex"), _("Choose the sex, or “Not known, or a company”."))
    citizenships = design.CodesField(
        "citizenships",
        label=_("Citizenships"),
        required=False,
        widget=design.Selects(first=_("Citizenship"), further=_("Another citizenship")),
    )
    is_official = forms.BooleanField(
        label=_("This person is a public official"), required=False, widget=design.Checkbox()
    )
    suspect = forms.ChoiceField(
        label=_("Is this a suspect of an investigation that was sent to you?"),
        help_text=_("Then figures count the person once, however many proceedings there are."),
        required=False,
        widget=design.Select,
    )

    def __init__(self, *args: Any, suspects: Iterable[Choice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["suspect"].choices = [("", gettext("No, or not known")), *suspects]  # type: ignore[attr-defined]

    def clean_suspect(self) -> UUID | None:
        chosen = self.cleaned_data["suspect"]
        return UUID(chosen) if chosen else None


class ChargeForm(design.Form):
    """What a count says. The prosecutor decides which kind of law it is, and what the facts are."""

    offence = forms.ChoiceField(
        label=_("Which offence?"), widget=design.Select, error_messages={"required": _("Choose the offence.")}
    )
    basis = one_of(values.Basis, _("Which kind of law is this?"), _("Choose which kind of law this is."))
    facts = one_of(
        values.Facts,
        _("What are the facts?"),
        _("Choose what the facts are."),
        hint=_("Whatever law the count is under. Figures need both answers."),
    )
    lesser_because = forms.ChoiceField(
        label=_("If trafficking is charged under another law: why?"),
        required=False,
        choices=[("", _("It is not")), *values.LesserReason.choices],
        widget=design.Select,
    )
    victims = forms.MultipleChoiceField(
        label=_("Which children is it about?"), required=False, widget=design.Checkboxes(small=True)
    )
    on = day(_("When was the count added?"))

    def __init__(self, *args: Any, children: Iterable[Choice], **options: Any) -> None:
        super().__init__(*args, **options)
        offences = [
            (
                offence.code,
                f"{offence.title} ({offence.law}{', ' + offence.section if offence.section else ''})",
            )
            for offence in pack().justice.offences.values()
        ]
        self.fields["offence"].choices = [("", gettext("Choose an offence")), *offences]  # type: ignore[attr-defined]
        self.fields["victims"].choices = list(children)  # type: ignore[attr-defined]

    @property
    def charge(self) -> Charge:
        """What the action is given."""
        said = self.cleaned_data
        victims = tuple(UUID(each) for each in said["victims"])
        names = ("offence", "basis", "facts", "lesser_because")
        return Charge(victims=victims, **{name: said[name] for name in names})


class CountForm(ChargeForm):
    """Adds a count."""

    accused = forms.ChoiceField(
        label=_("Who is accused?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who is accused.")},
    )
    field_order = ("accused", "offence")

    def __init__(self, *args: Any, accused: Iterable[Choice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["accused"].choices = list(accused)  # type: ignore[attr-defined]

    def clean_accused(self) -> UUID:
        return UUID(self.cleaned_data["accused"])


class AmendForm(ChargeForm):
    """Replaces a count by another one."""

    reason = text(_("Why is the count replaced?"), missing=_("Write why, in a few words."))


class PleaForm(design.Form):
    """Records a plea."""

    plea = forms.ChoiceField(
        label=_("What does the accused answer?"),
        choices=[each for each in values.Plea.choices if each[0] != values.Plea.NONE],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the accused answers.")},
    )
    on = day(_("On which day?"))


class OutcomeForm(ChargeForm):
    """Records what became of a count, and of a lesser offence the count that is added."""

    to = forms.ChoiceField(
        label=_("What became of the count?"),
        choices=[(str(state.value), state.label) for state in (*VERDICTS, *ENDED_WITHOUT)],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what became of the count.")},
    )
    reason = text(
        _("Why did it end?"),
        required=False,
        hint=_("Only if there was no verdict: withdrawn, stayed or dismissed."),
    )
    field_order = ("to", "on", "reason", "offence")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = gettext("On which day?")
        self.fields["offence"].label = gettext("If guilty of a lesser offence: which one?")
        for name in ("offence", "basis", "facts"):
            self.fields[name].required = False

    @property
    def lesser(self) -> Charge | None:
        """The lesser offence, where there is one."""
        return self.charge if self.cleaned_data["to"] == CountState.LESSER else None


class SentenceForm(design.Form):
    """What a court orders for one count."""

    kind = one_of(values.SentenceKind, _("What did the court order?"), _("Choose what the court ordered."))
    months = whole(_("Term in months"), required=False, hint=_("For imprisonment, also if it is suspended."))
    suspended_months = whole(_("Suspended for how many months?"), required=False)
    amount = amount(_("Fine or other amount"), required=False)
    consecutive_to = forms.ChoiceField(
        label=_("When does the term begin?"), required=False, widget=design.Radios(small=True)
    )
    time_served_days = whole(_("Days in custody that count"), required=False)
    on = day(_("On which day?"))

    def __init__(self, *args: Any, others: Iterable[Choice], **options: Any) -> None:
        super().__init__(*args, **options)
        first = ("", gettext("At once, at the same time as other terms"))
        self.fields["consecutive_to"].choices = [first, *others]  # type: ignore[attr-defined]

    @property
    def penalty(self) -> Penalty:
        """What the action is given."""
        said = self.cleaned_data
        after = said["consecutive_to"]
        return Penalty(
            kind=said["kind"],
            months=said["months"],
            suspended_months=said["suspended_months"],
            amount=said["amount"],
            consecutive_to=UUID(after) if after else None,
            time_served_days=said["time_served_days"] or 0,
        )


class AppealForm(design.Form):
    """Records an appeal."""

    appealed_by = one_of(values.AppealBy, _("Who appeals?"), _("Choose who appeals."))
    against = one_of(values.Against, _("Against what?"), _("Choose what the appeal is against."))
    on = day(_("On which day?"))


class AppealResultForm(SentenceForm):
    """Records what came of an appeal, and the sentence if that was changed."""

    result = one_of(values.AppealResult, _("What came of the appeal?"), _("Choose what came of it."))
    field_order = ("result", "on", "kind")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].required = False
        self.fields["kind"].label = gettext("If the sentence was changed: what is it now?")

    @property
    def changed(self) -> Penalty | None:
        """The new sentence, where there is one."""
        return self.penalty if self.cleaned_data["result"] == values.AppealResult.VARIED else None


class ClosedForm(design.Form):
    """Says when a proceeding ended."""

    closed_on = day(_("When did the proceeding end?"))
