"""What is asked about an interview before its day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Agency, Membership
from opennrm.cases.reasons import SHORTEST_REASON
from opennrm.country.pack import pack
from opennrm.country.titles import titles_of
from opennrm.interviews import states
from opennrm.interviews.team import Unnamed
from opennrm.interviews.times import PLANNED_WITH
from opennrm.spaces.models import Space
from opennrm.web import design

LONGEST = 2000
NOBODY = ""
_SEALED = _("We encrypt what you write.")


def words(label: Any, *, rows: int = 3, required: bool = True, missing: Any = "", hint: Any = _SEALED) -> Any:
    """A field for words of one's own, which are sealed."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        min_length=SHORTEST_REASON if required else None,
        max_length=LONGEST,
        widget=design.TextArea(rows=rows),
        error_messages={"required": missing or _("Write why, in a few words.")},
    )


def one_of(choices: type, label: Any, missing: Any, *, hint: Any = "", without: Iterable[str] = ()) -> Any:
    """One of the codes of a state table."""
    offered = [choice for choice in choices.choices if choice[0] not in set(without)]  # type: ignore[attr-defined]
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=offered,
        widget=design.Radios(small=True),
        error_messages={"required": missing},
    )


def agencies() -> list[tuple[str, str]]:
    """Every agency that can be named."""
    return [
        (str(pk), name) for pk, name in Agency.objects.active().order_by("name").values_list("pk", "name")
    ]


def at(day: date | None, moment: time | None, *, end: bool = False) -> datetime | None:
    """The moment of a day in the country; without a time its beginning, or its end."""
    if day is None:
        return None
    return datetime.combine(day, moment or (time(23, 59) if end else time.min), tzinfo=pack().zone)


