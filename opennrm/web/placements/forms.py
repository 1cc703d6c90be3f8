"""What is asked about placements."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.country.pack import pack
from opennrm.placements.actions import Place
from opennrm.placements.states import NoView, SeenAlone, Siblings
from opennrm.placements.vocabulary import BASES, ENDS, KINDS, end_title
from opennrm.web import design

LONGEST = 2000
_SEALED = _("We encrypt what you write.")
_LEAD_ALONE = _("Only the agency that leads the case can read this. We encrypt it.")


def _text(label: Any, *, help_text: Any = _SEALED, rows: int = 0, **options: Any) -> forms.CharField:
    if rows:
        options["widget"] = design.TextArea(rows=rows)
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST, **options)


def _reason(label: Any, missing: Any) -> forms.CharField:
    return _text(label, rows=3, min_length=SHORTEST_REASON, error_messages={"required": missing})


class PlaceForm(design.Form):
    """Where the child stays, on which basis, and what the child says."""

    kind = design.CodeField(
        KINDS,
        label=_("What kind of place is it?"),
        keeps_old=True,
        error_messages={"required": _("Choose what kind of place it is.")},
    )
    provider = _text(
        _("Who looks after the child there?"),
        help_text=_LEAD_ALONE,
        error_messages={"required": _("Enter who looks after the child there.")},
    )
    address = _text(_("Where is it?"), help_text=_LEAD_ALONE, rows=2, required=False)
    contact = _text(_("How do you reach them?"), help_text=_LEAD_ALONE, required=False)
    basis = design.CodeField(
        BASES,
        label=_("On which basis does the child stay there?"),
        keeps_old=True,
        error_messages={"required": _("Choose on which basis the child stays there.")},
    )
    order_reference = _text(
        _("Reference of the court order, if there is one"), help_text=_LEAD_ALONE, required=False
    )
    siblings = forms.ChoiceField(
        label=_("Are brothers or sisters in the same place?"),
        choices=Siblings.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose one of the answers in the list.")},
    )
    view = _text(
        _("What does the child say about it?"),
        help_text=_("Use the child's own words. We encrypt what you write."),
        rows=3,
        required=False,
    )
    no_view = forms.ChoiceField(
        label=_("If the child says nothing: why?"),
        choices=[("", _("The child's words are above")), *NoView.choices],
        widget=design.Radios(small=True),
        required=False,
    )
    planned_to = design.DateField(
        label=_("Until when is it meant to last?"),
        help_text=_("For example, 27 March 2027. Leave it empty if nobody knows."),
        required=False,
    )

    @property
    def place(self) -> Place:
        """Where the child stays, from valid answers."""
        return Place(**{name: self.cleaned_data[name] for name in Place.__dataclass_fields__})


class MomentForm(design.Form):
    """A day and a time of it."""

    on = design.DateField(
        label=_("On which day?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the day.")},
    )
    time = design.TimeField(
        label=_("At what time?"),
        help_text=_("For example, 2:30 pm. If you do not know exactly, enter about when it was."),
        error_messages={"required": _("Enter the time.")},
    )

    @property
    def moment(self) -> datetime:
        """The moment, from valid answers."""
        return datetime.combine(self.cleaned_data["on"], self.cleaned_data["time"], tzinfo=pack().zone)


class _AfterAnother(MomentForm):
    """Asks why the child left the place before, if the child is recorded in one."""

    ended_because = design.CodeField(
        ENDS,
        label=_("Why did the child leave the place before?"),
        help_text=_("The place before ends at the same moment."),
        error_messages={"required": _("Choose why the child left the place before.")},
    )

    def __init__(self, *args: Any, is_somewhere: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_somewhere:
            del self.fields["ended_because"]
        self.fields["on"].label = gettext("On which day did the child move in?")

    @property
    def why_ended(self) -> str:
        """The reason; empty where none was asked for."""
        return str(self.cleaned_data.get("ended_because", ""))


class NewForm(_AfterAnother, PlaceForm):
    """Records where the child is since a moment."""

    field_order = ["kind", "provider", "address", "contact", "on", "time", "ended_because"]


class BeginForm(_AfterAnother):
    """Records that the child has moved in as planned."""


class PlanForm(PlaceForm):
    """Plans where the child is to stay."""

    planned_from = design.DateField(
        label=_("From which day?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the day.")},
    )
    field_order = ["kind", "provider", "address", "contact", "planned_from", "planned_to"]


class CancelForm(design.Form):
    """Says that the child does not move in."""

    reason = _reason(_("Why does the child not move in?"), _("Say why the child does not move in."))


class EndForm(MomentForm):
    """Records that the child has left."""

    because = design.CodeField(
        ENDS,
        label=_("Why did the child leave?"),
        error_messages={"required": _("Choose why the child left.")},
    )
    words = _text(_("What else is there to say?"), rows=3, required=False)


class MissingForm(MomentForm):
    """Records that the child ran away."""

    words = _text(_("What is known of it?"), rows=3, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = gettext("Since which day is the child missing?")


class BackForm(MomentForm):
    """Records that a missing child is back."""

    where = forms.ChoiceField(
        label=_("Where is the child now?"),
        choices=[("same", _("In the same place as before")), ("other", _("In another place"))],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose where the child is now.")},
    )


class VisitForm(MomentForm):
    """Records a visit."""

    seen_alone = forms.ChoiceField(
        label=_("Did you talk with the child alone?"),
        help_text=_("Without anybody from the place. Only such a visit counts for the time limit."),
        choices=SeenAlone.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether the child was seen alone.")},
    )
    visitor = _text(_("Who visited, if it was not you?"), required=False)
    child_words = _text(
        _("What did the child say?"),
        help_text=_("Use the child's own words. We encrypt what you write."),
        rows=3,
        required=False,
    )
    concerns = _text(_("What worries you?"), rows=3, required=False)


class CorrectMissingForm(MomentForm):
    """Corrects since when and until when a child was missing."""

    until_on = design.DateField(label=_("Until which day?"), error_messages={"required": _("Enter the day.")})
    until_time = design.TimeField(
        label=_("Until what time?"), error_messages={"required": _("Enter the time.")}
    )
    end_reason = forms.ChoiceField(label=_("Why did the child leave?"), widget=design.Radios(small=True))
    reason = _reason(_("Why are you correcting it?"), _("Say why you are correcting this."))
    field_order = ["on", "time", "until_on", "until_time", "end_reason", "reason"]

    def __init__(self, *args: Any, end_reason: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].label = gettext("From which day?")
        if not end_reason:
            for name in ("until_on", "until_time", "end_reason"):
                del self.fields[name]
            return
        codes = dict.fromkeys([end_reason, *pack().codes(ENDS)])
        self.fields["end_reason"].choices = [(code, end_title(code)) for code in codes]  # type: ignore[attr-defined]

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given, until = self.cleaned_data, None
        if "until_on" in given:
            until = datetime.combine(given["until_on"], given["until_time"], tzinfo=pack().zone)
        ended = str(given.get("end_reason", ""))
        times = {"since": self.moment, "until": until, "end_reason": ended}
        place = self.place if isinstance(self, PlaceForm) else None
        return {"place": place, **times, "reason": given["reason"]}


class CorrectForm(CorrectMissingForm, PlaceForm):
    """Corrects where and when the child was."""

    field_order = [
        "on", "time", "until_on", "until_time", "end_reason", "kind", "provider", "address", "contact",
        "basis", "order_reference", "siblings", "view", "no_view", "planned_to", "reason",
    ]  # fmt: skip
