"""What is asked when somebody wants an estimate, or shares one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency
from opennrm.foundation.actor import Actor
from opennrm.statistics import hidden_population, own_lists
from opennrm.statistics.hidden_population import Reading, TableRefused
from opennrm.statistics.questions import Options, Question
from opennrm.web import design
from opennrm.web.statistics.kept import KeptLists, keep, reopen
from opennrm.web.statistics.words import METHODS, refusal

LEAST_REPLICATIONS, MOST_REPLICATIONS = 20, 10_000
LARGEST_SEED = 2**32 - 1
MOST_PASTED = 200_000
"""In characters. Longer lists come as a file."""

_MEANINGS: dict[Any, Any] = {
    "all": _(
        "Stepwise selection gives the answer, and all others are shown beside it. This takes up to a few "
        "minutes."
    ),
    "stepwise": _("Adds a dependence between two lists where the data call for it (Chan and others, 2021)."),
    "bic": _("Compares all models and uses the simplest one that explains the lists well. Up to six lists."),
    "aic": _("As in the United Kingdom’s first estimate (Bales and others, 2015)."),  # noqa: RUF001
    "decomposable": _("Averages over many models. Up to six lists (Madigan and York, 1997)."),
    "latent-class": _(
        "Sorts people into groups that are found in similar ways. May give no answer (Manrique-Vallier, 2016)."
    ),
    "independence": _("Assumes that the lists are independent, which they seldom are. For comparison."),
    "chao": _("A lower bound: the true number is probably higher (Chao, 1987). For comparison."),
}


class EstimateForm(design.Form):
    """Lists and options. What is refused stays in the form, the text of a file included."""

    mark_optional = False

    title = forms.CharField(
        label=_("What is it about?"),
        help_text=_(
            "So that you can find it again, for example: four lists, 2023 and 2024. Do not name anybody."
        ),
        max_length=100,
        widget=design.Text(),
        error_messages={"required": _("Give it a title, for example: four lists, 2023 and 2024.")},
    )
    file = forms.FileField(
        label=_("The lists, as a CSV file"),
        help_text=_("If you choose a file, we use the file and ignore the field below."),
        required=False,
        widget=design.File(accept=(".csv", "text/csv", "text/plain")),
        error_messages={"empty": _("The file is empty. Choose another, or paste the lists below.")},
    )
    pasted = forms.CharField(
        label=_("Or paste the lists here"),
        required=False,
        strip=False,
        widget=design.TextArea(rows=8, attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
    own = forms.BooleanField(label="", required=False, widget=design.Checkbox)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    method = forms.ChoiceField(
        label=_("Method"),
        choices=[(key, METHODS[key]) for key in _MEANINGS],
        initial="all",
        widget=design.Radios(hints=_MEANINGS, small=True),
    )
    replications = forms.IntegerField(
        label=_("Samples"),
        help_text=_("How many times we resample the lists to find the limits. 1000 is enough."),
        initial=1000,
        min_value=LEAST_REPLICATIONS,
        max_value=MOST_REPLICATIONS,
        widget=design.Number(width=5),
    )
    threshold = forms.FloatField(
        label=_("Threshold"),
        help_text=_("A dependence is added to the model if its p-value is below this. 0.02 is usual."),
        initial=0.02,
        min_value=0.0,
        max_value=1.0,
        widget=design.Text(width=5),
        error_messages={"invalid": _("Enter a number from 0 to 1, for example 0.02.")},
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_("The same seed gives the same figures again."),
        initial=1,
        min_value=0,
        max_value=LARGEST_SEED,
        widget=design.Number(width=10),
    )
    calibrate = forms.BooleanField(
        label=_("Calibrate the limits by resampling each sample. This takes longer."),
        required=False,
        widget=design.Checkbox,
    )
    draw_observed = forms.BooleanField(
        label=_(
            "Resample the number observed too. This widens the limits, and is better if most people are on a list."
        ),
        required=False,
        widget=design.Checkbox,
    )
    OPTIONS = ("method", "replications", "threshold", "seed", "calibrate", "draw_observed")

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        self._actor, self._holder = actor, actor.account_id
        counted_at = own_lists.counted_at(actor)
        if counted_at is None:
            del self.fields["own"]
        else:
            self.fields["own"].label = _("Use the children whom OpenNRM knows, as counted on %(day)s") % {
                "day": date_format(localtime(counted_at), "j F Y")
            }
        self.upload_too_large = False
        self.reading: Reading | None = None
        self.kept_lists: KeptLists | None = None

    @property
    def option_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.OPTIONS]

    @property
    def has_wrong_options(self) -> bool:
        return any(name in self.errors for name in self.OPTIONS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, pasted, kept = cleaned.get("file"), cleaned.get("pasted", ""), cleaned.get("kept", "")
        if cleaned.get("own"):
            self._use_own()
        elif self.upload_too_large:
            self.add_error(
                "file", _("The file is too large. Count the people of each combination of lists first.")
            )
        elif file:
            self._read_file(file.read(), file.name)
        elif len(pasted) > MOST_PASTED:
            self.add_error("pasted", _("This is too long to paste. Save it as a CSV file and choose that."))
        elif pasted.strip():
            self._read(pasted.encode(), "pasted")
        elif kept:
            self._use_kept(kept)
        elif not {"file", "pasted"} & set(self.errors):
            self.add_error("file", _("Choose a file, or paste the lists into the field below it."))
        return cleaned

    def question(self) -> Question:
        """What is asked; only after `is_valid`."""
        assert self.reading is not None
        options = Options(**{name: self.cleaned_data[name] for name in self.OPTIONS})
        table, notes = self.reading.table, self.reading.notes
        return Question(title=self.cleaned_data["title"], table=table, options=options, notes=notes)

    def _read_file(self, content: bytes, name: str) -> None:
        self._read(content, "file")
        if self.reading is not None:
            self._keep(KeptLists(name, self.reading))
            return
        self._show_again("kept", "")
        try:
            text, _notes = hidden_population.decoded(content)
        except TableRefused:
            return
        if len(text) > MOST_PASTED:
            return
        # A browser never sends a file twice by itself: as text it can be mended where it stands.
        self._show_again("pasted", text)
        self.add_error(
            "file",
            _("The text of the file is in the field below: correct it there, or choose the file again."),
        )

    def _use_own(self) -> None:
        try:
            self.reading = own_lists.read(self._actor)
        except TableRefused as refused:
            self.add_error("own", refusal(refused))

    def _use_kept(self, sealed: str) -> None:
        self.kept_lists = reopen(sealed, holder=self._holder)
        if self.kept_lists is None:
            self._show_again("kept", "")
            self.add_error("file", _("The file is no longer kept. Choose it again."))
        else:
            self.reading = self.kept_lists.reading

    def _keep(self, lists: KeptLists) -> None:
        """Hold a good file in the page, in case something else has to be corrected."""
        self.kept_lists = lists
        self._show_again("kept", keep(lists, holder=self._holder))

    def _show_again(self, name: str, value: str) -> None:
        self.data = {**_plain(self.data), self.add_prefix(name): value}

    def _read(self, content: bytes, name: str) -> None:
        try:
            self.reading = hidden_population.read(content)
        except TableRefused as refused:
            self.add_error(name, refusal(refused))


def _plain(data: Any) -> dict[str, Any]:
    return data.dict() if isinstance(data, QueryDict) else data


class ShareForm(design.Form):
    """Chooses the agencies that may read a result."""

    mark_optional = False

    agencies = forms.MultipleChoiceField(
        label=_("Which agencies may read it?"),
        help_text=_(
            "Everybody in those agencies whose role can read estimates will see it. To stop sharing, choose none."
        ),
        required=False,
        widget=design.Checkboxes,
    )

    def __init__(self, *args: Any, agencies: Iterable[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agencies"].choices = [(str(agency.pk), agency.name) for agency in agencies]  # type: ignore[attr-defined]
