"""What is asked about consent."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.consents import asking, rules
from opennrm.consents.actions import Explained
from opennrm.consents.queries import Asked
from opennrm.consents.states import Answer, Authority, Basis, Form, Giver, Kind, Standing
from opennrm.country.consents import ConsentPurpose, Withdrawal
from opennrm.country.pack import pack
from opennrm.country.sheets import Moment
from opennrm.country.titles import title_of
from opennrm.directory.access import on_offer
from opennrm.web import design
from opennrm.web.tellings.forms import sheets_about

GUARDIAN = "guardian:"
NOBODY = "nobody"
CHILD_SAYS = (
    (Answer.YES.value, _("The child agrees")),
    (Answer.NO.value, _("The child does not want it")),
    (Answer.CANNOT_SAY.value, _("The child is not sure, or cannot say")),
    (Answer.NOT_ASKED.value, _("The child has not been asked yet")),
)
SEALED = _("We encrypt what you write.")


def _words(label: Any, help_text: Any = SEALED, *, longest: int = 500) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=longest, required=False, widget=design.TextArea(rows=2)
    )


def asked_about() -> list[tuple[str, str]]:
    """The purposes for which somebody is asked, in the words of the country."""
    asked = [
        each.code for each in pack().consents.purposes.values() if each.withdrawal is Withdrawal.POSSIBLE
    ]
    return [(code, title_of("consent_purposes", code)) for code in asked]


class PurposeForm(design.Form):
    """Chooses for what somebody is asked. Sent by GET: a code, nothing about the child."""

    purpose = forms.ChoiceField(
        label=_("What was the child asked about?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the child was asked about.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].choices = asked_about()  # type: ignore[attr-defined]


class SaidForm(design.Form):
    """What was said, in few fields: by the child, by whoever has to agree besides, or why it is done without that.

    It asks only what the country's table demands of this child. If nobody has to agree, it asks what the child says.
    `agreed`: it is agreed already, or nobody has to agree, and nothing is asked about that.
    """

    child = forms.ChoiceField(
        label=_("What does the child say about this?"),
        help_text=_("Ask in words that the child understands. Say that the child may say no, and to what."),
        choices=CHILD_SAYS,
        widget=design.Radios,
        error_messages={"required": _("Choose what the child says about this.")},
    )
    second = forms.ChoiceField(label=_("Who else agrees?"), widget=design.Radios(small=True), required=False)
    signer = forms.CharField(
        label=_("Who decided for the state or the court?"),
        help_text=_("Their name and office. We encrypt what you write."),
        max_length=200,
        required=False,
    )
    conditions = forms.MultipleChoiceField(
        label=_("What has been decided before?"), widget=design.Checkboxes(small=True), required=False
    )
    without = forms.ChoiceField(
        label=_("If they do not agree: is there another reason in law to do it?"),
        help_text=_(
            "If the child says no, only a supervisor can do it, and only if a life is at risk or a court ordered it."
        ),
        choices=[("", _("No")), *Basis.choices],
        required=False,
        widget=design.Select,
    )
    reason = _words(_("Why is it done without agreement?"))
    child_told = forms.BooleanField(
        label=_("The child has been told what is done without agreement, and why"),
        required=False,
        widget=design.Checkbox(),
    )

    def __init__(
        self, *args: Any, asked: Asked, names: dict[UUID, str], agreed: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.asked, self.is_agreed = asked, agreed
        self._offer_who_decides(names)
        self._ask_for_conditions()
        if not asked.need.signers:
            for name in ("without", "reason", "child_told"):
                del self.fields[name]
        if agreed:
            self._ask_nothing_again()

    def _ask_nothing_again(self) -> None:
        for name in ("second", "signer", "conditions", "without", "reason", "child_told"):
            self.fields.pop(name, None)
        if self.asked.need.signers:
            del self.fields["child"]

    def _ask_for_conditions(self) -> None:
        words = {
            "best_interests": _("This is in the child's best interests"),
            "determination": _("A best-interests determination was made for this"),
        }
        blocking = [
            (str(each), words[str(each)]) for each in sorted(self.asked.need.conditions & rules.BLOCKING)
        ]
        self.fields["conditions"].choices = blocking  # type: ignore[attr-defined]
        if not blocking:
            del self.fields["conditions"]

    def _offer_who_decides(self, names: dict[UUID, str]) -> None:
        """Only those who may be asked: a safe guardian if there is one, otherwise the state or a court."""
        choices: list[tuple[str, Any]] = []
        if rules.GUARDIAN in self.asked.need.signers:
            choices = [
                (f"{GUARDIAN}{each.pk}", names.get(each.pk) or each.get_kind_display())
                for each in self.asked.safe
            ]
        elif rules.STATE in self.asked.need.signers:
            choices = [(Giver.STATE.value, Giver.STATE.label), (Giver.COURT.value, Giver.COURT.label)]
        if choices:
            self.fields["second"].choices = [*choices, (NOBODY, _("Nobody yet"))]  # type: ignore[attr-defined]
        else:
            del self.fields["second"]
        if rules.STATE not in self.asked.need.signers:
            del self.fields["signer"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("second") in (Giver.STATE, Giver.COURT) and not cleaned.get("signer"):
            self.add_error("signer", gettext("Enter who decided."))
        if cleaned.get("without") and not cleaned.get("reason"):
            self.add_error("reason", gettext("Write why it is done without agreement."))
        return cleaned

    def said(self) -> asking.Said:
        """What the action is given, from valid answers."""
        given = self.cleaned_data
        second, guardian_id = given.get("second", ""), None
        if second.startswith(GUARDIAN):
            second, guardian_id = Giver.GUARDIAN.value, UUID(second.removeprefix(GUARDIAN))
        return asking.Said(
            child=given["child"],
            second="" if second == NOBODY else second,
            guardian_id=guardian_id,
            signer=given.get("signer", ""),
            basis=given.get("without", ""),
            reason=given.get("reason", ""),
            against_no=bool(given.get("without")) and given["child"] == Answer.NO,
            child_told=given.get("child_told", False),
            conditions=given.get("conditions", []),
            limits=given.get("limits", ""),
            last_day=given.get("last_day"),
            explained=self.explained,
        )

    @property
    def explained(self) -> Explained | None:
        """How it was explained; without a question about that, as usual."""
        return None


class ConsentForm(SaidForm):
    """Records an answer by itself: to whom, how it was explained, until when, and what it leaves out."""

    recipient = forms.ChoiceField(
        label=_("To which service or agency?"), widget=design.Select, required=False
    )
    named = forms.CharField(
        label=_("To whom, if it is nobody in the list?"),
        help_text=_("For example, the child's grandmother. We encrypt what you write."),
        max_length=200,
        required=False,
    )
    form = forms.ChoiceField(
        label=_("How was it explained?"), choices=Form.choices, widget=design.Radios(small=True)
    )
    language = design.CodeField("languages", label=_("In which language?"))
    sheet = forms.ChoiceField(label=_("With which sheet?"), widget=design.Select, required=False)
    limits = _words(
        _("What does the child not agree to?"), _("For example, “not my school”. We encrypt what you write.")
    )
    last_day = design.DateField(
        label=_("Until when?"), help_text=_("Leave it empty for as long as the rules allow."), required=False
    )

    field_order = (
        "recipient",
        "named",
        "child",
        "second",
        "signer",
        "conditions",
        "limits",
        "last_day",
        "form",
    )

    def __init__(self, *args: Any, purpose: ConsentPurpose, case: Case, **options: Any) -> None:
        super().__init__(*args, **options)
        services = on_offer().select_related("agency")
        if purpose.recipients:
            services = services.filter(agency__kind__in=purpose.recipients)
        found = [(f"service:{each.pk}", f"{each.name}, {each.agency.name}") for each in services]
        kinds = [(f"kind:{kind}", title_of("agency_kinds", kind)) for kind in purpose.recipients]
        self.fields["recipient"].choices = [("", ""), *found, *kinds]  # type: ignore[attr-defined]
        none = ("", gettext("Without a sheet"))
        self.fields["sheet"].choices = [none, *sheets_about(Moment.BEFORE_SHARING)]  # type: ignore[attr-defined]
        spoken = [each for each in case.languages if each in pack().listed("languages")]
        self.initial.setdefault("language", next(iter(spoken), None))
        self.initial.setdefault("form", Form.SPOKEN)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("recipient") and not cleaned.get("named"):
            self.add_error("recipient", gettext("Choose to whom, or enter who it is."))
        return cleaned

    @property
    def explained(self) -> Explained:
        given = self.cleaned_data
        return Explained(form=given["form"], language=given["language"], sheet=given["sheet"])


class WithdrawForm(design.Form):
    """Records that something was withdrawn. Nobody has to give a reason."""

    words = _words(_("What was said?"), _("You do not need a reason. We encrypt what you write."))


class GuardianForm(design.Form):
    """Records who decides for the child."""

    kind = forms.ChoiceField(
        label=_("Who is it?"), choices=Kind.choices, widget=design.Radios(small=True),
        error_messages={"required": _("Choose who it is.")},
    )  # fmt: skip
    person = forms.ChoiceField(
        label=_("Which of the people around the child?"), widget=design.Select, required=False
    )
    name = forms.CharField(label=_("Or their name"), help_text=SEALED, max_length=200, required=False)
    standing = forms.ChoiceField(
        label=_("Can this person be asked?"), choices=Standing.choices, widget=design.Radios,
        error_messages={"required": _("Choose whether this person can be asked.")},
    )  # fmt: skip
    authority = forms.ChoiceField(
        label=_("Why do they decide for the child?"), choices=Authority.choices, widget=design.Radios(small=True),
        error_messages={"required": _("Choose why they decide for the child.")},
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [("", ""), *people]  # type: ignore[attr-defined]
        if not people:
            del self.fields["person"]


class StandingForm(design.Form):
    """Records that a guardian may be asked, may be asked no longer, or decides no longer."""

    standing = forms.ChoiceField(
        label=_("Can this person be asked now?"),
        choices=[*Standing.choices, ("ended", _("This person no longer decides for the child"))],
        widget=design.Radios,
        error_messages={"required": _("Choose whether this person can be asked.")},
    )
    words = _words(_("What has changed?"))


class BasisForm(design.Form):
    """Records that something is done without consent: what, to whom, on which basis, why, and until when."""

    purpose = forms.ChoiceField(
        label=_("What is done without consent?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what is done.")},
    )
    recipient = forms.ChoiceField(
        label=_("To which service or agency?"), widget=design.Select, required=False
    )
    named = forms.CharField(
        label=_("To whom, if it is nobody in the list?"), help_text=SEALED, max_length=200, required=False
    )
    basis = forms.ChoiceField(
        label=_("Which reason in law is there?"), choices=Basis.choices, widget=design.Radios(small=True),
        error_messages={"required": _("Choose the reason in law.")},
    )  # fmt: skip
    reason = _words(_("Why is it done without agreement?"))
    against_no = forms.BooleanField(
        label=_("The child says no, and a life is at risk or a court ordered it"),
        required=False,
        widget=design.Checkbox(),
    )
    last_day = design.DateField(
        label=_("Until when?"), help_text=_("Leave it empty for as long as the rules allow."), required=False
    )
    child_told = forms.BooleanField(
        label=_("The child has been told what is done without agreement, and why"),
        required=False,
        widget=design.Checkbox(),
    )

    def __init__(self, *args: Any, may_override: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["purpose"].choices = asked_about()  # type: ignore[attr-defined]
        services = [
            (f"service:{each.pk}", f"{each.name}, {each.agency.name}")
            for each in on_offer().select_related("agency")
        ]
        kinds = [(f"kind:{kind}", title_of("agency_kinds", kind)) for kind in pack().agency_kinds]
        self.fields["recipient"].choices = [("", ""), *services, *kinds]  # type: ignore[attr-defined]
        self.fields["reason"].required = True
        if not may_override:
            del self.fields["against_no"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("recipient") and not cleaned.get("named"):
            self.add_error("recipient", gettext("Choose to whom, or enter who it is."))
        return cleaned


class EndBasisForm(design.Form):
    """Confirms that a legal basis no longer holds; sent as a form, so that it is asked once more."""

    sure = forms.BooleanField(
        label=_("This reason no longer holds"), widget=design.Checkbox(),
        error_messages={"required": _("Confirm that this reason no longer holds.")},
    )  # fmt: skip


class ObjectionForm(design.Form):
    """Records that the child objects to what needs nobody's agreement."""

    purpose = forms.ChoiceField(
        label=_("What does the child object to?"), widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the child objects to.")},
    )  # fmt: skip
    words = _words(_("What did the child say?"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        found = [
            each for each in pack().consents.purposes.values() if each.withdrawal is Withdrawal.OBJECTION
        ]
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            (each.code, title_of("consent_purposes", each.code)) for each in found
        ]


class DecideForm(design.Form):
    """Decides about an objection."""

    heeded = forms.ChoiceField(
        label=_("What is decided?"),
        choices=[("yes", _("It stops for this child")), ("no", _("It goes on, and the child is told why"))],
        widget=design.Radios,
        error_messages={"required": _("Choose what is decided.")},
    )


class ConfirmForm(design.Form):
    """Confirms that nothing is used any more."""

    sure = forms.BooleanField(
        label=_("Nobody in our agency uses any more what was shared"), widget=design.Checkbox(),
        error_messages={"required": _("Confirm that nobody uses it any more.")},
    )  # fmt: skip
