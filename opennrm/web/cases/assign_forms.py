"""What is asked when a case, or all cases of a colleague, are given to somebody."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opennrm.agencies.models import Membership
from opennrm.cases import access
from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.web import design
from opennrm.web.cases import loads, overview

MOST_AT_ONCE = 40
"""So many cases of a colleague are handed over in one step; each is a little work."""


class _Note(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("What should they know?"),
            help_text=_(
                "For example what comes next, or what the child was told. Whoever leads the case can read it. "
                "We encrypt it."
            ),
            max_length=2000,
            required=False,
            widget=design.TextArea(rows=4),
        )


def _offer(field: Any, rows: list[loads.Row], actor: Actor) -> None:
    """Offer these people, each with what they have in hand."""
    you = gettext("{name} (you)")
    field.choices = [
        (str(row.member.pk), you.format(name=name) if row.member.pk == actor.membership_id else name)
        for row in rows
        for name in [row.member.account.name]
    ]
    field.widget.hints = {
        str(row.member.pk): row.words or gettext("No cases and no open tasks") for row in rows
    }


class AssignForm(design.Form):
    """Chooses who takes the case on."""

    to = forms.TypedChoiceField(
        label=_("Who should the case be assigned to?"),
        coerce=UUID,
        widget=design.Radios,
        error_messages={
            "required": _("Choose who the case should be assigned to."),
            "invalid_choice": _(
                "This person has the case already, or can no longer take cases. Choose somebody else."
            ),
        },
    )
    note = _Note()

    def __init__(self, *args: Any, case: Case, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self.fields["to"], loads.of_takers(actor, but=[case.assigned_to_id], at=timezone.now()), actor)


class HandOverForm(design.Form):
    """Chooses which cases of a colleague go to whom."""

    case_ids = forms.TypedMultipleChoiceField(
        label=_("Which cases should be handed over?"),
        coerce=UUID,
        widget=design.Checkboxes(small=True),
        error_messages={
            "required": _("Choose at least one case."),
            "invalid_choice": _(
                "One of these cases is with somebody else now, and is no longer listed. Check the others and try again."
            ),
        },
    )
    to = forms.TypedMultipleChoiceField(
        label=_("Who should get them?"),
        help_text=_(
            "If you choose several people, each case goes to the one of them who has the fewest cases."
        ),
        coerce=UUID,
        widget=design.Checkboxes(small=True),
        error_messages={
            "required": _("Choose who should get the cases."),
            "invalid_choice": _("One of these people can no longer take cases. Choose somebody else."),
        },
    )
    note = _Note()

    def __init__(self, *args: Any, member: Membership, actor: Actor, **options: Any) -> None:
        now = timezone.now()
        held = access.held_by(actor, member.pk).order_by("-is_urgent", "opened_at")
        cases = list(held.select_related("assigned_to__account")[: MOST_AT_ONCE + 1])
        self.has_more, shown = len(cases) > MOST_AT_ONCE, cases[:MOST_AT_ONCE]
        options.setdefault("initial", {"case_ids": [str(case.pk) for case in shown]})
        super().__init__(*args, **options)
        rows = overview.rows(actor, shown, at=now)
        field: Any = self.fields["case_ids"]
        field.choices = [(str(row.case.pk), row.case.reference) for row in rows]
        field.widget.hints = {str(row.case.pk): _of_case(row) for row in rows}
        _offer(self.fields["to"], loads.of_takers(actor, but=[member.pk], at=now), actor)


def _of_case(row: overview.Row) -> str:
    urgent = [gettext("Urgent")] if row.case.is_urgent else []
    due = [row.deadline.title] if row.deadline else []
    return " · ".join([*urgent, *row.child, row.step_words, *due])
