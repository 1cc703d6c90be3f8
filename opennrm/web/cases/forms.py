"""What is asked on the pages of cases and their time limits."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opennrm.cases.pauses import SHORTEST_NOTE
from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.country.clocks import ClockRule
from opennrm.web import design
from opennrm.web.file_forms import FileForm


class SearchForm(design.Form):
    """Looks for a child or a case. Sent by POST, so that no name stands in an address or a log."""

    words = forms.CharField(
        label=_("Name, telephone number or reference"),
        help_text=_(
            "A name or the beginning of one, a nickname, a telephone number, a document number, or a reference."
        ),
        max_length=100,
        error_messages={"required": _("Enter a name, a telephone number or a reference.")},
    )


class DocumentForm(FileForm):
    """Adds a document to a case."""

    mark_optional = True
    kind = design.CodeField(
        "document_kinds",
        label=_("What kind of document is it?"),
        help_text=_("People see this before they open the document."),
        error_messages={"required": _("Choose what kind of document it is.")},
    )
    title = forms.CharField(
        label=_("What should it be called?"),
        help_text=_(
            "For example “Report of Dr Brown, 3 March”. We encrypt it. If you leave it empty, we use the name of the "
            "file."
        ),
        required=False,
        max_length=100,
        widget=design.Text(),
    )
    field_order = ("kind", "title", "file")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"].help_text = _(
            "On a phone you can also take a picture now. JPEG, PNG, WebP or HEIC pictures and PDF documents, up to "
            "10 MB each. We remove the place where a picture was taken."
        )


class RemovalForm(design.Form):
    """Marks a document as added by mistake."""

    reason = forms.CharField(
        label=_("Why should it not be in this case?"),
        help_text=_("For example that it belongs to another child. We encrypt what you write."),
        max_length=1000,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Write why the document should not be in this case.")},
    )


class PauseForm(design.Form):
    """Pauses a time limit, for one of the reasons that its rule allows."""

    reason = design.CodeField(
        "pause_reasons",
        label=_("Why are you pausing this time limit?"),
        error_messages={"required": _("Choose a reason.")},
    )
    note = forms.CharField(
        label=_("What has been tried, or what are you waiting for?"),
        help_text=_("Say what and when. We encrypt what you write."),
        min_length=SHORTEST_NOTE,
        max_length=2000,
        widget=design.TextArea(rows=4),
        error_messages={"required": _("Write what has been tried or what you are waiting for, and when.")},
    )

    def __init__(self, *args: Any, rule: ClockRule, **options: Any) -> None:
        super().__init__(*args, **options)
        reason: Any = self.fields["reason"]
        reason.fill(only=[code.code for code in rule.pause_reasons])


class RiskForm(design.Form):
    """Says how great the risk to the child is, and why."""

    level = design.CodeField(
        "risk_levels",
        label=_("How great is the risk that the child comes to harm?"),
        widget=design.Radios(),
        error_messages={"required": _("Choose how great the risk is.")},
    )
    assessed_on = design.DateField(
        label=_("When was it assessed?"),
        help_text=_("For example, 27 March 2026. It can be before today if you record it afterwards."),
        error_messages={"too_late": _("The day is in the future. Enter the day of the assessment.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("Whoever can see the case can read this. We encrypt it."),
        min_length=SHORTEST_REASON,
        max_length=2000,
        widget=design.TextArea(rows=4),
        error_messages={"required": _("Say why the risk is as great as this.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        today = timezone.localdate()
        super().__init__(*args, initial={"assessed_on": today}, **options)
        day: Any = self.fields["assessed_on"]
        day.latest = today
