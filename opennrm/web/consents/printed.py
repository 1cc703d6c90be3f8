"""What was agreed in a case, in a printed summary."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.consents import access, opened
from opennrm.consents.permissions import CONSENT_RECORD
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.web.printed import Printing, PrintSection
from opennrm.web.templatetags.design import day


def _consents(printing: Printing) -> list[Passage]:
    found = opened.open_all(printing.actor, printing.case, at=timezone.now())
    agreed = [
        (
            each.purpose,
            each.to
            if each.first.service_id or each.first.agency_id or each.first.agency_kind
            else printing.written(each.to),
            ", ".join(
                f"{v.consent.get_given_by_display()}: {v.consent.get_answer_display()}" for v in each.voices
            ),
            day(each.first.ends_on),
            "" if each.holds else str(each.first.get_ended_because_display()),
        )
        for each in found.agreements
    ]
    by_law = [
        (each.purpose, str(each.basis.get_basis_display()), day(each.basis.ends_on))
        for each in found.on_law
        if each.holds
    ]
    columns = [_("For what"), _("To whom"), _("What was said"), _("Until"), _("Ended because")]
    passages = [Passage(columns=columns, rows=agreed)] if agreed else []
    if by_law:
        heading, columns = _("Without consent"), [_("For what"), _("Legal basis"), _("Until")]
        passages.append(Passage(heading=heading, columns=columns, rows=by_law))
    return passages


def _has_consents(actor: Actor, case: Case, leads: bool) -> bool:
    if not leads:
        return False
    rows = access.consents_of(actor, case.pk), access.bases_of(actor, case.pk)
    return any(each.exists() for each in rows)


SECTIONS = (
    PrintSection(
        order=80,
        code="consents",
        title=gettext_lazy("What was agreed"),
        says=gettext_lazy("What the child and others agreed to, until when, and what is done without that."),
        may=(CONSENT_RECORD,),
        passages=_consents,
        is_offered=_has_consents,
    ),
)
