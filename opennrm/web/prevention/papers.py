"""The papers of prevention as PDFs: sign-in sheet, certificate, checklist of an inspection, table of a quarter."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.harmless.agreed import PDF
from opennrm.foundation.papers import Paper, Passage, Section, set_paper
from opennrm.prevention import access, certificates
from opennrm.prevention.counting import Line
from opennrm.prevention.models import Activity, Findings, TrainingCertificate
from opennrm.prevention.rules import Quarter
from opennrm.web.prevention import words
from opennrm.web.request import Request
from opennrm.web.templatetags.design import day, moment

LINES = 24
"""Empty rows of a sign-in sheet: as many as fit two pages."""


def sign_in_sheet(request: Request, activity: Activity) -> HttpResponse:
    """A sheet on which people sign in by hand."""
    columns = [_("Name"), _("Agency"), _("Role"), _("Sex"), _("Age"), _("Signature")]
    rows = [[str(number), *[" "] * (len(columns) - 1)] for number in range(1, LINES + 1)]
    facts = [
        (
            _("When"),
            _("%(first)s to %(last)s") % {"first": day(activity.first_day), "last": day(activity.last_day)},
        ),
        (_("Where"), f"{activity.venue} {title_of('areas', activity.area)}".strip()),
        (_("Organiser"), activity.agency.name),
    ]
    ages = ", ".join(title_of("age_bands", code) for code in pack().listed("age_bands"))
    notices = [
        _("Ages: %(ages)s. Nobody under 18 writes their name: the organiser counts them.") % {"ages": ages},
        _("Your name is used for the list and your certificate, and for nothing else."),
    ]
    section = Section(title="", passages=[Passage(columns=columns, rows=rows)])
    audit.record("activity.printed", subject=activity)
    return _pdf("sign-in-sheet", activity.title, facts, notices, [section])


def certificate(request: Request, row: TrainingCertificate) -> HttpResponse:
    """A certificate with its number and check code."""
    address = request.build_absolute_uri(reverse("training-certificate-check"))
    facts = [
        (_("Name"), access.name_in(row.name, row.pk)),
        (_("Course"), row.title),
        (_("Certificate"), title_of("certificate_kinds", row.kind)),
        (_("Counts from"), day(row.valid_from)),
        (_("Counts until"), day(row.valid_until)),
        (_("Issued by"), row.agency.name),
        (_("Number"), row.number),
        (_("Check code"), certificates.check_code(row)),
    ]
    notices = [_("Anybody can check this certificate at %(address)s.") % {"address": address}]
    audit.record("training_certificate.printed", subject=row)
    return _pdf("certificate", _("Certificate"), facts, notices, [])


def checklist(request: Request, found: Findings) -> HttpResponse:
    """What to look for in an inspection."""
    row = found.inspection
    facts = [
        (_("Day"), day(row.day)),
        (_("What is inspected"), title_of("inspection_targets", row.target)),
        (words_of_area(), title_of("areas", row.area)),
        (_("Employer"), found.employer or _("Not known")),
    ]
    signs = [[title_of("trafficking_signs", code), " ", " "] for code in pack().listed("trafficking_signs")]
    counts = [[label, " "] for label in (_("Women"), _("Men"), _("Others"), _("Under 18, by how they look"))]
    notices = [
        _(
            "If you see one of these signs, or somebody under 18 at work, report a concern within %(hours)s hours. "
            "Write no names of workers on this sheet."
        )
        % {"hours": pack().prevention.concern_hours},
    ]
    sections = [
        Section(
            title=_("Signs of trafficking"),
            passages=[Passage(columns=[_("Sign"), _("Seen"), _("What you saw")], rows=signs)],
        ),
        Section(
            title=_("People at work"), passages=[Passage(columns=[_("Who"), _("How many")], rows=counts)]
        ),
    ]
    audit.record("inspection.printed", subject=row)
    return _pdf("inspection-checklist", _("Checklist of an inspection"), facts, notices, sections)


def quarter_table(quarter: Quarter, lines: Sequence[Line], says: str) -> HttpResponse:
    """The figures of a quarter."""
    sections = [
        Section(
            title=f"{table.code} {table.title}",
            passages=[
                Passage(
                    paragraphs=[table.note] if table.note else [],
                    columns=[_("Figure"), _("Number")],
                    rows=[
                        [row.label, row.number + (_(" (estimate)") if row.is_estimate else "")]
                        for row in table.rows
                    ],
                )
            ],
        )
        for table in words.tables(lines)
    ]
    title = _("Prevention, %(quarter)s") % {"quarter": words.quarter(quarter).lower()}
    return _pdf("prevention", title, [], [says], sections)


def words_of_area() -> str:
    """What the country calls an area."""
    return pack().area_word


def _pdf(
    name: str,
    title: str,
    facts: Sequence[tuple[str, str]],
    notices: Sequence[str],
    sections: Sequence[Section],
) -> HttpResponse:
    made = set_paper(
        Paper(
            language=(translation.get_language() or "en").split("-")[0],
            title=title,
            header=(pack().name, ""),
            footer=_("Printed %(when)s") % {"when": moment(timezone.now())},
            page=_("Page {page} of {pages}"),
            letters_are_missing=_("This paper cannot show some letters. Read these passages on the screen."),
            instead_of_letters=_("[letters missing]"),
            facts=facts,
            notices=notices,
            sections=sections,
        )
    )
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(made.content, content_type=PDF, headers=headers)
