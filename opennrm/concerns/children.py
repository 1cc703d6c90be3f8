"""Several children in one report: a draft for each, listed, sent and kept together.

The draft of the first child holds what all of them share. That of a further child holds only what is about that child.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from opennrm.cases import access as cases
from opennrm.cases.models import Receipt
from opennrm.cases.receipts import receipts_of
from opennrm.foundation.actor import Actor
from opennrm.foundation.events import Text
from opennrm.foundation.refusals import NotThere, Refused
from opennrm.foundation.sealing import Seal

from . import access, dangers, drafts
from .answers import NOT_KNOWN, OF_CHILD, OF_FURTHER_CHILD, TIE, of_further_child
from .drafts import OpenDraft, draft_to_change
from .models import ConcernDraft

MOST_CHILDREN = 12
"""As many children are reported at once: all are checked on one page."""


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Something that was reported about one child and can be copied into the report of another."""

    code: str
    words: Text
    names: tuple[str, ...]
    may_name_child: bool = False


SHARED = (
    Shared(code="what", words=_lazy("What the concern is about"), names=("kinds", "other_kind")),
    Shared(code="dangers", words=_lazy("Urgent dangers that are not over"), names=("urgent_dangers",)),
    Shared(code="where", words=_lazy("Where it is"), names=("area", "place")),
    Shared(code="when", words=_lazy("When it was"), names=("occurred",)),
    Shared(code="told_by", words=_lazy("Who told us"), names=("told_by",)),
    Shared(
        code="account",
        words=_lazy("What happened. This text may name the first child."),
        names=("account",),
        may_name_child=True,
    ),
)
"""What can be copied. How to reach whoever reported the first child is not: somebody else reports this one."""


def dangers_of_first(actor: Actor, draft: OpenDraft) -> dict[str, Any]:
    """The urgent dangers of the first child, for the page that asks about those of a further one. It is recorded."""
    first = drafts.open_draft(actor, draft.first_id) if draft.first_id else draft
    return {name: value for name, value in first.shown().items() if name == "urgent_dangers"}


class TooManyChildren(Refused):
    """There are as many children in the report as it can hold."""


@dataclass(frozen=True, kw_only=True)
class OpenChild:
    """A further child of a report, opened for its author: the draft, and with it the answers that all share."""

    draft: OpenDraft
    answers: Mapping[str, Any]
    typed: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Told:
    """One child of a report that is being sent. `tie` says how the child belongs together with the first."""

    draft: ConcernDraft
    seal: Seal
    answers: Mapping[str, Any]
    typed: Mapping[str, Any]

    @property
    def tie(self) -> str:
        return self.answers.get(TIE) or ""


def add(draft_id: UUID, *, by: Actor, at: datetime, token: str = "") -> ConcernDraft:
    """Begin the draft of a further child of a report.

    `token` is another one for each showing of the page with the button: sent twice, it gives the same draft.

    :raises NotThere: the report is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    :raises TooManyChildren: there is no room for another one.
    """
    first = draft_to_change(by, draft_id)
    if first.first_id is not None:
        raise NotThere
    if further_of(by, draft_id).count() >= MOST_CHILDREN - 1:
        raise TooManyChildren(
            _("A report can be about %(most)s children. Send this one, then report the others.")
            % {"most": MOST_CHILDREN}
        )
    return drafts.start(by=by, at=at, token=f"{draft_id} {token}" if token else "", first=first)


def begin_from(
    case_id: UUID, *, tie: str, copied: Collection[str], step: str, by: Actor, at: datetime, token: str
) -> ConcernDraft:
    """Begin the report of a further child of the same incident, from the case of the first.

    :param copied: codes of `SHARED`: what is copied from the report about the first child. Opening it is recorded.
    :param step: the page to go on at.
    :param token: another one for each showing of the page with the button: sent twice, it gives the same draft.
    :raises NotThere: there is no such case for `by`, or nothing was reported that could be copied.
    :raises NotAllowed: `by` does not lead it, or may not report concerns or open identities.
    """
    case = cases.case(by, case_id, as_="lead", event=None)
    draft = drafts.start(by=by, at=at, token=f"{case_id} {token}" if token else "", tied_to=case.pk)
    if draft.version:
        return draft
    answers = {TIE: tie, **(_reported(by, case_id, copied, at=at) if copied else {})}
    return drafts.keep(
        draft.pk, answers=answers, typed={}, step=step, version=0, page=token[:20], by=by, at=at
    )


