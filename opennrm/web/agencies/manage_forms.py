"""Forms by which administrators look after accounts and agencies."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency
from opennrm.agencies.queries import roles_of
from opennrm.agencies.second_factors import Reason
from opennrm.country.titles import titles_of
from opennrm.web import design


def _offer_roles(field: Any, agency: Agency, without: Iterable[str] = ()) -> None:
    roles = [role for role in roles_of(agency) if role.code not in without]
    field.choices = [(role.code, role.title) for role in roles]
    field.widget.hints = {role.code: role.description for role in roles}


class InviteForm(design.Form):
    """Whom to invite to an agency, and in which role."""

    name = forms.CharField(label=_("Name"), max_length=200, widget=design.Text())
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("Their own work address, not a shared one."),
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
        label=_("What happened to their device?"),
        choices=[
            (Reason.LOST.value, _("They lost the device or got another one")),
            (Reason.BROKEN.value, _("The device or the app no longer works")),
            (Reason.STOLEN.value, _("The device was stolen, or somebody else may have used it")),
        ],
        widget=design.Radios,
    )
    recognised = forms.BooleanField(
        label=_("I spoke to this person myself and I am sure that they asked for this"),
        widget=design.Checkbox,
    )


class AgencyForm(design.Form):
    """The facts of an agency. Code and kind are fixed once it is founded."""

    agency_code = forms.RegexField(
        "^[A-Z][A-Z0-9-]*$",
        label=_("Code"),
        help_text=_("A short name in capitals, such as POLICE-UNIT. It cannot be changed later."),
        max_length=40,
        widget=design.Text(width=20),
        error_messages={"invalid": _("Use capitals, digits and hyphens only, such as POLICE-UNIT.")},
    )
    name = forms.CharField(label=_("Name"), max_length=200, widget=design.Text())
    kind = design.CodeField(
        "agency_kinds",
        label=_("Kind"),
        help_text=_("This decides which roles its people can have."),
        first=[("", _("Choose a kind"))],
        widget=design.Select,
    )
    areas = design.CodesField(
        "areas",
        label=_("Where it works"),
        keeps_old=True,
        help_text=_("If it works in the whole country, leave all areas unticked."),
        required=False,
        widget=design.Checkboxes(small=True),
    )
    telephone = forms.CharField(
        label=_("Which number should other agencies call?"),
        help_text=_(
            "A service that helps a child whose case this agency leads sees this number on the case page."
        ),
        max_length=100,
        required=False,
        widget=design.Telephone(width=20),
    )
    is_active = forms.BooleanField(
        label=_("Takes part"),
        help_text=_(
            "If you untick this, nobody can act for this agency any more from the next page they open."
        ),
        required=False,
        initial=True,
        widget=design.Checkbox,
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agency: Agency | None = None, **options: Any) -> None:
        if agency is not None:
            facts = {
                "name": agency.name, "areas": agency.areas, "telephone": agency.telephone,
                "is_active": agency.is_active,
            }  # fmt: skip
            options.setdefault("initial", {**facts, "seen_version": agency.version})
        super().__init__(*args, **options)
        for name in ("agency_code", "kind") if agency else ("is_active", "seen_version"):
            del self.fields[name]

    def against(self, agency: Agency) -> tuple["AgencyForm", list[tuple[str, str]]]:
        """What was typed, ready to be saved knowingly, and what the agency says now where that differs."""
        self.is_valid()
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["seen_version"] = str(agency.version)
        now = {
            "name": agency.name,
            "areas": ", ".join(titles_of("areas", agency.areas)) or _("the whole country"),
            "telephone": agency.telephone or _("none"),
            "is_active": _("yes") if agency.is_active else _("no"),
        }
        differing = [name for name in now if getattr(agency, name) != self.cleaned_data[name]]
        found = [(str(self.fields[name].label), str(now[name])) for name in differing]
        return AgencyForm(data, agency=agency), found
