"""What is asked when a recording arrives: of the recording, its gaps, and its transcript."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.country.pack import pack
from opennrm.custody.states import Authority, Clock, Stop
from opennrm.foundation.harmless.agreed import PDF
from opennrm.web import design
from opennrm.web.file_forms import FileForm


class AnnounceForm(design.Form):
    """Announces a recording. `interviews`: of which interviews of the case it may be, each with words."""

    occasion = forms.ChoiceField(
        label=_("Of which interview is it?"),
        widget=design.Radios(small=True),
        required=False,
    )
    device = forms.CharField(
        label=_("Which recorder made it?"),
        help_text=_("For example, Fixed recorder, room 1. Do not write a name."),
        max_length=100,
        error_messages={"required": _("Enter which recorder made it.")},
    )
    clock = forms.ChoiceField(
        label=_("Whose clock says when it began and ended?"),
        choices=Clock.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose whose clock it was.")},
    )
    on = design.DateField(label=_("On which day was it made?"), required=False)
    started = design.TimeField(
        label=_("When did it begin?"), help_text=_("For example, 2:30 pm."), required=False
    )
    ended = design.TimeField(label=_("When did it end?"), required=False)
    device_digest = forms.CharField(
        label=_("Which SHA-256 digest does the recorder show?"),
        help_text=_("64 letters and digits. Leave it empty if the recorder shows none."),
        max_length=100,
        required=False,
    )

    def __init__(self, *args: Any, interviews: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        others = ("", gettext("Of something else"))
        self.fields["occasion"].choices = [*interviews, others]  # type: ignore[attr-defined]
        if not interviews:
            del self.fields["occasion"]

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = self.cleaned_data
        return {
            "occasion": UUID(given["occasion"]) if given.get("occasion") else None,
            "device": given["device"],
            "clock": given["clock"],
            "device_digest": "".join(given["device_digest"].split()),
            "started_at": self._moment("started"),
            "ended_at": self._moment("ended"),
        }

    def _moment(self, name: str) -> datetime | None:
        on, at = self.cleaned_data.get("on"), self.cleaned_data.get(name)
        return datetime.combine(on, at, tzinfo=pack().zone) if on and at else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if (given.get("started") or given.get("ended")) and not given.get("on"):
            self.add_error("on", gettext("Enter the day."))
        started, ended = given.get("started"), given.get("ended")
        if started and ended and ended <= started:
            self.add_error("ended", gettext("Enter a time that is after the beginning."))
        return given


class UploadForm(design.Form):
    """A small recording, sent without scripts."""

    file = forms.FileField(
        label=_("Which file is it?"),
        widget=design.File(accept=("video/*", "audio/*")),
        error_messages={"required": _("Choose the file."), "empty": _("This file is empty.")},
    )


class GapForm(design.Form):
    """Writes down when a recorder stood still."""

    on = design.DateField(
        label=_("On which day did the recorder stand still?"),
        error_messages={"required": _("Enter the day.")},
    )
    began = design.TimeField(
        label=_("From when?"),
        help_text=_("By the same clock as the times of the recording. For example, 2:30 pm."),
        error_messages={"required": _("Enter from when.")},
    )
    ended = design.TimeField(label=_("Until when?"), error_messages={"required": _("Enter until when.")})
    reason = forms.ChoiceField(
        label=_("Why?"),
        choices=Stop.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose why.")},
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given, zone = self.cleaned_data, pack().zone
        return {
            "begins_at": datetime.combine(given["on"], given["began"], tzinfo=zone),
            "ends_at": datetime.combine(given["on"], given["ended"], tzinfo=zone),
            "reason": given["reason"],
        }


class TranscriptForm(FileForm):
    """Adds the transcript of a recording."""

    basis = forms.ChoiceField(
        label=_("What is the transcript based on?"),
        choices=Authority.choices,
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what it is based on.")},
    )
    authority = forms.CharField(
        label=_("What is the number of the order or request, or the rule of law?"),
        help_text=_("We encrypt what you write."),
        max_length=200,
        error_messages={"required": _("Enter the number of the order or request.")},
    )
    file = forms.FileField(
        label=_("Which document is the transcript?"),
        help_text=_("A PDF document of up to 10 MB."),
        widget=design.File(accept=[PDF]),
        error_messages={"required": _("Choose the document.")},
    )
    field_order = ("basis", "authority", "file")
