"""Papers about care: a card for the pocket, the plan for the child and for services, and what services gave."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from opennrm.care_plans.leaving import Leaving
from opennrm.care_plans.queries import OpenedGoal, OpenedPlan, YearOfDeliveries
from opennrm.care_plans.states import ActionState, Readiness, Unit
from opennrm.cases.models import Case
from opennrm.country.agencies import Channel
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.papers import Drawing, Paper, Passage, Section, SetPaper, set_paper
from opennrm.web.tellings import drawn
from opennrm.web.templatetags.design import day, moment

POINTS_FOR_CHILD = 14
PICTURES = {
    "safety": "safe",
    "health": "doctor",
    "mental_health": "talk",
    "family": "hello",
    "care": "home",
    "education": "school",
    "basic": "food",
    "legal_status": "letter",
    "justice": "court",
    "identity_and_belonging": "thanks",
    "livelihood": "money",
}
"""The drawing of each domain that has one; the others have a star."""
PDF = "application/pdf"
MOST_NUMBERS = 3


def answered(made: SetPaper) -> HttpResponse:
    """A paper as a file whose name says nothing."""
    headers = {
        "Content-Disposition": 'attachment; filename="sheet.pdf"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(made.content, content_type=PDF, headers=headers)


def safety_card(case: Case, today: date) -> SetPaper:
    """Whom to call, and what to do: a card for the pocket, with no word about a case on it.

    :raises PaperNotPossible: the machine has no time for it now.
    """
    assigned = case.assigned_to
    person = (assigned.account.name, case.lead_agency.telephone) if assigned else ("", "")
    lines = [_("If you do not feel safe, go where other people are. Then call.")]
    passages = [Passage(drawing=_drawing("phone"), paragraphs=lines)]
    # The names of the lines would say what the card is about.
    lines_of_all = [line for line in pack().hotlines_on(today) if line.kind == Channel.TELEPHONE]
    facts = [(line.hours or _("Call"), line.value) for line in lines_of_all[:MOST_NUMBERS]]
    facts += [person] if all(person) else []
    passages.append(Passage(facts=facts))
    sections = [Section(title="", passages=passages)]
    return set_paper(_paper(_("Numbers for me"), sections, points=POINTS_FOR_CHILD, is_card=True))


def plan_for_child(opened: OpenedPlan) -> SetPaper:
    """The plan in the words of the goals, with a picture beside each, and nothing that says where it comes from.

    :raises PaperNotPossible: it would be too long, or the machine has no time for it now.
    """
    passages = [
        Passage(
            heading=title_of("need_domains", each.goal.domain),
            drawing=_drawing(PICTURES.get(each.goal.domain, "star")),
            paragraphs=[
                each.words,
                *_what_is_done(each),
                _("We look at this again until %(day)s.") % {"day": day(each.goal.by_when)},
            ],
        )
        for each in opened.goals
    ]
    sections = [Section(title="", passages=passages)]
    return set_paper(_paper(_("My plan"), sections, points=POINTS_FOR_CHILD))


def plan_for_services(opened: OpenedPlan, *, at: datetime) -> SetPaper:
    """What is done for the child by whom and until when, without what the child and others said.

    :raises PaperNotPossible: it would be too long, or the machine has no time for it now.
    """
    columns = [_("What is done"), _("By whom"), _("Until"), _("How it stands")]
    passages = [
        Passage(
            heading=each.words,
            facts=[(_("Reached when"), each.done_when), (_("Until"), day(each.goal.by_when))],
            columns=columns if each.actions else [],
            rows=[
                [one.words, one.who, day(one.action.due_on), str(one.action.get_state_display())]
                for one in each.actions
            ],
        )
        for each in opened.goals
    ]
    title = _("Plan, version %(number)s") % {"number": opened.plan.number}
    return set_paper(_paper(title, [Section(title="", passages=passages)], printed=at))


def deliveries(years: Sequence[YearOfDeliveries], *, reference: str, at: datetime) -> SetPaper:
    """Which services a child was given, from when to when, how much and by whom, by fiscal year.

    :raises PaperNotPossible: it would be too long, or the machine has no time for it now.
    """
    currency = pack().currency
    columns = [
        _("Service"),
        _("By whom"),
        _("From"),
        _("To"),
        _("How much"),
        _("Cost in %(currency)s") % {"currency": currency},
    ]
    sections = [
        Section(
            title=year.year.name,
            passages=[
                Passage(
                    facts=[(_("Known cost together"), f"{year.cost:,} {currency}")]
                    if year.cost is not None
                    else [],
                    columns=columns,
                    rows=[_row(each) for each in year.rows],
                )
            ],
        )
        for year in years
    ]
    return set_paper(_paper(_("What services gave"), sections, printed=at, reference=reference))


def leaving_profile(found: Leaving) -> SetPaper:
    """What a young person takes along who leaves care: each thing they need, and whom to ask.

    :raises PaperNotPossible: it would be too long, or the machine has no time for it now.
    """
    passages = [
        Passage(
            heading=title_of("leaving_care_items", item.code),
            paragraphs=[str(item.step.get_readiness_display()), item.words]
            if item.step
            else [_("Not talked about yet")],
        )
        for item in found.items
        if item.step is None or item.step.readiness != Readiness.NOT_NEEDED
    ]
    return set_paper(_paper(_("What I need when I am of age"), [Section(title="", passages=passages)]))


def _row(each: Any) -> list[str]:
    row = each.row
    cost = "" if row.public_cost is None else f"{row.public_cost:,}"
    service = title_of("service_kinds", row.service_kind)
    return [service, each.provider, day(row.first_day), day(row.last_day), amount(row), cost]


def amount(row: Any) -> str:
    """How much it was, such as "6 sessions"."""
    number = f"{row.amount.normalize():,f}"
    unit = pack().currency if row.unit == Unit.MONEY else str(Unit(row.unit).label).lower()
    return f"{number} {unit}"


def _what_is_done(each: OpenedGoal) -> list[str]:
    return [f"{one.who}: {one.words}" for one in each.actions if one.action.state == ActionState.OPEN]


def _drawing(name: str) -> Drawing:
    found = drawn.of(name)
    return Drawing(svg=found.svg, says=str(found.says))


def _paper(
    title: str,
    sections: Sequence[Section],
    *,
    points: int = 11,
    is_card: bool = False,
    printed: datetime | None = None,
    reference: str = "",
) -> Paper:
    return Paper(
        language=(get_language() or "en").split("-")[0],
        title=title,
        header=(reference, moment(printed) if printed else ""),
        footer="",
        page=_("Page {page} of {pages}"),
        letters_are_missing=_("This paper cannot show some letters. Use the screen instead."),
        instead_of_letters=_("[letters missing]"),
        points=points,
        is_card=is_card,
        sections=sections,
    )
