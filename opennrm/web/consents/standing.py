"""On what a referral would stand: what the page asks, what is agreed already, and what is recorded when it is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.consents import asking, opened, queries
from opennrm.consents.rules import Decision
from opennrm.directory.models import Service
from opennrm.foundation.actor import Actor
from opennrm.referrals import agreement
from opennrm.referrals.terms import Terms
from opennrm.web.design.wizard import Answer
from opennrm.web.referrals.forms import ReferralForm


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whose agreement is needed for one service, and whether it is given already (`decision`)."""

    case: Case
    service: Service
    scopes: frozenset[str]
    asked: queries.Asked
    decision: Decision
    names: dict[UUID, str]

    def form(self, *args: Any, **options: Any) -> ReferralForm:
        """The form of the page: it asks nothing that is agreed already."""
        agreed = self.decision.allowed
        return ReferralForm(*args, asked=self.asked, names=self.names, agreed=agreed, **options)

    def record(self, form: ReferralForm, *, page: UUID, by: Actor, at: datetime) -> Decision:
        """Record what was said on the page, and say whether the referral may be sent."""
        if form.is_agreed:
            return self.decision
        return asking.answer(
            self.case,
            purpose=agreement.purpose_of(self.service),
            recipient=agreement.recipient_of(self.service),
            to=queries.to_service(self.service),
            scopes=self.scopes,
            said=form.said(),
            page=page,
            asked=self.asked,
            by=by,
            at=at,
        )


def standing_of(actor: Actor, case: Case, service: Service, terms: Terms) -> Standing:
    """Whose agreement is needed to refer the child to this service now."""
    at, purpose = timezone.now(), agreement.purpose_of(service)
    asked = queries.what_is_needed(actor, case, purpose, at=at)
    to = queries.to_service(service)
    decision = queries.decide(actor, case.pk, purpose, asked.need, to=to, scopes=terms.accepted_scopes, at=at)
    return Standing(
        case=case,
        service=service,
        scopes=terms.accepted_scopes,
        asked=asked,
        decision=decision,
        names=opened.names_of_safe(actor, case, asked),
    )


def agreed_in_words(form: ReferralForm) -> list[Answer]:
    """What was said, to be checked before it is sent."""
    labels = {
        "child": _("What the child says"),
        "second": _("Who else agrees"),
        "signer": _("Who decided"),
        "without": _("Done without agreement because"),
        "reason": _("Why"),
    }
    shown = [(name, form.cleaned_data[name]) for name in labels if form.cleaned_data.get(name)]
    return [
        Answer(
            label=labels[name],
            value=form.in_words(name, value) if name in ("child", "second", "without") else value,
        )
        for name, value in shown
    ]
