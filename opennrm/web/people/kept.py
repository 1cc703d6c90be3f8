"""Unfinished corrections and additions: kept while somebody types, and shown again when they come back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from opennrm.people import drafts
from opennrm.people.models import CorrectionDraft
from opennrm.people.rules import Corrected
from opennrm.web import design
from opennrm.web.linkage.checks import SEEN
from opennrm.web.request import Request, id_given, page_token, small_number

Form = TypeVar("Form", bound=design.Form)

_OWN = ("csrfmiddlewaretoken", "page", "draft", "draft_version", "then", SEEN)
"""What our pages fill in by themselves, and buttons: nobody typed it."""


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The page that corrects one thing or adds one, and what its author has kept of it."""

    request: Request
    case_id: UUID
    corrected: Corrected
    subject_id: UUID

    def form(self, kind: type[Form], stands: Mapping[str, Any]) -> tuple[Form, dict[str, Any]]:
        """The form as it is shown first, with what was typed before; and the variables of the page beside it.

        :param stands: what stands in the record, with the `version` of it; nothing where one more is added.
        """
        opened = None
        if "fresh" not in self.request.GET:
            opened = drafts.open_own(self.request.actor, self.case_id, self.corrected, self.subject_id)
        if opened is None:
            return kind(initial=dict(stands)), self.contents()
        sent = QueryDict(mutable=True)
        for name, value in opened.typed:
            sent.appendlist(name, value)
        typed = kind(sent)
        return kind(initial={name: typed[name].data for name in typed.fields}), self.contents(opened.draft)

    def contents(self, draft: CorrectionDraft | None = None) -> dict[str, Any]:
        """The variables of people/_kept.html. A page that was sent goes on with its draft."""
        sent = self.request.POST
        return {
            "corrected": self.corrected,
            "has_own_button": self.is_addition or self.corrected.is_ending,
            "subject_id": self.subject_id,
            "draft": draft,
            "page": page_token(self.request),
            "opened": sent.get("draft", "") if sent else draft.pk if draft else "",
            "opened_version": sent.get("draft_version", "") if sent else draft.version if draft else "",
        }

    @property
    def is_addition(self) -> bool:
        """Whether it adds a contact or a person, and corrects none."""
        return self.corrected.is_one_of_several and self.subject_id == self.case_id

    @property
    def is_for_later(self) -> bool:
        """Whether the page was sent to be finished another time."""
        return self.request.POST.get("then") == "later"

    def keep(self) -> CorrectionDraft:
        """Keep what was typed."""
        return drafts.keep(
            self.case_id,
            self.corrected,
            self.subject_id,
            typed=[
                (name, value)
                for name, values in self.request.POST.lists()
                if name not in _OWN
                for value in values
            ],
            page=page_token(self.request),
            opened=self._opened,
            by=self.request.actor,
            at=timezone.now(),
        )

    def finish(self) -> None:
        """Delete the draft of a correction that was saved."""
        drafts.finish(self.case_id, page=page_token(self.request), opened=self._opened, by=self.request.actor)

    @property
    def _opened(self) -> drafts.Opened | None:
        draft_id = id_given(self.request.POST.get("draft", ""))
        version = small_number(self.request.POST.get("draft_version", ""))
        return drafts.Opened(id=draft_id, version=version) if draft_id else None
