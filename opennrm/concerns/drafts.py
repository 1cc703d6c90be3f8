"""Concerns that are still being written: sealed whole, seen by their author alone, kept for a limited time.

A draft holds answers by their names. Each answer remembers the version in which it last changed and the page
that changed it, so that two pages that are open at once never overwrite each other in silence.
"""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from opennrm.audit import actions as audit
from opennrm.cases import access as cases
from opennrm.cases import case_keys
from opennrm.cases.drafts import refuse_more_than_most
from opennrm.country.pack import pack
from opennrm.foundation import sealing
from opennrm.foundation.access import fetch
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import system_principal
from opennrm.foundation.refusals import NotAllowed, NotThere, Refusal
from opennrm.foundation.sealing import Seal

from .models import ConcernDraft, ConcernLabel, DraftAttachment
from .permissions import CONCERN_REPORT

EXPIRY = "drafts.expire"
_LABEL = "concerns.concerndraft.answers"
DRAFTS_A_TOKEN = 20
_TOO_MANY = _("You have {number} unfinished reports. Send or delete one of them before you start another.")
CHECK = "check"
"""Where somebody goes on with a report about several children: on the page that lists them."""


class AlreadySent(Refusal):
    """The draft has become a case; nothing can be changed in it any more."""


class AnswersChanged(Refusal):
    """Another page changed the same answers in the meantime, to something else. Nothing was saved.

    `saved` holds the answers as they stand now, for each name that differs; `version` is the version to save
    over once the person has chosen.
    """

    def __init__(self, saved: dict[str, Any], version: int) -> None:
        super().__init__("These answers were changed on another page in the meantime.")
        self.saved, self.version = saved, version


@dataclass
class Content:
    """What is sealed in a draft. `typed` holds what could not be understood, as it was typed."""

    answers: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[int, str]] = field(default_factory=dict)

    def current(self, name: str) -> Any:
        """The answer as a page shows it."""
        return self.typed.get(name, self.answers.get(name))

    def take(
        self, given: Mapping[str, Any], *, not_understood: Collection[str], version: int, page: str
    ) -> None:
        """Take over answers that a page changed in this version of the draft."""
        for name, value in given.items():
            self.answers.pop(name, None)
            self.typed.pop(name, None)
            (self.typed if name in not_understood else self.answers)[name] = value
            self.changes[name] = (version, page)


@dataclass(frozen=True, kw_only=True)
class OpenDraft:
    """A draft, opened for its author. `first_id` is that of the first child, for a further one."""

    id: UUID
    first_id: UUID | None
    tied_to: UUID | None
    step: str
    version: int
    answers: Mapping[str, Any]
    typed: Mapping[str, Any]
    expires_at: datetime

    def shown(self) -> dict[str, Any]:
        """The answers as the pages show them."""
        return {**self.answers, **self.typed}


def drafts_of(actor: Actor):
    """The actor's own reports that were not sent yet, the last changed first; those that hold nothing are left out.

    `children` says how many children each is about.
    """
    further = ConcernDraft.objects.filter(first_id=OuterRef("pk"), version__gt=0).order_by()
    counted = further.values("first_id").annotate(count=Count("*")).values("count")
    files = DraftAttachment.objects.filter(draft_id=OuterRef("pk"))
    begun = Q(version__gt=0) | Exists(files) | Exists(further)
    mine = own(actor).filter(begun, first=None, submitted_at=None)
    return mine.annotate(children=Coalesce(Subquery(counted), 0) + 1).order_by("-updated_at", "id")


def draft_of(actor: Actor, draft_id: UUID, *, lock: bool = False) -> ConcernDraft:
    """Return the actor's own draft, sent or not; with `lock` nobody else changes it meanwhile.

    :raises NotThere: it is not theirs, or there is none.
    """
    mine = own(actor)
    return fetch(mine.select_for_update(of=("self",)) if lock else mine, pk=draft_id)


def own(actor: Actor):
    """The actor's own drafts, sent or not.

    What the actor writes for this agency is theirs there, whatever role they began it in.
    """
    return ConcernDraft.objects.visible_to(actor).filter(
        membership__account_id=actor.account_id, membership__agency_id=actor.agency_id
    )


def unsent_draft_of(actor: Actor, draft_id: UUID) -> ConcernDraft:
    """Return the actor's own draft.

    :raises NotThere: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    """
    draft = draft_of(actor, draft_id)
    if draft.submitted_at is not None:
        raise AlreadySent
    return draft


