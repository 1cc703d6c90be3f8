"""Case conferences in a printed summary: who took part, the agenda, and what was agreed, with who does it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.conferences import access, queries
from opennrm.conferences.models import AgreedAction
from opennrm.conferences.permissions import CONFERENCE_HOLD
from opennrm.conferences.queries import Opened
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.web.printed import Printing, PrintSection, known
from opennrm.web.templatetags.design import day, moment

MOST = 20
"""As many conferences are printed, the latest: each is opened as a whole."""


def _conferences(printing: Printing) -> list[Passage]:
    found = access.led_by(printing.actor).of_case(printing.case.pk).order_by("-starts_at", "id")
    ids = list(found.values_list("pk", flat=True)[: MOST + 1])
    passages = [
        passage
        for each in ids[:MOST]
        for passage in _conference(printing, queries.open_conference(printing.actor, each))
    ]
    if len(ids) <= MOST:
        return passages
    words = _("Only the latest %(most)d conferences are printed here. There are earlier ones.")
    return [*passages, Passage(paragraphs=[words % {"most": MOST}])]


def _conference(printing: Printing, opened: Opened) -> list[Passage]:
    conference = opened.conference
    about = Passage(
        heading=_("%(state)s, %(when)s")
        % {"state": conference.get_state_display(), "when": moment(conference.starts_at)},
        facts=known(
            (_("How"), str(conference.get_way_display())),
            (_("Where"), printing.written(opened.place)),
            (_("Planned by"), printing.who(conference.planned_by)),
            (_("Why it was cancelled"), printing.written(opened.ended_words)),
            (_("Agenda"), "\n".join(printing.paragraphs(*(text for _item, text in opened.agenda)))),
        ),
    )
    return [about, *_people(printing, opened), *_agreed(printing, opened)]


def _people(printing: Printing, opened: Opened) -> list[Passage]:
    elsewhere = _("Another organisation")
    rows: list[tuple[str, ...]] = [
        (
            who if printing.has_names else "",
            title_of("disciplines", each.discipline),
            each.agency.name if each.agency else elsewhere,
            str(each.get_attendance_display()),
        )
        for each, who in opened.participants
    ]
    columns = [_("Who"), _("Discipline"), _("Agency"), _("Took part")]
    if not printing.has_names:
        rows, columns = [row[1:] for row in rows], columns[1:]
    return [Passage(columns=columns, rows=rows)] if rows else []


def _agreed(printing: Printing, opened: Opened) -> list[Passage]:
    rows = [
        (
            printing.written(text) or str(each.task.title),
            _owner(printing, each),
            day(each.due_on),
            str(each.task.get_state_display()),
        )
        for each, text in opened.actions
    ]
    columns = [_("What was agreed"), _("Who does it"), _("By"), _("Status")]
    return [Passage(columns=columns, rows=rows)] if rows else []


def _owner(printing: Printing, action: AgreedAction) -> str:
    if action.participant:
        agency = action.participant.agency
        return agency.name if agency else title_of("disciplines", action.participant.discipline)
    if action.task.given_to and printing.has_names:
        return action.task.given_to.account.name
    return _("The agency that leads the case")


def _has_conferences(actor: Actor, case: Case, leads: bool) -> bool:
    return leads and access.led_by(actor).of_case(case.pk).exists()


SECTIONS = (
    PrintSection(
        order=85,
        code="conferences",
        title=gettext_lazy("Case conferences"),
        says=gettext_lazy(
            "Who took part, the agenda, what was agreed and who is to do it. The minutes are not included."
        ),
        may=(CONFERENCE_HOLD,),
        passages=_conferences,
        is_offered=_has_conferences,
    ),
)
