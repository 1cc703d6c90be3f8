"""Pages of curricula and certificates, and what anybody can check without an account."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.agencies import queries as agency_queries
from opennrm.agencies import throttle
from opennrm.agencies.permissions import WORK_VIEW
from opennrm.prevention import access, attendance, certificates, curricula
from opennrm.prevention.models import TrainingCertificate
from opennrm.prevention.permissions import CURRICULUM_KEEP, PREVENTION_VIEW
from opennrm.web.agencies.throttling import says_when
from opennrm.web.buttons import button
from opennrm.web.form_pages import form_page
from opennrm.web.guards import public, requires
from opennrm.web.prevention import papers, words
from opennrm.web.prevention.forms import CurriculumForm, ReasonForm, without_code
from opennrm.web.prevention.list_forms import CheckForm, SignInForm
from opennrm.web.prevention.steps import Asked, ask, done
from opennrm.web.refusals import refusals_on
from opennrm.web.request import Request, page_token, posted

MOST = 200


@requires(PREVENTION_VIEW)
@require_safe
def curriculum_list(request: Request) -> HttpResponse:
    """The curricula in use, of all agencies."""
    context = {
        "curricula": access.curricula(request.actor).order_by("title", "id"),
        "keeps": request.actor.may(CURRICULUM_KEEP),
        "own_agency_id": request.actor.agency_id,
    }
    return render(request, "prevention/curricula.html", context)


def _curriculum(heading: str, *intro: str) -> Asked:
    return Asked(
        heading=heading,
        back_url=reverse("curriculum-list"),
        back_text=_("Curricula"),
        button=_("Save"),
        intro=intro,
    )


@requires(CURRICULUM_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def curriculum_new(request: Request) -> HttpResponse:
    """Enter a curriculum of one's own agency."""
    form = CurriculumForm(posted(request))

    def take(page: str) -> HttpResponse:
        curricula.add(by=request.actor, at=timezone.now(), **form.facts)
        return done(
            request, _("The curriculum was added. You can plan trainings with it."), "curriculum-list"
        )

    return ask(request, form, _curriculum(_("Add a curriculum")), take)


