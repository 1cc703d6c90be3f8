"""What is asked about plans, goals, actions and reviews."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.care_plans.goals import ActionSaid, GoalSaid
from opennrm.care_plans.planning import View
from opennrm.care_plans.reviewing import Held
from opennrm.care_plans.states import (
    ActionState,
    AgreedWith,
    Attendance,
    CopyGiven,
    Decision,
    NoView,
    Outcome,
)
from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.referrals.models import Referral
from opennrm.web import design
from opennrm.web.care_plans.assessing_forms import sealed

AGREE, SEND_BACK = "agree", "send_back"
SAFE, NOT_SAFE = "safe", "not_safe"


def _day(label: Any, **options: Any) -> design.DateField:
    return design.DateField(label=label, error_messages={"required": _("Enter the day.")}, **options)


class BeginForm(design.Form):
    """Begins a version of the plan; the first one asks nothing."""

    def __init__(self, *args: Any, is_first: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_first:
            self.fields["reason"] = sealed(
                label=_("Why does the plan change?"),
                min_length=SHORTEST_REASON,
                error_messages={"required": _("Say why the plan changes.")},
            )


class GoalForm(design.Form):
    """A goal."""

    domain = design.CodeField(
        "need_domains",
        label=_("What is the goal about?"),
        widget=design.Select,
        error_messages={"required": _("Choose what the goal is about.")},
    )
    words = sealed(
        label=_("What do you want to reach?"),
        help_text=_(
            "Write it so that the child can read it. For example: I go to school again. We encrypt this."
        ),
        error_messages={"required": _("Write the goal.")},
    )
    done_when = sealed(
        label=_("How can anybody see that the goal is reached?"),
        help_text=_("For example: I was in school on every day for a month. We encrypt this."),
        error_messages={"required": _("Write how anybody can see that the goal is reached.")},
    )
    by_when = _day(_("By when?"))

    @property
    def said(self) -> GoalSaid:
        """The goal, from valid answers."""
        return GoalSaid(**self.cleaned_data)


class ReferralField(forms.ChoiceField):
    """One of the referrals of a case. Cleans to its id or None."""

    widget = design.Select

    def fill(self, referrals: Iterable[Referral]) -> None:
        """Offer these."""
        listed = [(str(each.pk), f"{each.service.name} ({each.number})") for each in referrals]
        self.choices = listed if self.required else [("", _("None")), *listed]

    def clean(self, value: Any) -> UUID | None:
        chosen = super().clean(value)
        return UUID(chosen) if chosen else None


class ActionForm(design.Form):
    """Something that is done for a goal."""

    kind = design.CodeField(
        "task_kinds",
        label=_("What is done?"),
        widget=design.Select,
        error_messages={"required": _("Choose what is done.")},
    )
    words = sealed(
        label=_("What exactly?"),
        error_messages={"required": _("Write what is done.")},
    )
    who = forms.CharField(
        label=_("Who does it?"),
        help_text=_("A person or a service. We encrypt this."),
        max_length=200,
        error_messages={"required": _("Say who does it.")},
    )
    due_on = _day(_("By when?"))
    referral_id = ReferralField(
        label=_("Which referral does it belong to?"),
        help_text=_(
            "The service of that referral can then read this action and its goal, and nothing else of the plan."
        ),
        required=False,
    )

    def __init__(self, *args: Any, referrals: Iterable[Referral], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["referral_id"].fill(referrals)  # type: ignore[attr-defined]

    @property
    def said(self) -> ActionSaid:
        """The action, from valid answers."""
        return ActionSaid(**self.cleaned_data)


class LinkForm(design.Form):
    """By which referral a service does something."""

    referral_id = ReferralField(
        label=_("Which referral does it belong to?"), error_messages={"required": _("Choose a referral.")}
    )

    def __init__(self, *args: Any, referrals: Iterable[Referral], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["referral_id"].fill(referrals)  # type: ignore[attr-defined]


class ResultForm(design.Form):
    """What became of an action."""

    result = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[choice for choice in ActionState.choices if choice[0] != ActionState.OPEN],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what became of it.")},
    )
    on = _day(_("On which day?"))
    words = sealed(
        label=_("What should others know about it?"),
        help_text=_("If it was not done in full, say why. We encrypt this."),
        required=False,
    )


class ProposeForm(design.Form):
    """What the child says to the plan, before a supervisor agrees."""

    child_view = sealed(
        label=_("What does the child say to the plan?"),
        help_text=_("Use the child's own words. We encrypt this."),
        required=False,
    )
    why_no_view = forms.ChoiceField(
        label=_("If the child did not say anything, why not?"),
        choices=[("", _("The child said something")), *NoView.choices],
        widget=design.Radios(small=True),
        required=False,
    )
    agreed_with = forms.MultipleChoiceField(
        label=_("Who has agreed to the plan?"),
        choices=AgreedWith.choices,
        widget=design.Checkboxes(small=True),
        required=False,
    )

    @property
    def view(self) -> View:
        """What was said, from valid answers."""
        return View(**self.cleaned_data)


class DecideForm(design.Form):
    """Whether a supervisor agrees."""

    decision = forms.ChoiceField(
        label=_("Do you agree to this plan?"),
        choices=[(AGREE, _("Yes, it is in force from now on")), (SEND_BACK, _("No, it has to be changed"))],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whether you agree.")},
    )
    words = sealed(
        label=_("What should the caseworker know?"),
        help_text=_("If you do not agree, say what has to be changed. We encrypt this."),
        required=False,
    )


class CopyForm(design.Form):
    """Which copy the child got, after asking whether it is safe to have one."""

    is_safe = forms.ChoiceField(
        label=_("Would it be safe for the child to have a copy?"),
        help_text=_("Ask the child first. Somebody else may find it."),
        choices=[(SAFE, _("Yes")), (NOT_SAFE, _("No, or the child is not sure"))],
        widget=design.Radios(small=True),
        error_messages={"required": _("Ask the child, and choose an answer.")},
    )
    copy = forms.ChoiceField(
        label=_("What did the child get?"),
        choices=[choice for choice in CopyGiven.choices if choice[0] != CopyGiven.NOT_SAFE],
        widget=design.Radios(small=True),
        required=False,
    )
    on = _day(_("On which day?"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("is_safe") == SAFE and not given.get("copy"):
            self.add_error("copy", _("Choose what the child got."))
        return given

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = self.cleaned_data
        copy = given["copy"] if given["is_safe"] == SAFE else CopyGiven.NOT_SAFE
        # Reading it aloud leaves nothing that somebody could find.
        if given["copy"] == CopyGiven.READ_ALOUD:
            copy = CopyGiven.READ_ALOUD
        return {"copy": copy, "on": given["on"]}


class EndForm(design.Form):
    """Ends a plan, with what became of each need."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for domain in pack().codes("need_domains"):
            self.fields[f"outcome_{domain}"] = forms.ChoiceField(
                label=title_of("need_domains", domain),
                choices=Outcome.choices,
                widget=design.Radios(small=True),
                error_messages={"required": _("Choose what became of this.")},
            )
        self.fields["words"] = sealed(
            label=_("Why does the plan end?"),
            min_length=SHORTEST_REASON,
            error_messages={"required": _("Say why the plan ends.")},
        )

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = self.cleaned_data
        outcomes = {domain: given[f"outcome_{domain}"] for domain in pack().codes("need_domains")}
        return {"outcomes": outcomes, "words": given["words"]}