def draft_to_change(actor: Actor, draft_id: UUID) -> ConcernDraft:
    """Return the actor's own draft, locked; of a further child, with the draft of the first one.

    :raises NotThere: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    """
    mine = own(actor)
    first = mine.filter(pk=draft_id).values("first_id")
    both = mine.filter(Q(pk=draft_id) | Q(pk__in=first)).select_for_update(of=("self",))
    # The first child's comes first, as for whoever sends the report, so that the two do not wait for each other.
    locked = {draft.pk: draft for draft in both.order_by(F("first_id").asc(nulls_first=True))}
    draft = locked.get(draft_id)
    if draft is None:
        raise NotThere
    if draft.submitted_at is not None:
        raise AlreadySent
    return draft


def open_draft(actor: Actor, draft_id: UUID) -> OpenDraft:
    """Open a draft for its author, and record it.

    :raises NotThere: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    """
    return opened(actor, unsent_draft_of(actor, draft_id))


def opened(actor: Actor, draft: ConcernDraft) -> OpenDraft:
    """Open a draft that was fetched for its author, and record it."""
    content = content_of(cases.seal(actor, draft.pk), draft)
    audit.record("draft.opened", subject=draft, right="author")
    return OpenDraft(
        id=draft.pk,
        first_id=draft.first_id,
        tied_to=draft.tied_to,
        step=draft.step,
        version=draft.version,
        answers=content.answers,
        typed=content.typed,
        expires_at=draft.expires_at,
    )


def content_of(seal: Seal, draft: ConcernDraft) -> Content:
    """Open what a draft holds."""
    if draft.answers is None:
        return Content()
    kept = json.loads(seal.open(bytes(draft.answers), label=_LABEL, row_id=draft.pk))
    changes = {name: (version, page) for name, (version, page) in kept["changes"].items()}
    return Content(answers=kept["answers"], typed=kept["typed"], changes=changes)


def start(*, by: Actor, at: datetime, token: str = "", **columns: Any) -> ConcernDraft:
    """Begin a draft, with a data key of its own. `columns` are those that say to what it belongs.

    `token` is a value of which each showing of the page that begins has another: sent twice, it gives the same
    draft again, as long as that was neither sent nor discarded. Without it every call begins a draft.

    :raises NotAllowed: the actor may not report concerns.
    :raises TooManyDrafts: the actor has as many unfinished reports as one person can have.
    """
    if by.person_principal is None or not by.may(CONCERN_REPORT):
        raise NotAllowed("Your role does not report concerns.")
    for draft_id in _ids_for(token, by):
        if _was_discarded(draft_id, by):
            continue
        if not own(by).filter(pk=draft_id).exists():
            # The same page may be sent twice at once: whoever comes second waits here, and gets the other's draft.
            with suppress(IntegrityError), transaction.atomic():
                return begin(draft_id, by=by, at=at, **columns)
        if draft := own(by).filter(pk=draft_id, submitted_at=None).first():
            return draft
    return begin(uuid4(), by=by, at=at, **columns)


def _ids_for(token: str, by: Actor) -> Iterator[UUID]:
    """Ids that this token leads to: a later one when the draft of an earlier one is no longer being written.

    They are made with a key, so that nobody can choose the id of something that they may not see.
    """
    for number in range(DRAFTS_A_TOKEN if token else 0):
        yield sealing.id_of("draft", f"{by.account_id} {by.agency_id} {number} {token}")


def _was_discarded(draft_id: UUID, by: Actor) -> bool:
    """Whether there was a draft of this id."""
    return case_keys.is_destroyed(by, draft_id)


def begin(draft_id: UUID, *, by: Actor, at: datetime, **columns: Any) -> ConcernDraft:
    """Begin a draft of this id, with a data key of its own. What `by` may report is what the caller has checked."""
    assert by.person_principal is not None
    refuse_more_than_most(own(by).filter(submitted_at=None), _TOO_MANY)
    # The job that deletes old drafts needs to find them, and to destroy their keys.
    holders = sorted({by.person_principal, system_principal(EXPIRY)})
    draft = ConcernDraft(
        id=draft_id,
        membership_id=by.membership_id,
        created_at=at,
        updated_at=at,
        expires_at=_expiry(at),
        readers=holders,
        writers=holders,
        **columns,
    )
    draft.save(from_action=True, force_insert=True)
    case_keys.make(draft.pk, holders=holders)
    audit.record("draft.started", subject=draft, right="author")
    return draft


