"""What is asked about the day of an interview and what follows. Times left empty are now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Membership
from opennrm.country.pack import pack
from opennrm.interviews import states
from opennrm.interviews.models import Interview
from opennrm.web import design
from opennrm.web.interviews.forms import agencies, at, one_of, people, words

NOW = _("Leave this empty for now. If you type from a printed sheet, enter the time that stands there.")


class TimedForm(design.Form):
    """A step that happened now, or at a time of the day of the interview that stands on a sheet.

    `moment` is what the action calls that time.
    """

    moment: str
    time = design.TimeField(label=_("At what time?"), help_text=NOW, required=False)

    def answers(self, interview: Interview, now: datetime) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = dict(self.cleaned_data)
        happened = time_given(given.pop("time"), interview, now)
        return {**given, self.moment: happened}


def time_given(given: Any, interview: Interview, now: datetime) -> datetime:
    """A time of the day of an interview; without one, now."""
    began = interview.began_at or interview.starts_at
    if given is None or began is None:
        return now
    found = at(began.astimezone(pack().zone).date(), given)
    return found or now


def _state_of_child(label: Any) -> Any:
    return forms.MultipleChoiceField(
        label=label, choices=states.ChildState.choices, widget=design.Checkboxes(small=True), required=False
    )


class StartForm(TimedForm):
    """Begins an interview."""

    moment = "began_at"
    protocol = forms.CharField(
        label=_("Which protocol, and which version?"), max_length=100, initial="NICHD", required=False
    )
    state_before = _state_of_child(_("How does the child seem?"))


class PhaseForm(TimedForm):
    """Records that a part of the interview began."""

    moment = "started_at"
    kind = one_of(states.PhaseKind, _("Which part begins?"), _("Choose which part begins."))


class FailedForm(TimedForm):
    """Records that the recorder has failed."""

    moment = "failed_at"


class ComeForm(design.Form):
    """Records that somebody is there."""

    official = forms.ChoiceField(label=_("Somebody of the team"), widget=design.Select, required=False)
    name = forms.CharField(
        label=_("Or the name of somebody else"), help_text=_("We encrypt it."), max_length=200, required=False
    )
    capacity = one_of(states.Capacity, _("As what are they here?"), _("Choose as what they are here."))
    place = one_of(states.Where, _("Where are they?"), _("Choose where they are."))
    occupation = forms.CharField(label=_("Occupation"), max_length=100, required=False)
    age = forms.CharField(label=_("Age, or “adult”"), max_length=20, required=False)
    relation = forms.CharField(label=_("What are they to the child?"), max_length=100, required=False)
    time = design.TimeField(label=_("When did they come?"), help_text=NOW, required=False)
    left = design.TimeField(
        label=_("When did they leave?"),
        help_text=_("Leave this empty if they are still there."),
        required=False,
    )

    def __init__(self, *args: Any, officials: dict[UUID, Membership], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["official"].choices = people(officials, first=gettext("Somebody else"))  # type: ignore[attr-defined]

    def answers(self, interview: Interview, now: datetime) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = dict(self.cleaned_data)
        came, left = given.pop("time"), given.pop("left")
        official = given.pop("official")
        return {
            **given,
            "official": UUID(official) if official else None,
            "came_at": time_given(came, interview, now),
            "left_at": time_given(left, interview, now) if left else None,
        }


class FlagForm(design.Form):
    """Records that something cannot wait."""

    flag = one_of(states.Flag, _("What came up?"), _("Choose what came up."))
    words = words(_("What has to be known to act?"), required=False)


class ActForm(design.Form):
    """Records what was done about it."""

    kind = one_of(states.Act, _("What was done?"), _("Choose what was done."))
    words = words(_("Who did what?"), missing=_("Write what was done."))


class SlipForm(design.Form):
    """Hands in a question."""

    text = words(
        _("Your question for the break"),
        rows=2,
        missing=_("Write the question."),
        hint=_("The interviewer decides whether and how to ask it. We encrypt what you write."),
    )


class SettleForm(design.Form):
    """Records what became of a question."""

    asked = one_of(
        states.Asked, _("Did you ask it?"), _("Choose whether you asked it."), without=[states.Asked.WAITS]
    )
    why = words(_("If you did not ask it: why?"), rows=2, required=False)


class FinishForm(TimedForm):
    """Finishes an interview."""

    moment = "ended_at"
    outcome = one_of(
        states.Outcome,
        _("What came of it?"),
        _("Choose what came of it."),
        hint=_("That a child tells nothing is a good answer too. It is no reason to ask again."),
        without=[states.Outcome.STOPPED],
    )
    state_after = _state_of_child(_("How does the child seem now?"))
    field_order = ["outcome", "state_after", "time"]


class StopForm(TimedForm):
    """Stops an interview."""

    moment = "ended_at"
    stopped_by = one_of(
        states.StoppedBy,
        _("Who stopped it?"),
        _("Choose who stopped it."),
        hint=_("Nobody has to say why. Do not ask the child."),
    )
    state_after = _state_of_child(_("How does the child seem now?"))
    field_order = ["stopped_by", "state_after", "time"]


class NoteForm(design.Form):
    """Writes the notes of an interview."""

    text = words(_("Notes"), rows=12, missing=_("Write the notes."))


class DebriefForm(design.Form):
    """Writes how the team talked about an interview."""

    text = words(
        _("What did the team talk about?"),
        rows=6,
        missing=_("Write what the team talked about."),
        hint=_("How it went, what the child needs now, and who does what. We encrypt what you write."),
    )


class RecordedForm(design.Form):
    """Says that not everything is recorded."""

    recorded = one_of(
        states.Recorded,
        _("How much is recorded?"),
        _("Choose how much is recorded."),
        without=[states.Recorded.WHOLE],
    )
    words = words(_("Why?"))


class CallForm(design.Form):
    """Calls a case review, also of other children."""

    planned_on = design.DateField(label=_("On which day?"), error_messages={"required": _("Enter the day.")})
    others = forms.TypedMultipleChoiceField(
        label=_("Which other children does the team talk about at the same meeting?"),
        help_text=_("Each agency sees only the children whose interview it takes part in."),
        coerce=UUID,
        widget=design.Checkboxes(small=True),
        required=False,
        error_messages={"invalid_choice": _("One of these children can no longer be chosen. Try again.")},
    )

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["others"].choices = others  # type: ignore[attr-defined]
        if not others:
            del self.fields["others"]


class ReviewForm(design.Form):
    """Records that a case review was held."""

    disciplines = forms.MultipleChoiceField(
        label=_("Who was there?"),
        choices=[(each.value, each.label) for each in states.DISCIPLINES],
        widget=design.Checkboxes(small=True),
        error_messages={"required": _("Choose who was there.")},
    )
    remote = forms.BooleanField(label=_("By video or telephone"), required=False, widget=design.Checkbox())


class DecideForm(design.Form):
    """Records what a case review decided."""

    decision = design.CodeField(
        "review_decisions",
        label=_("What was decided?"),
        error_messages={"required": _("Choose what was decided.")},
    )
    owner = forms.ChoiceField(
        label=_("Which agency does it?"),
        widget=design.Select,
        error_messages={"required": _("Choose an agency.")},
    )
    due_on = design.DateField(label=_("By which day?"), error_messages={"required": _("Enter the day.")})
    words = words(_("Is there anything to add?"), rows=2, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found: Sequence[tuple[str, str]] = agencies()
        self.fields["owner"].choices = [("", gettext("Choose an agency")), *found]  # type: ignore[attr-defined]

    def clean_owner(self) -> UUID:
        return UUID(self.cleaned_data["owner"])
