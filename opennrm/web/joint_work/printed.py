"""Agencies that take part in a case in a printed summary."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.cases.permissions import CASE_VIEW
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.joint_work import access
from opennrm.joint_work.models import JointWork
from opennrm.web.joint_work.words import shown
from opennrm.web.printed import MOST, Printing, PrintSection, known, older_are_left_out
from opennrm.web.templatetags.design import day, moment


def _agencies(printing: Printing) -> list[Passage]:
    found = access.visible_to(printing.actor).filter(case_id=printing.case.pk)
    related = "to_agency", "asked_by__account", "asked_by__agency"
    newest = list(found.select_related(*related).order_by("-asked_at", "id")[: MOST + 1])
    passages = [_agency(printing, each) for each in newest[:MOST]]
    return [*passages, older_are_left_out()] if len(newest) > MOST else passages


def _agency(printing: Printing, work: JointWork) -> Passage:
    return Passage(
        heading=_("%(agency)s, %(number)s") % {"agency": work.to_agency.name, "number": work.number},
        facts=known(
            (_("What for"), title_of("joint_purposes", work.purpose)),
            (_("Legal basis"), work.basis),
            (_("What it sees while it takes part"), "; ".join(shown(work))),
            (_("Asked"), moment(work.asked_at)),
            (_("Asked by"), printing.who(work.asked_by)),
            (_("Answered"), moment(work.answered_at)),
            (_("Status"), str(work.get_state_display())),
            (_("Last day"), day(work.last_day)),
            (_("Ended"), moment(work.ended_at)),
            (_("Why"), title_of(work.reasons, work.end_reason) if work.end_reason else ""),
        ),
    )


def _has_agencies(actor: Actor, case: Case, leads: bool) -> bool:
    return access.visible_to(actor).filter(case_id=case.pk).exists()


SECTIONS = (
    PrintSection(
        order=62,
        code="joint_work",
        title=gettext_lazy("Agencies that take part"),
        says=gettext_lazy("Each agency that was asked, what for, on which legal basis, and until when."),
        may=(CASE_VIEW,),
        passages=_agencies,
        is_offered=_has_agencies,
    ),
)