@requires(CURRICULUM_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def curriculum_replace(request: Request, curriculum_id: UUID) -> HttpResponse:
    """Put a new version in the place of a curriculum of one's own agency."""
    row = access.curriculum_to_keep(request.actor, curriculum_id, lock=False)
    form = without_code(CurriculumForm(posted(request), initial=vars(row)))

    def take(page: str) -> HttpResponse:
        curricula.replace(curriculum_id, by=request.actor, at=timezone.now(), **form.facts)
        return done(request, _("The new version was added."), "curriculum-list")

    intro = _("Trainings that were planned with the version before keep it.")
    return ask(request, form, _curriculum(_("New version of %(code)s") % {"code": row.code}, intro), take)


@requires(CURRICULUM_KEEP)
@button("activity-show", "activity_id", undone=gettext_lazy("No certificate was issued."))
def issue(request: Request, activity_id: UUID) -> HttpResponse:
    """Issue certificates to everybody on the list who gets one."""
    issued = certificates.issue(activity_id, by=request.actor, at=timezone.now())
    number = len(issued.certificates)
    says = [ngettext("%(number)s certificate was issued.", "%(number)s certificates were issued.", number)]
    if issued.not_trained:
        says.append(_("%(not_trained)s were there for too few hours."))
    if issued.not_passed:
        says.append(_("%(not_passed)s did not pass the test."))
    if issued.needs_full_course:
        says.append(
            _("%(needs_full_course)s need a full course: they have no certificate that it could renew.")
        )
    return done(request, " ".join(says) % {"number": number, **vars(issued)}, "activity-show", activity_id)


def _rows(found: Any) -> list[dict[str, Any]]:
    """Certificates with how they stand, as pages list them."""
    now = timezone.now()
    return [
        {"row": row, "standing": words.STANDINGS[certificates.standing(row, at=now)]} for row in found[:MOST]
    ]


@requires(WORK_VIEW)
@require_safe
def own(request: Request) -> HttpResponse:
    """The certificates of whoever asks."""
    rows = _rows(access.own_certificates(request.actor))
    return render(request, "prevention/own_certificates.html", {"certificates": rows})


@requires(CURRICULUM_KEEP)
@require_safe
def issued(request: Request) -> HttpResponse:
    """The certificates that one's own agency issued, the newest first."""
    rows = _rows(access.certificates(request.actor).order_by("-issued_at", "number"))
    return render(request, "prevention/certificates.html", {"certificates": rows, "most": MOST})


@requires(WORK_VIEW)
@require_safe
def show(request: Request, certificate_id: UUID) -> HttpResponse:
    """A certificate, for its holder and for the agency that issued it."""
    row = access.certificate_to_read(request.actor, certificate_id)
    context = {
        "certificate": row,
        "name": access.name_in(row.name, row.pk),
        "standing": words.STANDINGS[certificates.standing(row, at=timezone.now())],
        "check_code": certificates.check_code(row),
        "may_revoke": _may_revoke(request, row),
    }
    return render(request, "prevention/certificate.html", context)


def _may_revoke(request: Request, row: TrainingCertificate) -> bool:
    keeps = request.actor.may(CURRICULUM_KEEP)
    return keeps and row.agency_id == request.actor.agency_id and not row.is_revoked


@requires(CURRICULUM_KEEP)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: Request, certificate_id: UUID) -> HttpResponse:
    """Let a certificate not count any more."""
    row = access.certificate_to_revoke(request.actor, certificate_id, lock=False)
    form = ReasonForm(posted(request))

    def take(page: str) -> HttpResponse:
        given = {"reason": form.cleaned_data["reason"], "by": request.actor, "at": timezone.now()}
        certificates.revoke(certificate_id, **given)
        return done(
            request, _("The certificate no longer counts."), "training-certificate-show", certificate_id
        )

    asked = Asked(
        heading=_("Revoke the certificate"),
        caption=row.number,
        back_url=reverse("training-certificate-show", args=[row.pk]),
        back_text=_("Back"),
        button=_("Revoke"),
        intro=[_("This cannot be undone. If it was a mistake, issue a new certificate.")],
    )
    return ask(request, form, asked, take)


@requires(WORK_VIEW)
@require_safe
def print_(request: Request, certificate_id: UUID) -> HttpResponse:
    """A certificate as a PDF. That it was printed is recorded."""
    row = access.certificate_to_read(request.actor, certificate_id)
    return papers.certificate(request, row)


@public
@says_when
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: Request) -> HttpResponse:
    """Check a certificate. Anybody can, without an account."""
    form, checked = CheckForm(posted(request)), None
    if (
        request.method == "POST"
        and form.is_valid()
        and _is_counted(request, form, throttle.CERTIFICATE_CHECK)
    ):
        with refusals_on(form):
            given = form.cleaned_data
            checked = certificates.check(given["number"], given["code"], at=timezone.now())
    context = {"checked": checked, "standing": words.STANDINGS[checked.standing] if checked else None}
    return form_page(request, "prevention/check.html", form, context)


def _is_counted(request: Request, form: Any, kind: throttle.Kind) -> bool:
    """Whether an attempt may be looked at. If there were too many, the form says how long to wait."""
    now = timezone.now()
    try:
        throttle.take(kind, account="", origin=agency_queries.origin(), at=now)
    except throttle.Throttled as throttled:
        request.throttled_until = throttled.until
        form.add_error(None, ValidationError(throttle.sentence(throttled.until, at=now), code="throttled"))
        return False
    return True


@public
@says_when
@require_http_methods(["GET", "HEAD", "POST"])
def attend(request: Request) -> HttpResponse:
    """Sign in to a training or talk by its code. Anybody who has the code can, on their own phone."""
    form, page, is_done = SignInForm(posted(request)), str(page_token(request)), False
    if request.method == "POST" and form.is_valid() and _is_counted(request, form, throttle.SIGN_IN_BY_CODE):
        with refusals_on(form):
            code = form.cleaned_data["code"]
            attendance.sign_in(code, form.entry, page=page, at=timezone.now())
            is_done = True
    return form_page(request, "prevention/attend.html", form, {"page": page, "is_done": is_done})