def _reported(by: Actor, case_id: UUID, copied: Collection[str], *, at: datetime) -> dict[str, Any]:
    """What was reported of a case, as answers: those that are copied, and not empty."""
    concern = access.open_concern(by, case_id, at=at)
    known = {
        "kinds": concern.kinds,
        "other_kind": concern.other_kind,
        "urgent_dangers": dangers.present_in(by, [case_id]).get(case_id, []),
        "area": concern.area or NOT_KNOWN,
        "place": concern.place,
        "occurred": concern.occurred,
        "told_by": concern.told_by,
        "account": concern.account,
    }
    names = [name for each in SHARED if each.code in copied for name in each.names]
    return {name: known[name] for name in names if known[name]}


def further_of(actor: Actor, draft_id: UUID):
    """The drafts of the further children of the actor's own report, without those that hold nothing."""
    return drafts.own(actor).filter(first_id=draft_id, version__gt=0).order_by("created_at", "id")


def open_further(actor: Actor, draft: OpenDraft) -> list[OpenChild]:
    """Open the further children of a report for its author, and record each."""
    found = []
    for row in further_of(actor, draft.id):
        opened = drafts.opened(actor, row)
        found.append(
            OpenChild(
                draft=opened,
                answers=of_further_child(draft.answers, opened.answers),
                typed={name: value for name, value in opened.typed.items() if name in OF_FURTHER_CHILD},
            )
        )
    return found


def report_to_send(actor: Actor, draft_id: UUID) -> list[ConcernDraft]:
    """Return the drafts of the actor's own report, locked, the first child's first. It may have been sent already.

    Those of further children that hold nothing are deleted.

    :param draft_id: that of any of its children.
    :raises NotThere: it is not theirs, or there is none.
    """
    first_id = drafts.draft_of(actor, draft_id).first_id or draft_id
    first = drafts.draft_of(actor, first_id, lock=True)
    # Only now, because whoever was adding a child held that lock.
    further = (
        drafts.own(actor).filter(first=first).select_for_update(of=("self",)).order_by("created_at", "id")
    )
    found = [first, *further]
    for empty in [draft for draft in found[1:] if draft.version == 0]:
        drafts.drop(empty)
        found.remove(empty)
    return found


def told_in(actor: Actor, report: Collection[ConcernDraft]) -> list[Told]:
    """What a report that is being sent tells of each child, the first one first."""
    told: list[Told] = []
    for draft in report:
        seal = cases.seal(actor, draft.pk)
        content = drafts.content_of(seal, draft)
        answers, typed = content.answers, content.typed
        if told:
            answers = of_further_child(told[0].answers, answers)
            own = {name: value for name, value in typed.items() if name in OF_FURTHER_CHILD}
            typed = {name: value for name, value in told[0].typed.items() if name not in OF_CHILD} | own
        told.append(Told(draft=draft, seal=seal, answers=answers, typed=typed))
    return told


def receipts_beside(actor: Actor, receipt: Receipt) -> list[Receipt]:
    """The receipts for the other children whom the actor reported together with this one."""
    mine = drafts.own(actor)
    first = mine.filter(pk=receipt.case_id).values("first_id")
    together = mine.filter(Q(pk__in=first) | Q(first_id__in=first) | Q(first_id=receipt.case_id))
    found = receipts_of(actor).filter(case_id__in=together.values("pk")).exclude(pk=receipt.pk)
    return list(found.order_by("issued_at", "number")[:MOST_CHILDREN])
