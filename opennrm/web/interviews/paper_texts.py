"""What the papers of an interview say. Papers for the day name neither the child nor what it is about."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from opennrm.country.interviews import Checklist
from opennrm.country.pack import pack
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage, Section
from opennrm.interviews import access, queries
from opennrm.interviews.models import Interview
from opennrm.interviews.states import PhaseKind, Where
from opennrm.web.printed import known
from opennrm.web.templatetags.design import day, moment, time_of_day

BLANK_ROWS = 10
BLANK = "\N{NO-BREAK SPACE}"
DASH = "\N{EN DASH}"


def _section(*passages: Passage, title: str = "") -> Section:
    return Section(title=title, passages=passages)


def _blank(columns: Sequence[str], rows: int = BLANK_ROWS) -> Passage:
    return Passage(columns=columns, rows=[[BLANK] * len(columns)] * rows)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], *, none: str) -> Passage:
    return Passage(columns=columns, rows=rows) if rows else Passage(paragraphs=[none])


def _span(first: datetime | None, last: datetime | None) -> str:
    return f"{time_of_day(first)}{DASH}{time_of_day(last)}"


def agenda(actor: Actor, interview: Interview) -> list[Section]:
    """When, where and who, in roles: whoever finds it learns nothing about a case."""
    facts = known(
        (_("Day"), day(interview.starts_at)),
        (_("Time"), _span(interview.starts_at, interview.ends_at) if interview.starts_at else ""),
        (_("Place"), interview.space.code if interview.space else ""),
    )
    people = access.places_of(actor, interview)
    rows = [[str(place.get_capacity_display()), place.official.account.name] for place in people]
    none = _("Nobody is planned yet.") if facts else _("This interview has no time yet.")
    return [_section(Passage(facts=facts), _table([_("Role"), _("Name")], rows, none=none))]


def presence_log(actor: Actor, interview: Interview) -> list[Section]:
    """Rows to write down by hand who was where, from when until when."""
    rooms = ", ".join(str(each) for each in Where.labels)
    columns = [_("Name"), _("Age"), _("Occupation"), _("Relation"), _("Where"), _("From"), _("Until")]
    return [_section(Passage(paragraphs=[_("Where: %(rooms)s.") % {"rooms": rooms}]), _blank(columns, 14))]


def steps(actor: Actor, interview: Interview) -> list[Section]:
    """The parts in their order, with room for the times, to be typed later."""
    rows = [[str(kind.label), BLANK, BLANK] for kind in PhaseKind]
    return [
        _section(
            Passage(facts=[(_("Began"), BLANK), (_("Ended"), BLANK), (_("Stopped by"), BLANK)]),
            Passage(columns=[_("Part"), _("From"), _("Until")], rows=rows),
        )
    ]


def of_list(which: Checklist) -> Callable[[Actor, Interview], list[Section]]:
    """A list of the country, to be checked by hand."""

    def says(actor: Actor, interview: Interview) -> list[Section]:
        found = pack().checklists[which]
        columns = [_("Check"), _("Yes / no"), _("Initials")]
        if which is Checklist.PEER_REVIEW:
            columns = [_("What to look for"), _("0: never, 3: often"), _("Where (time)")]
        rows = [[item.text, BLANK, BLANK] for item in found.items.values()]
        return [_section(Passage(paragraphs=[found.hint]), Passage(columns=columns, rows=rows))]

    return says


def slips(actor: Actor, interview: Interview) -> list[Section]:
    """Slips on which questions are handed in during the break."""
    return [
        _section(_blank([_("Question"), _("From"), _("Asked: yes, no, in other words"), _("Why not")], 12))
    ]


def particulars(actor: Actor, interview: Interview) -> list[Section]:
    """What a court asks of a recorded interview."""
    found = queries.day_of(actor, interview)
    space = interview.space
    where = known(
        (_("Interview"), interview.reference),
        (_("Began"), moment(interview.began_at)),
        (_("Ended"), moment(interview.ended_at)),
        (_("Premises"), space.title if space else ""),
        (_("Usual function"), title_of("space_functions", space.usual_function) if space else ""),
        (
            _("Equipment"),
            ", ".join(title_of("space_equipment", code) for code in space.equipment) if space else "",
        ),
        (_("Protocol"), interview.protocol),
        (_("Language"), title_of("languages", interview.language)),
        (_("Recorder tested"), moment(interview.recorder_tested_at)),
        (_("Recorder failed"), moment(interview.recorder_failed_at)),
        (_("Recorded"), str(interview.get_recorded_display()) if interview.recorded else ""),
    )
    parts = [
        [str(phase.get_kind_display()), time_of_day(phase.started_at), time_of_day(phase.ended_at)]
        for phase in found.phases
    ]
    return [
        _section(Passage(facts=where)),
        _section(
            _table([_("Part"), _("From"), _("Until")], parts, none=_("No part was written down.")),
            title=_("Course and interruptions"),
        ),
        _section(_present(found), title=_("Who was present, or immediately before")),
    ]


def _present(found: queries.Day) -> Passage:
    rows = [
        [
            row.official.account.name if row.official else words["name"] or _("The child"),
            words["age"],
            row.occupation or str(row.get_capacity_display()),
            words["relation"],
            str(row.get_place_display()),
            _span(row.came_at, row.left_at),
        ]
        for row, words in found.presences
    ]
    columns = [_("Name"), _("Age"), _("Occupation"), _("Relation"), _("Where"), _("Time")]
    return _table(columns, rows, none=_("Nobody was written down."))


def review_minutes(actor: Actor, interview: Interview) -> list[Section]:
    """What case reviews decided, by code."""
    sections = []
    for review, decisions in queries.reviews(actor, interview.case_id):
        there = ", ".join(title_of("team_disciplines", code) for code in review.disciplines)
        rows = [
            [title_of("review_decisions", row.decision), row.owner.name, day(row.due_on), day(row.done_at)]
            for row, _words in decisions
        ]
        columns = [_("Decision"), _("Who"), _("By"), _("Done")]
        passages = [Passage(facts=known((_("Present"), there)))]
        passages += [Passage(columns=columns, rows=rows)] if rows else []
        sections.append(_section(*passages, title=day(review.planned_on)))
    return sections or [_section(Passage(paragraphs=[_("No case review was called.")]))]
