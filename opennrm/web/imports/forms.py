"""What is asked about an old list."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from opennrm.foundation import lists_of_people
from opennrm.foundation.partial_dates import DateOrder
from opennrm.imports.columns import Columns, Field
from opennrm.web import design
from opennrm.web.imports.words import FIELDS

LEAVE_OUT, TAKE = "leave_out", "take"
SAMPLES = 3


class AddForm(design.Form):
    """A file, and what the list is called."""

    upload_too_large = False

    title = forms.CharField(
        label=_("What do you call this list?"),
        help_text=_("For example: ledger of the northern office, 2019 to 2024. Do not name anybody."),
        max_length=100,
        widget=design.Text(),
        error_messages={"required": _("Give the list a name, so that you can find it again.")},
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("A CSV file or an Excel workbook (.xlsx), of at most 10 MB and 20,000 rows."),
        widget=design.File(accept=lists_of_people.TAKEN),
        error_messages={
            "required": _("Choose the file with the list."),
            "empty": _("There is nothing in this file. Choose another one."),
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.upload_too_large:
            self.errors.pop("file", None)
            self.add_error("file", now("This list is larger than 10 MB. Split it into several lists."))
        return cleaned


class ColumnsForm(design.Form):
    """What each column holds. Guessed before, and corrected here."""

    mark_optional = False

    def __init__(self, *args: Any, rows: Sequence[Sequence[str]], guessed: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._guessed = guessed
        below = [row for row in rows[guessed.heading_row + 1 :] if any(row)]
        for place, heading in enumerate(guessed.headings):
            field = forms.ChoiceField(
                label=heading or now("Column {number}").format(number=place + 1),
                help_text=_samples(below, place),
                choices=[(each.value, words) for each, words in FIELDS.items()],
                initial=guessed.fields[place].value,
                required=False,
                widget=design.Select,
            )
            self.fields[f"column_{place}"] = field
        self.fields["order"] = forms.ChoiceField(
            label=now("How are dates such as 03/04/2011 written in this list?"),
            choices=[
                (DateOrder.DAY_FIRST.value, now("Day first: 3 April 2011")),
                (DateOrder.MONTH_FIRST.value, now("Month first: 4 March 2011")),
            ],
            initial=guessed.order,
            required=False,
            widget=design.Radios,
        )
        self.fields["keep_as"] = forms.CharField(
            label=now("Keep this for the next list under a name (optional)"),
            help_text=now("The next list with the same headings is then understood by itself."),
            max_length=60,
            required=False,
            widget=design.Text(),
        )
        design_form_ready(self)

    @property
    def columns(self) -> Columns:
        """What was said."""
        places = range(len(self._guessed.headings))
        given = self.cleaned_data.get("order")
        return Columns(
            heading_row=self._guessed.heading_row,
            fields=tuple(Field(self.cleaned_data[f"column_{place}"]) for place in places),
            order=DateOrder(given) if given else None,
            headings=self._guessed.headings,
        )


def design_form_ready(form: design.Form) -> None:
    """Let widgets of fields that were added late know their form, as the form does for the others."""
    for field in form.fields.values():
        if isinstance(field.widget, design.Radios):
            field.widget.form = form


def _samples(rows: Sequence[Sequence[str]], place: int) -> str:
    cells = [row[place] for row in rows if len(row) > place and row[place]]
    shown = [str(Truncator(cell).chars(40)) for cell in dict.fromkeys(cells[:200])][:SAMPLES]
    return " · ".join(shown) if shown else now("This column is empty.")


_WHAT_BECOMES: dict[Any, Any] = {
    LEAVE_OUT: _("They stay in the file of rows that were not imported."),
    TAKE: _("Each becomes a case of its own."),
}


class StartForm(design.Form):
    """What to do with rows that look like a child who is already recorded."""

    alike = forms.ChoiceField(
        label=_("What do you want to do with rows that look like a child who is already recorded?"),
        choices=[(LEAVE_OUT, _("Leave them out")), (TAKE, _("Import them too"))],
        initial=LEAVE_OUT,
        widget=design.Radios(hints=_WHAT_BECOMES),
        error_messages={"required": _("Choose whether to leave these rows out.")},
    )


class WithdrawForm(design.Form):
    """The second step before keys are destroyed: how many cases it is about."""

    def __init__(self, *args: Any, going: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._going = going

    count = forms.IntegerField(
        label=_("To confirm, write how many cases will be destroyed"),
        min_value=0,
        widget=design.Number(width=5),
        error_messages={"required": _("Write how many cases will be destroyed.")},
    )

    def clean_count(self) -> int:
        count: int = self.cleaned_data["count"]
        if count != self._going:
            raise forms.ValidationError(
                now("{count} cases will be destroyed. Read what will happen, and write this number.").format(
                    count=self._going
                )
            )
        return count