def keep(
    draft_id: UUID,
    *,
    answers: Mapping[str, Any],
    typed: Mapping[str, Any],
    step: str,
    version: int,
    page: str,
    by: Actor,
    at: datetime,
) -> ConcernDraft:
    """Keep the answers of one page, all of whose names stand in `answers` or in `typed`.

    `version` is that of the draft when the page was opened, and `page` a value that only that page has: what
    it saved itself before is no contradiction. `step` is where to go on later.

    :raises NotThere: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    :raises AnswersChanged: another page has changed them since, to something else.
    """
    draft = draft_to_change(by, draft_id)
    seal = cases.seal(by, draft.pk)
    content = content_of(seal, draft)
    given = {**answers, **typed}
    changed = {name for name, value in given.items() if value != content.current(name)}
    if contested := {name for name in changed if _is_contested(content, name, version, page)}:
        raise AnswersChanged({name: content.current(name) for name in contested}, draft.version)
    if changed or step != draft.step:
        draft.version += 1
        draft.step, draft.updated_at, draft.expires_at = step, at, _expiry(at)
        content.take(
            {name: given[name] for name in changed}, not_understood=typed, version=draft.version, page=page
        )
        _write(draft, content, seal)
        _keep_the_report(draft, at=at)
        audit.record("draft.saved", subject=draft, right="author", detail={"answers": sorted(changed)})
    return draft


def _write(draft: ConcernDraft, content: Content, seal: Seal) -> None:
    plain = json.dumps(vars(content), separators=(",", ":")).encode()
    draft.answers = seal.close(plain, label=_LABEL, row_id=draft.pk)
    draft.save(from_action=True, update_fields=["answers", "step", "version", "updated_at", "expires_at"])


def _keep_the_report(draft: ConcernDraft, *, at: datetime) -> None:
    """Keep a report as a whole for as long as a further child of it, and go on where its children are listed."""
    if draft.first_id is not None:
        ConcernDraft.objects.filter(pk=draft.first_id).update(
            step=CHECK, updated_at=at, expires_at=draft.expires_at, from_action=True
        )


def _is_contested(content: Content, name: str, version: int, page: str) -> bool:
    changed_in, changed_by = content.changes.get(name, (0, ""))
    return changed_in > version and not (page and changed_by == page)


def discard(draft_id: UUID, *, by: Actor) -> None:
    """Delete a draft for good, with its attachments and its key; that of a first child with all further children.

    :raises NotThere: it is not theirs, or there is none.
    :raises AlreadySent: it has become a case.
    """
    draft = draft_to_change(by, draft_id)
    for each in [*own(by).filter(first=draft).defer("answers"), draft]:
        drop(each)


def drop(draft: ConcernDraft) -> None:
    """Delete one locked draft of whoever acts, and record it."""
    audit.record("draft.discarded", subject=draft, right="author")
    _remove(draft)


def expire(*, at: datetime) -> int:
    """Delete the drafts whose time is over; returns how many. For the job `drafts.expire`.

    A further child's is kept as long as the first one's, without which nobody locks it.
    """
    unsent = ConcernDraft.objects.filter(readers__contains=[system_principal(EXPIRY)], submitted_at=None)
    old = unsent.filter(first=None, expires_at__lte=at).defer("answers")
    first = list(old.select_for_update(skip_locked=True))
    drafts = [*unsent.filter(first__in=first).defer("answers"), *first]
    for draft in drafts:
        audit.record("draft.expired", subject=draft, right=EXPIRY)
        _remove(draft)
    return len(drafts)


def finish(draft: ConcernDraft, *, at: datetime) -> None:
    """Empty a draft that has just become a case. What is left leads its author to the receipt."""
    DraftAttachment.objects.filter(draft=draft).delete(from_action=True)
    draft.answers, draft.submitted_at = None, at
    draft.save(from_action=True, update_fields=["answers", "submitted_at"])


def _remove(draft: ConcernDraft) -> None:
    DraftAttachment.objects.filter(draft=draft).delete(from_action=True)
    ConcernLabel.objects.filter(draft=draft).delete(from_action=True)
    case_keys.destroy(draft.pk)
    ConcernDraft.objects.filter(pk=draft.pk).delete(from_action=True)


def _expiry(at: datetime) -> datetime:
    return at + timedelta(days=pack().drafts.keep_days)