class ReviewForm(design.Form):
    """A review of the plan in force."""

    def __init__(self, *args: Any, goals: Iterable[tuple[UUID, str]], today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.goal_ids = []
        self.fields["held_on"] = _day(_("On which day was the review?"), latest=today)
        self.fields["attendance"] = forms.MultipleChoiceField(
            label=_("Who took part?"),
            choices=Attendance.choices,
            widget=design.Checkboxes(small=True),
            error_messages={"required": _("Choose who took part.")},
        )
        for goal_id, said in goals:
            self.goal_ids.append(goal_id)
            self.fields[f"result_{goal_id}"] = forms.ChoiceField(
                label=said,
                choices=Outcome.choices,
                widget=design.Radios(small=True),
                error_messages={"required": _("Choose what became of this goal.")},
            )
        self.fields["decision"] = forms.ChoiceField(
            label=_("What was decided?"),
            choices=Decision.choices,
            widget=design.Radios(small=True),
            error_messages={"required": _("Choose what was decided.")},
        )
        self.fields["words"] = sealed(label=_("What else was said?"), required=False)

    @property
    def held(self) -> Held:
        """The review, from valid answers."""
        given = self.cleaned_data
        return Held(
            held_on=given["held_on"],
            attendance=given["attendance"],
            results={str(goal_id): given[f"result_{goal_id}"] for goal_id in self.goal_ids},
            decision=given["decision"],
            words=given["words"],
        )
