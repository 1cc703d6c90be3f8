"""What is asked about a note, and what of it is kept while somebody types."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.notes.access import SCOPE, OpenedVersion
from opennrm.notes.actions import Content
from opennrm.web import design
from opennrm.web.design.dates import PARTS

LEAD_ALONE, SHARED = "lead", "shared"
_DATE = [f"happened_on_{part}" for part in PARTS]
_TYPED = ("kind", "text", "time", "with_whom")
"""The fields that are empty when the page is opened."""


def shares_notes() -> bool:
    """Whether the country lets any agency besides the lead read notes."""
    return any(SCOPE in rule.scopes for rule in pack().sharing)


class NoteForm(design.Form):
    """A note: what it is about, what happened, when, with whom, and who can read it."""

    kind = design.CodeField(
        "note_kinds",
        label=_("What is the note about?"),
        keeps_old=True,
        widget=design.Radios,
        error_messages={"required": _("Choose what the note is about.")},
    )
    text = forms.CharField(
        label=_("Note"),
        help_text=_(
            "Say what was said or done, and by whom. Write what you saw and heard, not what you think of it."
        ),
        max_length=8000,
        widget=design.TextArea(rows=8),
        error_messages={"required": _("Write the note.")},
    )
    happened_on = design.DateField(
        label=_("When was it?"),
        help_text=_("For example, 27 March 2026."),
        error_messages={"too_late": _("Enter the day on which it happened. It cannot be after %(day)s.")},
    )
    time = design.TimeField(label=_("What time?"), help_text=_("For example, 2:30 pm."), required=False)
    with_whom = forms.CharField(
        label=_("Who was it with?"),
        help_text=_("For example, the child and her aunt. We encrypt this and the note."),
        max_length=300,
        required=False,
    )
    read_by = forms.ChoiceField(
        label=_("Who can read this note?"),
        widget=design.Radios,
        error_messages={"required": _("Choose who can read this note.")},
    )

    def __init__(self, *args: Any, today: date, sharing_with: Sequence[str] | None, **options: Any) -> None:
        """:param sharing_with: the agencies that read what is shared now; None where the author does not share."""
        super().__init__(*args, **options)
        self.fields["happened_on"].latest = today  # type: ignore[attr-defined]
        if sharing_with is None:
            del self.fields["read_by"]
        else:
            self._offer_readers(sharing_with)

    def _offer_readers(self, sharing_with: Sequence[str]) -> None:
        read_by: Any = self.fields["read_by"]
        read_by.choices = [
            (LEAD_ALONE, gettext("Only whoever leads the case")),
            (SHARED, gettext("Also the agencies that are helping and may read notes")),
        ]
        now = gettext("Now: %(agencies)s.") % {"agencies": ", ".join(sharing_with)}
        nobody = gettext("No such agency is helping now. One that begins to help later can read it then.")
        read_by.widget.hints = {SHARED: now if sharing_with else nobody}

    @property
    def content(self) -> Content:
        """The note, from valid answers."""
        given = self.cleaned_data
        moment = datetime.combine(given["happened_on"], given["time"] or time(0), tzinfo=pack().zone)
        return Content(
            kind=given["kind"],
            happened_at=moment,
            is_time_known=given["time"] is not None,
            with_whom=given["with_whom"],
            text=given["text"],
        )

    @property
    def is_shared(self) -> bool | None:
        """Whether others than whoever leads the case read it; None where that was not asked."""
        return self.cleaned_data["read_by"] == SHARED if "read_by" in self.fields else None


class CorrectForm(NoteForm):
    """A note once more, and why it says something else from now on."""

    reason = forms.CharField(
        label=_("Why are you correcting it?"),
        help_text=_("For example, I had written down the wrong day."),
        max_length=500,
        widget=design.TextArea(rows=2),
        error_messages={"required": _("Say why you are correcting the note.")},
    )


def typed_in(data: Mapping[str, str]) -> dict[str, str]:
    """The fields of a note as they were typed; nothing where only what the page had filled in by itself was sent."""
    if not any(data.get(name, "").strip() for name in _TYPED):
        return {}
    return {name: data.get(name, "") for name in (*_TYPED, *_DATE, "read_by")}


def initial_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """What a page shows of what was typed before."""
    shown: dict[str, Any] = {name: typed.get(name, "") for name in _TYPED}
    read_by = typed.get("read_by") or LEAD_ALONE
    return {**shown, "happened_on": [typed.get(name, "") for name in _DATE], "read_by": read_by}


def initial_of_version(opened: OpenedVersion) -> dict[str, Any]:
    """What the page that corrects a note shows of it."""
    version = opened.version
    moment = version.happened_at.astimezone(pack().zone)
    return {
        "kind": version.kind,
        "text": opened.text,
        "happened_on": moment.date(),
        "time": moment.time() if version.is_time_known else None,
        "with_whom": opened.with_whom,
        "read_by": SHARED if version.is_shared else LEAD_ALONE,
    }
