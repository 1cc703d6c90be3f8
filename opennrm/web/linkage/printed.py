"""Other records of the same child in a printed summary."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.cases.permissions import CASE_VIEW
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.linkage import queries
from opennrm.web.printed import Printing, PrintSection
from opennrm.web.templatetags.design import moment


def _elsewhere(printing: Printing) -> list[Passage]:
    found = queries.elsewhere(printing.actor, printing.case.pk)
    rows = [
        (
            same.case.reference,
            same.case.lead_agency.name,
            moment(same.verdict.judged_at) if same.verdict else _("Through another record"),
            printing.who(same.verdict.judged_by) if same.verdict else "",
        )
        for same in found.same
    ]
    columns = [_("Case"), _("Lead agency"), _("Said to be the same child"), _("By")]
    conflicts = [
        _(
            "Somebody said that %(one)s and %(other)s are of different children. This contradicts other answers."
        )
        % {"one": each.refusal.one.reference, "other": each.refusal.other.reference}
        for each in found.contradictions
    ]
    return [Passage(columns=columns, rows=rows, paragraphs=conflicts)] if rows else []


def _is_offered(actor: Actor, case: Case, leads: bool) -> bool:
    return leads or bool(queries.elsewhere(actor, case.pk).same)


SECTIONS = (
    PrintSection(
        order=12,
        code="same_child",
        title=gettext_lazy("Other cases of the same child"),
        says=gettext_lazy(
            "The references of other cases of this child that you see, and who said so. No names."
        ),
        may=(CASE_VIEW,),
        passages=_elsewhere,
        is_offered=_is_offered,
    ),
)
