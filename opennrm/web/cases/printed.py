"""Risk, time limits, documents and the story of a case in a printed summary."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases import deadlines, documents, risk
from opennrm.cases.deadlines import Deadline, Standing
from opennrm.cases.models import Case, RiskAssessment
from opennrm.cases.permissions import CASE_VIEW
from opennrm.concerns import events as concern_events
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.web.cases import files, story
from opennrm.web.printed import MOST, Printing, PrintSection, known, older_are_left_out
from opennrm.web.templatetags.design import day, moment

_STANDS = {
    Standing.DUE: gettext_lazy("Runs"),
    Standing.SOON: gettext_lazy("Ends soon"),
    Standing.OVERDUE: gettext_lazy("Overdue"),
    Standing.PAUSED: gettext_lazy("Paused"),
    Standing.MET: gettext_lazy("Met"),
    Standing.LATE: gettext_lazy("Met too late"),
}
_TELLS_WHO_REPORTED = frozenset(event.kind for event in concern_events.EVENTS)


def _risk(printing: Printing) -> list[Passage]:
    return [
        Passage(
            heading=_("%(level)s, assessed on %(day)s")
            % {"level": title_of("risk_levels", each.level), "day": day(each.assessed_on)},
            facts=known(
                (_("Recorded by"), printing.who(each.recorded_by)), (_("Why"), printing.written(each.reason))
            ),
        )
        for each in risk.open_history(printing.actor, printing.case)
    ]


def _has_risk(actor: Actor, case: Case, leads: bool) -> bool:
    return RiskAssessment.objects.visible_to(actor).filter(case_id=case.pk).exists()


def _clocks(printing: Printing) -> list[Passage]:
    found = deadlines.of_case(printing.actor, printing.case, at=printing.at)
    rows = [(each.title, moment(each.due_at), _stands(each)) for each in found]
    return [Passage(columns=[_("Time limit"), _("Due"), _("Status")], rows=rows)] if rows else []


def _stands(deadline: Deadline) -> str:
    words = str(_STANDS[deadline.standing])
    return f"{words}: {deadline.paused_for}" if deadline.paused_for else words


def _documents(printing: Printing) -> list[Passage]:
    found = documents.newest(printing.actor, printing.case, most=MOST + 1)
    rows = [(files.name_of(each), files.kind_of(each), day(each.added_at)) for each in found[:MOST]]
    table = Passage(columns=[_("Document"), _("Kind"), _("Added")], rows=rows)
    return [*([table] if rows else []), *([older_are_left_out()] if len(found) > MOST else [])]


def _story(printing: Printing) -> list[Passage]:
    newest = story.entries_of(printing.actor, printing.case.pk).order_by(*story.ORDER)
    entries = list(newest[: MOST + 1])
    told = story.tell(entries[:MOST], reader=printing.actor, has_names=printing.has_names)
    rows = [
        (
            moment(row.at),
            " ".join(filter(None, (each.title, printing.written(each.body)))),
            "" if row.kind in _TELLS_WHO_REPORTED else each.by,
        )
        for row, each in zip(entries, told, strict=False)
    ]
    table = Passage(columns=[_("When"), _("What happened"), _("By")], rows=rows[::-1])
    return [*([table] if rows else []), *([older_are_left_out()] if len(entries) > MOST else [])]


SECTIONS = (
    PrintSection(
        order=40,
        code="risk",
        title=gettext_lazy("Risk to the child"),
        says=gettext_lazy("Every assessment with its reasons."),
        may=(CASE_VIEW,),
        passages=_risk,
        is_offered=_has_risk,
    ),
    PrintSection(
        order=70,
        code="clocks",
        title=gettext_lazy("Time limits"),
        says=gettext_lazy("When each was due, and whether it was met."),
        may=(CASE_VIEW,),
        passages=_clocks,
    ),
    PrintSection(
        order=100,
        code="documents",
        title=gettext_lazy("List of documents"),
        says=gettext_lazy("Number, kind and day. Neither their titles nor what is in them."),
        may=(CASE_VIEW,),
        passages=_documents,
    ),
    PrintSection(
        order=110,
        code="story",
        title=gettext_lazy("What happened in the case"),
        says=gettext_lazy("Each step with its day. Without names it says which agency took it, and not who."),
        may=(CASE_VIEW,),
        passages=_story,
    ),
)
