"""The best-interests report and the undertaking of a member, as PDFs."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from opennrm.audit import actions as audit
from opennrm.best_interests import access, queries
from opennrm.best_interests.permissions import BEST_INTERESTS_KEEP, PANEL_SIT
from opennrm.best_interests.queries import Opened
from opennrm.best_interests.states import EntryKind
from opennrm.best_interests.vocabulary import DISCIPLINES, QUESTIONS
from opennrm.cases import access as case_access
from opennrm.country.titles import title_of
from opennrm.foundation.harmless.agreed import PDF
from opennrm.foundation.papers import Paper, Passage, Section, set_paper
from opennrm.web.guards import requires
from opennrm.web.printed import known
from opennrm.web.request import Request
from opennrm.web.templatetags.design import day, moment

_LINE = "_" * 40


@requires(BEST_INTERESTS_KEEP)
@require_safe
def report(request: Request, procedure_id: UUID) -> HttpResponse:
    """Download the report. That it was printed is recorded."""
    opened, case = queries.open_procedure(request.actor, procedure_id)
    sections = [_about(opened), *_options(opened), *_entries(opened), *_panel(opened)]
    right = case_access.right_in(request.actor, case.pk)
    answer = _paper(_("Best-interests report"), (case.reference, _("Confidential")), sections, "report")
    audit.record("best_interests.printed", subject=opened.procedure, right=right)
    return answer


@requires(PANEL_SIT)
@require_safe
def undertaking(request: Request, seat_id: UUID) -> HttpResponse:
    """Download the undertaking of a member, to be signed. It names no case."""
    seat = access.seat_to_read(request.actor, seat_id)
    paragraphs = [
        _(
            "I tell nobody outside the panel what I learn about the child, the family or the votes, also not later."
        ),
        _("I keep no copies and no notes after the decision."),
        _("I say at once if I have an interest of my own in the decision, and then I do not vote."),
        _("I vote for what is best for the child, and not for what is best for my agency."),
    ]
    facts = [
        (_("Name"), _LINE),
        (_("Agency"), seat.agency.name),
        (_("Discipline"), title_of(DISCIPLINES, seat.discipline)),
        (_("Day and signature"), _LINE),
    ]
    passages = [Passage(paragraphs=paragraphs), Passage(facts=facts)]
    title = _("Undertaking of a member of a panel")
    answer = _paper(title, ("", ""), [Section(title="", passages=passages)], "undertaking")
    audit.record("best_interests.printed", subject=seat)
    return answer


def _paper(title: str, header: tuple[str, str], sections: Sequence[Section], name: str) -> HttpResponse:
    paper = set_paper(
        Paper(
            language=(translation.get_language() or "en").split("-")[0],
            title=title,
            header=header,
            footer=_("Printed %(when)s") % {"when": moment(timezone.now())},
            page=_("Page {page} of {pages}"),
            letters_are_missing=_(
                "This paper cannot show some letters that are in the record. Read these passages on the screen."
            ),
            instead_of_letters=_("[letters missing]"),
            sections=sections,
        )
    )
    headers = {
        "Content-Disposition": f'attachment; filename="best-interests-{name}.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(paper.content, content_type=PDF, headers=headers)


def _about(opened: Opened) -> Section:
    procedure = opened.procedure
    facts = known(
        (_("Question"), title_of(QUESTIONS, procedure.question)),
        (_("How it is decided"), str(procedure.get_kind_display())),
        (_("Status"), str(procedure.get_state_display())),
        (_("Opened"), moment(procedure.opened_at)),
        (_("What is known"), opened.facts),
        (_("What the child says"), opened.view or str(procedure.get_no_view_display())),
        (_("Review"), day(procedure.review_on)),
    )
    return Section(title=_("The question"), passages=[Passage(facts=facts)])


def _options(opened: Opened) -> list[Section]:
    columns = [_("What is weighed"), _("For"), _("Against")]
    return [
        Section(
            title=_("Option %(number)d") % {"number": each.choice.number},
            passages=[
                Passage(paragraphs=[each.text]),
                *([Passage(columns=columns, rows=each.factors)] if each.factors else []),
            ],
        )
        for each in opened.options
    ]


def _entries(opened: Opened) -> list[Section]:
    passages = [
        Passage(
            heading=f"{EntryKind(entry.kind).label}, {moment(entry.made_at)}",
            facts=known(
                (_("Option"), str(entry.choice.number) if entry.choice else ""),
                (_("How what the child says was weighed"), answer),
            ),
            paragraphs=[text],
        )
        for entry, text, answer in opened.entries
    ]
    return [Section(title=_("What was added and decided"), passages=passages)] if passages else []


def _panel(opened: Opened) -> list[Section]:
    rows = [
        (title_of(DISCIPLINES, vote.seat.discipline), _voted(vote), reason)
        for vote, reason in (opened.votes if opened.procedure.voting_closed_at else [])
    ]
    columns = [_("Discipline"), _("Vote"), _("Why")]
    passages = [Passage(columns=columns, rows=rows)]
    return [Section(title=_("Votes, with dissents"), passages=passages)] if rows else []


def _voted(vote) -> str:
    ballot = str(vote.get_ballot_display())
    return _("Option %(number)d") % {"number": vote.choice.number} if vote.choice else ballot
