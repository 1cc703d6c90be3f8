"""Interviews in a printed summary: when, where, led by whom, and what came of them. The notes are not included."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.interviews import access
from opennrm.interviews.models import Interview
from opennrm.interviews.permissions import INTERVIEW_REQUEST
from opennrm.web.printed import MOST, Printing, PrintSection, known
from opennrm.web.templatetags.design import moment


def _interviews(printing: Printing) -> list[Passage]:
    found = access.visible_to(printing.actor).of_case(printing.case.pk)
    people = "requested_by__account", "requested_by__agency", "lead__account", "lead__agency"
    newest = found.select_related("space", *people).order_by("-requested_at", "id")[:MOST]
    return [_interview(printing, each) for each in newest]


def _interview(printing: Printing, interview: Interview) -> Passage:
    return Passage(
        heading=str(interview.get_state_display()),
        facts=known(
            (_("Asked for by"), printing.who(interview.requested_by)),
            (_("Asked for"), moment(interview.requested_at)),
            (_("When"), moment(interview.began_at or interview.starts_at)),
            (_("Where"), interview.space.title if interview.space else ""),
            (_("Led by"), printing.who(interview.lead) if interview.lead else ""),
            (_("What came of it"), str(interview.get_outcome_display()) if interview.outcome else ""),
        ),
    )


def _has_interviews(actor: Actor, case: Case, leads: bool) -> bool:
    return access.visible_to(actor).of_case(case.pk).exists()


SECTIONS = (
    PrintSection(
        order=86,
        code="interviews",
        title=gettext_lazy("Interviews"),
        says=gettext_lazy("When they were, who led them and what came of them. The notes are not included."),
        may=(INTERVIEW_REQUEST,),
        passages=_interviews,
        is_offered=_has_interviews,
    ),
)
