"""Pages about a child who was arrested or is not to be punished, and the names that are shown for a child's safety."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.cases import access as cases
from opennrm.cases.permissions import CASE_VIEW
from opennrm.foundation.access import fetch
from opennrm.investigations import disclosures, impunity
from opennrm.investigations.permissions import INVESTIGATE, NON_PUNISHMENT_DECIDE, NON_PUNISHMENT_FLAG
from opennrm.investigations.states import Impunity
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.investigations import case_forms as forms
from opennrm.web.investigations.pages import Asking, ask
from opennrm.web.request import Request, page_token, posted


@requires(NON_PUNISHMENT_FLAG)
@require_http_methods(["GET", "HEAD", "POST"])
def arrest(request: Request, case_id: UUID) -> HttpResponse:
    """Record that the child of a case was arrested."""
    case, page = impunity.case_to_write_in(request.actor, case_id), page_token(request)
    form = forms.ArrestForm(posted(request), initial={"arrested_on": timezone.localdate()})
    asking = Asking(
        heading=_("Record that the child was arrested"),
        caption=case.reference,
        intro=_(
            "The child is to be screened. If enough signs are seen, the prosecutor is asked not to punish the child."
        ),
        button=_("Save"),
        back=reverse("case-show", args=[case.pk]),
        done=_("The arrest was recorded. The child is to be screened now."),
    )

    def save(given: dict[str, Any]) -> Any:
        said = {"act": given["act"], "arrested_at": form.moment, "page": page}
        return impunity.record_arrest(case.pk, **said, by=request.actor, at=timezone.now())

    return ask(request, form, asking, save)


@requires(NON_PUNISHMENT_FLAG)
@require_http_methods(["GET", "HEAD", "POST"])
def flag(request: Request, case_id: UUID) -> HttpResponse:
    """Ask that the child of a case is not punished."""
    case, page = impunity.case_to_write_in(request.actor, case_id), page_token(request)
    asking = Asking(
        heading=_("Ask that the child is not punished"),
        caption=case.reference,
        intro=_("This is advice. The prosecutor decides."),
        button=_("Save"),
        back=reverse("case-show", args=[case.pk]),
        then=lambda row: reverse("non-punishment", args=[row.pk]),
    )

    def save(given: dict[str, Any]) -> Any:
        return impunity.flag(case.pk, **given, page=page, by=request.actor, at=timezone.now())

    return ask(request, forms.FlagForm(posted(request)), asking, save)


@requires(NON_PUNISHMENT_FLAG, NON_PUNISHMENT_DECIDE)
@require_safe
def show(request: Request, flag_id: UUID) -> HttpResponse:
    """One question whether a child is punished: what was asked, and what came of it."""
    actor = request.actor
    row = fetch(impunity.visible_to(actor).select_related("prosecutors", "flagged_by__account"), pk=flag_id)
    words, result_words = impunity.words_of(row)
    is_ours = not set(row.writers).isdisjoint(actor.principals) and actor.may(NON_PUNISHMENT_FLAG)
    context = {
        "row": row,
        "words": words,
        "result_words": result_words,
        "case_id": row.case_id if cases.visible_to(actor).filter(pk=row.case_id).exists() else None,
        "may_raise": is_ours and row.state == Impunity.FLAGGED,
        "may_decide": impunity.decides(actor, row) and row.state == Impunity.RAISED,
    }
    return render(request, "investigations/non_punishment.html", context)


@requires(NON_PUNISHMENT_FLAG)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_prosecutor(request: Request, flag_id: UUID) -> HttpResponse:
    """Put the question to the prosecutors of an agency."""
    row = impunity.to_change(request.actor, flag_id, lock=False)

    def save(given: dict[str, Any]) -> Any:
        said = {"asked_of": given["asked_of"], "to_agency": UUID(given["to_agency"])}
        return impunity.raise_with_prosecutor(row.pk, **said, by=request.actor, at=timezone.now())

    words = {"heading": _("Ask the prosecutor"), "button": _("Ask the prosecutor")}
    return _about(request, row, forms.RaiseForm(posted(request)), save, **words)


@requires(NON_PUNISHMENT_FLAG)
@button("non-punishment", "flag_id", undone=_("It was not taken back."))
def take_back(request: Request, flag_id: UUID) -> HttpResponse:
    """Take a question back that was not put to the prosecutor."""
    impunity.take_back(flag_id, by=request.actor, at=timezone.now())
    return redirect("non-punishment", flag_id)


@requires(NON_PUNISHMENT_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: Request, flag_id: UUID) -> HttpResponse:
    """Record for the prosecution what came of the question."""
    row = impunity.to_decide_one(request.actor, flag_id)

    def save(given: dict[str, Any]) -> Any:
        return impunity.decide(row.pk, **given, by=request.actor, at=timezone.now())

    form = forms.DecideForm(posted(request), initial={"decided_on": timezone.localdate()})
    return _about(request, row, form, save, heading=_("Record what came of it"), button=_("Save"))


@requires(CASE_VIEW)
@require_safe
def names(request: Request, case_id: UUID) -> HttpResponse:
    """The names of suspects that are shown for the safety of the child of a case."""
    case = cases.case(request.actor, case_id, event=None)
    disclosures.require_some(request.actor, case.pk)
    context = {
        "case": case,
        "shown": disclosures.open_all(request.actor, case, at=timezone.now()),
        "own_membership_id": request.actor.membership_id,
    }
    return render(request, "investigations/names.html", context)


@requires(INVESTIGATE)
@button("disclosed-names", "case_id", undone=_("The name was not hidden."))
def hide_name(request: Request, case_id: UUID, disclosure_id: UUID) -> HttpResponse:
    """Hide a name again that was shown for the safety of a child."""
    disclosures.end(case_id, disclosure_id, by=request.actor, at=timezone.now())
    return redirect("case-show", case_id)


def _about(request: Request, row: Any, form: Any, save: Any, **words: Any) -> HttpResponse:
    back = reverse("non-punishment", args=[row.pk])
    return ask(request, form, Asking(caption=row.case_reference, back=back, **words), save)
