"""Pages of the figures of a quarter: as they are now, as they were published, and as files."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from opennrm.country.pack import pack
from opennrm.foundation import spreadsheets
from opennrm.foundation.refusals import NotThere
from opennrm.prevention import access, publishing, queries
from opennrm.prevention.counted_models import Publication
from opennrm.prevention.counting import Line
from opennrm.prevention.permissions import PREVENTION_CONFIRM, PREVENTION_PLAN, PREVENTION_VIEW
from opennrm.prevention.rules import Quarter
from opennrm.web.buttons import button
from opennrm.web.guards import requires
from opennrm.web.prevention import papers, words
from opennrm.web.prevention.figure_forms import PublishForm, SurveyForm, TallyForm
from opennrm.web.prevention.steps import Asked, ask, done
from opennrm.web.prevention.views import quarter_asked
from opennrm.web.request import Request, posted
from opennrm.web.templatetags.design import moment

QUARTERS_BACK = 8


@requires(PREVENTION_VIEW)
@require_safe
def show(request: Request) -> HttpResponse:
    """The figures of a quarter as they are now, beside those that were published."""
    quarter = quarter_asked(request)
    lines, editions = queries.lines(quarter), list(access.publications(quarter))
    newest = editions[0] if editions else None
    is_over = quarter.last < timezone.localdate(timezone=pack().zone)
    context = {
        "quarter": quarter,
        "title": words.quarter(quarter),
        "before": quarter.moved(-1),
        "after": quarter.moved(1),
        "tables": words.tables(lines),
        "editions": [(row, words.tables(_lines_of(row))) for row in editions],
        "has_changed": newest is not None and newest.lines != [line.as_data() for line in lines],
        "is_published": newest is not None,
        "waiting": queries.waiting(quarter),
        "surveys": queries.surveys(quarter),
        "tallies": queries.tallies(quarter),
        "own_agency_id": request.actor.agency_id,
        "may_add": request.actor.may(PREVENTION_PLAN),
        "may_publish": access.may_confirm(request.actor) and is_over,
    }
    return render(request, "prevention/figures.html", context)


def _lines_of(row: Publication) -> list[Line]:
    return [Line(**line) for line in row.lines]


def _of(code: str) -> Quarter:
    quarter = Quarter.read(code)
    if quarter is None:
        raise NotThere
    return quarter


def _address(quarter: Quarter) -> str:
    return f"{reverse('prevention-figures')}?quarter={quarter.code}"


@requires(PREVENTION_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: Request, quarter: str) -> HttpResponse:
    """Publish the figures of a quarter, or restate them with a reason."""
    of = _of(quarter)
    access.refuse_unless_confirms(request.actor)
    form, before = PublishForm(posted(request)), queries.newest(of)
    if before is None:
        del form.fields["reason"]

    def take(page: str) -> HttpResponse:
        why = form.cleaned_data.get("reason", "")
        row = publishing.publish(of, reason=why, by=request.actor, at=timezone.now())
        says = _("The figures were published.") if row.edition == 1 else _("The figures were restated.")
        return done(request, says, _address(of))

    asked = Asked(
        heading=_("Restate the figures") if before else _("Publish the figures"),
        caption=words.quarter(of),
        back_url=_address(of),
        back_text=_("Figures"),
        button=_("Restate") if before else _("Publish"),
        intro=[
            _("What is published is never changed. Later corrections are published beside it, with a reason.")
        ],
    )
    return ask(request, form, asked, take)


@requires(PREVENTION_VIEW)
@require_safe
def as_csv(request: Request, quarter: str) -> HttpResponse:
    """The figures of a quarter as they are now, for a spreadsheet. That they were exported is recorded."""
    of = _of(quarter)
    headings = ["quarter", "indicator", "title", "unit", "by", "group", "number", "estimate"]
    rows = [_csv_row(of, line) for line in queries.lines(of)]
    publishing.export(of, by=request.actor)
    headers = {"Content-Disposition": f'attachment; filename="prevention-{of.code}.csv"'}
    content = spreadsheets.as_csv(headings, rows)
    return HttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


def _csv_row(of: Quarter, line: Line) -> list[Any]:
    title, estimate = str(words.INDICATORS[line.indicator]), _("yes") if line.is_estimate else _("no")
    return [
        of.code,
        line.indicator,
        title,
        words.unit(line),
        line.by,
        words.group(line),
        line.number,
        estimate,
    ]


@requires(PREVENTION_VIEW)
@require_safe
def as_pdf(request: Request, quarter: str) -> HttpResponse:
    """The table of a quarter as a PDF: as published last, else as it is now."""
    of = _of(quarter)
    newest = queries.newest(of)
    publishing.export(of, by=request.actor)
    if newest is None:
        return papers.quarter_table(
            of, queries.lines(of), _("Not published. These figures can still change.")
        )
    says = _("Published on %(when)s, edition %(edition)s, by version %(version)s of the rules of counting.")
    said = {
        "when": moment(newest.published_at),
        "edition": newest.edition,
        "version": newest.rule_version,
    }
    return papers.quarter_table(of, _lines_of(newest), " ".join(filter(None, (says % said, newest.reason))))


def _adding(heading: str) -> Asked:
    return Asked(
        heading=heading,
        back_url=reverse("prevention-figures"),
        back_text=_("Figures"),
        button=_("Add"),
    )


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: Request) -> HttpResponse:
    """Add the result of a survey."""
    form = SurveyForm(posted(request))

    def take(page: str) -> HttpResponse:
        row = publishing.add_survey(by=request.actor, at=timezone.now(), **form.cleaned_data)
        return done(request, _("The survey was added."), _address(Quarter.of(row.day)))

    return ask(request, form, _adding(_("Add a survey")), take)


@requires(PREVENTION_PLAN)
@require_http_methods(["GET", "HEAD", "POST"])
def tally(request: Request) -> HttpResponse:
    """Add a number that somebody else counted."""
    now = Quarter.of(timezone.localdate(timezone=pack().zone))
    quarters = [now.moved(-back) for back in range(QUARTERS_BACK)]
    choices = [(each.code, words.quarter(each)) for each in quarters]
    form = TallyForm(posted(request), quarters=choices, initial={"quarter": now.code})

    def take(page: str) -> HttpResponse:
        facts = {name: value for name, value in form.cleaned_data.items() if name != "quarter"}
        publishing.add_tally(form.of_quarter, by=request.actor, at=timezone.now(), **facts)
        return done(request, _("The number was added."), _address(form.of_quarter))

    return ask(request, form, _adding(_("Add a number that somebody else counted")), take)


@requires(PREVENTION_PLAN)
@button("prevention-figures", undone=gettext_lazy("The survey was not withdrawn."))
def withdraw_survey(request: Request, survey_id: UUID) -> HttpResponse:
    """Let a survey of one's own agency not count any more."""
    publishing.withdraw_survey(survey_id, by=request.actor, at=timezone.now())
    return done(request, _("The survey was withdrawn."), "prevention-figures")


@requires(PREVENTION_PLAN)
@button("prevention-figures", undone=gettext_lazy("The number was not withdrawn."))
def withdraw_tally(request: Request, tally_id: UUID) -> HttpResponse:
    """Let a number that one's own agency gave not count any more."""
    publishing.withdraw_tally(tally_id, by=request.actor, at=timezone.now())
    return done(request, _("The number was withdrawn."), "prevention-figures")
