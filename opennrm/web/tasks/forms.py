"""What is asked about tasks."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.cases.models import Case
from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.tasks import access
from opennrm.web import design

WHOEVER_LEADS = "lead"
LONGEST = 2000


def _owners(case: Case) -> list[tuple[str, str]]:
    """To whom a task of the case can be given: whoever leads it, or a colleague who sees it."""
    colleagues = access.colleagues(case).select_related("account").order_by("account__name")
    leads = gettext("Whoever the case is assigned to, now and later")
    return [(WHOEVER_LEADS, leads), *((str(each.pk), each.account.name) for each in colleagues)]


def _membership(choice: str) -> UUID | None:
    return None if choice == WHOEVER_LEADS else UUID(choice)


class TaskForm(design.Form):
    """Adds a task."""

    kind = design.CodeField(
        "task_kinds",
        label=_("What kind of task is it?"),
        help_text=_("Lists show this. They never show what you write."),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose the kind of task.")},
    )
    words = forms.CharField(
        label=_("What is to be done?"),
        help_text=_("We encrypt what you write. Everybody in your agency who can see this case can read it."),
        max_length=LONGEST,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Write what is to be done.")},
    )
    due_on = design.DateField(
        label=_("By which day?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the day by which it is to be done.")},
    )
    given_to = forms.ChoiceField(
        label=_("Who is to do it?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who is to do it.")},
    )

    def __init__(self, *args: Any, case: Case, **options: Any) -> None:
        super().__init__(*args, initial={"given_to": WHOEVER_LEADS}, **options)
        self.fields["given_to"].choices = _owners(case)  # type: ignore[attr-defined]

    def clean_given_to(self) -> UUID | None:
        return _membership(self.cleaned_data["given_to"])


class DoneForm(design.Form):
    """Marks a task as done."""

    words = forms.CharField(
        label=_("How did it go?"),
        help_text=_("We encrypt what you write."),
        max_length=LONGEST,
        required=False,
        widget=design.TextArea(rows=3),
    )


class PutOffForm(design.Form):
    """Puts a task off to a later day."""

    to = design.DateField(
        label=_("Until which day?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the new day.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("We encrypt what you write."),
        min_length=SHORTEST_REASON,
        max_length=LONGEST,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Write why you put it off.")},
    )


class CancelForm(design.Form):
    """Says that a task need not be done."""

    reason = forms.CharField(
        label=_("Why is it no longer needed?"),
        help_text=_("We encrypt what you write."),
        min_length=SHORTEST_REASON,
        max_length=LONGEST,
        widget=design.TextArea(rows=3),
        error_messages={"required": _("Write why it is no longer needed.")},
    )


class HandOnForm(design.Form):
    """Hands a task on."""

    to = forms.ChoiceField(
        label=_("Who is to do it from now on?"),
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose who is to do it from now on.")},
    )
    words = forms.CharField(
        label=_("What should they know?"),
        help_text=_("We encrypt what you write."),
        max_length=LONGEST,
        required=False,
        widget=design.TextArea(rows=3),
    )

    def __init__(self, *args: Any, case: Case, now_with: UUID | None, **options: Any) -> None:
        super().__init__(*args, **options)
        owners = [owner for owner in _owners(case) if owner[0] != str(now_with or WHOEVER_LEADS)]
        self.fields["to"].choices = owners  # type: ignore[attr-defined]

    def clean_to(self) -> UUID | None:
        return _membership(self.cleaned_data["to"])