class AccountForm(design.Form):
    """Records what a child told before."""

    told_on = design.DateField(
        label=_("When did the child tell it?"),
        help_text=_("For example, 27 March 2027."),
        error_messages={"required": _("Enter the day.")},
    )
    asked_by = forms.ChoiceField(
        label=_("Which agency asked the child?"), widget=design.Select, required=False
    )
    form = one_of(states.AccountForm, _("How was it recorded?"), _("Choose how it was recorded."))
    reference = forms.CharField(
        label=_("Where is it now?"),
        help_text=_(
            "For example, a file number or the name of the person who has it. We encrypt what you write."
        ),
        max_length=300,
        error_messages={"required": _("Enter where it can be found.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["asked_by"].choices = [  # type: ignore[attr-defined]
            ("", gettext("No agency, or another organisation")),
            *agencies(),
        ]

    def clean_asked_by(self) -> UUID | None:
        choice = self.cleaned_data["asked_by"]
        return UUID(choice) if choice else None


class RequestForm(design.Form):
    """Asks for an interview."""

    acknowledged = forms.BooleanField(
        label=_("I have read what the child has told before, and who has asked the child"),
        required=False,
        widget=design.Checkbox(),
    )
    sequence = one_of(states.Sequence, _("Which interview is it?"), _("Choose which interview it is."))
    reason_code = design.CodeField(
        "interview_reasons", label=_("Why is a further interview needed?"), required=False
    )
    reason = words(
        _("Why is the child to be interviewed? Write one sentence."),
        rows=2,
        hint=_(
            "The interviewer reads this sentence and nothing else of the case. We encrypt what you write."
        ),
    )
    urgency = one_of(states.Urgency, _("How soon?"), _("Choose how soon."))
    not_before = design.DateField(label=_("Not before this day"), required=False)
    must_before = design.DateField(label=_("On this day at the latest"), required=False)
    name_to_use = forms.CharField(
        label=_("What should the interviewer call the child?"),
        help_text=_SEALED,
        max_length=100,
        error_messages={"required": _("Enter a name.")},
    )
    language = design.CodeField("languages", label=_("In which language?"))
    interpreter = one_of(
        states.Interpreter, _("Is an interpreter needed?"), _("Choose whether an interpreter is needed.")
    )
    wish = one_of(
        states.Wish,
        _("Whom does the child want to talk to?"),
        _("Choose what the child wants."),
        hint=_("Ask the child. Nobody else can change this later."),
    )
    needs = design.CodesField("space_equipment", label=_("What does the child need there?"), required=False)
    aids = words(_("What helps the child to communicate?"), rows=2, required=False)
    companion = words(_("Who comes with the child, and waits?"), rows=2, required=False)
    medical_window_end = design.DateField(
        label=_("Until which day can a medical examination still find traces?"),
        help_text=_("Leave this empty if there is none. An examination is never refused because it is late."),
        required=False,
    )
    shielded = forms.BooleanField(
        label=_("Until the interview was held, the interviewer sees nothing else of the case"),
        required=False,
        widget=design.Checkbox(),
    )

    def __init__(self, *args: Any, is_first: bool, has_accounts: bool, **options: Any) -> None:
        started = {"shielded": pack().interviews.shields, "sequence": states.Sequence.FIRST}
        super().__init__(*args, initial=started, **options)
        if is_first:
            del self.fields["sequence"], self.fields["reason_code"]
        else:
            kinds = [each for each in states.Sequence.choices if each[0] != states.Sequence.FIRST]
            self.fields["sequence"].choices = kinds  # type: ignore[attr-defined]
            self.fields["reason_code"].required = True
        if not has_accounts:
            del self.fields["acknowledged"]

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = dict(self.cleaned_data)
        given.pop("acknowledged", None)
        given.setdefault("sequence", states.Sequence.FIRST.value)
        given.setdefault("reason_code", "")
        ends = {"must_before", "medical_window_end"}
        for name in ("not_before", *ends):
            given[name] = at(given[name], None, end=name in ends)
        return given


class AnswerForm(design.Form):
    """Agrees to a further interview, or refuses it."""

    answer = forms.ChoiceField(
        label=_("Do you agree to a further interview?"),
        choices=[("yes", _("Yes, it is needed")), ("no", _("No, what is recorded is enough"))],
        widget=design.Radios(),
        error_messages={"required": _("Choose whether you agree.")},
    )
    words = words(_("If you do not agree: why?"), required=False)


class TimeOfChildForm(design.Form):
    """Records a time in which the child has something else."""

    on = design.DateField(label=_("On which day?"), error_messages={"required": _("Enter the day.")})
    time = design.TimeField(label=_("From"), error_messages={"required": _("Enter the time.")})
    until = design.TimeField(label=_("Until"), error_messages={"required": _("Enter the time.")})
    kind = one_of(states.TimeKind, _("What is it?"), _("Choose what it is."))
    hard = forms.BooleanField(
        label=_("No interview then"),
        help_text=_("Examinations, sleep and court always count."),
        required=False,
        widget=design.Checkbox(),
    )

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = self.cleaned_data
        on = given["on"]
        return {
            "starts_at": at(on, given["time"]),
            "ends_at": at(on, given["until"]),
            "kind": given["kind"],
            "hard": given["hard"],
        }


def people(found: dict[UUID, Membership], *, first: str) -> list[tuple[str, str]]:
    """Everybody who is of a team, by name, after one choice for nobody."""
    named = sorted((each.account.name, each.agency.name, str(pk)) for pk, each in found.items())
    return [(NOBODY, first), *((pk, f"{name}, {agency}") for name, agency, pk in named)]


def said_of(somebody: Unnamed) -> str:
    """Somebody whose name the reader does not see: their agency, what they do in the team, and their code."""
    does = ", ".join(titles_of("team_disciplines", somebody.disciplines))
    return f"{somebody.agency}: {does} · {somebody.code}"


class ConflictForm(design.Form):
    """Records that somebody has nothing to do with the interviews of this child."""

    official = forms.ChoiceField(
        label=_("Who is not available for this case?"),
        help_text=_(
            "You do not see every name of other agencies. Whoever arranges interviews knows whose each staff code is."
        ),
        widget=design.Select,
        error_messages={"required": _("Choose somebody in the list.")},
    )
    kind = one_of(
        states.Conflict,
        _("Why?"),
        _("Choose why."),
        hint=_("Only you can read this. Lists say “not available for this case”."),
    )

    def __init__(
        self, *args: Any, officials: dict[UUID, Membership], unnamed: Sequence[Unnamed], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        named = people(officials, first=gettext("Choose somebody"))
        others = sorted((said_of(each), str(each.membership_id)) for each in unnamed)
        self.fields["official"].choices = [*named, *((pk, says) for says, pk in others)]  # type: ignore[attr-defined]

    def clean_official(self) -> UUID:
        return UUID(self.cleaned_data["official"])


class ScheduleForm(design.Form):
    """Gives an interview a time, a space and people."""

    on = design.DateField(label=_("On which day?"), error_messages={"required": _("Enter the day.")})
    time = design.TimeField(
        label=_("From"),
        help_text=_("For example, 2:30 pm."),
        error_messages={"required": _("Enter the time.")},
    )
    until = design.TimeField(label=_("Until"), error_messages={"required": _("Enter the time.")})
    space = forms.ChoiceField(
        label=_("Where?"), widget=design.Select, error_messages={"required": _("Choose a space.")}
    )
    lead = forms.ChoiceField(
        label=_("Who leads it?"),
        widget=design.Select,
        error_messages={"required": _("Choose the interviewer.")},
    )

    def __init__(
        self, *args: Any, officials: dict[UUID, Membership], spaces: Iterable[Space], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        listed = [(str(each.pk), each.title) for each in spaces]
        self.fields["space"].choices = [("", gettext("Choose a space")), *listed]  # type: ignore[attr-defined]
        self.fields["lead"].choices = people(officials, first=gettext("Choose somebody"))  # type: ignore[attr-defined]
        for capacity in PLANNED_WITH:
            self.fields[f"people_{capacity}"] = forms.ChoiceField(
                label=states.Capacity(capacity).label,
                choices=people(officials, first=gettext("Nobody")),
                widget=design.Select,
                required=False,
            )

    @property
    def answers(self) -> dict[str, Any]:
        """What the action is given, from valid answers."""
        given = self.cleaned_data
        chosen = {capacity: given.get(f"people_{capacity}") for capacity in PLANNED_WITH}
        return {
            "space": UUID(given["space"]),
            "lead": UUID(given["lead"]),
            "people": [(str(capacity), UUID(who)) for capacity, who in chosen.items() if who],
            "starts_at": at(given["on"], given["time"]),
            "ends_at": at(given["on"], given["until"]),
        }


class _LostForm(design.Form):
    words = words(_("Is there anything that others should know?"), required=False)


class ReplanForm(_LostForm):
    """Takes the time of an interview away."""

    reason = design.CodeField(
        "interview_replans",
        label=_("Why does it get another time?"),
        error_messages={"required": _("Choose why.")},
    )
    field_order = ["reason", "words"]


class MissedForm(_LostForm):
    """Records that an interview did not take place."""

    reason = design.CodeField(
        "interview_misses",
        label=_("Why did it not take place?"),
        error_messages={"required": _("Choose why.")},
    )
    field_order = ["reason", "words"]


class CancelForm(_LostForm):
    """Says that there will be no interview."""

    reason = design.CodeField(
        "interview_cancellations",
        label=_("Why will there be no interview?"),
        error_messages={"required": _("Choose why.")},
    )
    field_order = ["reason", "words"]


class WishForm(design.Form):
    """Records what the child says now."""

    wish = one_of(states.Wish, _("Whom does the child want to talk to?"), _("Choose what the child wants."))


class RelaxForm(design.Form):
    """Says that a condition does not count."""

    condition = forms.ChoiceField(
        label=_("What does not count for this interview?"),
        widget=design.Select,
        error_messages={"required": _("Choose what does not count.")},
    )
    words = words(_("Why?"))

    def __init__(self, *args: Any, conditions: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["condition"].choices = [("", gettext("Choose an answer")), *conditions]  # type: ignore[attr-defined]


YES_NO = [("yes", _("Yes")), ("no", _("No")), ("", _("Not needed, or not known"))]


def _checked(label: Any) -> Any:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=design.Radios(small=True), required=False)


class SheetForm(design.Form):
    """Writes the planning sheet."""

    tired = words(_("When is the child tired, and when at their best?"), rows=2, required=False)
    medicine = words(_("Does the child take medicine, and when?"), rows=2, required=False)
    food = words(_("What and when does the child eat?"), rows=2, required=False)
    misses = words(_("What does the child miss on that day?"), rows=2, required=False)
    comfort = words(_("What calms the child? Where is the toilet?"), rows=2, required=False)
    seats = words(_("Where does everybody sit, and what is in the room?"), rows=2, required=False)
    room_seen = _checked(_("Has the child seen the room the day before?"))
    interpreter_briefed = _checked(_("Has somebody explained the protocol to the interpreter?"))

    @property
    def checks(self) -> dict[str, bool | None]:
        """What was answered with yes or no."""
        said = {"yes": True, "no": False}
        return {name: said.get(self.cleaned_data[name]) for name in ("room_seen", "interpreter_briefed")}


def title(capacity: str) -> str:
    """A discipline or another capacity in words."""
    return str(states.Capacity(capacity).label)
