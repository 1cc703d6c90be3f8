"""What somebody looks for in the audit: codes, ids and days only, so that it may stand in an address."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Account, Agency
from opennrm.agencies.queries import account_by_id, accounts_called
from opennrm.audit.models import NOBODY, SYSTEM
from opennrm.audit.queries import Wanted
from opennrm.contexts import events
from opennrm.country.pack import pack
from opennrm.web import design
from opennrm.web.design.dates import PARTS


class LookForm(design.Form):
    """Narrows the audit. With errors nothing is narrowed, and the errors say what to correct."""

    person = forms.CharField(
        label=_("Person"),
        help_text=_(
            "A name or an email address, or a part of one. It does not appear in the address of the page."
        ),
        required=False,
        max_length=200,
        widget=design.Text(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    account = forms.UUIDField(required=False, widget=forms.HiddenInput)
    agency = forms.ChoiceField(label=_("Agency"), required=False, widget=design.Select)
    kind = forms.ChoiceField(label=_("What was done"), required=False, widget=design.Select)
    first_day = design.DateField(label=_("From"), required=False)
    last_day = design.DateField(label=_("Up to and including"), required=False)
    mark_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.order_by("name").values_list("pk", "name")
        self.fields["agency"].choices = [("", _("Any agency")), *((str(pk), name) for pk, name in agencies)]
        kinds = sorted(
            ((kind, event.audit) for kind, event in events().items()), key=lambda item: str(item[1])
        )
        self.fields["kind"].choices = [("", _("Anything")), *kinds]
        self.candidates: list[Account] = []

    @classmethod
    def from_address(cls, given: QueryDict) -> "LookForm":
        """The form as an address asks for it: the person is named by the id of their account."""
        data = given.copy()
        data.pop("person", None)
        account = account_by_id(given.get("account", ""))
        if account is not None:
            data["person"] = account.email
        return cls(data)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["account"] = None
        if typed := cleaned.get("person", "").strip():
            self.candidates = accounts_called(typed)
            if not self.candidates:
                self.add_error(
                    "person", _("No account has this name or address. Check it, or type only a part of it.")
                )
            elif len(self.candidates) > 1:
                self.add_error("person", _("More than one person matches. Choose one of them below."))
            else:
                cleaned["account"] = self.candidates[0].pk
        return cleaned

    def address(self, account_id: UUID | None = None) -> str:
        """The address that asks for the same: with this person, or with the one that was found."""
        names = ["agency", "kind", *(f"{day}_{part}" for day in ("first_day", "last_day") for part in PARTS)]
        asked = {name: self.data.get(name, "") for name in names}
        asked["account"] = str(account_id or self.cleaned_data.get("account") or "")
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    @property
    def several(self) -> list[tuple[Account, str]]:
        """The people whom the text fits, if it fits more than one, each with the address that asks for them."""
        found = self.candidates if len(self.candidates) > 1 else []
        return [(account, self.address(account.pk)) for account in found]

    def wanted(self) -> Wanted:
        """What is looked for."""
        if not self.is_valid():
            return Wanted(zone=pack().zone)
        given = self.cleaned_data
        return Wanted(
            zone=pack().zone,
            agency_id=UUID(given["agency"]) if given["agency"] else None,
            kind=given["kind"],
            who=str(given["account"] or ""),
            first_day=given["first_day"],
            last_day=given["last_day"],
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for, so that the questions stay open."""
        return bool(self.errors) or any(self.cleaned_data.values())


class WhoForm(design.Form):
    """Narrows who looked at one case to one person and to days."""

    person = forms.ChoiceField(label=_("Person"), required=False, widget=design.Select)
    first_day = design.DateField(label=_("From"), required=False)
    last_day = design.DateField(label=_("Up to and including"), required=False)
    mark_optional = False

    def __init__(self, *args, people: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        others = [(SYSTEM, _("The system")), (NOBODY, _("Somebody who was not signed in"))]
        self.fields["person"].choices = [("", _("Everybody")), *people, *others]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What is looked for."""
        if not self.is_valid():
            return Wanted(zone=pack().zone)
        given = self.cleaned_data
        return Wanted(
            zone=pack().zone, who=given["person"], first_day=given["first_day"], last_day=given["last_day"]
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was asked for, so that the questions stay open."""
        return bool(self.errors) or any(self.cleaned_data.values())
