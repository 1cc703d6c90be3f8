"""Two records side by side: saying whether they are of the same child, and taking that back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opennrm.cases import access as cases
from opennrm.linkage import access, actions, queries
from opennrm.linkage.permissions import LINK_JUDGE
from opennrm.linkage.queries import SideBySide
from opennrm.linkage.states import Says
from opennrm.people.known import Known
from opennrm.web.form_pages import form_page
from opennrm.web.guards import requires
from opennrm.web.linkage.judging_forms import JudgeForm, TakeBackForm
from opennrm.web.linkage.side_by_side import Row, row_of
from opennrm.web.linkage.words import LABELS, WORDS
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, posted

SECTION = "same-child-elsewhere"
"""The id of the section of the page of a case that shows what was said."""


@requires(LINK_JUDGE)
@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: Request, case_id: UUID, other_case_id: UUID) -> HttpResponse:
    """Compare two records, and say whether they are of the same child."""
    actor = request.actor
    form = JudgeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            given = form.cleaned_data
            say = actions.same if given["says"] == Says.SAME else actions.different
            say(case_id, other_case_id, note=given["note"], by=actor, at=timezone.now())
            messages.success(request, _said(given["says"]))
            return _back_to(case_id)
    found = queries.side_by_side(actor, case_id, other_case_id)
    stands = found.verdict
    context = {
        "case": found.one.case,
        "other": found.other.case,
        "rows": rows_of(found),
        "word": WORDS.get(found.comparison.word),
        "comparison": found.comparison,
        "stands": stands,
        "note": queries.opened_note(actor, stands) if stands else "",
    }
    return form_page(request, "linkage/compare.html", form, context)


@requires(LINK_JUDGE)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: Request, case_id: UUID, verdict_id: UUID) -> HttpResponse:
    """Take back what somebody said of the record of this case and another one."""
    actor = request.actor
    case = cases.case(actor, case_id, event=None)
    verdict = access.verdict_to_take_back(actor, verdict_id, of_case=case_id)
    form = TakeBackForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            actions.take_back(verdict_id, **form.cleaned_data, by=actor, at=timezone.now())
            messages.success(request, _("You have taken this back. It no longer counts."))
            return _back_to(case_id)
    context = {"case": case, "verdict": verdict, "is_same": verdict.says == Says.SAME}
    return form_page(request, "linkage/take_back.html", form, context)


def rows_of(found: SideBySide) -> list[Row]:
    """Two records, field by field. Where neither knows anything there is no row."""
    left, right = found.known
    agreements = {finding.field: finding.agreement for finding in found.comparison.findings}
    return [
        row_of(field, one, other, agreements.get(field))
        for field in LABELS
        if (one := _value(left, field)) + (other := _value(right, field))
    ]


def _value(known: Known, field: str) -> str:
    match field:
        case "birth_date":
            return known.born
        case "sex":
            return known.sex
        case "area":
            return known.area
        case "telephone":
            return ", ".join(known.telephones)
    return known.text(field)


def _said(says: str) -> str:
    if says == Says.SAME:
        return _("The two records are now shown as records of the same child.")
    return _("You have said that these are different children. We will not suggest this record again.")


def _back_to(case_id: UUID) -> HttpResponse:
    return redirect(f"{reverse('case-show', args=[case_id])}#{SECTION}")
