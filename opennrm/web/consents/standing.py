"""On what sharing something would stand: what a page asks about it, what is agreed already, and what is recorded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from opennrm.cases.models import Case
from opennrm.consents import asking, opened, queries
from opennrm.consents.actions import Recipient
from opennrm.consents.rules import Decision, To
from opennrm.foundation.actor import Actor
from opennrm.web.consents.forms import SaidForm
from opennrm.web.design.wizard import Answer


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whose agreement is needed for a purpose and a recipient, and whether it is given already (`decision`)."""

    case: Case
    purpose: str
    recipient: Recipient
    to: To
    scopes: Collection[str]
    asked: queries.Asked
    decision: Decision
    names: dict[UUID, str]

    @property
    def options(self) -> dict[str, Any]:
        """What a `SaidForm` is made with, so that it asks nothing that is agreed already."""
        return {"asked": self.asked, "names": self.names, "agreed": self.decision.allowed}

    def record(self, form: SaidForm, *, page: UUID, by: Actor, at: datetime) -> Decision:
        """Record what was said on the page, and say whether it may be done."""
        if form.is_agreed:
            return self.decision
        return asking.answer(
            self.case,
            purpose=self.purpose,
            recipient=self.recipient,
            to=self.to,
            scopes=self.scopes,
            said=form.said(),
            page=page,
            asked=self.asked,
            by=by,
            at=at,
        )


def standing_of(
    actor: Actor, case: Case, purpose: str, *, recipient: Recipient, to: To, scopes: Collection[str]
) -> Standing:
    """Whose agreement is needed now, so that this recipient sees these parts of the case for a purpose."""
    at = timezone.now()
    asked = queries.what_is_needed(actor, case, purpose, at=at)
    decision = queries.decide(actor, case.pk, purpose, asked.need, to=to, scopes=scopes, at=at)
    return Standing(
        case=case,
        purpose=purpose,
        recipient=recipient,
        to=to,
        scopes=scopes,
        asked=asked,
        decision=decision,
        names=opened.names_of_safe(actor, case, asked),
    )


def agreed_in_words(form: SaidForm) -> list[Answer]:
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
