"""Referrals in a printed summary."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases.models import Case
from opennrm.cases.permissions import CASE_VIEW
from opennrm.country.titles import title_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.papers import Passage
from opennrm.referrals import access
from opennrm.referrals.models import Referral
from opennrm.web.printed import MOST, Printing, PrintSection, known, older_are_left_out
from opennrm.web.referrals.words import reason_of
from opennrm.web.templatetags.design import moment


def _referrals(printing: Printing) -> list[Passage]:
    found = access.visible_to(printing.actor).filter(case_id=printing.case.pk)
    related = "service", "sender", "receiver", "sent_by__account", "sent_by__agency"
    newest = list(found.select_related(*related).order_by("-sent_at", "id")[: MOST + 1])
    passages = [_referral(printing, each) for each in newest[:MOST]]
    return [*passages, older_are_left_out()] if len(newest) > MOST else passages


def _referral(printing: Printing, referral: Referral) -> Passage:
    notes = access.open_notes(printing.actor, referral)
    return Passage(
        heading=_("%(number)s to %(service)s")
        % {"number": referral.number, "service": referral.service.name},
        facts=known(
            (_("What the child needs"), title_of("service_kinds", referral.service.kind)),
            (_("Sent"), moment(referral.sent_at)),
            (_("Sent by"), printing.who(referral.sent_by)),
            (_("What the child says"), str(referral.get_child_agrees_display())),
            (_("Note"), printing.written(notes.from_sender)),
            (_("Status"), str(referral.get_state_display())),
            (_("Answered"), moment(referral.answered_at)),
            (_("Ended"), moment(referral.ended_at)),
            (_("How it ended"), reason_of(referral)),
            (_("What the service wrote back"), printing.written(notes.from_receiver)),
        ),
    )


def _has_referrals(actor: Actor, case: Case, leads: bool) -> bool:
    return access.visible_to(actor).filter(case_id=case.pk).exists()


SECTIONS = (
    PrintSection(
        order=60,
        code="referrals",
        title=gettext_lazy("Referrals to services"),
        says=gettext_lazy("Each referral, what was answered, and how it ended."),
        may=(CASE_VIEW,),
        passages=_referrals,
        is_offered=_has_referrals,
    ),
)
