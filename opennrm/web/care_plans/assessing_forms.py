"""What is asked when the safety and the needs of a child are assessed."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.care_plans.assessing import Act, Needs, Safety
from opennrm.care_plans.states import Level, SafeTonight
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.web import design

SEALED = _("We encrypt what you write.")
LONGEST = 4000
NOON = time(12)
MOST_ACTS = 3
WITHIN = {
    "1": _("Within an hour"),
    "6": _("Within 6 hours"),
    "24": _("Within a day"),
    "72": _("Within 3 days"),
}
"""How soon something is done, in hours."""


def sealed(rows: int = 3, **options: Any) -> forms.CharField:
    """A field for a sealed text."""
    return forms.CharField(
        max_length=LONGEST, widget=design.TextArea(rows=rows), **{"help_text": SEALED, **options}
    )


class SafetyForm(design.Form):
    """Whether the child is safe, and what is done at once."""

    assessed_on = design.DateField(
        label=_("On which day did you look at this?"), error_messages={"required": _("Enter the day.")}
    )
    time = design.TimeField(
        label=_("What time was it?"),
        help_text=_("For example, 2:30 pm."),
        error_messages={"required": _("Enter the time.")},
    )
    dangers = design.CodesField(
        "safety_dangers",
        label=_("What endangers the child now?"),
        widget=design.Checkboxes(small=True),
        error_messages={"required": _("Choose what endangers the child, or that no danger was found.")},
    )
    safe_tonight = forms.ChoiceField(
        label=_("Is the child safe tonight?"),
        choices=SafeTonight.choices,
        widget=design.Radios(small=True, reveals={SafeTonight.WITH_CONDITIONS: "conditions"}),
        error_messages={"required": _("Choose whether the child is safe tonight.")},
    )
    conditions = sealed(label=_("What has to be done so that the child is safe?"), required=False)
    next_on = design.DateField(
        label=_("On which day do you look at this again?"), error_messages={"required": _("Enter the day.")}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(1, MOST_ACTS + 1):
            act = self.fields[f"act_{number}"] = design.CodeField(
                "immediate_acts",
                label=_("What is done at once?") if number == 1 else _("What else is done at once?"),
                widget=design.Select,
                required=False,
                first=[("", _("Nothing"))],
            )
            act.fill()
            self.fields[f"owner_{number}"] = forms.CharField(
                label=_("Who does it?"), help_text=SEALED, max_length=200, required=False
            )
            self.fields[f"within_{number}"] = forms.ChoiceField(
                label=_("How soon?"), choices=list(WITHIN.items()), widget=design.Select, required=False
            )
        self.order_fields([name for name in self.fields if name != "next_on"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for number in range(1, MOST_ACTS + 1):
            if given.get(f"act_{number}") and not given.get(f"owner_{number}", "").strip():
                self.add_error(f"owner_{number}", _("Say who does it."))
        return given

    @property
    def content(self) -> Safety:
        """What the assessment says, from valid answers."""
        given, zone = self.cleaned_data, pack().zone
        at = datetime.combine(given["assessed_on"], given["time"], tzinfo=zone)
        acts = [
            Act(
                code=given[f"act_{number}"],
                owner=given[f"owner_{number}"],
                due_at=at + timedelta(hours=int(given[f"within_{number}"] or 1)),
            )
            for number in range(1, MOST_ACTS + 1)
            if given[f"act_{number}"]
        ]
        return Safety(
            assessed_at=at,
            dangers=given["dangers"],
            safe_tonight=given["safe_tonight"],
            conditions=given["conditions"],
            next_at=datetime.combine(given["next_on"], NOON, tzinfo=zone),
            acts=acts,
        )


class ActDoneForm(design.Form):
    """That something was done to keep the child safe."""

    done_on = design.DateField(
        label=_("On which day was it done?"), error_messages={"required": _("Enter the day.")}
    )
    time = design.TimeField(
        label=_("What time was it?"),
        help_text=_("For example, 2:30 pm."),
        error_messages={"required": _("Enter the time.")},
    )
    words = sealed(label=_("How did it go?"), required=False)

    @property
    def done_at(self) -> datetime:
        """When it was done, from valid answers."""
        return datetime.combine(self.cleaned_data["done_on"], self.cleaned_data["time"], tzinfo=pack().zone)


class NeedsForm(design.Form):
    """What the child needs by domain, what is strong, and what the child says."""

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["assessed_on"] = design.DateField(
            label=_("On which day did you look at this?"),
            latest=today,
            error_messages={"required": _("Enter the day.")},
        )
        for domain in pack().codes("need_domains"):
            self.fields[f"level_{domain}"] = forms.ChoiceField(
                label=title_of("need_domains", domain),
                choices=Level.choices,
                widget=design.Radios(small=True),
                error_messages={"required": _("Choose a level.")},
            )
        self.fields["strengths"] = sealed(
            label=_("What is strong in the child and around the child?"),
            error_messages={"required": _("Write what is strong in the child and around the child.")},
        )
        self.fields["child_words"] = sealed(
            label=_("What does the child say?"),
            help_text=_("Use the child's own words. We encrypt this."),
            required=False,
        )
        language = self.fields["words_language"] = design.CodeField(
            "languages",
            label=_("In which language did the child say this?"),
            widget=design.Select,
            required=False,
            first=[("", _("Nothing was said"))],
        )
        language.fill()
        self.fields["words_written_by"] = forms.CharField(
            label=_("Who wrote this down?"), help_text=SEALED, max_length=200, required=False
        )

    @property
    def content(self) -> Needs:
        """What the assessment says, from valid answers."""
        given = self.cleaned_data
        return Needs(
            assessed_on=given["assessed_on"],
            levels={domain: given[f"level_{domain}"] for domain in pack().codes("need_domains")},
            strengths=given["strengths"],
            child_words=given["child_words"],
            words_language=given["words_language"],
            words_written_by=given["words_written_by"],
        )
