"""What is asked about the people of the interview team."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import MembershipQuerySet
from opennrm.country.pack import pack
from opennrm.spaces import team
from opennrm.spaces.models import Sex, TeamMember
from opennrm.web import design

MOST_A_DAY = 10
FARTHEST = 600


class MemberForm(design.Form):
    """What is known of somebody in the team."""

    disciplines = design.CodesField(
        "team_disciplines",
        label=_("What do they do in the team?"),
        keeps_old=True,
        widget=design.Checkboxes(small=True),
        error_messages={"required": _("Choose what they do in the team.")},
    )
    sex = forms.ChoiceField(
        label=_("Are they a woman or a man?"),
        help_text=_("A child may wish to talk with one or the other."),
        choices=Sex.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose one.")},
    )
    languages = design.CodesField(
        "languages",
        label=_("Which languages do they speak with children?"),
        keeps_old=True,
        widget=design.Checkboxes(small=True),
        error_messages={"required": _("Choose at least one language.")},
    )
    home_area = design.CodeField(
        "areas",
        label=_("Where do they start from?"),
        keeps_old=True,
        widget=design.Select,
        error_messages={"required": _("Choose where they start from.")},
    )
    travel_limit_minutes = forms.IntegerField(
        label=_("How many minutes can they travel?"),
        help_text=_("Leave this empty if there is no limit."),
        required=False,
        min_value=0,
        max_value=FARTHEST,
        widget=design.Number(width=3),
    )
    max_per_day = forms.IntegerField(
        label=_("How many interviews can they do in a day?"),
        min_value=1,
        max_value=MOST_A_DAY,
        widget=design.Number(width=2),
        error_messages={"required": _("Enter how many interviews.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @staticmethod
    def initial_of(member: TeamMember) -> dict[str, Any]:
        """The form as somebody is known now."""
        return {name: getattr(member, name) for name in (*team.FACTS, "version")}

    @property
    def facts(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        return {name: self.cleaned_data[name] for name in team.FACTS}


class NewMemberForm(MemberForm):
    """Adds somebody of one's own agency."""

    membership: Any = forms.ModelChoiceField(
        label=_("Who?"),
        help_text=_("People in your agency who are not in the team yet."),
        queryset=None,
        empty_label=_("Choose somebody"),
        widget=design.Select,
        error_messages={"required": _("Choose who it is.")},
    )
    field_order = ("membership",)

    def __init__(self, *args: Any, among: MembershipQuerySet, **options: Any) -> None:
        super().__init__(*args, **options)
        who = self.fields["membership"]
        who.queryset = among.order_by("account__name", "id")  # type: ignore[attr-defined]
        who.label_from_instance = lambda membership: membership.account.name  # type: ignore[attr-defined]


class EndForm(design.Form):
    """Takes somebody out of the team."""

    ended_on = design.DateField(
        label=_("From which day are they not in the team?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the day.")},
    )


class CertificateForm(design.Form):
    """Adds a certificate."""

    kind = design.CodeField(
        "certificate_kinds",
        label=_("What is the certificate for?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what it is for.")},
    )
    valid_from = design.DateField(
        label=_("From which day is it valid?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the first day.")},
    )
    valid_until = design.DateField(
        label=_("What is its last day?"), error_messages={"required": _("Enter the last day.")}
    )


class AbsenceForm(design.Form):
    """Records when somebody is not available: whole days, or from one time to another."""

    since = design.DateField(
        label=_("What is the first day?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the first day.")},
    )
    since_time = design.TimeField(
        label=_("From what time on that day?"),
        help_text=_("Leave this empty for the whole day."),
        required=False,
    )
    until = design.DateField(
        label=_("What is the last day?"), error_messages={"required": _("Enter the last day.")}
    )
    until_time = design.TimeField(
        label=_("Until what time on that day?"),
        help_text=_("Leave this empty for the whole day."),
        required=False,
    )
    reason = design.CodeField(
        "absence_reasons",
        label=_("Why?"),
        help_text=_("Only facilitators and supervisors in your agency can read this."),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why.")},
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given, zone = self.cleaned_data, pack().zone
        begins = datetime.combine(given["since"], given["since_time"] or time.min, tzinfo=zone)
        last, until = given["until"], given["until_time"]
        after = last if until else last + timedelta(days=1)
        ends = datetime.combine(after, until or time.min, tzinfo=zone)
        return {"starts_at": begins, "ends_at": ends, "reason": given["reason"]}
