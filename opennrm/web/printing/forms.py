"""What is asked about a summary that is to be printed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from opennrm.printing.actions import Order
from opennrm.web import design
from opennrm.web.printed import PrintSection

NOTES = "notes"
WITH_NAMES = "yes"
WITHOUT_TEXTS = "no_texts"
_NAMES = {
    "no": _(
        "It says “the child”. We also take the names, addresses and telephone numbers that are recorded in the case "
        "out of the texts. We cannot find other names in them, such as the name of a teacher. Read the summary before "
        "you hand it on."
    ),
    WITHOUT_TEXTS: _(
        "It has only what was chosen from lists, numbers and days. No note and no reason that somebody wrote is "
        "printed, so no other name can be in it."
    ),
    WITH_NAMES: _("It names the child, the people around the child and the staff."),
}
_OF_NOTES = ("notes_kinds", "notes_from", "notes_until")


class PrintForm(design.Form):
    """What the summary is for, who gets it, whether it names anybody, and what it contains."""

    purpose = design.CodeField(
        "print_purposes",
        label=_("What is the summary for?"),
        widget=design.Radios,
        error_messages={"required": _("Choose what the summary is for.")},
    )
    recipient = forms.CharField(
        label=_("Who will get it?"),
        help_text=_(
            "For example, the judge of the Family Court. It is printed on the first page. We encrypt it."
        ),
        max_length=200,
        error_messages={"required": _("Say who will get the summary.")},
    )
    names = forms.ChoiceField(
        label=_("May the summary name people?"),
        choices=[
            ("no", _("No, leave out the names")),
            (WITHOUT_TEXTS, _("No, and leave out everything that people wrote in their own words")),
            (WITH_NAMES, _("Yes, it needs names")),
        ],
        widget=design.Radios,
        error_messages={"required": _("Choose whether the summary may name people.")},
    )
    sections = forms.MultipleChoiceField(
        label=_("What should it contain?"),
        help_text=_("Choose only what the reader needs."),
        widget=design.Checkboxes(reveals={NOTES: "notes_kinds"}),
        error_messages={"required": _("Choose at least one section.")},
    )
    notes_kinds = design.CodesField(
        "note_kinds",
        label=_("Which notes?"),
        help_text=_("Choose none to print notes of every kind."),
        required=False,
        widget=design.Checkboxes(small=True),
    )
    notes_from = design.DateField(
        label=_("Notes from which day on?"),
        help_text=_("For example, 27 March 2026. Leave it empty to begin with the first note."),
        required=False,
    )
    notes_until = design.DateField(
        label=_("Notes until which day?"),
        help_text=_("Leave it empty to end with the last note."),
        required=False,
    )

    def __init__(self, *args: Any, offered: Sequence[PrintSection], **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        names, chosen = fields["names"].widget, fields["sections"]
        names.hints = {choice: str(words) for choice, words in _NAMES.items()}
        chosen.choices = [(section.code, section.title) for section in offered]
        chosen.widget.hints = {section.code: str(section.says) for section in offered}
        if NOTES not in {section.code for section in offered}:
            chosen.widget.reveals = {}
            for name in _OF_NOTES:
                del fields[name]

    def clean(self) -> dict[str, Any]:
        """:raises ValidationError: the notes would end before they begin."""
        given = super().clean() or {}
        first, last = given.get("notes_from"), given.get("notes_until")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("notes_until", _("Enter the same day as the first one, or a later one."))
        return given

    @property
    def order(self) -> Order:
        """What is to be printed, from valid answers."""
        given = self.cleaned_data
        return Order(
            purpose=given["purpose"],
            recipient=given["recipient"],
            sections=tuple(given["sections"]),
            has_names=given["names"] == WITH_NAMES,
            has_texts=given["names"] != WITHOUT_TEXTS,
            choices={name: given[name] for name in _OF_NOTES if given.get(name)},
        )
