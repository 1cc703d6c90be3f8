"""Forms by which administrators look after accounts and agencies."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency
from opennrm.agencies.queries import roles_of
from opennrm.agencies.second_factors import Reason
from opennrm.country.pack import pack
from opennrm.web import design


def _offer_roles(field: Any, agency: Agency, without: Iterable[str] = ()) -> None:
    roles = [role for role in roles_of(agency) if role.code not in without]
    field.choices = [(role.code, role.title) for role in roles]
    field.widget.hints = {role.code: role.description for role in roles}


class InviteForm(design.Form):
    """Whom to invite to an agency, and in which role."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=design.Text())
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_("Their own address at work, not a shared one."),
        widget=design.Email(),
    )
    role = forms.ChoiceField(label=_("Role"), widget=design.Radios)

    def __init__(self, *args: Any, agency: Agency, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_roles(self.fields["role"], agency)


class RoleForm(design.Form):
    """The role in which somebody goes on."""

    role = forms.ChoiceField(label=_("New role"), widget=design.Radios)

    def __init__(self, *args: Any, agency: Agency, current: str, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer_roles(self.fields["role"], agency, without=[current])


class TakeAwayForm(design.Form):
    """Why a second factor is taken away."""

    reason = forms.ChoiceField(
        label=_("What happened to their second step?"),
        choices=[
            (Reason.LOST.value, _("They lost the device or got another one")),
            (Reason.BROKEN.value, _("The device or the app does not work any more")),
            (Reason.STOLEN.value, _("The device was stolen, or somebody else may have used it")),
        ],
        widget=design.Radios,
    )
    recognised = forms.BooleanField(
        label=_("I spoke with this person myself and am sure that it is they who ask"), widget=design.Checkbox
    )


class AgencyForm(design.Form):
    """The facts of an agency. Code and kind are fixed once it is founded."""

    code = forms.RegexField(
        "^[A-Z][A-Z0-9-]*$",
        label=_("Code"),
        help_text=_("A short name in capitals, such as POLICE-UNIT. It cannot be changed later."),
        max_length=40,
        widget=design.Text(width=20),
        error_messages={"invalid": _("Use capitals, digits and hyphens only, such as POLICE-UNIT.")},
    )
    name = forms.CharField(label=_("Name"), max_length=200, widget=design.Text())
    kind = forms.ChoiceField(
        label=_("Kind"), help_text=_("Decides which roles its people can hold."), widget=design.Select
    )
    areas = forms.MultipleChoiceField(
        label=_("Where it works"),
        help_text=_("Choose none if it works in the whole country."),
        required=False,
        widget=design.Checkboxes(small=True),
    )
    telephone = forms.CharField(
        label=_("Which number should other agencies call?"),
        help_text=_("A service that helps a child of this agency reads it on the page of the case."),
        max_length=100,
        required=False,
        widget=design.Telephone(width=20),
    )
    is_active = forms.BooleanField(
        label=_("Takes part"),
        help_text=_("Without the tick nobody can act for this agency any more, from their next click on."),
        required=False,
        initial=True,
        widget=design.Checkbox,
    )

    def __init__(self, *args: Any, agency: Agency | None = None, **options: Any) -> None:
        if agency is not None:
            facts = {
                "name": agency.name, "areas": agency.areas, "telephone": agency.telephone,
                "is_active": agency.is_active,
            }  # fmt: skip
            options.setdefault("initial", facts)
        super().__init__(*args, **options)
        kinds: Any = self.fields["kind"]
        areas: Any = self.fields["areas"]
        kinds.choices = [
            ("", _("Choose a kind")),
            *((kind.code, kind.title) for kind in pack().agency_kinds.values()),
        ]
        areas.choices = [(area.code, area.name) for area in pack().areas]
        for name in ("code", "kind") if agency else ("is_active",):
            del self.fields[name]
