"""Unfinished corrections and additions in My work."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opennrm.cases import access as case_access
from opennrm.foundation.actor import Actor
from opennrm.people.drafts import drafts_of
from opennrm.people.models import CorrectionDraft
from opennrm.people.rules import Corrected
from opennrm.web.design import Due
from opennrm.web.worklist import MOST, Item, Section, total

_TITLES: dict[str, Any] = {
    Corrected.CONTACT: gettext_lazy("Finish a contact that you started to add"),
    Corrected.RELATED: gettext_lazy("Finish a person that you started to add"),
    Corrected.SUSPECTED: gettext_lazy("Finish a person that you started to add"),
}
_ENDING = gettext_lazy("Finish saying that a person no longer has to do with the child")
_PAGES_OF_CASE: dict[str, str] = {Corrected.FACTS: "case-correct", Corrected.IDENTITY: "identity-correct"}
_CALLED: dict[str, str] = {
    Corrected.CONTACT: "contact",
    Corrected.RELATED: "person",
    Corrected.SUSPECTED: "suspect",
    Corrected.RELATED_END: "person",
    Corrected.SUSPECTED_END: "suspect",
}


def unfinished(actor: Actor, at: datetime) -> list[Section]:
    """The corrections and additions that the actor has begun; no section where there is none."""
    drafts = drafts_of(actor).filter(expires_at__gt=at)
    newest = list(drafts.defer("content")[:MOST])
    if not newest:
        return []
    cases = case_access.visible_to(actor).filter(pk__any_of=[draft.case_id for draft in newest])
    references = dict(cases.values_list("pk", "reference"))
    items = [
        Item(
            title=_title(draft),
            url=_address(draft),
            hint=" · ".join([references[draft.case_id], _("We keep it until then")]),
            deadline=Due(due_at=draft.expires_at),
        )
        for draft in newest
    ]
    return [
        Section(
            title=_("Unfinished corrections and additions"), items=items, empty="", total=total(items, drafts)
        )
    ]


def _title(draft: CorrectionDraft) -> Any:
    if Corrected(draft.corrected).is_ending:
        return _ENDING
    return _TITLES[draft.corrected] if draft.is_addition else _("Finish a correction that you started")


def _address(draft: CorrectionDraft) -> str:
    of_case = [draft.case_id]
    if draft.corrected in _PAGES_OF_CASE:
        return reverse(_PAGES_OF_CASE[draft.corrected], args=of_case)
    called = _CALLED[draft.corrected]
    if draft.is_addition:
        return reverse(f"{called}-add", args=of_case)
    if Corrected(draft.corrected).is_ending:
        return reverse(f"{called}-end", args=[*of_case, draft.subject_id])
    return reverse(f"{called}-correct", args=[*of_case, draft.subject_id])
