"""Unfinished corrections in My work."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from opennrm.cases import access as case_access
from opennrm.foundation.actor import Actor
from opennrm.people.drafts import drafts_of
from opennrm.people.models import CorrectionDraft
from opennrm.people.rules import Corrected
from opennrm.web.design import Due
from opennrm.web.worklist import MOST, Item, Section, total


def unfinished(actor: Actor, at: datetime) -> list[Section]:
    """The corrections that the actor has begun; no section where there is none."""
    drafts = drafts_of(actor).filter(expires_at__gt=at)
    newest = list(drafts.defer("content")[:MOST])
    if not newest:
        return []
    cases = case_access.visible_to(actor).filter(pk__any_of=[draft.case_id for draft in newest])
    references = dict(cases.values_list("pk", "reference"))
    items = [
        Item(
            title=_("Finish a correction that you started"),
            url=_address(draft),
            hint=" · ".join([references[draft.case_id], _("We keep it until then")]),
            deadline=Due(due_at=draft.expires_at),
        )
        for draft in newest
    ]
    return [Section(title=_("Unfinished corrections"), items=items, empty="", total=total(items, drafts))]


def _address(draft: CorrectionDraft) -> str:
    if draft.corrected == Corrected.CONTACT:
        return reverse("contact-correct", args=[draft.case_id, draft.subject_id])
    page = "case-correct" if draft.corrected == Corrected.FACTS else "identity-correct"
    return reverse(page, args=[draft.case_id])
