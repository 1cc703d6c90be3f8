"""What a list of tasks is narrowed to: the form that asks for it, and the same in words."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from opennrm.cases.holders import GONE, NOBODY
from opennrm.cases.permissions import CASE_ASSIGN
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.tasks import queries
from opennrm.tasks.rules import EVERYBODY, ME, Order, Wanted, When
from opennrm.web import design, filters
from opennrm.web.cases import holders
from opennrm.web.filters import Tag

LIST = "task-list"
OVERDUE = Wanted(whose=EVERYBODY, when=When.OVERDUE)
WHOSE = {ME: _("Mine"), EVERYBODY: _("All tasks in the cases I can see")}
WHEN = {When.OVERDUE: _("Overdue"), When.WEEK: _("By the end of this week")}
LISTS = {"kind": "task_kinds", "rule": "tasks"}
ORDERS = {
    Order.DUE: _("Due first"),
    Order.LATEST_DUE: _("Due last"),
    Order.NEWEST: _("Added last"),
}


class FilterForm(design.Form):
    """Narrows and sorts a list of tasks. With errors nothing is narrowed, and the errors say what to correct."""

    mark_optional = False
    whose = forms.ChoiceField(label=_("Whose tasks"), required=False, widget=design.Select())
    when = forms.ChoiceField(
        label=_("Due"),
        required=False,
        widget=design.Select(),
        choices=[("", _("On any day")), *WHEN.items()],
    )
    kind = design.CodesField(
        "task_kinds",
        label=_("Kind of task"),
        required=False,
        widget=design.Checkboxes(small=True),
    )
    rule = design.CodesField(
        "tasks", label=_("Task that a rule adds"), required=False, widget=design.Checkboxes(small=True)
    )
    order = forms.ChoiceField(
        label=_("Sort by"), required=False, widget=design.Select(), choices=list(ORDERS.items())
    )
    ended = forms.BooleanField(
        label=_("Done and cancelled tasks instead of open ones"), required=False, widget=design.Checkbox()
    )

    def __init__(self, data: QueryDict, *, actor: Actor) -> None:
        if data.get("whose") == str(actor.membership_id):
            data = data.copy()
            data["whose"] = ME
        super().__init__(data)
        whose: Any = self.fields["whose"]
        whose.choices = [*WHOSE.items(), *holders_of(actor).items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("ended") and cleaned.get("when") == When.OVERDUE:
            self.add_error("when", _("Only open tasks can be overdue. Choose another day, or open tasks."))
        return cleaned

    def wanted(self) -> Wanted:
        """What is looked for; one's own open tasks while something has to be corrected."""
        if not self.is_valid():
            return Wanted()
        given = self.cleaned_data
        return Wanted(
            whose=given["whose"] or ME,
            when=When(given["when"]) if given["when"] else None,
            kind=tuple(given["kind"]),
            rule=tuple(given["rule"]),
            ended=given["ended"],
            order=Order(given["order"]) if given["order"] else Order.DUE,
        )


def holders_of(actor: Actor) -> dict[str, str]:
    """Whose tasks the actor can look for beside their own: holders and what they are called."""
    if not actor.may(CASE_ASSIGN):
        return {}
    members = queries.colleagues(actor).select_related("account").order_by("account__name", "id")
    named = {str(member.pk): member.account.name for member in members}
    return {**named, **{holder: holders.name_of(actor, holder) for holder in (NOBODY, GONE)}}


def address(wanted: Wanted, page: str = LIST) -> str:
    """The address of a page about the list of these tasks."""
    return filters.address(wanted, page)


def names_in_words(names: list[str]) -> str:
    """The filters of these names, as the form calls them."""
    return ", ".join(map(_label, names))


def _label(name: str) -> str:
    return str(FilterForm.base_fields[name].label)


def tags(actor: Actor, wanted: Wanted) -> list[Tag]:
    """What limits the list, in words."""

    def words(name: str, value: Any) -> str:
        if name == "whose":
            return str(WHOSE.get(value) or holders.name_of(actor, value))
        if name in LISTS:
            return title_of(LISTS[name], value)
        return str(WHEN[value])

    return filters.tags(wanted, LIST, labels=_label, words=words)


def order_in_words(wanted: Wanted) -> str:
    """In which order the list stands; empty for the usual one."""
    return str(ORDERS[wanted.order]) if wanted.order != Order.DUE else ""
