"""Which agency led a case, from when to when and why, in a printed summary."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.cases.permissions import CASE_VIEW
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.handovers import access
from opennrm.handovers.models import Handover
from opennrm.handovers.states import State
from opennrm.web.printed import MOST, Printing, PrintSection, known, older_are_left_out
from opennrm.web.templatetags.design import moment


def _led(printing: Printing) -> list[Passage]:
    people = "asked_by__account", "asked_by__agency", "ended_by__account", "ended_by__agency"
    found = access.visible_to(printing.actor).filter(case_id=printing.case.pk)
    found = found.select_related("from_agency", "to_agency", *people)
    newest = list(found.order_by("-asked_at", "id")[: MOST + 1])
    asked = newest[:MOST][::-1]
    passages = [*_leads(printing, asked), *(_handover(printing, each) for each in asked)]
    return [*passages, older_are_left_out()] if len(newest) > MOST else passages


def _leads(printing: Printing, asked: list[Handover]) -> list[Passage]:
    """A table of who led the case, for whoever leads it now: nobody else sees every handover."""
    if not printing.leads:
        return []
    case, moved = printing.case, [each for each in asked if each.state == State.ACCEPTED]
    since = [(case.opened_at, _("The case was opened")), *((each.ended_at, _ground(each)) for each in moved)]
    agencies = [*(each.from_agency.name for each in moved), case.lead_agency.name]
    until = [*(moment(each.ended_at) for each in moved), _("now")]
    rows = [
        (agency, moment(began), ends, ground)
        for agency, (began, ground), ends in zip(agencies, since, until, strict=True)
    ]
    return [Passage(columns=[_("Agency that led"), _("From"), _("Until"), _("Reason")], rows=rows)]


def _ground(handover: Handover) -> str:
    return title_of("handover_reasons", handover.reason)


def _handover(printing: Printing, each: Handover) -> Passage:
    return Passage(
        heading=_("Handover %(number)s") % {"number": each.number},
        facts=known(
            (_("From"), each.from_agency.name),
            (_("To"), each.to_agency.name),
            (_("Reason"), _ground(each)),
            (_("Asked"), moment(each.asked_at)),
            (_("Asked by"), printing.who(each.asked_by)),
            (_("Status"), str(each.get_state_display())),
            (_("Since"), moment(each.ended_at)),
            (_("Answered or withdrawn by"), printing.who(each.ended_by) if each.ended_by else ""),
            (_("Why not"), title_of("handover_refusals", each.refusal) if each.refusal else ""),
        ),
    )


def _has_handovers(actor: Actor, case: Case, leads: bool) -> bool:
    return leads or access.visible_to(actor).filter(case_id=case.pk).exists()


SECTIONS = (
    PrintSection(
        order=61,
        code="handovers",
        title=gettext_lazy("Which agency led the case"),
        says=gettext_lazy("When each agency led the case and why, and each handover that was asked for."),
        may=(CASE_VIEW,),
        passages=_led,
        is_offered=_has_handovers,
    ),
)
