"""What is asked about case conferences."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.conferences import access
from opennrm.conferences.agenda import Suggestion
from opennrm.conferences.models import Participant
from opennrm.conferences.states import Attendance, Coming, Way
from opennrm.country.pack import pack
from opennrm.tasks.access import colleagues
from opennrm.web import design

WHOEVER_LEADS = "lead"
ANOTHER = "another"
OF_CONFERENCE = "participant:"
LONGEST = 2000
LONGEST_MINUTES = 40_000


def in_agency(case: Case) -> list[tuple[str, str]]:
    """Whoever leads the case, and each colleague who sees it."""
    found = colleagues(case).select_related("account").order_by("account__name")
    leads = gettext("Whoever the case is assigned to, now and later")
    return [(WHOEVER_LEADS, leads), *((str(each.pk), each.account.name) for each in found)]


_SEALED = _("We encrypt what you write.")


def _reason(label: Any, missing: Any, help_text: Any = _SEALED) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        min_length=SHORTEST_REASON,
        max_length=LONGEST,
        widget=design.TextArea(rows=3),
        error_messages={"required": missing},
    )


class WhenForm(design.Form):
    """When and where a conference is."""

    on = design.DateField(
        label=_("On which day?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the day.")},
    )
    time = design.TimeField(
        label=_("What time does it start?"),
        help_text=_("For example, 2:30 pm."),
        error_messages={"required": _("Enter the time.")},
    )
    way = forms.ChoiceField(
        label=_("How do you meet?"),
        choices=Way.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose how you meet.")},
    )
    place = forms.CharField(
        label=_("Where is it, or how do people join?"),
        help_text=_("For example, a room or a telephone number. We encrypt what you write."),
        max_length=300,
        required=False,
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = dict(self.cleaned_data)
        return {
            "starts_at": datetime.combine(given.pop("on"), given.pop("time"), tzinfo=pack().zone),
            **given,
        }


class ConferenceForm(WhenForm):
    """Plans a conference."""

    chair = forms.ChoiceField(
        label=_("Who chairs it?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who chairs it.")},
    )

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, initial={"chair": WHOEVER_LEADS}, **options)
        self.fields["chair"].choices = in_agency(case)  # type: ignore[attr-defined]

    def clean_chair(self) -> UUID | None:
        choice = self.cleaned_data["chair"]
        return None if choice == WHOEVER_LEADS else UUID(choice)


class MoveForm(WhenForm):
    """Moves a conference."""

    reason = _reason(_("Why are you moving the conference?"), _("Say why you are moving the conference."))


class CancelForm(design.Form):
    """Says that a conference will not be held."""

    reason = _reason(
        _("Why are you cancelling the conference?"),
        _("Say why you are cancelling the conference."),
        help_text=_("The agencies that are invited can read this. We encrypt what you write."),
    )


class InviteForm(design.Form):
    """Adds somebody who is invited."""

    who = forms.CharField(
        label=_("Who is invited?"),
        help_text=_("Their name and, if you need it, what they do. We encrypt what you write."),
        max_length=300,
        error_messages={"required": _("Enter who is invited.")},
    )
    discipline = design.CodeField(
        "disciplines",
        label=_("Which discipline are they from?"),
        error_messages={"required": _("Choose their discipline.")},
    )
    agency = forms.ChoiceField(
        label=_("Which agency are they from?"),
        help_text=_(
            "If their agency takes part in this case, we tell it now. It can then see when and where you meet, "
            "which of its people are invited, and the parts of the agenda that it may see."
        ),
        widget=design.Select,
        error_messages={"required": _("Choose their agency.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = access.agencies().order_by("name").values_list("pk", "name")
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            ("", gettext("Choose an agency")),
            *((str(pk), name) for pk, name in found),
            (ANOTHER, gettext("Another organisation")),
        ]

    def clean_agency(self) -> UUID | None:
        choice = self.cleaned_data["agency"]
        return None if choice == ANOTHER else UUID(choice)


class AgendaForm(design.Form):
    """Adds to the agenda: what is open in the case, and what somebody writes."""

    sources = forms.MultipleChoiceField(
        label=_("What is open in this case"),
        help_text=_("Choose what you want to talk about."),
        required=False,
        widget=design.Checkboxes(small=True),
    )
    text = forms.CharField(
        label=_("Something else"),
        help_text=_("We encrypt what you write."),
        max_length=LONGEST,
        required=False,
        widget=design.TextArea(rows=2),
    )
    is_shared = forms.BooleanField(
        label=_("The agencies that are invited may read what I write here"),
        required=False,
        widget=design.Checkbox(),
    )

    def __init__(self, *args: Any, suggestions: Sequence[Suggestion], **options: Any) -> None:
        super().__init__(*args, **options)
        if suggestions:
            self.fields["sources"].choices = [  # type: ignore[attr-defined]
                (each.code, each.words) for each in suggestions
            ]
        else:
            del self.fields["sources"]

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = self.cleaned_data
        return {
            "sources": given.get("sources", []),
            "text": given["text"],
            "is_shared": given["is_shared"],
        }


class HeldForm(design.Form):
    """Asks of everybody who was invited whether they took part."""

    def __init__(self, *args: Any, participants: Sequence[tuple[Participant, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [choice for choice in Attendance.choices if choice[0] != Attendance.INVITED]
        for participant, who in participants:
            asked = forms.ChoiceField(
                label=who,
                choices=choices,
                widget=design.Radios(small=True),
                error_messages={"required": gettext("Say whether %(who)s took part.") % {"who": who}},
            )
            self.fields[f"attendance_{participant.pk}"] = asked

    @property
    def attendance(self) -> dict[UUID, str]:
        """Whether each of them took part, from valid answers."""
        return {UUID(name.removeprefix("attendance_")): given for name, given in self.cleaned_data.items()}


class AnswerForm(design.Form):
    """Asks of everybody of an agency who is invited whether they come."""

    def __init__(self, *args: Any, invited: Sequence[tuple[Participant, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for participant, who in invited:
            self.fields[f"coming_{participant.pk}"] = forms.ChoiceField(
                label=who,
                choices=Coming.choices,
                widget=design.Radios(small=True),
                error_messages={"required": gettext("Say whether %(who)s will come.") % {"who": who}},
            )
        self.fields["words"] = forms.CharField(
            label=gettext("Anything that the lead agency should know"),
            help_text=gettext("For example, who will come instead. We encrypt what you write."),
            max_length=LONGEST,
            required=False,
            widget=design.TextArea(rows=2),
        )

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = dict(self.cleaned_data)
        words = given.pop("words")
        return {
            "words": words,
            "coming": {UUID(name.removeprefix("coming_")): said for name, said in given.items()},
        }


class ProposeForm(design.Form):
    """Proposes something for the agenda."""

    text = forms.CharField(
        label=_("What do you want to talk about?"),
        help_text=_("The agency that leads the case can read this. We encrypt what you write."),
        max_length=LONGEST,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Write what you want to talk about.")},
    )


class ReportForm(design.Form):
    """Says that an agency has done what was agreed."""

    words = forms.CharField(
        label=_("What was done?"),
        help_text=_("The agency that leads the case can read this. We encrypt what you write."),
        max_length=LONGEST,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Write what was done.")},
    )


class MinutesForm(design.Form):
    """The minutes."""

    text = forms.CharField(
        label=_("Minutes"),
        help_text=_("Say who said what, and why something was decided. We encrypt what you write."),
        max_length=LONGEST_MINUTES,
        widget=design.TextArea(rows=14),
        error_messages={"required": _("Write the minutes.")},
    )


class CorrectMinutesForm(MinutesForm):
    """The minutes once more, and why they say something else from now on."""

    reason = _reason(_("Why are you correcting the minutes?"), _("Say why you are correcting the minutes."))


class AgreedForm(design.Form):
    """Something that was agreed on, which becomes a task."""

    text = forms.CharField(
        label=_("What was agreed?"),
        help_text=_("We encrypt what you write."),
        max_length=LONGEST,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Write what was agreed.")},
    )
    owner = forms.ChoiceField(
        label=_("Who is to do it?"),
        help_text=_(
            "If you choose somebody in another agency, your agency gets a task to check with them. If their agency is "
            "invited here, it can read what you write, and it tells you when it is done."
        ),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who is to do it.")},
    )
    due_on = design.DateField(
        label=_("By which day?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the day by which it is to be done.")},
    )
    kind = design.CodeField(
        "task_kinds",
        label=_("What kind of task is it?"),
        help_text=_("Lists show this. They never show what you write."),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the kind of task.")},
    )

    def __init__(
        self, *args: Any, case: Case, participants: Sequence[tuple[Participant, str]], **options: Any
    ) -> None:
        super().__init__(*args, initial={"owner": WHOEVER_LEADS}, **options)
        others = [
            (f"{OF_CONFERENCE}{participant.pk}", who)
            for participant, who in participants
            if participant.agency_id != case.lead_agency_id
        ]
        self.fields["owner"].choices = [*in_agency(case), *others]  # type: ignore[attr-defined]

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = dict(self.cleaned_data)
        owner = given.pop("owner")
        is_other = owner.startswith(OF_CONFERENCE)
        return {
            **given,
            "participant": UUID(owner.removeprefix(OF_CONFERENCE)) if is_other else None,
            "given_to": None if is_other or owner == WHOEVER_LEADS else UUID(owner),
        }
