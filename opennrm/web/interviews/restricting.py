"""Pages for what the times and places of a child's interviews have to respect."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from opennrm.foundation.actor import Actor
from opennrm.interviews import access, restrictions
from opennrm.interviews.permissions import INTERVIEW_REQUEST
from opennrm.spaces.models import Space
from opennrm.web import design
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.interviews.asking import FORM
from opennrm.web.interviews.steps import take
from opennrm.web.request import Request, posted

APART, SPACE, WAY = "apart", "space", "way"
NEEDED = {
    APART: ("reference", _("Enter the reference of the case of the other child.")),
    SPACE: ("space", _("Choose a space.")),
    WAY: ("minutes", _("Enter how many minutes.")),
}


class RestrictionForm(design.Form):
    """Says one thing that the times and places of a child's interviews have to respect."""

    what = forms.ChoiceField(
        label=_("What is the limit?"),
        choices=[
            (APART, _("This child must not meet another child")),
            (SPACE, _("A space is not suitable for this child")),
            (WAY, _("The child should not travel for too long")),
        ],
        widget=design.Radios(small=True),
        error_messages={"required": _("Choose what the limit is.")},
    )
    reference = forms.CharField(
        label=_("If the child must not meet another child: the reference of the case of that child"),
        help_text=_("It counts for the interviews of both children."),
        max_length=40,
        required=False,
    )
    space = forms.ChoiceField(
        label=_("If a space is not suitable: which space"),
        help_text=_("For example, because a relative of a suspect works there."),
        widget=design.Select,
        required=False,
    )
    minutes = forms.IntegerField(
        label=_("If the child should not travel for too long: for how many minutes at most, one way"),
        min_value=1,
        max_value=restrictions.LONGEST_WAY,
        required=False,
        error_messages={"invalid": _("Enter a number, such as 45.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        listed = Space.objects.order_by("title", "code").values_list("pk", "title")
        choices = [("", gettext("Choose a space")), *((str(pk), title) for pk, title in listed)]
        self.fields["space"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        field, missing = NEEDED.get(given.get("what", ""), ("", ""))
        if field and field not in self.errors and not given.get(field):
            self.add_error(field, missing)
        return given

    def said(self, case_id: UUID, *, by: Actor) -> Callable[[], Any]:
        """The action for valid answers."""
        given = self.cleaned_data
        how: Any = {"by": by, "at": timezone.now()}
        if given["what"] == APART:
            return lambda: restrictions.keep_apart(case_id, reference=given["reference"], **how)
        if given["what"] == SPACE:
            return lambda: restrictions.exclude_space(case_id, space=UUID(given["space"]), **how)
        return lambda: restrictions.limit_way(case_id, minutes=given["minutes"], **how)


@requires(INTERVIEW_REQUEST)
@require_http_methods(FORM)
def new(request: Request, case_id: UUID) -> HttpResponse:
    """Say what the times and places of a child's interviews have to respect."""
    case = access.case_with_interviews(request.actor, case_id, may=INTERVIEW_REQUEST)
    form = RestrictionForm(posted(request))
    return take(
        request,
        form,
        {"case": case},
        template="restriction",
        do=lambda: form.said(case_id, by=request.actor)(),
        says=gettext("Recorded. Nobody is offered a time or a place that breaks this limit."),
        leads_to="interview-of-case",
        of=case_id,
        field="what",
    )


@requires(INTERVIEW_REQUEST)
@button("interview-of-case", "case_id", undone=_("Nothing was changed."))
def remove(request: Request, case_id: UUID, restriction_id: UUID) -> HttpResponse:
    """Say that something need not be respected any more."""
    restrictions.remove(case_id, restriction_id, by=request.actor, at=timezone.now())
    messages.success(request, gettext("Removed."))
    return redirect("interview-of-case", case_id)
